/** The addon's side of pipelines, for the handles that pass pipelines on. */

import type { AddonPipeline } from '../addon';
import type { NativePipeline } from '../nativeModule';

const pipelines = new WeakMap<NativePipeline, AddonPipeline>();

/** Stores the addon's side of a pipeline. */
export function noteAddonPipeline(pipeline: NativePipeline, addon: AddonPipeline): void {
  pipelines.set(pipeline, addon);
}

/** The addon's side of a pipeline. */
export function addonPipelineOf(pipeline: NativePipeline): AddonPipeline | undefined {
  return pipelines.get(pipeline);
}

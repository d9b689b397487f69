import type { AddonPipeline } from '../addon';
import type { NativePipeline } from '../nativeModule';

/** What the addon takes of a pipeline. A class of its own, because pipelines start copies, and copies take pipelines. */
export abstract class PipelineHandle {
  readonly addon: AddonPipeline;

  protected constructor(addon: AddonPipeline) {
    this.addon = addon;
  }
}

/** The addon's side of a pipeline. */
export function addonOf(pipeline: NativePipeline | undefined): AddonPipeline | undefined {
  return pipeline instanceof PipelineHandle ? pipeline.addon : undefined;
}

import type { AddonPipeline } from '../addon';
import type { NativePipeline } from '../nativeModule';

/** The handle of a pipeline in the addon. It is a separate class, because pipelines start copies, and copies take pipelines. */
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

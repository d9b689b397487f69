/** `beginCopyFromAccount`: reads the options, calls the engine, and creates the poller. The engine validates the options. */

import type { CopyFrom } from '../copy/copyFrom';
import { SHAPES } from '../generated/shapes';
import { observedCopy } from '../pipeline/observe';
import type { Target } from '../pipeline/run';
import type { BeginCopyFromAccountOptions } from '../types/accountCopy';
import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import { readShape } from '../validation/serialize';
import { beginJob, OBSERVING } from './copyFromContainer';

/** Starts to copy the containers of an account, or resumes a saved job, and returns its poller. */
export function beginCopyFromAccount(
  target: Target,
  source: CopyFrom,
  options: BeginCopyFromAccountOptions | undefined,
): Promise<ContainerCopyPoller> {
  const more = {
    names: Object.keys(SHAPES.AccountOptions),
    read: (picked: object) => readShape('AccountOptions', picked, 'options') ?? {},
  };
  return beginJob(source.url, options, more, ({ json, resumeFrom, extras, tracingOptions }) => {
    const { pipeline, reader } = observedCopy(target, source, tracingOptions, OBSERVING);
    return pipeline.beginAccountCopy(target.url, json, resumeFrom, reader, source.url, extras);
  });
}

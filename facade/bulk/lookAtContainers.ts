/** `planContainerCopy` and `verifyContainer`: jobs that write nothing, waited for to their end. */

import type { CopyFrom } from '../copy/copyFrom';
import type { Target } from '../pipeline/run';
import type { PlanContainerCopyOptions, VerifyContainerOptions } from '../types/containerComparison';
import type { ContainerCopyPlan } from '../types/containerCopyPlan';
import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopySummary, ContainerVerification } from '../types/containerCopySummary';
import { requireCallback } from '../validation/arguments';
import { optionsOf, pick } from '../validation/serialize';
import { beginCopyFromContainer, COPY_OPTIONS } from './copyFromContainer';
import { planOf } from './planOf';

/** How a job may end that has told everything: then its numbers are what was asked for. */
const TOLD = new Set(['ContainerCopyIncomplete', 'DeletesWithheld', 'DeletesRefused']);

/** What a comparison has no use for. It writes nothing, and so no files either. */
const OF_A_COPY = new Set(['failed', 'journal', 'manifest', 'resumeFrom']);

/** Plans a copy. */
export async function planContainerCopy(
  target: Target,
  source: CopyFrom,
  options: PlanContainerCopyOptions | undefined,
): Promise<ContainerCopyPlan> {
  const { onEvent, ...given } = pick(optionsOf(options), [...COPY_OPTIONS, 'onEvent']) as PlanContainerCopyOptions;
  return planOf(await settle(target, source, { ...given, dryRun: true }, onEvent));
}

/** Compares two containers. */
export async function verifyContainer(
  target: Target,
  source: CopyFrom,
  options: VerifyContainerOptions | undefined,
): Promise<ContainerVerification> {
  const names = COPY_OPTIONS.filter((name) => !OF_A_COPY.has(name));
  const picked = pick(optionsOf(options), [...names, 'compare', 'onEvent']);
  const { compare = 'properties', onEvent, ...filters } = picked as VerifyContainerOptions;
  const summary = await settle(target, source, filters, onEvent, compare);
  const { listed, filtered, verified } = summary;
  return { listed, filtered, equal: 0, different: 0, missing: 0, extra: 0, unproven: 0, differences: [], ...verified };
}

async function settle(
  target: Target,
  source: CopyFrom,
  options: object,
  onEvent: ((event: BlobCopyEvent) => void | Promise<void>) | undefined,
  compare?: string,
): Promise<ContainerCopySummary> {
  requireCallback(onEvent, 'options.onEvent');
  const more = { names: [], read: () => (compare === undefined ? {} : { compare }) };
  const poller = await beginCopyFromContainer(target, source, options, more);
  if (onEvent) {
    try {
      // The plan is what is returned.
      for await (const event of poller) if (event.event !== 'plan') await onEvent(event);
    } catch (error) {
      await poller.cancelOperation();
      throw error;
    }
  }
  try {
    return await poller.pollUntilDone();
  } catch (error) {
    if (!TOLD.has((error as { code?: string }).code ?? '')) throw error;
    return poller.getOperationState().summary;
  }
}

/** `planContainerCopy` and `verifyContainer`: jobs that write nothing, and are awaited to their end. */

import type { CopyFrom } from '../copy/copyFrom';
import type { Target } from '../pipeline/run';
import type { PlanContainerCopyOptions, VerifyContainerOptions } from '../types/containerComparison';
import type { ContainerCopyPlan } from '../types/containerCopyPlan';
import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopySummary, ContainerVerification } from '../types/containerCopySummary';
import { AbortError, PollerCancelledError } from '../errors/errors';
import { requireCallback } from '../validation/arguments';
import { pickKnown } from '../validation/knownOptions';
import { beginCopyFromContainer, COPY_OPTIONS } from './copyFromContainer';
import { planFromSummary } from './planFromSummary';

/** The error codes of a job whose numbers are complete: they are the result. */
const COMPLETE = new Set(['ContainerCopyIncomplete', 'DeletesWithheld', 'DeletesRefused']);

/** The options that do not apply to a comparison. It writes nothing, no files either. */
const OF_A_COPY = new Set(['failed', 'journal', 'manifest', 'resumeFrom']);

/** Plans a copy. */
export async function planContainerCopy(
  target: Target,
  source: CopyFrom,
  options: PlanContainerCopyOptions | undefined,
): Promise<ContainerCopyPlan> {
  const { onEvent, ...given } = pickKnown(options, [...COPY_OPTIONS, 'onEvent']) as PlanContainerCopyOptions;
  return planFromSummary(await settle(target, source, { ...given, dryRun: true }, onEvent));
}

/** Compares two containers. */
export async function verifyContainer(
  target: Target,
  source: CopyFrom,
  options: VerifyContainerOptions | undefined,
): Promise<ContainerVerification> {
  const given = pickKnown(options, [...COPY_OPTIONS, 'compare', 'onEvent']);
  const picked = Object.fromEntries(Object.entries(given).filter(([name]) => !OF_A_COPY.has(name)));
  const { compare = 'properties', onEvent, ...filters } = picked as VerifyContainerOptions;
  const summary = await settle(target, source, filters, onEvent, compare);
  const { listed, filtered, verified } = summary;
  return { listed, filtered, equal: 0, different: 0, missing: 0, extra: 0, unproven: 0, differences: [], ...verified };
}

interface Abortable {
  readonly abortSignal?: { readonly aborted: boolean };
}

async function settle(
  target: Target,
  source: CopyFrom,
  options: object,
  onEvent: ((event: BlobCopyEvent) => unknown) | undefined,
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
    // Nobody has a poller that could be canceled.
    if ((options as Abortable).abortSignal?.aborted && error instanceof PollerCancelledError) throw new AbortError();
    if (!COMPLETE.has((error as { code?: string }).code ?? '')) throw error;
    return poller.getOperationState().summary;
  }
}

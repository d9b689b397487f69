/** `planContainerCopy` and `verifyContainer`: jobs that write nothing, waited for to their end. */

import type { CopyFrom } from '../copy/copyFrom';
import type { Target } from '../pipeline/run';
import type { PlanContainerCopyOptions, VerifyContainerOptions } from '../types/containerComparison';
import type { ContainerCopyPlan } from '../types/containerCopyPlan';
import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopySummary, ContainerVerification } from '../types/containerCopySummary';
import { requireCallback } from '../validation/arguments';
import { optionsOf } from '../validation/serialize';
import { beginCopyFromContainer } from './copyFromContainer';
import { planOf } from './planOf';

/** How a job may end that has told everything: then its numbers are what was asked for. */
const TOLD = new Set(['ContainerCopyIncomplete', 'DeletesWithheld', 'DeletesRefused']);

/** Plans a copy. */
export async function planContainerCopy(
  target: Target,
  source: CopyFrom,
  options: PlanContainerCopyOptions | undefined,
): Promise<ContainerCopyPlan> {
  const given = optionsOf(options) as PlanContainerCopyOptions;
  return planOf(await settle(target, source, { ...own(given), dryRun: true }, given.onEvent));
}

/** Compares two containers. */
export async function verifyContainer(
  target: Target,
  source: CopyFrom,
  options: VerifyContainerOptions | undefined,
): Promise<ContainerVerification> {
  const given = optionsOf(options) as VerifyContainerOptions;
  const { compare, ...filters } = own(given) as VerifyContainerOptions;
  const summary = await settle(target, source, { ...filters, compare: compare ?? 'properties' }, given.onEvent);
  const { listed, filtered, verified } = summary;
  return { listed, filtered, equal: 0, different: 0, missing: 0, extra: 0, unproven: 0, differences: [], ...verified };
}

/** What of the options is not for these functions alone. Inherited options count as well. */
function own(options: PlanContainerCopyOptions | VerifyContainerOptions): object {
  const all: Record<string, unknown> = {};
  for (const name in options) {
    if (name !== 'onEvent') all[name] = (options as Record<string, unknown>)[name];
  }
  return all;
}

async function settle(
  target: Target,
  source: CopyFrom,
  options: object,
  onEvent: ((event: BlobCopyEvent) => void) | undefined,
): Promise<ContainerCopySummary> {
  requireCallback(onEvent, 'options.onEvent');
  const poller = await beginCopyFromContainer(target, source, options);
  if (onEvent) {
    try {
      // The plan is what is returned.
      for await (const event of poller) if (event.event !== 'plan') onEvent(event);
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

import type { ContainerCopyPlan } from '../types/containerCopyPlan';
import type { ContainerCopySummary } from '../types/containerCopySummary';

/** The result of a dry run, as a plan. */
export function planOf(summary: ContainerCopySummary): ContainerCopyPlan {
  const { copied, copiedBytes, requests, examples } = summary;
  const { listed, filtered, skipped, failed, conflicts, failedByCode, failures, deletes } = summary;
  return {
    listed,
    filtered,
    copies: copied,
    bytes: copiedBytes,
    skipped,
    failed,
    conflicts,
    failedByCode,
    failures,
    deletes,
    requests: requests ?? { write: 0, list: 0, read: 0, delete: 0 },
    examples: examples ?? [],
  };
}

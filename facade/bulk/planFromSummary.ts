import type { ContainerCopyPlan } from '../types/containerCopyPlan';
import type { ContainerCopySummary } from '../types/containerCopySummary';

/** Of an obstacle that no blob has. */
const NONE = { cleared: 0, skipped: 0, failed: 0 };

/** The result of a dry run, as a plan. */
export function planFromSummary(summary: ContainerCopySummary): ContainerCopyPlan {
  const { copied, copiedBytes, rehydrations, requests, examples } = summary;
  const { obstacles, earlyDeletion = {}, notes = [] } = summary;
  const { listed, filtered, skipped, failed, conflicts, failedByCode, failures, deletes } = summary;
  return {
    listed,
    filtered,
    copies: copied,
    bytes: copiedBytes,
    rehydrations,
    skipped,
    failed,
    conflicts,
    failedByCode,
    failures,
    deletes,
    obstacles: obstacles ?? { archived: NONE, leased: NONE, otherType: NONE },
    earlyDeletion,
    notes,
    requests: requests ?? { write: 0, list: 0, read: 0, delete: 0 },
    examples: examples ?? [],
  };
}

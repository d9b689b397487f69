/** What a copy of a container would do. */

import type { FailedBlobCopy } from './containerCopyFailures';
import type { BlobCopySkipReason } from './containerCopyReasons';
import type { ContainerCopyDeletes, EarlyDeletions, ForeseenObstacles, RequestsByClass } from './containerCopyCounts';

/** What a copy of a container would do. */
export interface ContainerCopyPlan {
  /** The number of blobs that were listed. */
  listed: number;
  /** The number of listed blobs that the filters exclude. */
  filtered: number;
  /** The number of blobs that would be copied. */
  copies: number;
  /** Their total size in bytes. */
  bytes: number;
  /** The number of those that are archived, and would be copied to an online tier. */
  rehydrations: number;
  /** The number of blobs that would not be copied, by reason. */
  skipped: Partial<Record<BlobCopySkipReason, number>>;
  /** The number of blobs that could not be copied, for example because of their names. */
  failed: number;
  /** The number of blobs that a move would leave where they are, because another blob already has their name at the destination. */
  conflicts: number;
  /** The number of blobs that could not be copied, by error code. */
  failedByCode: Record<string, number>;
  /** The first 100 blobs that could not be copied or moved, and the first of each further error code. */
  failures: FailedBlobCopy[];
  /** The deletes of a run: in `done`, or in `withheld` if a limit would stop them. */
  deletes: ContainerCopyDeletes;
  /** The obstacles at the destination, among the blobs that are checked there. */
  obstacles: ForeseenObstacles;
  /** What would be deleted or overwritten before the minimum storage duration of its tier has passed. */
  earlyDeletion: EarlyDeletions;
  /**
   * Notes about both sides, in sentences: an immutability policy or a legal hold of the destination's container, clocks that
   * are far apart, permissions that a shared access signature lacks for the copy.
   */
  notes: string[];
  /** The approximate number of requests that the copy would send, by class. */
  requests: RequestsByClass;
  /** The first three names that would be copied, and the names of their copies. */
  examples: { source: string; destination: string }[];
}

/** The summary of a container copy: numbers, slow blobs, verification. */

import type { ContainerCopyDeletes, EarlyDeletions, ForeseenObstacles, RequestsByClass } from './containerCopyCounts';
import type { BlobCopyEvent } from './containerCopyEvents';
import type { FailedBlobCopy, FailedContainerCopy, RefusedDelete } from './containerCopyFailures';
import type { BlobCopyNotKept, BlobCopySkipReason, ThrottleKind } from './containerCopyReasons';

/** The numbers for the containers of an account. */
export interface CopiedContainers {
  /** The number of containers whose copy has started, earlier runs of a resumed job included. */
  begun: number;
  /** The number of containers that were created at the destination; in a dry run, of those that would be. */
  created: number;
  /**
   * The number of skipped containers: system containers, those that were deleted after they were listed, and, with
   * `deleteExtraneous`, those that only the destination has.
   */
  skipped: number;
  /** The number of containers that could not be created or listed. */
  failed: number;
  /** The first 100 of them. */
  failures: FailedContainerCopy[];
}

/** A blob whose copy is or was slow. */
export interface SlowBlobCopy {
  /** The name at the source. */
  source: string;
  /** The name of the container, in a copy of an account. */
  container?: string;
  /** The size in bytes, if it is known. */
  bytes?: number;
  /** The duration of the copy so far, in milliseconds. */
  milliseconds: number;
}

/** What a running job is doing now. */
export interface CurrentContainerCopy {
  /** The number of blobs that are being copied. */
  inFlight: number;
  /** Their total size in bytes, as far as it is known. */
  inFlightBytes: number;
  /** The number of listed blobs that wait for their copy. Later pages of the listing are not included. */
  waiting: number;
  /** Their total size in bytes. */
  waitingBytes: number;
  /** Whether the last page of the listing was read. */
  isLastPage: boolean;
  /** The largest number of blobs copied at the same time. It adapts, unless the option `concurrency` fixes it. */
  concurrency: number;
  /** The number of attempts that were sent since this process began or resumed the job. */
  attempts: number;
}

/** What a job has done so far. */
export interface ContainerCopySummary {
  /** The number of blobs that were listed. */
  listed: number;
  /** The number of listed blobs that the filters excluded. */
  filtered: number;
  /** The number of blobs that were copied. */
  copied: number;
  /** Their total size in bytes. */
  copiedBytes: number;
  /** The number of copied blobs whose source is archived: their copies are offline until the service has rehydrated them. */
  rehydrations: number;
  /** The number of snapshots and versions that were copied before the current states. */
  earlierStates: number;
  /**
   * The number of backup snapshots that could not be deleted and stay at the destination, because the permission to delete is
   * missing. An asynchronous copy takes one of the blob that it replaces. The events have their names.
   */
  leftSnapshots: number;
  /** The number of copied blobs that were deleted at the source, because of `move`. */
  moved: number;
  /** The number of skipped blobs, by reason. */
  skipped: Partial<Record<BlobCopySkipReason, number>>;
  /** The number of copied blobs that lost something, by what they lost. */
  notKept: Partial<Record<BlobCopyNotKept, number>>;
  /** The number of blobs that could not be copied. */
  failed: number;
  /** The number of failed blobs, by error code. */
  failedByCode: Record<string, number>;
  /** The number of blobs that were not moved, because another blob was at the destination or the source changed. */
  conflicts: number;
  /** The first 100 blobs that failed or conflicted, and the first of each further error code. The events have all. */
  failures: FailedBlobCopy[];
  /** The first blob of each error code that could not be deleted at the destination. Absent if there is none. */
  refusedDeletes?: RefusedDelete[];
  /** Whether the listing was read to its end. */
  listingComplete: boolean;
  /** Whether nothing was written, because of `dryRun`. */
  dryRun: boolean;
  /**
   * Notes about both sides, in sentences: for example, clocks that are far apart, or, with `dryRun`, permissions that a shared
   * access signature lacks. Absent if there are none.
   */
  notes?: string[];
  /** What was deleted at the destination. */
  deletes: ContainerCopyDeletes;
  /** With `dryRun`, the obstacles at the destination. */
  obstacles?: ForeseenObstacles;
  /** With `dryRun`, what would be deleted or overwritten before the minimum storage duration of its tier has passed. */
  earlyDeletion?: EarlyDeletions;
  /** With `dryRun`, the approximate number of requests of a real run. */
  requests?: RequestsByClass;
  /** With `dryRun`, the first three names that would be copied, and their names at the destination. */
  examples?: { source: string; destination: string }[];
  /**
   * What `verifyContainer` found, or `verify` since this process began or resumed the job. Blobs that differ are among the
   * failures, too.
   */
  verified?: Omit<ContainerVerification, 'listed' | 'filtered'>;
  /** The number of attempts that the service throttled, by the limit that it reported. They do not count as failures. */
  throttled: Partial<Record<ThrottleKind, number>>;
  /** The number of pending asynchronous copies. They are polled together, by listing the destination. */
  pendingCopies: number;
  /** The number of attempts that were abandoned and retried, because they took far longer than others of their size. */
  stragglers: number;
  /** The slowest blob that has ended. */
  slowest?: SlowBlobCopy;
  /** The blobs in flight whose copies have taken the longest so far, at most four. */
  oldest?: SlowBlobCopy[];
  /** The numbers for the containers, in a copy of an account. */
  containers?: CopiedContainers;
  /** What the job is doing now, while it runs. */
  current?: CurrentContainerCopy;
}

/** How two containers compare. */
export interface ContainerVerification {
  /** The number of blobs of the source that were listed. */
  listed: number;
  /** The number of listed blobs that the filters excluded. */
  filtered: number;
  /** The number of blobs that are the same on both sides. */
  equal: number;
  /** The number of blobs that differ. */
  different: number;
  /** The number of blobs that only the source has. */
  missing: number;
  /** The number of blobs that only the destination has. */
  extra: number;
  /** The number of blobs that could not be compared. */
  unproven: number;
  /** The first 100 events of blobs that are not equal, and the first of each further kind. */
  differences: BlobCopyEvent[];
}

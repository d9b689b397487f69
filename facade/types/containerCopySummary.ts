/** What a container copy has done: its numbers, what is slow, and what it verified. */

import type { ContainerCopyDeletes, RequestsByClass } from './containerCopyCounts';
import type { BlobCopyEvent } from './containerCopyEvents';
import type { FailedBlobCopy, FailedContainerCopy } from './containerCopyFailures';
import type { BlobCopyNotKept, BlobCopySkipReason, ThrottleKind } from './containerCopyReasons';

/** What was done with the containers of an account. */
export interface CopiedContainers {
  /** The number of containers that were begun, also by the job that is resumed. */
  begun: number;
  /** The number of containers that were created at the destination. */
  created: number;
  /** The number of containers that were left out: system containers, and those that were deleted after they were listed. */
  skipped: number;
  /** The number of containers that could not be created or listed. */
  failed: number;
  /** The first 100 of them. */
  failures: FailedContainerCopy[];
}

/** A blob whose copy takes long, or took long. */
export interface SlowBlobCopy {
  /** The name at the source. */
  source: string;
  /** The name of the container, in a copy of an account. */
  container?: string;
  /** The size in bytes, if it is known. */
  bytes?: number;
  /** How long the copy has taken. */
  milliseconds: number;
}

/** What a job that runs is at. */
export interface CurrentContainerCopy {
  /** The number of blobs that are being copied. */
  inFlight: number;
  /** The size of those in bytes, as far as it is known. */
  inFlightBytes: number;
  /** The number of blobs that were read of the listing and wait. Those of further pages are not among them. */
  waiting: number;
  /** The size of those, in bytes. */
  waitingBytes: number;
  /** Whether the last page of the listing was read. */
  isLastPage: boolean;
  /** The number of blobs that are copied at the same time at most. It changes, unless `concurrency` says it. */
  concurrency: number;
  /** The number of attempts at requests since this process began or resumed the job. */
  attempts: number;
}

/** What a job has done so far. */
export interface ContainerCopySummary {
  /** The number of blobs that were listed. */
  listed: number;
  /** The number of listed blobs that the filters did not let through. */
  filtered: number;
  /** The number of blobs that were copied. */
  copied: number;
  /** The size of those, in bytes. */
  copiedBytes: number;
  /** The number of snapshots and versions that were copied before the current states. */
  earlierStates: number;
  /** The number of those that were deleted at the source, because of `move`. */
  moved: number;
  /** The number of blobs that were not to be copied, by reason. */
  skipped: Partial<Record<BlobCopySkipReason, number>>;
  /** The number of copied blobs that lost something, by kind. */
  notKept: Partial<Record<BlobCopyNotKept, number>>;
  /** The number of blobs that could not be copied. */
  failed: number;
  /** The same, by error code. */
  failedByCode: Record<string, number>;
  /** The number of blobs that were not moved, because the destination was taken or the source changed. */
  conflicts: number;
  /** The first 100 blobs that failed or conflicted. The events have all. */
  failures: FailedBlobCopy[];
  /** Whether the listing was read to its end. */
  listingComplete: boolean;
  /** Whether nothing was written, because of `dryRun`. */
  dryRun: boolean;
  /** What was deleted at the destination. */
  deletes: ContainerCopyDeletes;
  /** With `dryRun`, about how many requests a real run would send. */
  requests?: RequestsByClass;
  /** With `dryRun`, the first three names that would be copied, and what they would be called. */
  examples?: { source: string; destination: string }[];
  /**
   * What `verifyContainer` found, or `verify` since this process began or resumed the job. Blobs that differ are among the
   * failures, too.
   */
  verified?: Omit<ContainerVerification, 'listed' | 'filtered'>;
  /** The number of attempts that the service throttled, by what it said. They are no failures. */
  throttled: Partial<Record<ThrottleKind, number>>;
  /** The number of copies that the service is making in its own time. They are polled together, by listing the destination. */
  pendingCopies: number;
  /** The number of attempts that were given up and made again, because they took far longer than others of their size. */
  stragglers: number;
  /** The blob whose copy took longest. */
  slowest?: SlowBlobCopy;
  /** The blobs whose copies have taken longest so far: what the job waits for. At most four. */
  oldest?: SlowBlobCopy[];
  /** What was done with the containers, in a copy of an account. */
  containers?: CopiedContainers;
  /** What the job is at, while it copies. */
  current?: CurrentContainerCopy;
}

/** How two containers compare. */
export interface ContainerVerification {
  /** The number of blobs of the source that were listed. */
  listed: number;
  /** The number of listed blobs that the filters did not let through. */
  filtered: number;
  /** The number of blobs that are the same on both sides. */
  equal: number;
  /** The number of blobs that differ. */
  different: number;
  /** The number of blobs that only the source has. */
  missing: number;
  /** The number of blobs that only the destination has. */
  extra: number;
  /** The number of blobs of which nothing tells whether they are the same. */
  unproven: number;
  /** The first 100 events of blobs that are not equal. */
  differences: BlobCopyEvent[];
}

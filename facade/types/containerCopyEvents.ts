/** What a container copy tells of each blob, and of itself, while it runs. */

import type { NeededCredentials } from './containerCopyCredentials';
import type { FailedBlobCopy } from './containerCopyFailures';
import type { ContainerCopyPlan } from './containerCopyPlan';
import type { BlobCopyNotKept, BlobCopySkipReason, BlobDeleteSkipReason, ThrottleKind } from './containerCopyReasons';

/**
 * What became of a container, in a copy of an account.
 *
 * - `system`: it is a system container that was not named.
 * - `vanished`: it was deleted after it was listed.
 */
export type ContainerCopyEvent = { container: string } & (
  | {
      event: 'containerBegun';
      /** Whether it was created at the destination. */
      created: boolean;
      /** What of the container itself is not copied. Access policies never are, and are not mentioned. */
      notCopied?: ('metadata' | 'publicAccess' | 'immutabilityPolicy' | 'legalHold')[];
    }
  | {
      event: 'containerSkipped';
      /** Why. */
      reason: 'system' | 'vanished';
    }
  | ({ event: 'containerFailed' } & Omit<FailedBlobCopy, 'source' | 'container'>)
);

/** What happened to a job, beside what became of its blobs. */
export type ContainerCopyJobEvent =
  | {
      /** The service throttled attempts. It is told twice a second at most for each kind, in sums. */
      event: 'throttled';
      /** What the service said. */
      kind: ThrottleKind;
      /** The number of attempts since this was last told. */
      attempts: number;
      /** The longest time that the service asked to wait since then, in milliseconds. */
      waitMilliseconds?: number;
    }
  | {
      /**
       * `paused`: the job starts no further copy or delete, because of `pause()`. `resumed`: it goes on, after that or with another
       * credential.
       */
      event: 'paused' | 'resumed';
    }
  | ({
      /** What a dry run found: its last event, once everything was listed. */
      event: 'plan';
    } & ContainerCopyPlan)
  | ({
      /** A credential does not work any more. The job waits for another one, or ends because nobody would give one. */
      event: 'needsCredentials';
    } & NeededCredentials);

/** What it took to copy a blob, or to fail to, if a request was sent for it. Dry runs do not tell it. */
export interface BlobCopyEffort {
  /** How long it took, with all waiting. */
  milliseconds?: number;
  /**
   * How often requests that move the content were sent: those in vain, throttled ones included, and one more if any
   * succeeded. It is 1 for a blob that was copied at once, however many blocks it has. Undefined if none was sent.
   */
  tries?: number;
  /** The operation of the last of those requests. */
  operation?: 'CopyBlob' | 'CopyBlobFromUrl' | 'PutBlob' | 'PutBlobFromUrl' | 'PutBlock' | 'PutBlockFromUrl';
}

/** What became of one blob, or in a copy of an account of a container, and what happened to the job. */
export type BlobCopyEvent =
  ContainerCopyEvent | ContainerCopyJobEvent | ({ container?: string } & BlobCopyEffort & BlobEvent);

/** What became of one blob. */
export type BlobEvent =
  | {
      event: 'copied';
      /** The name of the blob at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
      /** The size in bytes. */
      bytes: number;
      /** The `ETag` of the destination. */
      etag?: string;
      /** The number of snapshots or versions that were copied before it. */
      earlier?: number;
      /** True if nothing was written, because of `dryRun`. */
      dryRun?: boolean;
      /** What of the blob the copy does not have. */
      notKept?: BlobCopyNotKept[];
      /** What the verification found: all is the same, or something could not be compared. */
      verified?: 'equal' | 'unproven';
    }
  | {
      event: 'moved';
      /** The name that the blob had at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
      /** The size in bytes. */
      bytes: number;
      /** The `ETag` of the destination. */
      etag?: string;
      /** What of the blob the copy does not have. */
      notKept?: BlobCopyNotKept[];
      /** What the verification found: all is the same, or something could not be compared. */
      verified?: 'equal' | 'unproven';
    }
  | ({
      event: 'conflict';
      /** The name of the blob at the destination. */
      destination: string;
    } & FailedBlobCopy)
  | {
      event: 'skipped';
      /** The name of the blob at the source. */
      source: string;
      /** Why. */
      reason: BlobCopySkipReason;
    }
  | {
      event: 'deleted';
      /** The name of the blob at the destination. */
      destination: string;
      /** The size in bytes. */
      bytes: number;
      /** True if it was deleted because the filters hide it. */
      excluded?: boolean;
      /** True if nothing was deleted, because of `dryRun`. */
      dryRun?: boolean;
    }
  | {
      event: 'deleteSkipped';
      /** The name of the blob at the destination. */
      destination: string;
      /** Why. */
      reason: BlobDeleteSkipReason;
    }
  | ({
      event: 'deleteRefused';
      /** The name of the blob at the destination. */
      destination: string;
    } & Omit<FailedBlobCopy, 'source'>)
  | {
      event: 'equal' | 'missing';
      /** The name of the blob at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
    }
  | {
      event: 'different';
      /** The name of the blob at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
      /** What differs, by the names of properties; `content` for the bytes. */
      fields: string[];
    }
  | {
      event: 'extra';
      /** The name of the blob at the destination. */
      destination: string;
    }
  | ({
      event: 'unproven';
      /** The name of the blob at the destination. */
      destination: string;
    } & FailedBlobCopy)
  | {
      event: 'deletesWithheld';
      /** The number of blobs that were to be deleted and are not. */
      count: number;
      /** Why. */
      reason: string;
    }
  | ({
      event: 'failed';
      /** The name of the blob at the destination, if it has one. */
      destination?: string;
    } & FailedBlobCopy);

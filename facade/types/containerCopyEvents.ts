/** The events of a container copy: about each blob, each container and the job. */

import type { NeededCredentials } from './containerCopyCredentials';
import type { FailedBlobCopy } from './containerCopyFailures';
import type { ContainerCopyPlan } from './containerCopyPlan';
import type { BlobCopyNotKept, BlobCopySkipReason, BlobDeleteSkipReason, ThrottleKind } from './containerCopyReasons';

/**
 * The result for a container, in a copy of an account.
 *
 * - `system`: it is a system container that no option includes.
 * - `vanished`: it was deleted after it was listed.
 * - `onlyAtDestination`: with `deleteExtraneous`, the source does not have it. It stays as it is.
 */
export type ContainerCopyEvent = { container: string } & (
  | {
      event: 'containerBegun';
      /** Whether it was created at the destination; in a dry run, whether it would be. */
      created: boolean;
      /** What the copy of the container does not include. Access policies are never copied, and not listed here. */
      notCopied?: ('metadata' | 'publicAccess' | 'immutabilityPolicy' | 'legalHold')[];
    }
  | {
      event: 'containerSkipped';
      /** Why. */
      reason: 'system' | 'vanished' | 'onlyAtDestination';
    }
  | ({ event: 'containerFailed' } & Omit<FailedBlobCopy, 'source' | 'container'>)
);

/** An event about the job, not about a blob. */
export type ContainerCopyJobEvent =
  | {
      /** The service throttled attempts. At most two events a second for each kind, with totals. */
      event: 'throttled';
      /** Which limit the service reported. */
      kind: ThrottleKind;
      /** The number of throttled attempts since the last such event. */
      attempts: number;
      /** The longest wait that the service requested since then, in milliseconds. */
      waitMilliseconds?: number;
    }
  | {
      /**
       * `paused`: the job starts no further copy or delete, because of `pause()`. `resumed`: it continues, after `resume()` or with
       * another credential.
       */
      event: 'paused' | 'resumed';
    }
  | ({
      /** The result of a dry run, and its last event, once everything was listed. */
      event: 'plan';
    } & ContainerCopyPlan)
  | ({
      /** A credential that had worked before was rejected. The job waits for another one. Without `onNeedsCredentials`, it ends. */
      event: 'needsCredentials';
    } & NeededCredentials);

/** The effort that a blob took, whether it was copied or failed. Absent if no request was sent for it, and in dry runs. */
export interface BlobCopyEffort {
  /** The time from start to end, in milliseconds, including all waiting. */
  milliseconds?: number;
  /**
   * The number of failed attempts of requests that move the content, throttled ones included, plus one if any succeeded.
   * It is 1 for a blob that was copied without a failed attempt, however many blocks it has. Undefined if none was sent.
   */
  tries?: number;
  /** The operation of the last of those requests. */
  operation?: 'CopyBlob' | 'CopyBlobFromUrl' | 'PutBlob' | 'PutBlobFromUrl' | 'PutBlock' | 'PutBlockFromUrl';
  /**
   * Backup snapshots of the replaced blob that could not be deleted, because the permission to delete is missing.
   * Delete each by `getBlobClient(destination).withSnapshot(snapshot).delete()`.
   */
  leftSnapshots?: string[];
}

/** An event of a container copy: about one blob, about the job, or in a copy of an account about one container. */
export type BlobCopyEvent =
  ContainerCopyEvent | ContainerCopyJobEvent | ({ container?: string } & BlobCopyEffort & BlobEvent);

/** The result for one blob. */
export type BlobEvent =
  | {
      event: 'copied';
      /** The name of the blob at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
      /** The size in bytes. */
      bytes: number;
      /** The `ETag` of the destination. The `etag` of an entry of an iterable is its source's: here, that is `sourceEtag`. */
      etag?: string;
      /** The `ETag` of the source that was copied. */
      sourceEtag?: string;
      /**
       * The MD5 hash that the source has stored, in base64. It is what the writer of the source claimed, and proves nothing about the copied bytes
       * unless `verify: 'md5'` has compared them with it.
       */
      contentMD5?: string;
      /** The CRC-64 of the content, in the format of the service, if `verify` or a move read both sides. */
      contentCRC64?: string;
      /** The number of snapshots or versions that were copied before the blob itself. */
      earlier?: number;
      /** True if the source is archived: the copy is offline until the service has rehydrated it. */
      rehydrating?: boolean;
      /** True if nothing was written, because of `dryRun`. */
      dryRun?: boolean;
      /** Which parts of the blob were lost in the copy. */
      notKept?: BlobCopyNotKept[];
      /** The result of the verification: `equal`, or `unproven` if something could not be compared. */
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
      /** The `ETag` of the destination. The `etag` of an entry of an iterable is its source's: here, that is `sourceEtag`. */
      etag?: string;
      /** The `ETag` of the source that was copied. */
      sourceEtag?: string;
      /**
       * The MD5 hash that the source has stored, in base64. It is what the writer of the source claimed, and proves nothing about the copied bytes
       * unless `verify: 'md5'` has compared them with it.
       */
      contentMD5?: string;
      /** The CRC-64 of the content, in the format of the service, if `verify` or a move read both sides. */
      contentCRC64?: string;
      /** Which parts of the blob were lost in the copy. */
      notKept?: BlobCopyNotKept[];
      /** The result of the verification: `equal`, or `unproven` if something could not be compared. */
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
      /** True if the filters exclude the blob, and it was deleted because of `deleteExcluded`. */
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
      event: 'equal';
      /** The name of the blob at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
      /** How the content was compared: by the stored MD5 hashes, or by reading both sides. Absent if only the length was. */
      by?: 'hash' | 'content';
    }
  | {
      event: 'missing';
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
      /** The names of the properties that differ; `content` for the bytes. */
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
      /** The number of blobs whose deletion was withheld. */
      count: number;
      /** Why. */
      reason: string;
    }
  | ({
      event: 'failed';
      /** The name of the blob at the destination, if it has one. */
      destination?: string;
    } & FailedBlobCopy);

/** Options and results of `beginCopyFrom`. */

import type { AbortSignalLike, CommonOptions } from './common';
import type { BlockBlobTier, PremiumPageBlobTier } from './constants';
import type {
  BlobHTTPHeaders,
  BlobRequestConditions,
  CpkInfo,
  ModifiedAccessConditions,
  RehydratePriority,
} from '../generated/models';
import type { Metadata, Tags } from './models';
import type { BlobBeginCopyFromURLResponse, BlobBeginCopyFromUrlPollState } from './poller';

/**
 * How a blob is copied.
 *
 * - `auto`: chooses the strategy that fits the source. The guide on copying has the rules.
 * - `asynchronous`: Copy Blob. The service copies in the background, even after this process ends. An existing
 *   destination is kept in a backup snapshot until the copy succeeds, and restored if it fails. If there was no
 *   destination, a failed copy leaves none.
 * - `synchronous`: one request, which completes the copy. Up to 4,000,000,000 bytes.
 * - `blocks`: blocks that the service reads from the source in parallel.
 * - `relay`: the bytes pass through this process. For sources that the service cannot read.
 */
export type BlobCopyStrategy = 'auto' | 'asynchronous' | 'synchronous' | 'blocks' | 'relay';

/**
 * Whether an existing destination is overwritten.
 *
 * - `always`: it is overwritten. This is the default.
 * - `never`: the copy fails with status 409 and code `BlobAlreadyExists`.
 * - `ifSourceNewer`: it is overwritten if the source was modified later.
 * - `ifDifferent`: it is overwritten unless both have the same size and the same `Content-MD5`.
 *
 * If nothing needs to be copied, the result has `skipped: true`. The decision is sent as a condition with the request
 * that creates the destination, so a blob that was written in the meantime is not lost.
 */
export type BlobCopyOverwrite = 'always' | 'never' | 'ifSourceNewer' | 'ifDifferent';

/**
 * How the copy is verified, beyond the checks of the service itself.
 *
 * - `none`: not at all.
 * - `length`: the size of the destination is compared. One request.
 * - `md5`: the destination is read, and its MD5 hash is compared with the `Content-MD5` of the source, which must have
 *   one.
 * - `crc64`: source and destination are both read and compared by CRC-64, 8 MiB at a time.
 */
export type BlobCopyVerify = 'none' | 'length' | 'md5' | 'crc64';

/** Options of {@link BlobClient.beginCopyFrom}. */
export interface BeginCopyFromOptions extends CommonOptions {
  /** How the blob is copied. Default: `auto`. */
  strategy?: BlobCopyStrategy;
  /** The block size in bytes, for the strategies `blocks` and `relay`. Default: 8 MiB, or more for large blobs. */
  blockSize?: number;
  /**
   * The number of blocks copied at the same time. Default: 32, or 8 for a relay. A relay holds as many blocks in
   * memory.
   */
  concurrency?: number;
  /**
   * The access tier of the destination. Default: the tier of the source, if it was set explicitly and is not `Archive`.
   * An asynchronous copy over an existing blob sets `Archive` as its last step.
   */
  tier?: BlockBlobTier | PremiumPageBlobTier | string;
  /** The metadata of the destination. Default: the metadata of the source. Pass `{}` for none. */
  metadata?: Metadata;
  /** The index tags of the destination, at most 10. Default: the tags of the source. Pass `{}` for none. */
  tags?: Tags;
  /**
   * The HTTP properties of the destination. Default: those of the source. An asynchronous copy first has those of the
   * source; they are replaced after the service has copied the content and before the copy completes. Not supported for
   * asynchronous copies of archived blobs.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /** Whether an existing destination is overwritten. Default: `always`. */
  overwrite?: BlobCopyOverwrite;
  /**
   * How the copy is verified. Default: `length` for blocks and relay, otherwise `none`. A destination that is archived
   * or being rehydrated supports `length` only. If verification of an asynchronous copy fails, the blob that existed
   * before is restored.
   */
  verify?: BlobCopyVerify;
  /** The rehydrate priority, for an archived source. */
  rehydratePriority?: RehydratePriority;
  /**
   * Conditions on the destination when it is written. If it is leased, an asynchronous copy uses the `leaseId` for all
   * its requests to it, including those that finish the copy or restore the previous blob.
   */
  conditions?: BlobRequestConditions;
  /** Conditions on the source when the copy begins. After that, the source must not change. */
  sourceConditions?: ModifiedAccessConditions;
  /** The customer-provided key that encrypts the destination. HTTPS only. */
  customerProvidedKey?: CpkInfo;
  /**
   * The customer-provided key that the source is encrypted with. HTTPS only, on both sides. Only block blobs can be copied
   * with it, since Copy Blob takes none.
   */
  sourceCustomerProvidedKey?: CpkInfo;
  /** The encryption scope of the destination. Not supported for asynchronous copies, since Copy Blob takes none. */
  encryptionScope?: string;
  /** Called when the copy has progressed, at most ten times a second. `copyProgress` is "bytes copied/total bytes". */
  onProgress?: (state: BlobCopyFromPollState) => void;
  /**
   * Aborts the copy, also after `beginCopyFrom` has resolved; `pollUntilDone` then rejects with AbortError. An
   * `asynchronous` copy is rolled back only if the signal fires before `beginCopyFrom` resolves. After that the copy
   * continues in the service; use `cancelOperation` to end it.
   */
  abortSignal?: AbortSignalLike;
  /**
   * The time between two polls of an asynchronous copy in `pollUntilDone`, in milliseconds. Default: adaptive, at most
   * 15 seconds.
   */
  intervalInMs?: number;
  /**
   * The saved state of an earlier copy, from `poller.toString()`. Blocks that were copied are not copied again, and the
   * remaining steps of an asynchronous copy are done. Options that you do not pass are taken from the saved state,
   * except `customerProvidedKey` and `sourceCustomerProvidedKey`, which are never saved.
   */
  resumeFrom?: string;
}

/** The result of {@link BlobClient.beginCopyFrom}: the response to the request that created the destination. */
export type BlobCopyFromResponse = BlobBeginCopyFromURLResponse & {
  /** True if nothing needed to be copied. The other members then describe the existing destination. */
  skipped?: boolean;
  /** The MD5 hash of the content, if the service returned it. */
  contentMD5?: Uint8Array;
};

/** The state of a copy that {@link BlobClient.beginCopyFrom} started. */
export interface BlobCopyFromPollState extends Omit<BlobBeginCopyFromUrlPollState, 'result'> {
  /** The strategy in use. Absent if nothing needed to be copied. */
  strategy?: Exclude<BlobCopyStrategy, 'auto'>;
  /**
   * The backup snapshot of the previous blob, if an asynchronous copy no longer needs it but could not delete it.
   * Delete it, because it takes storage.
   */
  leftSnapshot?: string;
  /** The result, once the operation has succeeded. */
  result?: BlobCopyFromResponse;
}

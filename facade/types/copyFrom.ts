/** The options and results of `beginCopyFrom`. */

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
 * - `auto`: as fits best, see the guide on copying.
 * - `asynchronous`: by Copy Blob; the service copies in its own time, also when this process ends. A blob that is there is kept in a
 *   snapshot until the copy has ended well, and comes back from it if not; where there was none, nothing is left.
 * - `synchronous`: by one request that is done when it answers; up to 4,000,000,000 bytes.
 * - `blocks`: by blocks that the service reads from the source in parallel.
 * - `relay`: through this process, which reads and writes; for sources that the service cannot read.
 */
export type BlobCopyStrategy = 'auto' | 'asynchronous' | 'synchronous' | 'blocks' | 'relay';

/**
 * When a destination that exists is replaced.
 *
 * - `always`: it is, the default.
 * - `never`: it is an error with status 409 and code `BlobAlreadyExists`.
 * - `ifSourceNewer`: when the source was changed later than the destination.
 * - `ifDifferent`: unless both have the same size and the same `Content-MD5`.
 *
 * Where nothing is to be done, the result has `skipped: true`. What was decided is a condition on the request that makes the
 * destination: a blob that came in the meantime is not lost.
 */
export type BlobCopyOverwrite = 'always' | 'never' | 'ifSourceNewer' | 'ifDifferent';

/**
 * What is checked after the copy, besides what the service checks itself.
 *
 * - `none`: nothing.
 * - `length`: the destination's size. One request.
 * - `md5`: the destination is read, and its hash must be the source's `Content-MD5`, which the source must have.
 * - `crc64`: source and destination are both read and compared by CRC-64, 8 MiB at a time.
 */
export type BlobCopyVerify = 'none' | 'length' | 'md5' | 'crc64';

/** Options of {@link BlobClient.beginCopyFrom}. */
export interface BeginCopyFromOptions extends CommonOptions {
  /** How the blob is copied. Default `auto`. */
  strategy?: BlobCopyStrategy;
  /** The size of a block, in bytes, for copies by blocks or relay. Default: at least 8 MiB, more for large blobs. */
  blockSize?: number;
  /** How many blocks are copied at once. Default 32, for a relay 8; a relay holds as many blocks in memory. */
  concurrency?: number;
  /**
   * The destination's access tier. Default: the source's, when it was chosen and is not the archive. An asynchronous copy over
   * a blob sets `Archive` when all else is done.
   */
  tier?: BlockBlobTier | PremiumPageBlobTier | string;
  /** The destination's metadata. Default: the source's; `{}` for none. */
  metadata?: Metadata;
  /** The destination's index tags, ten at most. Default: the source's; `{}` for none. */
  tags?: Tags;
  /**
   * The standard properties of the content. Default: the source's. An asynchronous copy has the source's for a moment: they are
   * set when the service has copied, before the copy counts as made. Not for asynchronous copies of archived blobs.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /** When a destination that exists is replaced. Default `always`. */
  overwrite?: BlobCopyOverwrite;
  /**
   * What is checked after the copy. Default: `length` for blocks and relay, else `none`. A destination in the archive, or on its way
   * out of it, can be checked by `length` alone. When the check of an asynchronous copy fails, the blob that was there comes back.
   */
  verify?: BlobCopyVerify;
  /** How urgent it is, when the source is archived. */
  rehydratePriority?: RehydratePriority;
  /**
   * What must hold for the destination when it is made. An asynchronous copy needs the `leaseId` of a leased destination for all that
   * it does to it: also to end, and to bring back what was there.
   */
  conditions?: BlobRequestConditions;
  /** What must hold for the source when the copy begins; from then on it must not change. */
  sourceConditions?: ModifiedAccessConditions;
  /** The key of the customer that the destination is encrypted with; over HTTPS only. */
  customerProvidedKey?: CpkInfo;
  /** The encryption scope of the destination. Not for asynchronous copies: Copy Blob has none. */
  encryptionScope?: string;
  /** Called when the copy is further: `copyProgress` is "bytes copied/bytes in all". At most ten times a second. */
  onProgress?: (state: BlobCopyFromPollState) => void;
  /**
   * Ends the copy, also after `beginCopyFrom` has resolved: then `pollUntilDone` rejects with AbortError. A copy that the
   * service makes (`asynchronous`) is undone when the signal fires before `beginCopyFrom` has resolved; later it goes on, and
   * `cancelOperation` ends it.
   */
  abortSignal?: AbortSignalLike;
  /** How long `pollUntilDone` waits between two polls of an asynchronous copy, in milliseconds. */
  intervalInMs?: number;
  /**
   * A poller's `toString()`: what it had copied is not copied again, and what an asynchronous copy has to do at its end is done.
   * The saved options hold where none are given, except for `customerProvidedKey`, which is never saved.
   */
  resumeFrom?: string;
}

/** What {@link BlobClient.beginCopyFrom} ends with: what the request was answered that made the destination. */
export type BlobCopyFromResponse = BlobBeginCopyFromURLResponse & {
  /** True when there was nothing to do; then the properties are those of the destination as it is. */
  skipped?: boolean;
  /** The MD5 hash of the content, where the service told it. */
  contentMD5?: Uint8Array;
};

/** What is known about a copy that {@link BlobClient.beginCopyFrom} began. */
export interface BlobCopyFromPollState extends Omit<BlobBeginCopyFromUrlPollState, 'result'> {
  /** How the blob is copied; absent when there was nothing to do. */
  strategy?: Exclude<BlobCopyStrategy, 'auto'>;
  /**
   * The snapshot that an asynchronous copy took of what was there before, when it is not needed any more and could not be deleted:
   * delete it, for it costs space.
   */
  leftSnapshot?: string;
  /** The result, once there is one. */
  result?: BlobCopyFromResponse;
}

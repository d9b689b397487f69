/** Options and results of uploads of any size. */

import type { AbortSignalLike, CommonOptions, TransferProgressEvent, WithResponse } from './common';
import type { BlockBlobTier } from './constants';
import type { BlobHTTPHeaders, BlobRequestConditions, BlockBlobUploadHeaders, CpkInfo } from '../generated/models';
import type { Metadata, StorageChecksumAlgorithm, Tags } from './models';

/** Options of {@link BlockBlobClient.uploadData} and {@link BlockBlobClient.uploadFile}. */
export interface BlockBlobParallelUploadOptions extends CommonOptions {
  /** Aborts the upload. Blocks that were already sent stay uncommitted, and the service discards them after a week. */
  abortSignal?: AbortSignalLike;
  /**
   * The size of a block in bytes, up to 4,000 MiB. Default: as small as the limit of 50,000 blocks allows, but at least
   * 4 MiB.
   */
  blockSize?: number;
  /** The largest size in bytes that is sent with one request, without blocks. Default and maximum: 256 MiB. */
  maxSingleShotSize?: number;
  /**
   * Called with the number of bytes sent so far, at most ten times a second, and a last time with the whole length. The
   * number never decreases. For an upload in blocks, it counts the blocks that the service has received.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** The HTTP properties of the blob. */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /** The metadata of the blob. */
  metadata?: Metadata;
  /** Conditions on the blob that is overwritten. */
  conditions?: BlobRequestConditions;
  /** The number of blocks that are sent at once. Default: 5. */
  concurrency?: number;
  /** The customer-provided key to encrypt the blob with. HTTPS only. */
  customerProvidedKey?: CpkInfo;
  /** The encryption scope of the blob. */
  encryptionScope?: string;
  /** The index tags of the blob, at most 10. */
  tags?: Tags;
  /** The access tier of the blob. */
  tier?: BlockBlobTier | string;
  /**
   * The checksum that protects the transfer. `StorageCrc64` and `Auto` send a CRC-64 with the content, which the service
   * checks. Default: that of the client.
   */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** Options of {@link BlockBlobClient.uploadStream}. */
export interface BlockBlobUploadStreamOptions extends CommonOptions {
  /** Aborts the upload. Blocks that were already sent stay uncommitted, and the service discards them after a week. */
  abortSignal?: AbortSignalLike;
  /** The HTTP properties of the blob. */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /** The customer-provided key to encrypt the blob with. HTTPS only. */
  customerProvidedKey?: CpkInfo;
  /** The metadata of the blob. */
  metadata?: Metadata;
  /** Conditions on the blob that is overwritten. */
  conditions?: BlobRequestConditions;
  /**
   * Called with the number of bytes that the service has received so far, once for each block, and a last time with
   * the whole length. The number never decreases.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** The encryption scope of the blob. */
  encryptionScope?: string;
  /** The index tags of the blob, at most 10. */
  tags?: Tags;
  /** The access tier of the blob. */
  tier?: BlockBlobTier | string;
  /**
   * The checksum that protects the transfer. `StorageCrc64` and `Auto` send a CRC-64 with the content, which the service
   * checks. Default: that of the client.
   */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/**
 * The result of {@link BlockBlobClient.uploadData}, {@link BlockBlobClient.uploadFile} and
 * {@link BlockBlobClient.uploadStream}.
 */
export type BlobUploadCommonResponse = WithResponse<BlockBlobUploadHeaders>;

/** What {@link BlockBlobClient.uploadStream} reads from. */
export type UploadStreamSource = NodeJS.ReadableStream | ReadableStream | Blob | AsyncIterable<Uint8Array | string>;

/**
 * The options and results that only the facade knows: those with callbacks, with streams, and those that are put together
 * from several operations. All others are generated from the engine's own types (`generated/models.ts`).
 */

import type {
  AbortSignalLike,
  CommonOptions,
  NodeJSReadableStream,
  TransferProgressEvent,
  WithResponse,
} from './common';
import type { BlockBlobTier } from './constants';
import type {
  BlobDeleteOptions,
  BlobDeleteResponse,
  BlobDownloadHeaders,
  BlobDownloadParameters,
  BlobHTTPHeaders,
  BlobRequestConditions,
  BlobStartCopyFromURLOptions,
  BlockBlobUploadHeaders,
  BlockBlobUploadParameters,
  ContainerCreateResponse,
  ContainerDeleteResponse,
  CpkInfo,
  ObjectReplicationPolicy,
} from '../generated/models';
import type { Metadata, StorageChecksumAlgorithm, Tags } from './models';
import type { StoragePipelineOptions } from './pipeline';
import type { BlobBeginCopyFromUrlPollState } from './poller';

/** Options that clients hand on to the clients made from them. */
export interface BlobClientConfig {
  /** Which checksum protects uploads. `StorageCrc64` is not supported. */
  uploadContentChecksumAlgorithm?: StorageChecksumAlgorithm;
  /** Which checksum protects downloads. `StorageCrc64` is not supported. */
  downloadContentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** Options of a {@link BlobServiceClient}. */
export type BlobServiceClientOptions = StoragePipelineOptions & BlobClientConfig;
/** Options of a {@link ContainerClient}. */
export type ContainerClientOptions = StoragePipelineOptions & BlobClientConfig;
/** Options of a {@link BlobClient}. */
export type BlobClientOptions = StoragePipelineOptions & BlobClientConfig;
/** Options of a {@link BlockBlobClient}. */
export type BlockBlobClientOptions = StoragePipelineOptions & BlobClientConfig;
/** Options of an {@link AppendBlobClient}. */
export type AppendBlobClientOptions = StoragePipelineOptions & BlobClientConfig;
/** Options of a {@link PageBlobClient}. */
export type PageBlobClientOptions = StoragePipelineOptions & BlobClientConfig;

/** Options of {@link ContainerClient.exists}. */
export interface ContainerExistsOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link ContainerClient.deleteBlob}. */
export interface ContainerDeleteBlobOptions extends BlobDeleteOptions {
  /** The version to delete instead of the blob itself. */
  versionId?: string;
}

/** Options of {@link ContainerClient.listBlobsFlat}. */
export interface ContainerListBlobsOptions extends CommonOptions {
  /** Stops the listing; it is looked at before every page. */
  abortSignal?: AbortSignalLike;
  /** Only blobs whose names begin with this. */
  prefix?: string;
  /** Whether items tell about their last copy. */
  includeCopy?: boolean;
  /** Whether soft-deleted blobs are listed. */
  includeDeleted?: boolean;
  /** Whether items carry their metadata. */
  includeMetadata?: boolean;
  /** Whether snapshots are listed. */
  includeSnapshots?: boolean;
  /** Whether versions are listed. */
  includeVersions?: boolean;
  /** Whether blobs are listed of which nothing but uncommitted blocks exists. */
  includeUncommitedBlobs?: boolean;
  /** Whether items carry their tags. */
  includeTags?: boolean;
  /** Whether deleted blobs are listed that still have versions. */
  includeDeletedWithVersions?: boolean;
  /** Whether items tell about their immutability policy. */
  includeImmutabilityPolicy?: boolean;
  /** Whether items tell about their legal hold. */
  includeLegalHold?: boolean;
  /** The name to begin at. */
  startFrom?: string;
}

/** The result of {@link ContainerClient.createIfNotExists}. */
export type ContainerCreateIfNotExistsResponse = ContainerCreateResponse & {
  /** Whether the container was made; false when it was there. */
  succeeded: boolean;
};

/** The result of {@link ContainerClient.deleteIfExists}. */
export type ContainerDeleteIfExistsResponse = ContainerDeleteResponse & {
  /** Whether the container was deleted; false when it was not there. */
  succeeded: boolean;
};

/** The result of {@link BlobClient.deleteIfExists}. */
export type BlobDeleteIfExistsResponse = BlobDeleteResponse & {
  /** Whether the blob was deleted; false when it was not there. */
  succeeded: boolean;
};

/** Options of {@link BlobClient.exists}. */
export interface BlobExistsOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** The key of the customer that the blob is encrypted with; over HTTPS only. */
  customerProvidedKey?: CpkInfo;
  /** What must hold for the blob to be looked at. */
  conditions?: BlobRequestConditions;
}

/** Options of {@link BlobClient.beginCopyFromURL}. */
export interface BlobBeginCopyFromURLOptions extends BlobStartCopyFromURLOptions {
  /**
   * How long `pollUntilDone` waits between two polls, in milliseconds. Without it the wait adapts: short at first, so
   * that a small copy is not waited for longer than it takes, and growing to 15 seconds.
   */
  intervalInMs?: number;
  /** Called when the progress has changed while the copy is pending. */
  onProgress?: (state: BlobBeginCopyFromUrlPollState) => void;
  /** A poller's `toString()`: instead of starting a copy, the one that was saved is gone on with. */
  resumeFrom?: string;
}

/** Options of {@link BlobClient.download}. */
export interface BlobDownloadOptions extends BlobDownloadParameters {
  /** Which checksum protects the transfer. `StorageCrc64` is not supported. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
  /** Called with the number of bytes received so far. */
  onProgress?: (progress: TransferProgressEvent) => void;
}

/** The result of {@link BlobClient.download}. */
export type BlobDownloadResponseParsed = WithResponse<
  BlobDownloadHeaders & {
    /** For browsers; always undefined in Node.js. */
    blobBody?: Promise<Blob>;
    /** The blob's content. Nothing is received before somebody reads it. */
    readableStreamBody?: NodeJSReadableStream;
  },
  BlobDownloadHeaders
> & {
  /** The policies by which the blob is replicated elsewhere. */
  objectReplicationSourceProperties?: ObjectReplicationPolicy[];
  /** The policy by which the blob was replicated to here. */
  objectReplicationDestinationPolicyId?: string;
};

/** Options of {@link BlobClient.downloadToBuffer}. */
export interface BlobDownloadToBufferOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted for compatibility: the blob is read with one request. At least 0. */
  blockSize?: number;
  /** How often a body that broke off is gone on with. Default 5. */
  maxRetryRequestsPerBlock?: number;
  /** Called with the number of bytes received so far. */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** What must hold for the blob to be read. */
  conditions?: BlobRequestConditions;
  /** Which checksum protects the transfer. `StorageCrc64` is not supported. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
  /** Accepted for compatibility: the blob is read with one request. */
  concurrency?: number;
  /** The key of the customer that the blob is encrypted with; over HTTPS only. */
  customerProvidedKey?: CpkInfo;
}

/** Options of {@link BlockBlobClient.upload}. */
export interface BlockBlobUploadOptions extends BlockBlobUploadParameters {
  /**
   * Called with the number of bytes handed to the connection so far: ten times a second at most, and at last with all. Begins again when
   * the request has to be sent again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** Which checksum protects the transfer. `StorageCrc64` is not supported. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** Options of {@link BlockBlobClient.uploadData}. */
export interface BlockBlobParallelUploadOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted for compatibility: the data is sent with one request. */
  blockSize?: number;
  /** Accepted for compatibility: the data is sent with one request. */
  maxSingleShotSize?: number;
  /**
   * Called with the number of bytes handed to the connection so far: ten times a second at most, and at last with all. Begins again when
   * the request has to be sent again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** The HTTP headers that are kept with the blob. */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /** The blob's metadata. */
  metadata?: Metadata;
  /** What must hold for the blob to be written. */
  conditions?: BlobRequestConditions;
  /** Accepted for compatibility: the data is sent with one request. */
  concurrency?: number;
  /** The encryption scope of the blob. */
  encryptionScope?: string;
  /** The blob's index tags, ten at most. */
  tags?: Tags;
  /** The access tier of the blob. */
  tier?: BlockBlobTier | string;
  /** Which checksum protects the transfer. `StorageCrc64` is not supported. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** The result of {@link BlockBlobClient.uploadData}. */
export type BlobUploadCommonResponse = WithResponse<BlockBlobUploadHeaders>;

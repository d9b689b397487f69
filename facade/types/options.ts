/**
 * Options and results that only the facade knows: those with callbacks or streams, and those that are combined from
 * several operations. All others are generated from the engine's types (`generated/models.ts`).
 */

import type {
  AbortSignalLike,
  CommonOptions,
  NodeJSReadableStream,
  TransferProgressEvent,
  WithResponse,
} from './common';
import type { StorageResponseFormat } from './constants';
import type {
  BlobDeleteOptions,
  BlobDeleteResponse,
  BlobDownloadHeaders,
  BlobDownloadParameters,
  BlobRequestConditions,
  BlobStartCopyFromURLOptions,
  BlockBlobUploadParameters,
  ContainerCreateResponse,
  ContainerDeleteResponse,
  CpkInfo,
  ObjectReplicationPolicy,
} from '../generated/models';
import type { StorageChecksumAlgorithm } from './models';
import type { StoragePipelineOptions } from './pipeline';
import type { BlobBeginCopyFromUrlPollState } from './poller';

/** Options that a client passes on to the clients created from it. */
export interface BlobClientConfig {
  /** The checksum that protects uploads, unless a call sets another one. Default: `Customized`. */
  uploadContentChecksumAlgorithm?: StorageChecksumAlgorithm;
  /** The checksum that protects downloads, unless a call sets another one. Default: `Customized`. */
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
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link ContainerClient.deleteBlob}. */
export interface ContainerDeleteBlobOptions extends BlobDeleteOptions {
  /** The version to delete. Default: the base blob. */
  versionId?: string;
}

/** Options of {@link ContainerClient.listBlobsFlat}. */
export interface ContainerListBlobsOptions extends CommonOptions {
  /** Aborts the listing. The signal is checked before each page. */
  abortSignal?: AbortSignalLike;
  /** Lists only blobs whose names begin with this prefix. */
  prefix?: string;
  /** Whether items include the properties of their last copy. Default: false. */
  includeCopy?: boolean;
  /** Whether soft-deleted blobs are listed. Default: false. */
  includeDeleted?: boolean;
  /** Whether items include their metadata. Default: false. */
  includeMetadata?: boolean;
  /** Whether snapshots are listed. Default: false. */
  includeSnapshots?: boolean;
  /** Whether versions are listed. Default: false. */
  includeVersions?: boolean;
  /** Whether blobs that have only uncommitted blocks are listed. Default: false. */
  includeUncommitedBlobs?: boolean;
  /** Whether items include their tags. Default: false. */
  includeTags?: boolean;
  /** Whether deleted blobs that still have versions are listed. Default: false. */
  includeDeletedWithVersions?: boolean;
  /** Whether items include their immutability policy. Default: false. */
  includeImmutabilityPolicy?: boolean;
  /** Whether items include their legal hold. Default: false. */
  includeLegalHold?: boolean;
  /** The name of the blob to start from. */
  startFrom?: string;
  /** The name of the blob to end before. Requires {@link StorageResponseFormat.Arrow}. */
  endBefore?: string;
  /**
   * The format in which the service sends pages. A service that does not know the format sends XML. Results are the
   * same, except for what a format lacks. Default: {@link StorageResponseFormat.Auto}.
   */
  responseFormat?: StorageResponseFormat;
}

/** The result of {@link ContainerClient.createIfNotExists}. */
export type ContainerCreateIfNotExistsResponse = ContainerCreateResponse & {
  /** Whether the container was created. False if it already existed. */
  succeeded: boolean;
};

/** The result of {@link ContainerClient.deleteIfExists}. */
export type ContainerDeleteIfExistsResponse = ContainerDeleteResponse & {
  /** Whether the container was deleted. False if it did not exist. */
  succeeded: boolean;
};

/** The result of {@link BlobClient.deleteIfExists}. */
export type BlobDeleteIfExistsResponse = BlobDeleteResponse & {
  /** Whether the blob was deleted. False if it did not exist. */
  succeeded: boolean;
};

/** Options of {@link BlobClient.exists}. */
export interface BlobExistsOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** The customer-provided key that the blob is encrypted with. HTTPS only. */
  customerProvidedKey?: CpkInfo;
  /** Conditions on the blob. */
  conditions?: BlobRequestConditions;
}

/** Options of {@link BlobClient.beginCopyFromURL}. */
export interface BlobBeginCopyFromURLOptions extends BlobStartCopyFromURLOptions {
  /**
   * The time between two polls in `pollUntilDone`, in milliseconds. Default: adaptive. Polls are frequent at first and
   * become rarer, up to 15 seconds apart, so a small copy takes no longer than necessary.
   */
  intervalInMs?: number;
  /** Called when the progress has changed while the copy is pending. */
  onProgress?: (state: BlobBeginCopyFromUrlPollState) => void;
  /** The saved state of an earlier copy, from `poller.toString()`. That copy is resumed, and no new one is started. */
  resumeFrom?: string;
}

/** Options of {@link BlobClient.download}. */
export interface BlobDownloadOptions extends BlobDownloadParameters {
  /** The checksum that protects the transfer. Default: that of the client. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
  /** Called with the number of bytes received so far. */
  onProgress?: (progress: TransferProgressEvent) => void;
}

/** The result of {@link BlobClient.download}. */
export type BlobDownloadResponseParsed = WithResponse<
  BlobDownloadHeaders & {
    /** For browsers. Always undefined in Node.js. */
    blobBody?: Promise<Blob>;
    /** The content of the blob. No data is received before the stream is read. */
    readableStreamBody?: NodeJSReadableStream;
  },
  BlobDownloadHeaders
> & {
  /** The replication policies that apply to the blob as a source. */
  objectReplicationSourceProperties?: ObjectReplicationPolicy[];
  /** The replication policy that wrote the blob as a destination. */
  objectReplicationDestinationPolicyId?: string;
};

/** Options of {@link BlobClient.downloadToBuffer}. */
export interface BlobDownloadToBufferOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** The number of bytes that each request but the first reads. Default (or 0): 4 MiB. */
  blockSize?: number;
  /** How often an interrupted request is resumed. Default: 5. */
  maxRetryRequestsPerBlock?: number;
  /** Called with the number of bytes received so far. */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** Conditions on the blob. */
  conditions?: BlobRequestConditions;
  /** The checksum that protects the transfer. Default: that of the client. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
  /** The maximum number of requests at the same time. Default: 5. */
  concurrency?: number;
  /** The customer-provided key that the blob is encrypted with. HTTPS only. */
  customerProvidedKey?: CpkInfo;
}

/** Options of {@link BlockBlobClient.upload}. */
export interface BlockBlobUploadOptions extends BlockBlobUploadParameters {
  /**
   * Called with the number of bytes handed to the connection so far, at most ten times a second, and a last time with
   * the whole length. When the request is retried, the count starts again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** The checksum that protects the transfer. Default: that of the client. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

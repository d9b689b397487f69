// Generated from src/rest by `npm run generate:models`. Do not edit.

import type { AbortSignalLike, OperationTracingOptions, WithResponse } from '../types/common';
import type { BlockBlobTier, PremiumPageBlobTier } from '../types/constants';

/** The members that cross the boundary as milliseconds since 1970. */
export const DATE_PROPERTIES: readonly string[] = [
  'accessTierChangedOn',
  'copyCompletedOn',
  'copyCompletionTime',
  'createdOn',
  'date',
  'deletedOn',
  'expiresOn',
  'immutabilityPolicyExpiresOn',
  'immutabilityPolicyExpiry',
  'lastAccessed',
  'lastAccessedOn',
  'lastModified',
  'lastSyncOn',
  'signedExpiresOn',
  'signedStartsOn',
];

/** The members that cross the boundary as base64. */
export const BINARY_PROPERTIES: readonly string[] = ['blobContentMD5', 'contentCrc64', 'contentMD5', 'xMsContentCrc64'];

/**
 * The access tier of a blob.
 */
export type AccessTier =
  | 'P4'
  | 'P6'
  | 'P10'
  | 'P15'
  | 'P20'
  | 'P30'
  | 'P40'
  | 'P50'
  | 'P60'
  | 'P70'
  | 'P80'
  | 'Hot'
  | 'Cool'
  | 'Archive'
  | 'Cold'
  | 'Smart';
/**
 * The kind of an account.
 */
export type AccountKind = 'Storage' | 'BlobStorage' | 'StorageV2' | 'FileStorage' | 'BlockBlobStorage';
/**
 * Options of Append Block From URL.
 */
export interface AppendBlobAppendBlockFromURLOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob, including its length.
   */
  conditions?: AppendBlobRequestConditions;
  /**
   * Conditions on the source.
   */
  sourceConditions?: Omit<ModifiedAccessConditions, 'tagConditions'>;
  /**
   * The MD5 hash of the content that the service reads from the source. The request fails if the hash differs.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content that the service reads from the source. The request fails if the hash differs.
   */
  sourceContentCrc64?: Uint8Array;
  /**
   * The intent of a token that reads from Azure Files: `backup`.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The `Authorization` header that the service reads the source with.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * The customer-provided key that the source is encrypted with.
   */
  sourceCustomerProvidedKey?: CpkInfo;
}
/**
 * The response headers of Append Block From URL.
 */
export interface AppendBlobAppendBlockFromUrlHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The offset of the block in the blob, in bytes.
   */
  blobAppendOffset?: string;
  /**
   * The number of committed blocks of the blob, at most 50,000.
   */
  blobCommittedBlockCount?: number;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Append Block From URL.
 */
export type AppendBlobAppendBlockFromUrlResponse = WithResponse<
  AppendBlobAppendBlockFromUrlHeaders,
  AppendBlobAppendBlockFromUrlHeaders
>;
/**
 * Options of Append Block.
 */
export interface AppendBlobAppendBlockParameters {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob, including its length.
   */
  conditions?: AppendBlobRequestConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the body. The service rejects a body whose hash differs.
   */
  transactionalContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body. The service rejects a body whose hash differs.
   */
  transactionalContentCrc64?: Uint8Array;
}
/**
 * The response headers of Append Block.
 */
export interface AppendBlobAppendBlockHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The offset of the block in the blob, in bytes.
   */
  blobAppendOffset?: string;
  /**
   * The number of committed blocks of the blob, at most 50,000.
   */
  blobCommittedBlockCount?: number;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The format of a structured body.
   */
  structuredBodyType?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Append Block.
 */
export type AppendBlobAppendBlockResponse = WithResponse<AppendBlobAppendBlockHeaders, AppendBlobAppendBlockHeaders>;
/**
 * Options of Put Blob for an append blob.
 */
export interface AppendBlobCreateOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob that is written.
   */
  conditions?: BlobRequestConditions;
  /**
   * The HTTP properties of the blob.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The metadata of the blob.
   */
  metadata?: Record<string, string>;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The immutability policy of the blob.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the blob has a legal hold.
   */
  legalHold?: boolean;
  /**
   * The index tags of the blob, at most 10.
   */
  tags?: Record<string, string>;
}
/**
 * The response headers of Put Blob for an append blob.
 */
export interface AppendBlobCreateHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the new blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Blob for an append blob.
 */
export type AppendBlobCreateResponse = WithResponse<AppendBlobCreateHeaders, AppendBlobCreateHeaders>;
/**
 * Conditions on an append blob.
 */
export interface AppendBlobRequestConditions {
  /**
   * The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
   */
  ifMatch?: string;
  /**
   * The operation takes effect only if the `ETag` differs from this one.
   */
  ifNoneMatch?: string;
  /**
   * The operation takes effect only if the blob was modified since this time, in whole seconds.
   */
  ifModifiedSince?: Date;
  /**
   * The operation takes effect only if the blob was not modified since this time, in whole seconds.
   */
  ifUnmodifiedSince?: Date;
  /**
   * The operation takes effect only if the blob's tags match this SQL expression.
   */
  tagConditions?: string;
  /**
   * The lease id, if the blob is leased.
   */
  leaseId?: string;
  /**
   * The maximum length of the blob after the append, in bytes.
   */
  maxSize?: number;
  /**
   * The length that the blob must have before the append, in bytes.
   */
  appendPosition?: number;
}
/**
 * Options of Append Blob Seal.
 */
export interface AppendBlobSealOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob. The operation supports neither `tagConditions` nor `maxSize`.
   */
  conditions?: AppendBlobRequestConditions;
}
/**
 * The response headers of Append Blob Seal.
 */
export interface AppendBlobSealHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the blob is sealed.
   */
  isSealed?: boolean;
}
/**
 * The response of Append Blob Seal.
 */
export type AppendBlobSealResponse = WithResponse<AppendBlobSealHeaders, AppendBlobSealHeaders>;
/**
 * The target tier of a blob that is being rehydrated.
 */
export type ArchiveStatus =
  'rehydrate-pending-to-hot' | 'rehydrate-pending-to-cool' | 'rehydrate-pending-to-cold' | 'rehydrate-pending-to-smart';
/**
 * Options of Abort Copy Blob.
 */
export interface BlobAbortCopyFromURLOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease id, if the destination is leased.
   */
  conditions?: LeaseAccessConditions;
}
/**
 * The response headers of Abort Copy Blob.
 */
export interface BlobAbortCopyFromURLHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Abort Copy Blob.
 */
export type BlobAbortCopyFromURLResponse = WithResponse<BlobAbortCopyFromURLHeaders, BlobAbortCopyFromURLHeaders>;
/**
 * The response headers of Copy Blob From URL.
 */
export interface BlobCopyFromURLHeaders {
  /**
   * The `ETag` of the destination.
   */
  etag?: string;
  /**
   * When the destination was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the new blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The id of the copy.
   */
  copyId?: string;
  /**
   * Always `success`.
   */
  copyStatus?: SyncCopyStatusType;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The encryption scope of the destination.
   */
  encryptionScope?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Copy Blob From URL.
 */
export type BlobCopyFromURLResponse = WithResponse<BlobCopyFromURLHeaders, BlobCopyFromURLHeaders>;
/**
 * Whether a copy takes the tags of the source (`COPY`) or those of the request (`REPLACE`).
 */
export type BlobCopySourceTags = 'REPLACE' | 'COPY';
/**
 * Options of Snapshot Blob.
 */
export interface BlobCreateSnapshotOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The metadata of the snapshot. Default: the metadata of the blob.
   */
  metadata?: Record<string, string>;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
}
/**
 * The response headers of Snapshot Blob.
 */
export interface BlobCreateSnapshotHeaders {
  /**
   * The timestamp of the snapshot, for `withSnapshot`.
   */
  snapshot?: string;
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the metadata is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Snapshot Blob.
 */
export type BlobCreateSnapshotResponse = WithResponse<BlobCreateSnapshotHeaders, BlobCreateSnapshotHeaders>;
/**
 * Conditions on a blob that is deleted.
 */
export interface BlobDeleteConditions {
  /**
   * The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
   */
  ifMatch?: string;
  /**
   * The operation takes effect only if the `ETag` differs from this one.
   */
  ifNoneMatch?: string;
  /**
   * The operation takes effect only if the blob was modified since this time, in whole seconds.
   */
  ifModifiedSince?: Date;
  /**
   * The operation takes effect only if the blob was not modified since this time, in whole seconds.
   */
  ifUnmodifiedSince?: Date;
  /**
   * The operation takes effect only if the blob's tags match this SQL expression.
   */
  tagConditions?: string;
  /**
   * The lease id, if the blob is leased.
   */
  leaseId?: string;
  /**
   * The operation takes effect only if the access tier was changed since this time.
   */
  accessTierIfModifiedSince?: Date;
  /**
   * The operation takes effect only if the access tier was not changed since this time.
   */
  accessTierIfUnmodifiedSince?: Date;
}
/**
 * The response headers of Delete Blob Immutability Policy.
 */
export interface BlobDeleteImmutabilityPolicyHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
}
/**
 * The response of Delete Blob Immutability Policy.
 */
export type BlobDeleteImmutabilityPolicyResponse = WithResponse<
  BlobDeleteImmutabilityPolicyHeaders,
  BlobDeleteImmutabilityPolicyHeaders
>;
/**
 * Options of Delete Blob.
 */
export interface BlobDeleteOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobDeleteConditions;
  /**
   * Whether to delete the snapshots as well (`include`) or only the snapshots (`only`). Without it, a blob that
   * has snapshots is not deleted.
   */
  deleteSnapshots?: DeleteSnapshotsOptionType;
  /**
   * Accepted for compatibility, without effect: deleting needs no key.
   */
  customerProvidedKey?: CpkInfo;
}
/**
 * The response headers of Delete Blob.
 */
export interface BlobDeleteHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Delete Blob.
 */
export type BlobDeleteResponse = WithResponse<BlobDeleteHeaders, BlobDeleteHeaders>;
/**
 * Options of Get Blob.
 */
export interface BlobDownloadParameters {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The timestamp of the snapshot to read.
   */
  snapshot?: string;
  /**
   * Whether the service returns the MD5 hash of the range. The range must not exceed 4 MiB.
   */
  rangeGetContentMD5?: boolean;
  /**
   * Whether the service returns the CRC-64 hash of the range. The range must not exceed 4 MiB.
   */
  rangeGetContentCrc64?: boolean;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * How often an interrupted download is resumed. Default: 5.
   */
  maxRetryRequests?: number;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
}
/**
 * The response headers of Get Blob: the properties of the blob.
 */
export interface BlobDownloadHeaders {
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * When the blob was created.
   */
  createdOn?: Date;
  /**
   * The metadata of the blob. Names are in lower case.
   */
  metadata?: Record<string, string>;
  /**
   * The id of the replication policy that wrote the blob as a destination.
   */
  objectReplicationPolicyId?: string;
  /**
   * The replication status of the blob as a source, by policy and rule.
   */
  objectReplicationRules?: Record<string, string>;
  /**
   * The length of the body in bytes.
   */
  contentLength?: number;
  /**
   * The media type.
   */
  contentType?: string;
  /**
   * The range of the blob that the body contains.
   */
  contentRange?: string;
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * The MD5 hash of the body.
   */
  contentMD5?: Uint8Array;
  /**
   * The content encoding, such as `gzip`.
   */
  contentEncoding?: string;
  /**
   * The cache control directives.
   */
  cacheControl?: string;
  /**
   * The content disposition, such as `attachment; filename="report.pdf"`.
   */
  contentDisposition?: string;
  /**
   * The natural language of the content.
   */
  contentLanguage?: string;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The blob type.
   */
  blobType?: BlobType;
  /**
   * When the last copy to this blob ended.
   */
  copyCompletedOn?: Date;
  /**
   * Why the last copy to this blob failed, or why it is still pending.
   */
  copyStatusDescription?: string;
  /**
   * The id of the last copy to this blob.
   */
  copyId?: string;
  /**
   * The progress of the last copy to this blob: `bytes copied/total bytes`.
   */
  copyProgress?: string;
  /**
   * The URL of the source of the last copy to this blob.
   */
  copySource?: string;
  /**
   * The status of the last copy to this blob.
   */
  copyStatus?: CopyStatusType;
  /**
   * Whether the lease is of fixed or infinite duration.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * The state of the lease.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the blob is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * Whether this is the current version.
   */
  isCurrentVersion?: boolean;
  /**
   * `bytes`, because ranges can be read.
   */
  acceptRanges?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The number of committed blocks of an append blob.
   */
  blobCommittedBlockCount?: number;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the whole blob, if only a range was read.
   */
  blobContentMD5?: Uint8Array;
  /**
   * The number of tags of the blob.
   */
  tagCount?: number;
  /**
   * Whether an append blob is sealed.
   */
  isSealed?: boolean;
  /**
   * When the blob was last read or written.
   */
  lastAccessed?: Date;
  /**
   * When the immutability policy expires.
   */
  immutabilityPolicyExpiresOn?: Date;
  /**
   * Whether the immutability policy is locked.
   */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /**
   * Whether the blob has a legal hold.
   */
  legalHold?: boolean;
  /**
   * The access tier of the blob.
   */
  accessTier?: string;
  /**
   * Whether the access tier is the default of the account.
   */
  accessTierInferred?: boolean;
  /**
   * When the access tier was last changed.
   */
  accessTierChangedOn?: Date;
  /**
   * The tier that a blob of the `Smart` tier is in at present.
   */
  smartAccessTier?: string;
  /**
   * The format of a structured body.
   */
  structuredBodyType?: string;
  /**
   * The length of the content of a structured body, in bytes.
   */
  structuredContentLength?: number;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
  /**
   * The CRC-64 hash of the body.
   */
  contentCrc64?: Uint8Array;
  /**
   * The id of the replication policy that wrote the blob as a destination.
   */
  objectReplicationDestinationPolicyId?: string;
  /**
   * The replication policies that apply to the blob as a source, with the status of each rule.
   */
  objectReplicationSourceProperties?: Array<ObjectReplicationPolicy>;
}
/**
 * The response of Get Blob: the properties of the blob.
 */
export type BlobDownloadResponse = WithResponse<BlobDownloadHeaders, BlobDownloadHeaders>;
/**
 * The blobs of a page.
 */
export interface BlobFlatListSegment {
  /**
   * The blobs, in the order of their names.
   */
  blobItems: Array<BlobItem>;
}
/**
 * Options of Get Blob Properties.
 */
export interface BlobGetPropertiesOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
}
/**
 * The response headers of Get Blob Properties.
 */
export interface BlobGetPropertiesHeaders {
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * When the blob was created.
   */
  createdOn?: Date;
  /**
   * The metadata of the blob. Names are in lower case.
   */
  metadata?: Record<string, string>;
  /**
   * The id of the replication policy that wrote the blob as a destination.
   */
  objectReplicationPolicyId?: string;
  /**
   * The replication status of the blob as a source, by policy and rule.
   */
  objectReplicationRules?: Record<string, string>;
  /**
   * The blob type.
   */
  blobType?: BlobType;
  /**
   * When the last copy to this blob ended.
   */
  copyCompletedOn?: Date;
  /**
   * Why the last copy to this blob failed, or why it is still pending.
   */
  copyStatusDescription?: string;
  /**
   * The id of the last copy to this blob.
   */
  copyId?: string;
  /**
   * The progress of the last copy to this blob: `bytes copied/total bytes`.
   */
  copyProgress?: string;
  /**
   * The URL of the source of the last copy to this blob.
   */
  copySource?: string;
  /**
   * The status of the last copy to this blob.
   */
  copyStatus?: CopyStatusType;
  /**
   * Whether the blob is the destination of incremental copies.
   */
  isIncrementalCopy?: boolean;
  /**
   * The snapshot that the last incremental copy created.
   */
  destinationSnapshot?: string;
  /**
   * Whether the lease is of fixed or infinite duration.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * The state of the lease.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the blob is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * The size in bytes.
   */
  contentLength?: number;
  /**
   * The media type.
   */
  contentType?: string;
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The content encoding, such as `gzip`.
   */
  contentEncoding?: string;
  /**
   * The content disposition, such as `attachment; filename="report.pdf"`.
   */
  contentDisposition?: string;
  /**
   * The natural language of the content.
   */
  contentLanguage?: string;
  /**
   * The cache control directives.
   */
  cacheControl?: string;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * `bytes`, because ranges can be read.
   */
  acceptRanges?: string;
  /**
   * The number of committed blocks of an append blob.
   */
  blobCommittedBlockCount?: number;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The access tier of the blob.
   */
  accessTier?: string;
  /**
   * Whether the access tier is the default of the account.
   */
  accessTierInferred?: boolean;
  /**
   * The target tier of a blob that is being rehydrated.
   */
  archiveStatus?: string;
  /**
   * When the access tier was last changed.
   */
  accessTierChangedOn?: Date;
  /**
   * The tier that a blob of the `Smart` tier is in at present.
   */
  smartAccessTier?: string;
  /**
   * The version id of the blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * Whether this is the current version.
   */
  isCurrentVersion?: boolean;
  /**
   * The number of tags of the blob.
   */
  tagCount?: number;
  /**
   * When the blob expires.
   */
  expiresOn?: Date;
  /**
   * Whether an append blob is sealed.
   */
  isSealed?: boolean;
  /**
   * The priority of rehydration.
   */
  rehydratePriority?: RehydratePriority;
  /**
   * When the blob was last read or written.
   */
  lastAccessed?: Date;
  /**
   * When the immutability policy expires.
   */
  immutabilityPolicyExpiresOn?: Date;
  /**
   * Whether the immutability policy is locked.
   */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /**
   * Whether the blob has a legal hold.
   */
  legalHold?: boolean;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
  /**
   * The id of the replication policy that wrote the blob as a destination.
   */
  objectReplicationDestinationPolicyId?: string;
  /**
   * The replication policies that apply to the blob as a source, with the status of each rule.
   */
  objectReplicationSourceProperties?: Array<ObjectReplicationPolicy>;
}
/**
 * The response of Get Blob Properties.
 */
export type BlobGetPropertiesResponse = WithResponse<BlobGetPropertiesHeaders, BlobGetPropertiesHeaders>;
/**
 * The response headers of Get Blob Tags.
 */
export interface BlobGetTagsHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * Options of Get Blob Tags.
 */
export interface BlobGetTagsOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
}
/**
 * The HTTP properties of a blob.
 */
export interface BlobHTTPHeaders {
  /**
   * The cache control directives.
   */
  blobCacheControl?: string;
  /**
   * The media type.
   */
  blobContentType?: string;
  /**
   * The MD5 hash of the content. It is stored with the blob; the service does not check it.
   */
  blobContentMD5?: Uint8Array;
  /**
   * The content encoding, such as `gzip`.
   */
  blobContentEncoding?: string;
  /**
   * The natural language of the content.
   */
  blobContentLanguage?: string;
  /**
   * The content disposition, such as `attachment; filename="report.pdf"`.
   */
  blobContentDisposition?: string;
}
/**
 * The blobs and prefixes of a page.
 */
export interface BlobHierarchyListSegment {
  /**
   * The prefixes, in order.
   */
  blobPrefixes?: Array<BlobPrefix>;
  /**
   * The blobs, in the order of their names.
   */
  blobItems: Array<BlobItem>;
}
/**
 * The immutability policy of a blob.
 */
export interface BlobImmutabilityPolicy {
  /**
   * When the policy expires. The name is spelled as in `@azure/storage-blob`.
   */
  expiriesOn?: Date;
  /**
   * Whether the policy is locked.
   */
  policyMode?: BlobImmutabilityPolicyMode;
}
/**
 * Whether an immutability policy is locked.
 */
export type BlobImmutabilityPolicyMode = 'Mutable' | 'Unlocked' | 'Locked';
/**
 * A blob, snapshot or version in a list.
 */
export interface BlobItem {
  /**
   * The name of the blob.
   */
  name: string;
  /**
   * Whether the blob is soft-deleted.
   */
  deleted: boolean;
  /**
   * The timestamp of the snapshot, if the item is one.
   */
  snapshot: string;
  /**
   * The version id, if versioning is enabled.
   */
  versionId?: string;
  /**
   * Whether this is the current version.
   */
  isCurrentVersion?: boolean;
  /**
   * The properties of the blob.
   */
  properties: BlobProperties;
  /**
   * The metadata of the blob, if `includeMetadata` was set. Names keep their casing.
   */
  metadata?: Record<string, string>;
  /**
   * The tags of the blob in the format of the service, if `includeTags` was set.
   */
  blobTags?: BlobTags;
  /**
   * The replication status in the format of the service.
   */
  objectReplicationMetadata?: Record<string, string>;
  /**
   * Whether the blob has versions only, and no current one.
   */
  hasVersionsOnly?: boolean;
  /**
   * The tags of the blob, if `includeTags` was set.
   */
  tags?: Record<string, string>;
  /**
   * The replication policies that apply to the blob as a source, with the status of each rule.
   */
  objectReplicationSourceProperties?: Array<ObjectReplicationPolicy>;
}
/**
 * A prefix that several blob names share, up to the delimiter.
 */
export interface BlobPrefix {
  /**
   * The shared prefix, including the delimiter.
   */
  name: string;
}
/**
 * The properties of a blob in a list.
 */
export interface BlobProperties {
  /**
   * When the blob was created.
   */
  createdOn?: Date;
  /**
   * When the blob was last modified.
   */
  lastModified: Date;
  /**
   * The `ETag` of the blob, without quotes.
   */
  etag: string;
  /**
   * The size in bytes.
   */
  contentLength?: number;
  /**
   * The media type.
   */
  contentType?: string;
  /**
   * The content encoding, such as `gzip`.
   */
  contentEncoding?: string;
  /**
   * The natural language of the content.
   */
  contentLanguage?: string;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The content disposition, such as `attachment; filename="report.pdf"`.
   */
  contentDisposition?: string;
  /**
   * The cache control directives.
   */
  cacheControl?: string;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The blob type.
   */
  blobType?: BlobType;
  /**
   * Whether the blob is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * The state of the lease.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the lease is of fixed or infinite duration.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * The id of the last copy to this blob.
   */
  copyId?: string;
  /**
   * The status of the last copy to this blob.
   */
  copyStatus?: CopyStatusType;
  /**
   * The URL of the source of the last copy to this blob.
   */
  copySource?: string;
  /**
   * The progress of the last copy to this blob: `bytes copied/total bytes`.
   */
  copyProgress?: string;
  /**
   * When the last copy to this blob ended.
   */
  copyCompletedOn?: Date;
  /**
   * Why the last copy to this blob failed, or why it is still pending.
   */
  copyStatusDescription?: string;
  /**
   * Whether the content is encrypted.
   */
  serverEncrypted?: boolean;
  /**
   * Whether the blob is the destination of incremental copies.
   */
  incrementalCopy?: boolean;
  /**
   * The snapshot that the last incremental copy created.
   */
  destinationSnapshot?: string;
  /**
   * When the blob was deleted.
   */
  deletedOn?: Date;
  /**
   * The number of days for which the deleted blob is still retained.
   */
  remainingRetentionDays?: number;
  /**
   * The access tier of the blob.
   */
  accessTier?: AccessTier;
  /**
   * Whether the access tier is the default of the account.
   */
  accessTierInferred?: boolean;
  /**
   * The target tier of a blob that is being rehydrated.
   */
  archiveStatus?: ArchiveStatus;
  /**
   * The tier that a blob of the `Smart` tier is in at present.
   */
  smartAccessTier?: AccessTier;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  customerProvidedKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * When the access tier was last changed.
   */
  accessTierChangedOn?: Date;
  /**
   * The number of tags of the blob.
   */
  tagCount?: number;
  /**
   * When the blob expires.
   */
  expiresOn?: Date;
  /**
   * Whether an append blob is sealed.
   */
  isSealed?: boolean;
  /**
   * The priority of rehydration.
   */
  rehydratePriority?: RehydratePriority;
  /**
   * When the blob was last read or written.
   */
  lastAccessedOn?: Date;
  /**
   * When the immutability policy expires.
   */
  immutabilityPolicyExpiresOn?: Date;
  /**
   * Whether the immutability policy is locked.
   */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /**
   * Whether the blob has a legal hold.
   */
  legalHold?: boolean;
}
/**
 * The response headers of Query Blob Contents. The content is that of the selected rows.
 */
export interface BlobQueryHeaders {
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The metadata of the blob. Names are in lower case.
   */
  metadata?: Record<string, string>;
  /**
   * The length of the Avro stream in bytes, if it is known.
   */
  contentLength?: number;
  /**
   * The media type of the Avro stream.
   */
  contentType?: string;
  /**
   * The range of the blob that was queried.
   */
  contentRange?: string;
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * The MD5 hash of the Avro stream.
   */
  contentMD5?: Uint8Array;
  /**
   * The content encoding, such as `gzip`.
   */
  contentEncoding?: string;
  /**
   * The cache control directives.
   */
  cacheControl?: string;
  /**
   * The content disposition, such as `attachment; filename="report.pdf"`.
   */
  contentDisposition?: string;
  /**
   * The natural language of the content.
   */
  contentLanguage?: string;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The blob type.
   */
  blobType?: BlobType;
  /**
   * When the last copy to this blob ended.
   */
  copyCompletionTime?: Date;
  /**
   * Why the last copy to this blob failed, or why it is still pending.
   */
  copyStatusDescription?: string;
  /**
   * The id of the last copy to this blob.
   */
  copyId?: string;
  /**
   * The progress of the last copy to this blob: `bytes copied/total bytes`.
   */
  copyProgress?: string;
  /**
   * The URL of the source of the last copy to this blob.
   */
  copySource?: string;
  /**
   * The status of the last copy to this blob.
   */
  copyStatus?: CopyStatusType;
  /**
   * Whether the lease is of fixed or infinite duration.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * The state of the lease.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the blob is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * `bytes`, if ranges can be read.
   */
  acceptRanges?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The number of committed blocks of an append blob.
   */
  blobCommittedBlockCount?: number;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the whole blob.
   */
  blobContentMD5?: Uint8Array;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
  /**
   * The CRC-64 hash of the Avro stream.
   */
  contentCrc64?: Uint8Array;
}
/**
 * Conditions on the blob that a request reads or changes.
 */
export interface BlobRequestConditions {
  /**
   * The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
   */
  ifMatch?: string;
  /**
   * The operation takes effect only if the `ETag` differs from this one. `*` means that the blob must not exist.
   */
  ifNoneMatch?: string;
  /**
   * The operation takes effect only if the blob was modified since this time, in whole seconds.
   */
  ifModifiedSince?: Date;
  /**
   * The operation takes effect only if the blob was not modified since this time, in whole seconds.
   */
  ifUnmodifiedSince?: Date;
  /**
   * The operation takes effect only if the blob's tags match this SQL expression.
   */
  tagConditions?: string;
  /**
   * The lease id, if the blob is leased.
   */
  leaseId?: string;
}
/**
 * The properties of the Blob service.
 */
export interface BlobServiceProperties {
  /**
   * Which requests are logged.
   */
  blobAnalyticsLogging?: Logging;
  /**
   * The hourly metrics.
   */
  hourMetrics?: Metrics;
  /**
   * The metrics per minute.
   */
  minuteMetrics?: Metrics;
  /**
   * The CORS rules, at most 5. An empty list removes all.
   */
  cors?: Array<CorsRule>;
  /**
   * The service version of requests that specify none.
   */
  defaultServiceVersion?: string;
  /**
   * How long soft-deleted blobs are retained.
   */
  deleteRetentionPolicy?: RetentionPolicy;
  /**
   * The static website.
   */
  staticWebsite?: StaticWebsite;
}
/**
 * The statistics of the Blob service.
 */
export interface BlobServiceStatistics {
  /**
   * The replication status of the secondary location.
   */
  geoReplication?: GeoReplication;
}
/**
 * Options of Set Blob Properties for HTTP properties.
 */
export interface BlobSetHTTPHeadersOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * Accepted for compatibility, without effect: the operation needs no key.
   */
  customerProvidedKey?: CpkInfo;
}
/**
 * The response headers of Set Blob Properties for HTTP properties.
 */
export interface BlobSetHTTPHeadersHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Blob Properties for HTTP properties.
 */
export type BlobSetHTTPHeadersResponse = WithResponse<BlobSetHTTPHeadersHeaders, BlobSetHTTPHeadersHeaders>;
/**
 * The response headers of Set Blob Immutability Policy.
 */
export interface BlobSetImmutabilityPolicyHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * When the immutability policy expires.
   */
  immutabilityPolicyExpiry?: Date;
  /**
   * Whether the policy is locked.
   */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
}
/**
 * The response of Set Blob Immutability Policy.
 */
export type BlobSetImmutabilityPolicyResponse = WithResponse<
  BlobSetImmutabilityPolicyHeaders,
  BlobSetImmutabilityPolicyHeaders
>;
/**
 * The response headers of Set Blob Legal Hold.
 */
export interface BlobSetLegalHoldHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the blob has a legal hold.
   */
  legalHold?: boolean;
}
/**
 * The response of Set Blob Legal Hold.
 */
export type BlobSetLegalHoldResponse = WithResponse<BlobSetLegalHoldHeaders, BlobSetLegalHoldHeaders>;
/**
 * Options of Set Blob Metadata.
 */
export interface BlobSetMetadataOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
}
/**
 * The response headers of Set Blob Metadata or Set Container Metadata.
 */
export interface BlobSetMetadataHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the new blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the metadata is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Blob Metadata or Set Container Metadata.
 */
export type BlobSetMetadataResponse = WithResponse<BlobSetMetadataHeaders, BlobSetMetadataHeaders>;
/**
 * Options of Set Blob Tags.
 */
export interface BlobSetTagsOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
}
/**
 * The response headers of Set Blob Tags.
 */
export interface BlobSetTagsHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Blob Tags.
 */
export type BlobSetTagsResponse = WithResponse<BlobSetTagsHeaders, BlobSetTagsHeaders>;
/**
 * Options of Set Blob Tier.
 */
export interface BlobSetTierOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease id, and a condition on the tags.
   */
  conditions?: LeaseAndTagConditions;
  /**
   * The priority of rehydration from the archive.
   */
  rehydratePriority?: RehydratePriority;
}
/**
 * The response headers of Set Blob Tier. Rehydration may still be pending.
 */
export interface BlobSetTierHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Blob Tier. Rehydration may still be pending.
 */
export type BlobSetTierResponse = WithResponse<BlobSetTierHeaders, BlobSetTierHeaders>;
/**
 * Options of Copy Blob.
 */
export interface BlobStartCopyFromURLOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The metadata of the destination. Default: the metadata of the source.
   */
  metadata?: Record<string, string>;
  /**
   * Conditions on the destination.
   */
  conditions?: BlobRequestConditions;
  /**
   * Conditions on the source.
   */
  sourceConditions?: ModifiedAccessConditions;
  /**
   * The access tier of the destination, such as `Cool`.
   */
  tier?: BlockBlobTier | PremiumPageBlobTier | string;
  /**
   * The priority of rehydration, if the source is archived.
   */
  rehydratePriority?: RehydratePriority;
  /**
   * The immutability policy of the destination.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the destination has a legal hold.
   */
  legalHold?: boolean;
  /**
   * The index tags of the destination, at most 10.
   */
  tags?: Record<string, string>;
  /**
   * Whether an append blob is sealed after the copy. Default: false.
   */
  sealBlob?: boolean;
}
/**
 * The response headers of Copy Blob.
 */
export interface BlobStartCopyFromURLHeaders {
  /**
   * The `ETag` of the destination.
   */
  etag?: string;
  /**
   * When the destination was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the new blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The id of the copy, used to poll and to abort it.
   */
  copyId?: string;
  /**
   * The status of the copy.
   */
  copyStatus?: CopyStatusType;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Copy Blob.
 */
export type BlobStartCopyFromURLResponse = WithResponse<BlobStartCopyFromURLHeaders, BlobStartCopyFromURLHeaders>;
/**
 * Options of Copy Blob From URL.
 */
export interface BlobSyncCopyFromURLOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The metadata of the destination. Default: the metadata of the source.
   */
  metadata?: Record<string, string>;
  /**
   * Conditions on the destination.
   */
  conditions?: BlobRequestConditions;
  /**
   * Conditions on the source. The operation does not support `tagConditions`.
   */
  sourceConditions?: ModifiedAccessConditions;
  /**
   * The access tier of the destination, such as `Cool`.
   */
  tier?: BlockBlobTier | PremiumPageBlobTier | string;
  /**
   * The MD5 hash of the source's content. The request fails if the hash differs.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The immutability policy of the destination.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the destination has a legal hold.
   */
  legalHold?: boolean;
  /**
   * The index tags of the destination, at most 10.
   */
  tags?: Record<string, string>;
  /**
   * The `Authorization` header that the service reads the source with.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * The encryption scope of the destination.
   */
  encryptionScope?: string;
  /**
   * Whether the tags of the source are copied (`COPY`) or replaced (`REPLACE`). Default: `REPLACE`.
   */
  copySourceTags?: BlobCopySourceTags;
  /**
   * The intent of a token that reads from Azure Files: `backup`.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
}
/**
 * An index tag.
 */
export interface BlobTag {
  /**
   * The name of the tag.
   */
  key: string;
  /**
   * The value of the tag.
   */
  value: string;
}
/**
 * The index tags of a blob.
 */
export interface BlobTags {
  /**
   * The tags, in the order of the service.
   */
  blobTagSet: Array<BlobTag>;
}
/**
 * The blob type.
 */
export type BlobType = 'BlockBlob' | 'PageBlob' | 'AppendBlob';
/**
 * The response headers of Undelete Blob.
 */
export interface BlobUndeleteHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Undelete Blob.
 */
export type BlobUndeleteResponse = WithResponse<BlobUndeleteHeaders, BlobUndeleteHeaders>;
/**
 * A block.
 */
export interface Block {
  /**
   * The id of the block, in base64.
   */
  name: string;
  /**
   * The size in bytes.
   */
  size: number;
}
/**
 * Options of Put Block List.
 */
export interface BlockBlobCommitBlockListOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob that is written.
   */
  conditions?: BlobRequestConditions;
  /**
   * The HTTP properties of the blob.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The metadata of the blob.
   */
  metadata?: Record<string, string>;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The immutability policy of the blob.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the blob has a legal hold.
   */
  legalHold?: boolean;
  /**
   * The access tier of the blob, such as `Cool`.
   */
  tier?: BlockBlobTier | string;
  /**
   * The index tags of the blob, at most 10.
   */
  tags?: Record<string, string>;
}
/**
 * The response headers of Put Block List.
 */
export interface BlockBlobCommitBlockListHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the new blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Block List.
 */
export type BlockBlobCommitBlockListResponse = WithResponse<
  BlockBlobCommitBlockListHeaders,
  BlockBlobCommitBlockListHeaders
>;
/**
 * The response headers of Get Block List.
 */
export interface BlockBlobGetBlockListHeaders {
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * The media type of the response.
   */
  contentType?: string;
  /**
   * The size of the blob in bytes.
   */
  blobContentLength?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * Options of Get Block List.
 */
export interface BlockBlobGetBlockListOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease id, and a condition on the tags.
   */
  conditions?: LeaseAndTagConditions;
}
/**
 * The response headers of Put Blob From URL.
 */
export interface BlockBlobPutBlobFromUrlHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body, as the service computed it.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the new blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Blob From URL.
 */
export type BlockBlobPutBlobFromUrlResponse = WithResponse<
  BlockBlobPutBlobFromUrlHeaders,
  BlockBlobPutBlobFromUrlHeaders
>;
/**
 * Options of Put Block From URL.
 */
export interface BlockBlobStageBlockFromURLParameters {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease id, if the blob is leased.
   */
  conditions?: LeaseAccessConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the content that the service reads from the source. The request fails if the hash differs.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content that the service reads from the source. The request fails if the hash differs.
   */
  sourceContentCrc64?: Uint8Array;
  /**
   * The `Authorization` header that the service reads the source with.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * The intent of a token that reads from Azure Files: `backup`.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
  /**
   * The customer-provided key that the source is encrypted with.
   */
  sourceCustomerProvidedKey?: CpkInfo;
}
/**
 * The response headers of Put Block From URL.
 */
export interface BlockBlobStageBlockFromURLHeaders {
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Block From URL.
 */
export type BlockBlobStageBlockFromURLResponse = WithResponse<
  BlockBlobStageBlockFromURLHeaders,
  BlockBlobStageBlockFromURLHeaders
>;
/**
 * Options of Put Block.
 */
export interface BlockBlobStageBlockParameters {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease id, if the blob is leased.
   */
  conditions?: LeaseAccessConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the body. The service rejects a body whose hash differs.
   */
  transactionalContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body. The service rejects a body whose hash differs.
   */
  transactionalContentCrc64?: Uint8Array;
}
/**
 * The response headers of Put Block.
 */
export interface BlockBlobStageBlockHeaders {
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The format of a structured body.
   */
  structuredBodyType?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Block.
 */
export type BlockBlobStageBlockResponse = WithResponse<BlockBlobStageBlockHeaders, BlockBlobStageBlockHeaders>;
/**
 * Options of Put Blob From URL.
 */
export interface BlockBlobSyncUploadFromURLOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The maximum time that the service may take for the request, in seconds.
   */
  timeoutInSeconds?: number;
  /**
   * The metadata of the blob.
   */
  metadata?: Record<string, string>;
  /**
   * Conditions on the blob that is written.
   */
  conditions?: BlobRequestConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The HTTP properties of the blob.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The access tier of the blob, such as `Cool`.
   */
  tier?: BlockBlobTier | string;
  /**
   * Conditions on the source.
   */
  sourceConditions?: ModifiedAccessConditions;
  /**
   * The index tags of the blob, at most 10.
   */
  tags?: Record<string, string>;
  /**
   * The MD5 hash of the content that the service reads from the source. The request fails if the hash differs.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The `Authorization` header that the service reads the source with.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * Whether the tags of the source are copied (`COPY`) or replaced (`REPLACE`). Default: `REPLACE`.
   */
  copySourceTags?: BlobCopySourceTags;
  /**
   * The intent of a token that reads from Azure Files: `backup`.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
  /**
   * The customer-provided key that the source is encrypted with.
   */
  sourceCustomerProvidedKey?: CpkInfo;
  /**
   * Whether the properties of the source are copied. Default: true.
   */
  copySourceBlobProperties?: boolean;
}
/**
 * Options of Put Blob for a block blob.
 */
export interface BlockBlobUploadParameters {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob that is overwritten.
   */
  conditions?: BlobRequestConditions;
  /**
   * The HTTP properties of the blob.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The metadata of the blob.
   */
  metadata?: Record<string, string>;
  /**
   * The customer-provided key to encrypt the blob with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The access tier of the blob, such as `Cool`.
   */
  tier?: BlockBlobTier | string;
  /**
   * The immutability policy of the blob.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the blob has a legal hold.
   */
  legalHold?: boolean;
  /**
   * The index tags of the blob, at most 10.
   */
  tags?: Record<string, string>;
  /**
   * The MD5 hash of the body. The service rejects a body whose hash differs.
   */
  transactionalContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body. The service rejects a body whose hash differs.
   */
  transactionalContentCrc64?: Uint8Array;
}
/**
 * The response headers of Put Blob for a block blob.
 */
export interface BlockBlobUploadHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body, as the service computed it.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the new blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The format of a structured body.
   */
  structuredBodyType?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Blob for a block blob.
 */
export type BlockBlobUploadResponse = WithResponse<BlockBlobUploadHeaders, BlockBlobUploadHeaders>;
/**
 * The blocks of a blob.
 */
export interface BlockList {
  /**
   * The committed blocks, in the order of the content.
   */
  committedBlocks?: Array<Block>;
  /**
   * The uncommitted blocks, in the order of their ids.
   */
  uncommittedBlocks?: Array<Block>;
}
/**
 * Which blocks to list.
 */
export type BlockListType = 'committed' | 'uncommitted' | 'all';
/**
 * A page range that was cleared.
 */
export interface ClearRange {
  /**
   * The position of the first byte.
   */
  start: number;
  /**
   * The position of the last byte, inclusive.
   */
  end: number;
}
/**
 * Options of Create Container.
 */
export interface ContainerCreateOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The metadata of the container.
   */
  metadata?: Record<string, string>;
  /**
   * The public access level. Absent if there is no public access.
   */
  access?: PublicAccessType;
  /**
   * The encryption scope of blobs in the container.
   */
  containerEncryptionScope?: ContainerEncryptionScope;
}
/**
 * The response headers of Create Container.
 */
export interface ContainerCreateHeaders {
  /**
   * The `ETag` of the container.
   */
  etag?: string;
  /**
   * When the container was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Create Container.
 */
export type ContainerCreateResponse = WithResponse<ContainerCreateHeaders, ContainerCreateHeaders>;
/**
 * Options of Delete Container.
 */
export interface ContainerDeleteMethodOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the container.
   */
  conditions?: ContainerRequestConditions;
}
/**
 * The response headers of Delete Container.
 */
export interface ContainerDeleteHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Delete Container.
 */
export type ContainerDeleteResponse = WithResponse<ContainerDeleteHeaders, ContainerDeleteHeaders>;
/**
 * The encryption scope of the blobs in a container.
 */
export interface ContainerEncryptionScope {
  /**
   * The encryption scope of blobs that specify none.
   */
  defaultEncryptionScope?: string;
  /**
   * Whether blobs are prevented from specifying another encryption scope.
   */
  preventEncryptionScopeOverride?: boolean;
}
/**
 * The response headers of Get Container ACL.
 */
export interface ContainerGetAccessPolicyHeaders {
  /**
   * The public access level. Absent if there is no public access.
   */
  blobPublicAccess?: PublicAccessType;
  /**
   * The `ETag` of the container.
   */
  etag?: string;
  /**
   * When the container was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * Options of Get Container ACL.
 */
export interface ContainerGetAccessPolicyOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease id, if the container is leased.
   */
  conditions?: LeaseAccessConditions;
}
/**
 * Options of Get Container Properties.
 */
export interface ContainerGetPropertiesOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease id, if the container is leased.
   */
  conditions?: LeaseAccessConditions;
}
/**
 * The response headers of Get Container Properties.
 */
export interface ContainerGetPropertiesHeaders {
  /**
   * The metadata of the container. Names are in lower case.
   */
  metadata?: Record<string, string>;
  /**
   * The `ETag` of the container.
   */
  etag?: string;
  /**
   * When the container was last modified.
   */
  lastModified?: Date;
  /**
   * Whether the lease is of fixed or infinite duration.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * The state of the lease.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the container is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The public access level. Absent if there is no public access.
   */
  blobPublicAccess?: PublicAccessType;
  /**
   * Whether the container has an immutability policy.
   */
  hasImmutabilityPolicy?: boolean;
  /**
   * Whether the container has a legal hold.
   */
  hasLegalHold?: boolean;
  /**
   * The encryption scope of blobs that specify none.
   */
  defaultEncryptionScope?: string;
  /**
   * Whether blobs are prevented from specifying another encryption scope.
   */
  denyEncryptionScopeOverride?: boolean;
  /**
   * Whether version-level immutability is enabled.
   */
  isImmutableStorageWithVersioningEnabled?: boolean;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Get Container Properties.
 */
export type ContainerGetPropertiesResponse = WithResponse<ContainerGetPropertiesHeaders, ContainerGetPropertiesHeaders>;
/**
 * A container in a list.
 */
export interface ContainerItem {
  /**
   * The name of the container.
   */
  name: string;
  /**
   * Whether the container is soft-deleted.
   */
  deleted?: boolean;
  /**
   * The version of a deleted container, for `undeleteContainer`.
   */
  version?: string;
  /**
   * The properties of the container.
   */
  properties: ContainerProperties;
  /**
   * The metadata of the container, if `includeMetadata` was set. Names keep their casing.
   */
  metadata?: Record<string, string>;
}
/**
 * The response headers of List Blobs.
 */
export interface ContainerListBlobFlatSegmentHeaders {
  /**
   * The media type of the response.
   */
  contentType?: string;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * Options of List Blobs.
 */
export interface ContainerListBlobFlatSegmentOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Lists only blobs whose names begin with this prefix.
   */
  prefix?: string;
  /**
   * The `continuationToken` of the previous page.
   */
  marker?: string;
  /**
   * The maximum number of blobs on the page. Default: 5,000.
   */
  maxPageSize?: number;
  /**
   * What items include besides name and properties.
   */
  include?: Array<ListBlobsIncludeItem>;
  /**
   * The name of the blob to start from. Older versions ignore it, and list from the beginning.
   */
  startFrom?: string;
  /**
   * The name of the blob to end before.
   */
  endBefore?: string;
  /**
   * The formats that the page may come in.
   */
  accept?: string;
}
/**
 * The properties of a container in a list.
 */
export interface ContainerProperties {
  /**
   * When the container was last modified.
   */
  lastModified: Date;
  /**
   * The `ETag` of the container.
   */
  etag: string;
  /**
   * Whether the container is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * The state of the lease.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the lease is of fixed or infinite duration.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * The public access level. Absent if there is no public access.
   */
  publicAccess?: PublicAccessType;
  /**
   * Whether the container has an immutability policy.
   */
  hasImmutabilityPolicy?: boolean;
  /**
   * Whether the container has a legal hold.
   */
  hasLegalHold?: boolean;
  /**
   * The encryption scope of blobs that specify none.
   */
  defaultEncryptionScope?: string;
  /**
   * Whether blobs are prevented from specifying another encryption scope.
   */
  preventEncryptionScopeOverride?: boolean;
  /**
   * When the container was deleted.
   */
  deletedOn?: Date;
  /**
   * The number of days for which the deleted container is still retained.
   */
  remainingRetentionDays?: number;
  /**
   * Whether version-level immutability is enabled.
   */
  isImmutableStorageWithVersioningEnabled?: boolean;
}
/**
 * Conditions on a container.
 */
export interface ContainerRequestConditions {
  /**
   * The lease id, if the container is leased.
   */
  leaseId?: string;
  /**
   * The operation takes effect only if the container was modified since this time, in whole seconds.
   */
  ifModifiedSince?: Date;
  /**
   * The operation takes effect only if the container was not modified since this time, in whole seconds.
   */
  ifUnmodifiedSince?: Date;
}
/**
 * Options of Set Container ACL.
 */
export interface ContainerSetAccessPolicyOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the container.
   */
  conditions?: ContainerRequestConditions;
}
/**
 * The response headers of Set Container ACL.
 */
export interface ContainerSetAccessPolicyHeaders {
  /**
   * The `ETag` of the container.
   */
  etag?: string;
  /**
   * When the container was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Container ACL.
 */
export type ContainerSetAccessPolicyResponse = WithResponse<
  ContainerSetAccessPolicyHeaders,
  ContainerSetAccessPolicyHeaders
>;
/**
 * Options of Set Container Metadata.
 */
export interface ContainerSetMetadataOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the container.
   */
  conditions?: ContainerRequestConditions;
}
/**
 * The response headers of Set Blob Metadata or Set Container Metadata.
 */
export interface ContainerSetMetadataHeaders {
  /**
   * The `ETag` of the container.
   */
  etag?: string;
  /**
   * When the container was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Blob Metadata or Set Container Metadata.
 */
export type ContainerSetMetadataResponse = WithResponse<ContainerSetMetadataHeaders, ContainerSetMetadataHeaders>;
/**
 * The response headers of Restore Container.
 */
export interface ContainerUndeleteHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Restore Container.
 */
export type ContainerUndeleteResponse = WithResponse<ContainerUndeleteHeaders, ContainerUndeleteHeaders>;
/**
 * The status of an asynchronous copy.
 */
export type CopyStatusType = 'pending' | 'success' | 'aborted' | 'failed';
/**
 * A CORS rule: what scripts from other origins may do in browsers.
 */
export interface CorsRule {
  /**
   * The allowed origins, separated by commas; `*` for all.
   */
  allowedOrigins: string;
  /**
   * The allowed methods, separated by commas.
   */
  allowedMethods: string;
  /**
   * The allowed request headers, separated by commas.
   */
  allowedHeaders: string;
  /**
   * The response headers that scripts may read, separated by commas.
   */
  exposedHeaders: string;
  /**
   * How long a browser may cache a preflight response, in seconds.
   */
  maxAgeInSeconds: number;
}
/**
 * A customer-provided key that encrypts a blob. Requests with it require HTTPS.
 */
export interface CpkInfo {
  /**
   * The key: 256 bits, in base64.
   */
  encryptionKey?: string;
  /**
   * The SHA-256 hash of the key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption algorithm, always `AES256`.
   */
  encryptionAlgorithm?: EncryptionAlgorithmType;
}
/**
 * What to delete if a blob has snapshots: the blob and its snapshots, or only the snapshots.
 */
export type DeleteSnapshotsOptionType = 'include' | 'only';
/**
 * The algorithm of a customer-provided key: `AES256`.
 */
export type EncryptionAlgorithmType = string;
/**
 * The intent of a token that reads from Azure Files: `backup`.
 */
export type FileShareTokenIntent = string;
/**
 * The replication status of the secondary location.
 */
export interface GeoReplication {
  /**
   * The status of the secondary location.
   */
  status: GeoReplicationStatusType;
  /**
   * All writes before this time are available in the secondary location.
   */
  lastSyncOn: Date;
}
/**
 * The replication status of the secondary location.
 */
export type GeoReplicationStatusType = 'live' | 'bootstrap' | 'unavailable';
/**
 * The `Authorization` header with which the service reads a copy source.
 */
export interface HttpAuthorization {
  /**
   * The scheme, such as `Bearer`.
   */
  scheme: string;
  /**
   * The credentials after the scheme.
   */
  value: string;
}
/**
 * The response of lease operations.
 */
export interface Lease {
  /**
   * The `ETag` of the blob or container.
   */
  etag?: string;
  /**
   * When the blob or container was last modified.
   */
  lastModified?: Date;
  /**
   * The lease id.
   */
  leaseId?: string;
  /**
   * The number of seconds until the lease is broken.
   */
  leaseTime?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The lease id of a leased resource.
 */
export interface LeaseAccessConditions {
  /**
   * The lease id.
   */
  leaseId?: string;
}
/**
 * A lease id, and a condition on the tags of a blob.
 */
export interface LeaseAndTagConditions {
  /**
   * The lease id.
   */
  leaseId?: string;
  /**
   * The operation takes effect only if the blob's tags match this SQL expression.
   */
  tagConditions?: string;
}
/**
 * Whether a lease is of fixed or infinite duration.
 */
export type LeaseDurationType = 'infinite' | 'fixed';
/**
 * Options of lease operations.
 */
export interface LeaseOperationOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob or container. For a container, only `ifModifiedSince` and `ifUnmodifiedSince` are
   * supported.
   */
  conditions?: ModifiedAccessConditions;
}
/**
 * The state of a lease.
 */
export type LeaseStateType = 'available' | 'leased' | 'expired' | 'breaking' | 'broken';
/**
 * Whether a resource is leased.
 */
export type LeaseStatusType = 'locked' | 'unlocked';
/**
 * The body of a list page.
 */
export interface ListBlobsFlatSegmentResponse {
  /**
   * The URL of the account.
   */
  serviceEndpoint: string;
  /**
   * The name of the container.
   */
  containerName: string;
  /**
   * The prefix of the request.
   */
  prefix?: string;
  /**
   * The continuation token of the request.
   */
  marker?: string;
  /**
   * The maximum number of blobs on the page.
   */
  maxPageSize?: number;
  /**
   * The blobs.
   */
  segment: BlobFlatListSegment;
  /**
   * The token of the next page. It is absent or empty on the last page.
   */
  continuationToken?: string;
}
/**
 * The body of a list page.
 */
export interface ListBlobsHierarchySegmentResponse {
  /**
   * The URL of the account.
   */
  serviceEndpoint: string;
  /**
   * The name of the container.
   */
  containerName: string;
  /**
   * The prefix of the request.
   */
  prefix?: string;
  /**
   * The continuation token of the request.
   */
  marker?: string;
  /**
   * The maximum number of blobs and prefixes on the page.
   */
  maxPageSize?: number;
  /**
   * The delimiter of the request.
   */
  delimiter?: string;
  /**
   * The blobs and prefixes.
   */
  segment: BlobHierarchyListSegment;
  /**
   * The token of the next page. It is absent or empty on the last page.
   */
  continuationToken?: string;
}
/**
 * What items of a blob list include besides name and properties.
 */
export type ListBlobsIncludeItem =
  | 'copy'
  | 'deleted'
  | 'metadata'
  | 'snapshots'
  | 'uncommittedblobs'
  | 'versions'
  | 'tags'
  | 'immutabilitypolicy'
  | 'legalhold'
  | 'deletedwithversions';
/**
 * The body of a page of containers.
 */
export interface ListContainersSegmentResponse {
  /**
   * The URL of the account.
   */
  serviceEndpoint: string;
  /**
   * The prefix of the request.
   */
  prefix?: string;
  /**
   * The continuation token of the request.
   */
  marker?: string;
  /**
   * The maximum number of containers on the page.
   */
  maxPageSize?: number;
  /**
   * The containers, in the order of their names.
   */
  containerItems: Array<ContainerItem>;
  /**
   * The token of the next page. It is absent or empty on the last page.
   */
  continuationToken?: string;
}
/**
 * Which requests are logged.
 */
export interface Logging {
  /**
   * The version of Storage Analytics: `1.0`.
   */
  version: string;
  /**
   * Whether delete requests are logged.
   */
  deleteProperty: boolean;
  /**
   * Whether read requests are logged.
   */
  read: boolean;
  /**
   * Whether write requests are logged.
   */
  write: boolean;
  /**
   * How long the logs are retained.
   */
  retentionPolicy: RetentionPolicy;
}
/**
 * Metrics of Storage Analytics.
 */
export interface Metrics {
  /**
   * The version of Storage Analytics: `1.0`.
   */
  version?: string;
  /**
   * Whether metrics are enabled.
   */
  enabled: boolean;
  /**
   * Whether metrics are collected for each operation as well.
   */
  includeAPIs?: boolean;
  /**
   * How long the metrics are retained.
   */
  retentionPolicy?: RetentionPolicy;
}
/**
 * Conditions on the source of a copy.
 */
export interface ModifiedAccessConditions {
  /**
   * The operation takes effect only if the `ETag` is equal to this one.
   */
  ifMatch?: string;
  /**
   * The operation takes effect only if the `ETag` differs from this one.
   */
  ifNoneMatch?: string;
  /**
   * The operation takes effect only if the source was modified since this time, in whole seconds.
   */
  ifModifiedSince?: Date;
  /**
   * The operation takes effect only if the source was not modified since this time, in whole seconds.
   */
  ifUnmodifiedSince?: Date;
  /**
   * The operation takes effect only if the source's tags match this SQL expression.
   */
  tagConditions?: string;
}
/**
 * A replication policy and its rules.
 */
export interface ObjectReplicationPolicy {
  /**
   * The id of the policy.
   */
  policyId: string;
  /**
   * The rules of the policy.
   */
  rules: Array<ObjectReplicationRule>;
}
/**
 * The status of one rule of a replication policy.
 */
export interface ObjectReplicationRule {
  /**
   * The id of the rule.
   */
  ruleId: string;
  /**
   * The replication status.
   */
  replicationStatus: ObjectReplicationStatus;
}
/**
 * The replication status of a blob under one rule.
 */
export type ObjectReplicationStatus = 'complete' | 'failed';
/**
 * Options of Put Page for clearing.
 */
export interface PageBlobClearPagesOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob, including its sequence number.
   */
  conditions?: PageBlobRequestConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
}
/**
 * The response headers of Put Page for clearing.
 */
export interface PageBlobClearPagesHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Page for clearing.
 */
export type PageBlobClearPagesResponse = WithResponse<PageBlobClearPagesHeaders, PageBlobClearPagesHeaders>;
/**
 * The response headers of Incremental Copy Blob.
 */
export interface PageBlobCopyIncrementalHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The id of the copy, used to poll and to abort it.
   */
  copyId?: string;
  /**
   * The status of the copy.
   */
  copyStatus?: CopyStatusType;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Incremental Copy Blob.
 */
export type PageBlobCopyIncrementalResponse = WithResponse<
  PageBlobCopyIncrementalHeaders,
  PageBlobCopyIncrementalHeaders
>;
/**
 * Options of Put Blob for a page blob.
 */
export interface PageBlobCreateOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob that is written.
   */
  conditions?: BlobRequestConditions;
  /**
   * The initial sequence number. Default: 0.
   */
  blobSequenceNumber?: number;
  /**
   * The HTTP properties of the blob.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The metadata of the blob.
   */
  metadata?: Record<string, string>;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The immutability policy of the blob.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the blob has a legal hold.
   */
  legalHold?: boolean;
  /**
   * The access tier of the blob in a premium account, such as `P10`.
   */
  tier?: PremiumPageBlobTier | string;
  /**
   * The index tags of the blob, at most 10.
   */
  tags?: Record<string, string>;
}
/**
 * The response headers of Put Blob for a page blob.
 */
export interface PageBlobCreateHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The version id of the new blob, if versioning is enabled.
   */
  versionId?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Blob for a page blob.
 */
export type PageBlobCreateResponse = WithResponse<PageBlobCreateHeaders, PageBlobCreateHeaders>;
/**
 * The response headers of Get Page Ranges.
 */
export interface PageBlobGetPageRangesHeaders {
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * The size of the blob in bytes.
   */
  blobContentLength?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * Options of Get Page Ranges.
 */
export interface PageBlobGetPageRangesOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
}
/**
 * Conditions on a page blob.
 */
export interface PageBlobRequestConditions {
  /**
   * The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
   */
  ifMatch?: string;
  /**
   * The operation takes effect only if the `ETag` differs from this one.
   */
  ifNoneMatch?: string;
  /**
   * The operation takes effect only if the blob was modified since this time, in whole seconds.
   */
  ifModifiedSince?: Date;
  /**
   * The operation takes effect only if the blob was not modified since this time, in whole seconds.
   */
  ifUnmodifiedSince?: Date;
  /**
   * The operation takes effect only if the blob's tags match this SQL expression.
   */
  tagConditions?: string;
  /**
   * The lease id, if the blob is leased.
   */
  leaseId?: string;
  /**
   * The operation takes effect only if the sequence number is less than or equal to this.
   */
  ifSequenceNumberLessThanOrEqualTo?: number;
  /**
   * The operation takes effect only if the sequence number is less than this.
   */
  ifSequenceNumberLessThan?: number;
  /**
   * The operation takes effect only if the sequence number is equal to this.
   */
  ifSequenceNumberEqualTo?: number;
}
/**
 * Options of Set Blob Properties for resizing a page blob.
 */
export interface PageBlobResizeOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
}
/**
 * The response headers of Set Blob Properties for resizing a page blob.
 */
export interface PageBlobResizeHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Blob Properties for resizing a page blob.
 */
export type PageBlobResizeResponse = WithResponse<PageBlobResizeHeaders, PageBlobResizeHeaders>;
/**
 * Options of Incremental Copy Blob.
 */
export interface PageBlobStartCopyIncrementalOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: ModifiedAccessConditions;
}
/**
 * Options of Set Blob Properties for updating a sequence number.
 */
export interface PageBlobUpdateSequenceNumberOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob.
   */
  conditions?: BlobRequestConditions;
}
/**
 * The response headers of Set Blob Properties for updating a sequence number.
 */
export interface PageBlobUpdateSequenceNumberHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Blob Properties for updating a sequence number.
 */
export type PageBlobUpdateSequenceNumberResponse = WithResponse<
  PageBlobUpdateSequenceNumberHeaders,
  PageBlobUpdateSequenceNumberHeaders
>;
/**
 * Options of Put Page From URL.
 */
export interface PageBlobUploadPagesFromURLOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob, including its sequence number.
   */
  conditions?: PageBlobRequestConditions;
  /**
   * Conditions on the source.
   */
  sourceConditions?: Omit<ModifiedAccessConditions, 'tagConditions'>;
  /**
   * The MD5 hash of the content that the service reads from the source. The request fails if the hash differs.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content that the service reads from the source. The request fails if the hash differs.
   */
  sourceContentCrc64?: Uint8Array;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The `Authorization` header that the service reads the source with.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * The intent of a token that reads from Azure Files: `backup`.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
  /**
   * The customer-provided key that the source is encrypted with.
   */
  sourceCustomerProvidedKey?: CpkInfo;
}
/**
 * The response headers of Put Page From URL.
 */
export interface PageBlobUploadPagesFromURLHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Page From URL.
 */
export type PageBlobUploadPagesFromURLResponse = WithResponse<
  PageBlobUploadPagesFromURLHeaders,
  PageBlobUploadPagesFromURLHeaders
>;
/**
 * Options of Put Page.
 */
export interface PageBlobUploadPagesParameters {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the span that `@azure/core-tracing` creates for the call. */
  tracingOptions?: OperationTracingOptions;
  /**
   * Conditions on the blob, including its sequence number.
   */
  conditions?: PageBlobRequestConditions;
  /**
   * The customer-provided key that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the body. The service rejects a body whose hash differs.
   */
  transactionalContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body. The service rejects a body whose hash differs.
   */
  transactionalContentCrc64?: Uint8Array;
}
/**
 * The response headers of Put Page.
 */
export interface PageBlobUploadPagesHeaders {
  /**
   * The `ETag` of the blob.
   */
  etag?: string;
  /**
   * When the blob was last modified.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * Whether the content is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The SHA-256 hash of the customer-provided key, in base64.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The format of a structured body.
   */
  structuredBodyType?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Put Page.
 */
export type PageBlobUploadPagesResponse = WithResponse<PageBlobUploadPagesHeaders, PageBlobUploadPagesHeaders>;
/**
 * Page ranges in the format of the service.
 */
export interface PageListInternal {
  /**
   * Ranges that have content.
   */
  pageRange?: Array<PageRange>;
  /**
   * Ranges that were cleared.
   */
  clearRange?: Array<ClearRange>;
  /**
   * The token of the next page. It is absent or empty on the last page.
   */
  continuationToken?: string;
}
/**
 * A page range with content, or with changed content.
 */
export interface PageRange {
  /**
   * The position of the first byte.
   */
  start: number;
  /**
   * The position of the last byte, inclusive.
   */
  end: number;
}
/**
 * What can be read without credentials: the whole container, or its blobs only.
 */
export type PublicAccessType = 'container' | 'blob';
/**
 * The priority of rehydration from the archive.
 */
export type RehydratePriority = 'High' | 'Standard';
/**
 * How long data is retained.
 */
export interface RetentionPolicy {
  /**
   * Whether the retention policy is enabled.
   */
  enabled: boolean;
  /**
   * The number of days, from 1 to 365.
   */
  days?: number;
}
/**
 * How a sequence number is updated: to the larger of two numbers, to a number, or by one.
 */
export type SequenceNumberActionType = 'max' | 'update' | 'increment';
/**
 * The response headers of Find Blobs by Tags.
 */
export interface ServiceFilterBlobsHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response headers of Get Account Information.
 */
export interface ServiceGetAccountInfoHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The SKU: redundancy and performance.
   */
  skuName?: SkuName;
  /**
   * The kind of the account.
   */
  accountKind?: AccountKind;
  /**
   * Whether the account has a hierarchical namespace.
   */
  isHierarchicalNamespaceEnabled?: boolean;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Get Account Information.
 */
export type ServiceGetAccountInfoResponse = WithResponse<ServiceGetAccountInfoHeaders, ServiceGetAccountInfoHeaders>;
/**
 * The response headers of Get Blob Service Properties.
 */
export interface ServiceGetPropertiesHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response headers of Get Blob Service Stats.
 */
export interface ServiceGetStatisticsHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response headers of Get User Delegation Key.
 */
export interface ServiceGetUserDelegationKeyHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The date of the response.
   */
  date?: Date;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response headers of List Containers.
 */
export interface ServiceListContainersSegmentHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response headers of Set Blob Service Properties.
 */
export interface ServiceSetPropertiesHeaders {
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The error code, if the request failed.
   */
  errorCode?: string;
}
/**
 * The response of Set Blob Service Properties.
 */
export type ServiceSetPropertiesResponse = WithResponse<ServiceSetPropertiesHeaders, ServiceSetPropertiesHeaders>;
/**
 * The response headers of Blob Batch.
 */
export interface ServiceSubmitBatchHeaders {
  /**
   * The content type, with the boundary.
   */
  contentType?: string;
  /**
   * The id of the request that the client sent (`x-ms-client-request-id`).
   */
  clientRequestId?: string;
  /**
   * The id that the service assigned to the request (`x-ms-request-id`).
   */
  requestId?: string;
  /**
   * The service version that processed the request (`x-ms-version`).
   */
  version?: string;
  /**
   * The error code.
   */
  errorCode?: string;
}
/**
 * The redundancy and performance of an account.
 */
export type SkuName =
  | 'Standard_LRS'
  | 'Standard_GRS'
  | 'Standard_RAGRS'
  | 'Standard_ZRS'
  | 'Premium_LRS'
  | 'Standard_GZRS'
  | 'Premium_ZRS'
  | 'Standard_RAGZRS';
/**
 * The static website in the container `$web`.
 */
export interface StaticWebsite {
  /**
   * Whether the static website is enabled.
   */
  enabled: boolean;
  /**
   * The index page of each directory.
   */
  indexDocument?: string;
  /**
   * The path of the page for missing paths.
   */
  errorDocument404Path?: string;
  /**
   * The path of the index page of the website.
   */
  defaultIndexDocumentPath?: string;
}
/**
 * The status of a synchronous copy. A copy that does not succeed fails the call.
 */
export type SyncCopyStatusType = 'success';
/**
 * A user delegation key. It signs on behalf of a user.
 */
export interface UserDelegationKey {
  /**
   * The object id of the user.
   */
  signedObjectId: string;
  /**
   * The tenant id of the user.
   */
  signedTenantId: string;
  /**
   * When the key becomes valid.
   */
  signedStartsOn: Date;
  /**
   * When the key expires.
   */
  signedExpiresOn: Date;
  /**
   * The service that the key is valid for: `b` for Blob Storage.
   */
  signedService: string;
  /**
   * The service version that issued the key.
   */
  signedVersion: string;
  /**
   * The tenant id of the user that signatures are bound to.
   */
  signedDelegatedUserTenantId?: string;
  /**
   * The key, in base64. It is a secret.
   */
  value: string;
}

/** A page of blobs. */
export type ContainerListBlobFlatSegmentResponse = WithResponse<
  ListBlobsFlatSegmentResponse & ContainerListBlobFlatSegmentHeaders,
  ContainerListBlobFlatSegmentHeaders,
  ListBlobsFlatSegmentResponse
>;

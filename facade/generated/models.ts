// Generated from src/rest by `npm run generate:models`. Do not edit.

import type { AbortSignalLike, OperationTracingOptions, WithResponse } from '../types/common';
import type { BlockBlobTier, PremiumPageBlobTier } from '../types/constants';

/** The members that cross the boundary as milliseconds since 1970. */
export const DATE_PROPERTIES: readonly string[] = [
  'accessTierChangedOn',
  'copyCompletedOn',
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
 * The storage tier of a blob.
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
  | 'Cold';
/**
 * Where an archived blob is on its way to.
 */
export type ArchiveStatus = 'rehydrate-pending-to-hot' | 'rehydrate-pending-to-cool' | 'rehydrate-pending-to-cold';
/**
 * Whether a copy takes the source's tags (`COPY`) or the given ones (`REPLACE`).
 */
export type BlobCopySourceTags = 'REPLACE' | 'COPY';
/**
 * Whether an immutability policy can still be changed.
 */
export type BlobImmutabilityPolicyMode = 'Mutable' | 'Unlocked' | 'Locked';
/**
 * The kind of a blob.
 */
export type BlobType = 'BlockBlob' | 'PageBlob' | 'AppendBlob';
/**
 * How an asynchronous copy stands.
 */
export type CopyStatusType = 'pending' | 'success' | 'aborted' | 'failed';
/**
 * How a synchronous copy ended: well, or the call fails.
 */
export type SyncCopyStatusType = 'success';
/**
 * What is deleted with a blob that has snapshots: the snapshots too, or only them.
 */
export type DeleteSnapshotsOptionType = 'include' | 'only';
/**
 * The algorithm of a key that the customer provides: `AES256`.
 */
export type EncryptionAlgorithmType = string;
/**
 * How a token is meant that reads from Azure Files: `backup`.
 */
export type FileShareTokenIntent = string;
/**
 * Whether a lease ends by itself.
 */
export type LeaseDurationType = 'infinite' | 'fixed';
/**
 * What a lease is doing.
 */
export type LeaseStateType = 'available' | 'leased' | 'expired' | 'breaking' | 'broken';
/**
 * Whether a resource is leased.
 */
export type LeaseStatusType = 'locked' | 'unlocked';
/**
 * What a listing carries besides names and properties.
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
 * The outcome of replicating a blob under one rule.
 */
export type ObjectReplicationStatus = 'complete' | 'failed';
/**
 * Who may read a container without credentials.
 */
export type PublicAccessType = 'container' | 'blob';
/**
 * How urgent it is to bring a blob back from the archive.
 */
export type RehydratePriority = 'High' | 'Standard';
/**
 * What must hold for the blob that a request reads or changes.
 */
export interface BlobRequestConditions {
  /**
   * The `ETag` must be this one (`*`: the blob must exist).
   */
  ifMatch?: string;
  /**
   * The `ETag` must not be this one (`*`: the blob must not exist).
   */
  ifNoneMatch?: string;
  /**
   * The blob must have changed since this time (whole seconds).
   */
  ifModifiedSince?: Date;
  /**
   * The blob must not have changed since this time (whole seconds).
   */
  ifUnmodifiedSince?: Date;
  /**
   * A SQL expression that the blob's tags must meet.
   */
  tagConditions?: string;
  /**
   * The lease that the blob is held under.
   */
  leaseId?: string;
}
/**
 * What must hold for a blob that is deleted.
 */
export interface BlobDeleteConditions {
  /**
   * The `ETag` must be this one (`*`: the blob must exist).
   */
  ifMatch?: string;
  /**
   * The `ETag` must not be this one.
   */
  ifNoneMatch?: string;
  /**
   * The blob must have changed since this time (whole seconds).
   */
  ifModifiedSince?: Date;
  /**
   * The blob must not have changed since this time (whole seconds).
   */
  ifUnmodifiedSince?: Date;
  /**
   * A SQL expression that the blob's tags must meet.
   */
  tagConditions?: string;
  /**
   * The lease that the blob is held under.
   */
  leaseId?: string;
  /**
   * The tier must have changed since this time.
   */
  accessTierIfModifiedSince?: Date;
  /**
   * The tier must not have changed since this time.
   */
  accessTierIfUnmodifiedSince?: Date;
}
/**
 * What must hold for the source of a copy.
 */
export interface ModifiedAccessConditions {
  /**
   * The `ETag` must be this one.
   */
  ifMatch?: string;
  /**
   * The `ETag` must not be this one.
   */
  ifNoneMatch?: string;
  /**
   * The source must have changed since this time (whole seconds).
   */
  ifModifiedSince?: Date;
  /**
   * The source must not have changed since this time (whole seconds).
   */
  ifUnmodifiedSince?: Date;
  /**
   * A SQL expression that the source's tags must meet.
   */
  tagConditions?: string;
}
/**
 * The lease that a resource is held under.
 */
export interface LeaseAccessConditions {
  /**
   * The id of the lease.
   */
  leaseId?: string;
}
/**
 * What must hold for a container.
 */
export interface ContainerRequestConditions {
  /**
   * The lease that the container is held under.
   */
  leaseId?: string;
  /**
   * The container must have changed since this time (whole seconds).
   */
  ifModifiedSince?: Date;
  /**
   * The container must not have changed since this time (whole seconds).
   */
  ifUnmodifiedSince?: Date;
}
/**
 * The lease and the tags that a blob must have.
 */
export interface LeaseAndTagConditions {
  /**
   * The id of the lease.
   */
  leaseId?: string;
  /**
   * A SQL expression that the blob's tags must meet.
   */
  tagConditions?: string;
}
/**
 * What must hold for an append blob.
 */
export interface AppendBlobRequestConditions {
  /**
   * The `ETag` must be this one (`*`: the blob must exist).
   */
  ifMatch?: string;
  /**
   * The `ETag` must not be this one.
   */
  ifNoneMatch?: string;
  /**
   * The blob must have changed since this time (whole seconds).
   */
  ifModifiedSince?: Date;
  /**
   * The blob must not have changed since this time (whole seconds).
   */
  ifUnmodifiedSince?: Date;
  /**
   * A SQL expression that the blob's tags must meet.
   */
  tagConditions?: string;
  /**
   * The lease that the blob is held under.
   */
  leaseId?: string;
  /**
   * How long the blob may be at most after the block, in bytes.
   */
  maxSize?: number;
  /**
   * How long the blob must be before the block, in bytes.
   */
  appendPosition?: number;
}
/**
 * What must hold for a page blob.
 */
export interface PageBlobRequestConditions {
  /**
   * The `ETag` must be this one (`*`: the blob must exist).
   */
  ifMatch?: string;
  /**
   * The `ETag` must not be this one.
   */
  ifNoneMatch?: string;
  /**
   * The blob must have changed since this time (whole seconds).
   */
  ifModifiedSince?: Date;
  /**
   * The blob must not have changed since this time (whole seconds).
   */
  ifUnmodifiedSince?: Date;
  /**
   * A SQL expression that the blob's tags must meet.
   */
  tagConditions?: string;
  /**
   * The lease that the blob is held under.
   */
  leaseId?: string;
  /**
   * The sequence number must be this or smaller.
   */
  ifSequenceNumberLessThanOrEqualTo?: number;
  /**
   * The sequence number must be smaller than this.
   */
  ifSequenceNumberLessThan?: number;
  /**
   * The sequence number must be this.
   */
  ifSequenceNumberEqualTo?: number;
}
/**
 * The kind of an account.
 */
export type AccountKind = 'Storage' | 'BlobStorage' | 'StorageV2' | 'FileStorage' | 'BlockBlobStorage';
/**
 * Which blocks are listed.
 */
export type BlockListType = 'committed' | 'uncommitted' | 'all';
/**
 * How the copy in the other region stands.
 */
export type GeoReplicationStatusType = 'live' | 'bootstrap' | 'unavailable';
/**
 * How a page blob's sequence number changes: to the larger of two numbers, to a number, or by one.
 */
export type SequenceNumberActionType = 'max' | 'update' | 'increment';
/**
 * An account's redundancy and performance.
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
 * A key of the customer's own, with which the service encrypts a blob. It travels only over HTTPS.
 */
export interface CpkInfo {
  /**
   * The key: 256 bits, as base64.
   */
  encryptionKey?: string;
  /**
   * The SHA-256 hash of the key, as base64.
   */
  encryptionKeySha256?: string;
  /**
   * The algorithm; always `AES256`.
   */
  encryptionAlgorithm?: EncryptionAlgorithmType;
}
/**
 * How long a blob cannot be changed.
 */
export interface BlobImmutabilityPolicy {
  /**
   * Until when. (The name is spelled as in `@azure/storage-blob`.)
   */
  expiriesOn?: Date;
  /**
   * Whether the policy itself can be changed.
   */
  policyMode?: BlobImmutabilityPolicyMode;
}
/**
 * The encryption scope that a container's blobs get.
 */
export interface ContainerEncryptionScope {
  /**
   * The scope for blobs that name none.
   */
  defaultEncryptionScope?: string;
  /**
   * Whether a blob may not name another one.
   */
  preventEncryptionScopeOverride?: boolean;
}
/**
 * How the service reads a copy's source: the value of an `Authorization` header.
 */
export interface HttpAuthorization {
  /**
   * The scheme, such as `Bearer`.
   */
  scheme: string;
  /**
   * What follows the scheme.
   */
  value: string;
}
/**
 * The standard properties of a blob's content.
 */
export interface BlobHTTPHeaders {
  /**
   * How the blob is cached.
   */
  blobCacheControl?: string;
  /**
   * The media type.
   */
  blobContentType?: string;
  /**
   * The MD5 hash of the content, kept with the blob and not checked by the service.
   */
  blobContentMD5?: Uint8Array;
  /**
   * The encoding of the content, such as `gzip`.
   */
  blobContentEncoding?: string;
  /**
   * The language of the content.
   */
  blobContentLanguage?: string;
  /**
   * How a browser shows the blob.
   */
  blobContentDisposition?: string;
}
/**
 * How one rule of a policy stands.
 */
export interface ObjectReplicationRule {
  /**
   * The rule.
   */
  ruleId: string;
  /**
   * How it stands.
   */
  replicationStatus: ObjectReplicationStatus;
}
/**
 * The rules of one policy.
 */
export interface ObjectReplicationPolicy {
  /**
   * The policy.
   */
  policyId: string;
  /**
   * Its rules.
   */
  rules: Array<ObjectReplicationRule>;
}
/**
 * Options of making a container.
 */
export interface ContainerCreateOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The container's metadata.
   */
  metadata?: Record<string, string>;
  /**
   * Who may read without credentials; nobody when absent.
   */
  access?: PublicAccessType;
  /**
   * The encryption scope that the container's blobs get.
   */
  containerEncryptionScope?: ContainerEncryptionScope;
}
/**
 * Options of deleting a container.
 */
export interface ContainerDeleteMethodOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the container.
   */
  conditions?: ContainerRequestConditions;
}
/**
 * Options of reading a container's properties.
 */
export interface ContainerGetPropertiesOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease that the container is held under.
   */
  conditions?: LeaseAccessConditions;
}
/**
 * Options of listing one page of blobs.
 */
export interface ContainerListBlobFlatSegmentOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * Only blobs whose names begin so.
   */
  prefix?: string;
  /**
   * Where the page begins: the `continuationToken` of the page before.
   */
  marker?: string;
  /**
   * How many blobs at most; 5,000 when absent.
   */
  maxPageSize?: number;
  /**
   * What the page carries besides names and properties.
   */
  include?: Array<ListBlobsIncludeItem>;
  /**
   * The name at which the listing begins.
   */
  startFrom?: string;
}
/**
 * Options of reading a blob's properties.
 */
export interface BlobGetPropertiesOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * The key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
}
/**
 * Options of downloading a blob.
 */
export interface BlobDownloadParameters {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The snapshot to read.
   */
  snapshot?: string;
  /**
   * Whether the service hashes the range with MD5; at most 4 MiB.
   */
  rangeGetContentMD5?: boolean;
  /**
   * Whether the service hashes the range with CRC-64; at most 4 MiB.
   */
  rangeGetContentCrc64?: boolean;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * How often a download whose connection broke goes on from where it was. 5 unless given.
   */
  maxRetryRequests?: number;
  /**
   * The key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
}
/**
 * Options of deleting a blob.
 */
export interface BlobDeleteOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobDeleteConditions;
  /**
   * What to do with the blob's snapshots. Without it, a blob that has snapshots is not deleted.
   */
  deleteSnapshots?: DeleteSnapshotsOptionType;
  /**
   * Taken for the sake of scripts that pass it; deleting needs no key.
   */
  customerProvidedKey?: CpkInfo;
}
/**
 * Options of setting metadata.
 */
export interface BlobSetMetadataOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * The key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
}
/**
 * Options of making a snapshot.
 */
export interface BlobCreateSnapshotOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * Metadata for the snapshot. Without it, the blob's metadata is taken.
   */
  metadata?: Record<string, string>;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * The key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
}
/**
 * Options of an asynchronous copy.
 */
export interface BlobStartCopyFromURLOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * Metadata for the destination. Without it, the source's metadata is copied.
   */
  metadata?: Record<string, string>;
  /**
   * What must hold for the destination.
   */
  conditions?: BlobRequestConditions;
  /**
   * What must hold for the source.
   */
  sourceConditions?: ModifiedAccessConditions;
  /**
   * The destination's tier, such as `Cool`.
   */
  tier?: BlockBlobTier | PremiumPageBlobTier | string;
  /**
   * How urgent it is, when the source is archived.
   */
  rehydratePriority?: RehydratePriority;
  /**
   * How long the destination cannot be changed.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the destination is under legal hold.
   */
  legalHold?: boolean;
  /**
   * The destination's tags, at most 10.
   */
  tags?: Record<string, string>;
  /**
   * Whether an append blob is sealed after the copy.
   */
  sealBlob?: boolean;
}
/**
 * Options of aborting a copy.
 */
export interface BlobAbortCopyFromURLOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease that the destination is held under.
   */
  conditions?: LeaseAccessConditions;
}
/**
 * Options of a synchronous copy.
 */
export interface BlobSyncCopyFromURLOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * Metadata for the destination. Without it, the source's metadata is copied.
   */
  metadata?: Record<string, string>;
  /**
   * What must hold for the destination.
   */
  conditions?: BlobRequestConditions;
  /**
   * What must hold for the source. This operation takes no condition on the source's tags.
   */
  sourceConditions?: ModifiedAccessConditions;
  /**
   * The destination's tier, such as `Cool`.
   */
  tier?: BlockBlobTier | PremiumPageBlobTier | string;
  /**
   * The MD5 hash that the source's content must have.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * How long the destination cannot be changed.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the destination is under legal hold.
   */
  legalHold?: boolean;
  /**
   * The destination's tags, at most 10.
   */
  tags?: Record<string, string>;
  /**
   * The `Authorization` header with which the service reads the source.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * The encryption scope of the destination.
   */
  encryptionScope?: string;
  /**
   * Whether the source's tags are copied.
   */
  copySourceTags?: BlobCopySourceTags;
  /**
   * How a token is meant that reads from Azure Files.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
}
/**
 * Options of uploading a block blob in one request.
 */
export interface BlockBlobUploadParameters {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob that is replaced.
   */
  conditions?: BlobRequestConditions;
  /**
   * The standard properties of the content.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The blob's metadata.
   */
  metadata?: Record<string, string>;
  /**
   * A key of the customer's own to encrypt the blob with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The blob's tier, such as `Cool`.
   */
  tier?: BlockBlobTier | string;
  /**
   * How long the blob cannot be changed.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the blob is under legal hold.
   */
  legalHold?: boolean;
  /**
   * The blob's tags, at most 10.
   */
  tags?: Record<string, string>;
  /**
   * The MD5 hash of the body; the service refuses a body that has another.
   */
  transactionalContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body; the service refuses a body that has another.
   */
  transactionalContentCrc64?: Uint8Array;
}
/**
 * Options of reading tags.
 */
export interface BlobGetTagsOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
}
/**
 * Options of setting the standard properties of the content.
 */
export interface BlobSetHTTPHeadersOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * Taken for the sake of scripts that pass it; setting these properties needs no key.
   */
  customerProvidedKey?: CpkInfo;
}
/**
 * Options of replacing tags.
 */
export interface BlobSetTagsOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
}
/**
 * Options of moving a blob to another tier.
 */
export interface BlobSetTierOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease and the tags that the blob must have.
   */
  conditions?: LeaseAndTagConditions;
  /**
   * How urgent it is to bring the blob back from the archive.
   */
  rehydratePriority?: RehydratePriority;
}
/**
 * Options of every operation on a lease.
 */
export interface LeaseOperationOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob or container. For containers, only the time of the last change counts.
   */
  conditions?: ModifiedAccessConditions;
}
/**
 * Options of making a blob of blocks.
 */
export interface BlockBlobCommitBlockListOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob that is written.
   */
  conditions?: BlobRequestConditions;
  /**
   * The standard properties of the content.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The blob's metadata.
   */
  metadata?: Record<string, string>;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * How long the blob cannot be changed.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the blob is under legal hold.
   */
  legalHold?: boolean;
  /**
   * The blob's tier, such as `Cool`.
   */
  tier?: BlockBlobTier | string;
  /**
   * The blob's tags, at most 10.
   */
  tags?: Record<string, string>;
}
/**
 * Options of listing a blob's blocks.
 */
export interface BlockBlobGetBlockListOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease and the tags that the blob must have.
   */
  conditions?: LeaseAndTagConditions;
}
/**
 * Options of staging a block from a URL.
 */
export interface BlockBlobStageBlockFromURLParameters {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease that the blob is held under.
   */
  conditions?: LeaseAccessConditions;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash that what is read from the source must have.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash that what is read from the source must have.
   */
  sourceContentCrc64?: Uint8Array;
  /**
   * The `Authorization` header with which the service reads the source.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * How a token is meant that reads from Azure Files.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
  /**
   * The key of the customer's own that the source is encrypted with.
   */
  sourceCustomerProvidedKey?: CpkInfo;
}
/**
 * Options of staging a block.
 */
export interface BlockBlobStageBlockParameters {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease that the blob is held under.
   */
  conditions?: LeaseAccessConditions;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the body; the service refuses a body that has another.
   */
  transactionalContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body; the service refuses a body that has another.
   */
  transactionalContentCrc64?: Uint8Array;
}
/**
 * Options of making a block blob from a URL.
 */
export interface BlockBlobSyncUploadFromURLOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * How long the service may work on the request, in seconds.
   */
  timeoutInSeconds?: number;
  /**
   * The blob's metadata.
   */
  metadata?: Record<string, string>;
  /**
   * What must hold for the blob that is written.
   */
  conditions?: BlobRequestConditions;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The standard properties of the content.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The blob's tier, such as `Cool`.
   */
  tier?: BlockBlobTier | string;
  /**
   * What must hold for the source.
   */
  sourceConditions?: ModifiedAccessConditions;
  /**
   * The blob's tags, at most 10.
   */
  tags?: Record<string, string>;
  /**
   * The MD5 hash that what is read from the source must have.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The `Authorization` header with which the service reads the source.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * Whether the source's tags are copied.
   */
  copySourceTags?: BlobCopySourceTags;
  /**
   * How a token is meant that reads from Azure Files.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
  /**
   * The key of the customer's own that the source is encrypted with.
   */
  sourceCustomerProvidedKey?: CpkInfo;
  /**
   * Whether the source's properties are copied. They are, unless this is false.
   */
  copySourceBlobProperties?: boolean;
}
/**
 * Options of appending a block from a URL.
 */
export interface AppendBlobAppendBlockFromURLOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob, its length among it.
   */
  conditions?: AppendBlobRequestConditions;
  /**
   * What must hold for the source.
   */
  sourceConditions?: Omit<ModifiedAccessConditions, 'tagConditions'>;
  /**
   * The MD5 hash that what is read from the source must have.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash that what is read from the source must have.
   */
  sourceContentCrc64?: Uint8Array;
  /**
   * How a token is meant that reads from Azure Files.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The `Authorization` header with which the service reads the source.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * The key of the customer's own that the source is encrypted with.
   */
  sourceCustomerProvidedKey?: CpkInfo;
}
/**
 * Options of appending a block.
 */
export interface AppendBlobAppendBlockParameters {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob, its length among it.
   */
  conditions?: AppendBlobRequestConditions;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the body; the service refuses a body that has another.
   */
  transactionalContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body; the service refuses a body that has another.
   */
  transactionalContentCrc64?: Uint8Array;
}
/**
 * Options of making an append blob.
 */
export interface AppendBlobCreateOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob that is written.
   */
  conditions?: BlobRequestConditions;
  /**
   * The standard properties of the content.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The blob's metadata.
   */
  metadata?: Record<string, string>;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * How long the blob cannot be changed.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the blob is under legal hold.
   */
  legalHold?: boolean;
  /**
   * The blob's tags, at most 10.
   */
  tags?: Record<string, string>;
}
/**
 * Options of sealing an append blob.
 */
export interface AppendBlobSealOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob. This operation takes no condition on its tags or its largest size.
   */
  conditions?: AppendBlobRequestConditions;
}
/**
 * Options of clearing pages.
 */
export interface PageBlobClearPagesOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob, its sequence number among it.
   */
  conditions?: PageBlobRequestConditions;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
}
/**
 * Options of making a page blob.
 */
export interface PageBlobCreateOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob that is written.
   */
  conditions?: BlobRequestConditions;
  /**
   * The sequence number that the blob begins with; 0 when absent.
   */
  blobSequenceNumber?: number;
  /**
   * The standard properties of the content.
   */
  blobHTTPHeaders?: BlobHTTPHeaders;
  /**
   * The blob's metadata.
   */
  metadata?: Record<string, string>;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * How long the blob cannot be changed.
   */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /**
   * Whether the blob is under legal hold.
   */
  legalHold?: boolean;
  /**
   * The blob's tier in a premium account, such as `P10`.
   */
  tier?: PremiumPageBlobTier | string;
  /**
   * The blob's tags, at most 10.
   */
  tags?: Record<string, string>;
}
/**
 * Options of listing page ranges.
 */
export interface PageBlobGetPageRangesOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
}
/**
 * Options of giving a page blob another size.
 */
export interface PageBlobResizeOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
}
/**
 * Options of an incremental copy.
 */
export interface PageBlobStartCopyIncrementalOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: ModifiedAccessConditions;
}
/**
 * Options of changing a sequence number.
 */
export interface PageBlobUpdateSequenceNumberOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob.
   */
  conditions?: BlobRequestConditions;
}
/**
 * Options of writing pages from a URL.
 */
export interface PageBlobUploadPagesFromURLOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob, its sequence number among it.
   */
  conditions?: PageBlobRequestConditions;
  /**
   * What must hold for the source.
   */
  sourceConditions?: Omit<ModifiedAccessConditions, 'tagConditions'>;
  /**
   * The MD5 hash that what is read from the source must have.
   */
  sourceContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash that what is read from the source must have.
   */
  sourceContentCrc64?: Uint8Array;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The `Authorization` header with which the service reads the source.
   */
  sourceAuthorization?: HttpAuthorization;
  /**
   * How a token is meant that reads from Azure Files.
   */
  sourceShareTokenIntent?: FileShareTokenIntent;
  /**
   * The key of the customer's own that the source is encrypted with.
   */
  sourceCustomerProvidedKey?: CpkInfo;
}
/**
 * Options of writing pages.
 */
export interface PageBlobUploadPagesParameters {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the blob, its sequence number among it.
   */
  conditions?: PageBlobRequestConditions;
  /**
   * A key of the customer's own that the blob is encrypted with.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the body; the service refuses a body that has another.
   */
  transactionalContentMD5?: Uint8Array;
  /**
   * The CRC-64 hash of the body; the service refuses a body that has another.
   */
  transactionalContentCrc64?: Uint8Array;
}
/**
 * Options of reading who may use a container.
 */
export interface ContainerGetAccessPolicyOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * The lease that the container is held under.
   */
  conditions?: LeaseAccessConditions;
}
/**
 * Options of setting who may use a container.
 */
export interface ContainerSetAccessPolicyOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the container.
   */
  conditions?: ContainerRequestConditions;
}
/**
 * Options of replacing a container's metadata.
 */
export interface ContainerSetMetadataOptions {
  /**
   * Aborts the operation.
   */
  abortSignal?: AbortSignalLike;
  /**
   * Taken for the sake of scripts that pass it; nothing is traced.
   */
  tracingOptions?: OperationTracingOptions;
  /**
   * What must hold for the container.
   */
  conditions?: ContainerRequestConditions;
}
/**
 * What the service answers when it has made a container.
 */
export interface ContainerCreateHeaders {
  /**
   * The container's `ETag`.
   */
  etag?: string;
  /**
   * When the container last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has made a container.
 */
export type ContainerCreateResponse = WithResponse<ContainerCreateHeaders, ContainerCreateHeaders>;
/**
 * What the service answers when it has deleted a container.
 */
export interface ContainerDeleteHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has deleted a container.
 */
export type ContainerDeleteResponse = WithResponse<ContainerDeleteHeaders, ContainerDeleteHeaders>;
/**
 * A container's properties and metadata.
 */
export interface ContainerGetPropertiesHeaders {
  /**
   * The container's metadata; names are in lower case.
   */
  metadata?: Record<string, string>;
  /**
   * The container's `ETag`.
   */
  etag?: string;
  /**
   * When the container last changed.
   */
  lastModified?: Date;
  /**
   * Whether the lease ends by itself.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * What the lease is doing.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the container is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Who may read without credentials; nobody when absent.
   */
  blobPublicAccess?: PublicAccessType;
  /**
   * Whether the container has an immutability policy.
   */
  hasImmutabilityPolicy?: boolean;
  /**
   * Whether the container is under legal hold.
   */
  hasLegalHold?: boolean;
  /**
   * The encryption scope for blobs that name none.
   */
  defaultEncryptionScope?: string;
  /**
   * Whether a blob may not name another encryption scope.
   */
  denyEncryptionScopeOverride?: boolean;
  /**
   * Whether versions of blobs can be made immutable.
   */
  isImmutableStorageWithVersioningEnabled?: boolean;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * A container's properties and metadata.
 */
export type ContainerGetPropertiesResponse = WithResponse<ContainerGetPropertiesHeaders, ContainerGetPropertiesHeaders>;
/**
 * A blob's properties and metadata.
 */
export interface BlobGetPropertiesHeaders {
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * When the blob was made.
   */
  createdOn?: Date;
  /**
   * The blob's metadata; names are in lower case.
   */
  metadata?: Record<string, string>;
  /**
   * The policy under which the blob was replicated to here.
   */
  objectReplicationPolicyId?: string;
  /**
   * How replication stands, by policy and rule.
   */
  objectReplicationRules?: Record<string, string>;
  /**
   * The kind of the blob.
   */
  blobType?: BlobType;
  /**
   * When the last copy to this blob ended.
   */
  copyCompletedOn?: Date;
  /**
   * Why the last copy to this blob failed, or what it waits for.
   */
  copyStatusDescription?: string;
  /**
   * The id of the last copy to this blob.
   */
  copyId?: string;
  /**
   * How far the last copy to this blob is: `bytes/total`.
   */
  copyProgress?: string;
  /**
   * Where the last copy to this blob read from.
   */
  copySource?: string;
  /**
   * How the last copy to this blob stands.
   */
  copyStatus?: CopyStatusType;
  /**
   * Whether the blob is the destination of incremental copies.
   */
  isIncrementalCopy?: boolean;
  /**
   * The snapshot that the last incremental copy made.
   */
  destinationSnapshot?: string;
  /**
   * Whether the lease ends by itself.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * What the lease is doing.
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
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The encoding of the content, such as `gzip`.
   */
  contentEncoding?: string;
  /**
   * How a browser shows the blob.
   */
  contentDisposition?: string;
  /**
   * The language of the content.
   */
  contentLanguage?: string;
  /**
   * How the blob is cached.
   */
  cacheControl?: string;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether ranges can be read: `bytes`.
   */
  acceptRanges?: string;
  /**
   * How many blocks an append blob has.
   */
  blobCommittedBlockCount?: number;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The blob's tier.
   */
  accessTier?: string;
  /**
   * Whether the tier is the account's default.
   */
  accessTierInferred?: boolean;
  /**
   * Where an archived blob is on its way to.
   */
  archiveStatus?: ArchiveStatus;
  /**
   * When the tier changed.
   */
  accessTierChangedOn?: Date;
  /**
   * The blob's version, where versioning is on.
   */
  versionId?: string;
  /**
   * Whether this is the current version.
   */
  isCurrentVersion?: boolean;
  /**
   * How many tags the blob has.
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
   * How urgently the blob is brought back from the archive.
   */
  rehydratePriority?: RehydratePriority;
  /**
   * When the blob was last read or written.
   */
  lastAccessed?: Date;
  /**
   * Until when the blob cannot be changed.
   */
  immutabilityPolicyExpiresOn?: Date;
  /**
   * Whether the immutability policy can be changed.
   */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /**
   * Whether the blob is under legal hold.
   */
  legalHold?: boolean;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
  /**
   * The policy under which the blob was replicated to here.
   */
  objectReplicationDestinationPolicyId?: string;
  /**
   * How replication from here stands, by policy and rule.
   */
  objectReplicationSourceProperties?: Array<ObjectReplicationPolicy>;
}
/**
 * A blob's properties and metadata.
 */
export type BlobGetPropertiesResponse = WithResponse<BlobGetPropertiesHeaders, BlobGetPropertiesHeaders>;
/**
 * What the service answers when it has deleted a blob.
 */
export interface BlobDeleteHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has deleted a blob.
 */
export type BlobDeleteResponse = WithResponse<BlobDeleteHeaders, BlobDeleteHeaders>;
/**
 * What the service answers when it has replaced the metadata.
 */
export interface BlobSetMetadataHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob that was made, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the metadata is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has replaced the metadata.
 */
export type BlobSetMetadataResponse = WithResponse<BlobSetMetadataHeaders, BlobSetMetadataHeaders>;
/**
 * What the service answers when it has made a snapshot.
 */
export interface BlobCreateSnapshotHeaders {
  /**
   * The time that names the snapshot; pass it to `withSnapshot`.
   */
  snapshot?: string;
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the metadata is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has made a snapshot.
 */
export type BlobCreateSnapshotResponse = WithResponse<BlobCreateSnapshotHeaders, BlobCreateSnapshotHeaders>;
/**
 * What the service answers when it has accepted a copy.
 */
export interface BlobStartCopyFromURLHeaders {
  /**
   * The destination's `ETag`.
   */
  etag?: string;
  /**
   * When the destination last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob that was made, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The id of this copy: it polls and aborts the copy.
   */
  copyId?: string;
  /**
   * How the copy stands.
   */
  copyStatus?: CopyStatusType;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has accepted a copy.
 */
export type BlobStartCopyFromURLResponse = WithResponse<BlobStartCopyFromURLHeaders, BlobStartCopyFromURLHeaders>;
/**
 * What the service answers when it has stopped a copy.
 */
export interface BlobAbortCopyFromURLHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has stopped a copy.
 */
export type BlobAbortCopyFromURLResponse = WithResponse<BlobAbortCopyFromURLHeaders, BlobAbortCopyFromURLHeaders>;
/**
 * What the service answers when it has copied.
 */
export interface BlobCopyFromURLHeaders {
  /**
   * The destination's `ETag`.
   */
  etag?: string;
  /**
   * When the destination last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob that was made, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The id of this copy.
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
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has copied.
 */
export type BlobCopyFromURLResponse = WithResponse<BlobCopyFromURLHeaders, BlobCopyFromURLHeaders>;
/**
 * What the service answers when it has taken a blob.
 */
export interface BlockBlobUploadHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob that was made, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * How the body was structured.
   */
  structuredBodyType?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has taken a blob.
 */
export type BlockBlobUploadResponse = WithResponse<BlockBlobUploadHeaders, BlockBlobUploadHeaders>;
/**
 * A blob's properties, as they come with its content.
 */
export interface BlobDownloadHeaders {
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * When the blob was made.
   */
  createdOn?: Date;
  /**
   * The blob's metadata; names are in lower case.
   */
  metadata?: Record<string, string>;
  /**
   * The policy under which the blob was replicated to here.
   */
  objectReplicationPolicyId?: string;
  /**
   * How replication stands, by policy and rule.
   */
  objectReplicationRules?: Record<string, string>;
  /**
   * The size of the body in bytes.
   */
  contentLength?: number;
  /**
   * The media type.
   */
  contentType?: string;
  /**
   * The range that the body holds.
   */
  contentRange?: string;
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * The MD5 hash of the body.
   */
  contentMD5?: Uint8Array;
  /**
   * The encoding of the content, such as `gzip`.
   */
  contentEncoding?: string;
  /**
   * How the blob is cached.
   */
  cacheControl?: string;
  /**
   * How a browser shows the blob.
   */
  contentDisposition?: string;
  /**
   * The language of the content.
   */
  contentLanguage?: string;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The kind of the blob.
   */
  blobType?: BlobType;
  /**
   * When the last copy to this blob ended.
   */
  copyCompletedOn?: Date;
  /**
   * Why the last copy to this blob failed, or what it waits for.
   */
  copyStatusDescription?: string;
  /**
   * The id of the last copy to this blob.
   */
  copyId?: string;
  /**
   * How far the last copy to this blob is: `bytes/total`.
   */
  copyProgress?: string;
  /**
   * Where the last copy to this blob read from.
   */
  copySource?: string;
  /**
   * How the last copy to this blob stands.
   */
  copyStatus?: CopyStatusType;
  /**
   * Whether the lease ends by itself.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * What the lease is doing.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the blob is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The blob's version, where versioning is on.
   */
  versionId?: string;
  /**
   * Whether this is the current version.
   */
  isCurrentVersion?: boolean;
  /**
   * Whether ranges can be read: `bytes`.
   */
  acceptRanges?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * How many blocks an append blob has.
   */
  blobCommittedBlockCount?: number;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The MD5 hash of the whole blob, when only a range was read.
   */
  blobContentMD5?: Uint8Array;
  /**
   * How many tags the blob has.
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
   * Until when the blob cannot be changed.
   */
  immutabilityPolicyExpiresOn?: Date;
  /**
   * Whether the immutability policy can be changed.
   */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /**
   * Whether the blob is under legal hold.
   */
  legalHold?: boolean;
  /**
   * How the body is structured.
   */
  structuredBodyType?: string;
  /**
   * The size of the content in a structured body, in bytes.
   */
  structuredContentLength?: number;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
  /**
   * The CRC-64 hash of the body.
   */
  contentCrc64?: Uint8Array;
  /**
   * The policy under which the blob was replicated to here.
   */
  objectReplicationDestinationPolicyId?: string;
  /**
   * How replication from here stands, by policy and rule.
   */
  objectReplicationSourceProperties?: Array<ObjectReplicationPolicy>;
}
/**
 * A blob's properties, as they come with its content.
 */
export type BlobDownloadResponse = WithResponse<BlobDownloadHeaders, BlobDownloadHeaders>;
/**
 * What the service answers when it has lifted the policy.
 */
export interface BlobDeleteImmutabilityPolicyHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
}
/**
 * What the service answers when it has lifted the policy.
 */
export type BlobDeleteImmutabilityPolicyResponse = WithResponse<
  BlobDeleteImmutabilityPolicyHeaders,
  BlobDeleteImmutabilityPolicyHeaders
>;
/**
 * What the service answers when it has set the properties.
 */
export interface BlobSetHTTPHeadersHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The sequence number of the page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has set the properties.
 */
export type BlobSetHTTPHeadersResponse = WithResponse<BlobSetHTTPHeadersHeaders, BlobSetHTTPHeadersHeaders>;
/**
 * What the service answers when it has set the policy.
 */
export interface BlobSetImmutabilityPolicyHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Until when the blob cannot be changed.
   */
  immutabilityPolicyExpiry?: Date;
  /**
   * Whether the policy can be changed.
   */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
}
/**
 * What the service answers when it has set the policy.
 */
export type BlobSetImmutabilityPolicyResponse = WithResponse<
  BlobSetImmutabilityPolicyHeaders,
  BlobSetImmutabilityPolicyHeaders
>;
/**
 * What the service answers when the hold is on or off.
 */
export interface BlobSetLegalHoldHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is under legal hold.
   */
  legalHold?: boolean;
}
/**
 * What the service answers when the hold is on or off.
 */
export type BlobSetLegalHoldResponse = WithResponse<BlobSetLegalHoldHeaders, BlobSetLegalHoldHeaders>;
/**
 * What the service answers when it has replaced the tags.
 */
export interface BlobSetTagsHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has replaced the tags.
 */
export type BlobSetTagsResponse = WithResponse<BlobSetTagsHeaders, BlobSetTagsHeaders>;
/**
 * What the service answers when it has moved a blob, or begun to.
 */
export interface BlobSetTierHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has moved a blob, or begun to.
 */
export type BlobSetTierResponse = WithResponse<BlobSetTierHeaders, BlobSetTierHeaders>;
/**
 * What the service answers when it has brought back a blob.
 */
export interface BlobUndeleteHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has brought back a blob.
 */
export type BlobUndeleteResponse = WithResponse<BlobUndeleteHeaders, BlobUndeleteHeaders>;
/**
 * What the service answers when it has made a blob of blocks.
 */
export interface BlockBlobCommitBlockListHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
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
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob that was made, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has made a blob of blocks.
 */
export type BlockBlobCommitBlockListResponse = WithResponse<
  BlockBlobCommitBlockListHeaders,
  BlockBlobCommitBlockListHeaders
>;
/**
 * What the service answers when it has made a blob from a URL.
 */
export interface BlockBlobPutBlobFromUrlHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob that was made, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has made a blob from a URL.
 */
export type BlockBlobPutBlobFromUrlResponse = WithResponse<
  BlockBlobPutBlobFromUrlHeaders,
  BlockBlobPutBlobFromUrlHeaders
>;
/**
 * What the service answers when it has read a block.
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
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has read a block.
 */
export type BlockBlobStageBlockFromURLResponse = WithResponse<
  BlockBlobStageBlockFromURLHeaders,
  BlockBlobStageBlockFromURLHeaders
>;
/**
 * What the service answers when it has taken a block.
 */
export interface BlockBlobStageBlockHeaders {
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The CRC-64 hash of the content.
   */
  xMsContentCrc64?: Uint8Array;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * How the body was structured.
   */
  structuredBodyType?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has taken a block.
 */
export type BlockBlobStageBlockResponse = WithResponse<BlockBlobStageBlockHeaders, BlockBlobStageBlockHeaders>;
/**
 * What the service answers when it has appended what it read.
 */
export interface AppendBlobAppendBlockFromUrlHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
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
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Where the block begins in the blob, in bytes.
   */
  blobAppendOffset?: string;
  /**
   * How many blocks the blob has now; 50,000 at most.
   */
  blobCommittedBlockCount?: number;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has appended what it read.
 */
export type AppendBlobAppendBlockFromUrlResponse = WithResponse<
  AppendBlobAppendBlockFromUrlHeaders,
  AppendBlobAppendBlockFromUrlHeaders
>;
/**
 * What the service answers when it has appended a block.
 */
export interface AppendBlobAppendBlockHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
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
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Where the block begins in the blob, in bytes.
   */
  blobAppendOffset?: string;
  /**
   * How many blocks the blob has now; 50,000 at most.
   */
  blobCommittedBlockCount?: number;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * How the body was structured.
   */
  structuredBodyType?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has appended a block.
 */
export type AppendBlobAppendBlockResponse = WithResponse<AppendBlobAppendBlockHeaders, AppendBlobAppendBlockHeaders>;
/**
 * What the service answers when it has made an append blob.
 */
export interface AppendBlobCreateHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob that was made, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has made an append blob.
 */
export type AppendBlobCreateResponse = WithResponse<AppendBlobCreateHeaders, AppendBlobCreateHeaders>;
/**
 * What the service answers when it has sealed an append blob.
 */
export interface AppendBlobSealHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is sealed.
   */
  isSealed?: boolean;
}
/**
 * What the service answers when it has sealed an append blob.
 */
export type AppendBlobSealResponse = WithResponse<AppendBlobSealHeaders, AppendBlobSealHeaders>;
/**
 * What the service answers when it has cleared pages.
 */
export interface PageBlobClearPagesHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
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
   * The sequence number of the page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has cleared pages.
 */
export type PageBlobClearPagesResponse = WithResponse<PageBlobClearPagesHeaders, PageBlobClearPagesHeaders>;
/**
 * What the service answers when it has accepted an incremental copy.
 */
export interface PageBlobCopyIncrementalHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The id of this copy: it polls and aborts the copy.
   */
  copyId?: string;
  /**
   * How the copy stands.
   */
  copyStatus?: CopyStatusType;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has accepted an incremental copy.
 */
export type PageBlobCopyIncrementalResponse = WithResponse<
  PageBlobCopyIncrementalHeaders,
  PageBlobCopyIncrementalHeaders
>;
/**
 * What the service answers when it has made a page blob.
 */
export interface PageBlobCreateHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The version of the blob that was made, where versioning is on.
   */
  versionId?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has made a page blob.
 */
export type PageBlobCreateResponse = WithResponse<PageBlobCreateHeaders, PageBlobCreateHeaders>;
/**
 * What the service answers when a page blob has another size.
 */
export interface PageBlobResizeHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The sequence number of the page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when a page blob has another size.
 */
export type PageBlobResizeResponse = WithResponse<PageBlobResizeHeaders, PageBlobResizeHeaders>;
/**
 * What the service answers when a sequence number has changed.
 */
export interface PageBlobUpdateSequenceNumberHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The sequence number of the page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when a sequence number has changed.
 */
export type PageBlobUpdateSequenceNumberResponse = WithResponse<
  PageBlobUpdateSequenceNumberHeaders,
  PageBlobUpdateSequenceNumberHeaders
>;
/**
 * What the service answers when it has written what it read.
 */
export interface PageBlobUploadPagesFromURLHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
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
   * The sequence number of the page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has written what it read.
 */
export type PageBlobUploadPagesFromURLResponse = WithResponse<
  PageBlobUploadPagesFromURLHeaders,
  PageBlobUploadPagesFromURLHeaders
>;
/**
 * What the service answers when it has written pages.
 */
export interface PageBlobUploadPagesHeaders {
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * When the blob last changed.
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
   * The sequence number of the page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * Whether the blob is encrypted.
   */
  isServerEncrypted?: boolean;
  /**
   * The hash of the customer's own key.
   */
  encryptionKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * How the body was structured.
   */
  structuredBodyType?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has written pages.
 */
export type PageBlobUploadPagesResponse = WithResponse<PageBlobUploadPagesHeaders, PageBlobUploadPagesHeaders>;
/**
 * What the service answers when it has set who may use a container.
 */
export interface ContainerSetAccessPolicyHeaders {
  /**
   * The container's `ETag`.
   */
  etag?: string;
  /**
   * When the container last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has set who may use a container.
 */
export type ContainerSetAccessPolicyResponse = WithResponse<
  ContainerSetAccessPolicyHeaders,
  ContainerSetAccessPolicyHeaders
>;
/**
 * What the service answers when it has replaced the metadata.
 */
export interface ContainerSetMetadataHeaders {
  /**
   * The container's `ETag`.
   */
  etag?: string;
  /**
   * When the container last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has replaced the metadata.
 */
export type ContainerSetMetadataResponse = WithResponse<ContainerSetMetadataHeaders, ContainerSetMetadataHeaders>;
/**
 * What the service answers when it has brought back a container.
 */
export interface ContainerUndeleteHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has brought back a container.
 */
export type ContainerUndeleteResponse = WithResponse<ContainerUndeleteHeaders, ContainerUndeleteHeaders>;
/**
 * What kind of account this is.
 */
export interface ServiceGetAccountInfoHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The kind of redundancy, and of performance.
   */
  skuName?: SkuName;
  /**
   * The kind of the account.
   */
  accountKind?: AccountKind;
  /**
   * Whether the account has directories.
   */
  isHierarchicalNamespaceEnabled?: boolean;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What kind of account this is.
 */
export type ServiceGetAccountInfoResponse = WithResponse<ServiceGetAccountInfoHeaders, ServiceGetAccountInfoHeaders>;
/**
 * What the service answers when it has taken settings.
 */
export interface ServiceSetPropertiesHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers when it has taken settings.
 */
export type ServiceSetPropertiesResponse = WithResponse<ServiceSetPropertiesHeaders, ServiceSetPropertiesHeaders>;
/**
 * One tag.
 */
export interface BlobTag {
  /**
   * The tag's name.
   */
  key: string;
  /**
   * The tag's value.
   */
  value: string;
}
/**
 * A blob's tags.
 */
export interface BlobTags {
  /**
   * The tags, in the service's order.
   */
  blobTagSet: Array<BlobTag>;
}
/**
 * A blob's properties, as they come in a listing.
 */
export interface BlobProperties {
  /**
   * When the blob was made.
   */
  createdOn?: Date;
  /**
   * When the blob last changed.
   */
  lastModified: Date;
  /**
   * The blob's `ETag`, without quotes.
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
   * The encoding of the content, such as `gzip`.
   */
  contentEncoding?: string;
  /**
   * The language of the content.
   */
  contentLanguage?: string;
  /**
   * The MD5 hash of the content.
   */
  contentMD5?: Uint8Array;
  /**
   * How a browser shows the blob.
   */
  contentDisposition?: string;
  /**
   * How the blob is cached.
   */
  cacheControl?: string;
  /**
   * The sequence number of a page blob.
   */
  blobSequenceNumber?: number;
  /**
   * The kind of the blob.
   */
  blobType?: BlobType;
  /**
   * Whether the blob is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * What the lease is doing.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the lease ends by itself.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * The id of the last copy to this blob.
   */
  copyId?: string;
  /**
   * How the last copy to this blob stands.
   */
  copyStatus?: CopyStatusType;
  /**
   * Where the last copy to this blob read from.
   */
  copySource?: string;
  /**
   * How far the last copy to this blob is: `bytes/total`.
   */
  copyProgress?: string;
  /**
   * When the last copy to this blob ended.
   */
  copyCompletedOn?: Date;
  /**
   * Why the last copy to this blob failed, or what it waits for.
   */
  copyStatusDescription?: string;
  /**
   * Whether the blob is encrypted.
   */
  serverEncrypted?: boolean;
  /**
   * Whether the blob is the destination of incremental copies.
   */
  incrementalCopy?: boolean;
  /**
   * The snapshot that the last incremental copy made.
   */
  destinationSnapshot?: string;
  /**
   * When the blob was deleted.
   */
  deletedOn?: Date;
  /**
   * For how many more days the deleted blob is kept.
   */
  remainingRetentionDays?: number;
  /**
   * The blob's tier.
   */
  accessTier?: AccessTier;
  /**
   * Whether the tier is the account's default.
   */
  accessTierInferred?: boolean;
  /**
   * Where an archived blob is on its way to.
   */
  archiveStatus?: ArchiveStatus;
  /**
   * The hash of the customer's own key.
   */
  customerProvidedKeySha256?: string;
  /**
   * The encryption scope.
   */
  encryptionScope?: string;
  /**
   * When the tier changed.
   */
  accessTierChangedOn?: Date;
  /**
   * How many tags the blob has.
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
   * How urgently the blob is brought back from the archive.
   */
  rehydratePriority?: RehydratePriority;
  /**
   * When the blob was last read or written.
   */
  lastAccessedOn?: Date;
  /**
   * Until when the blob cannot be changed.
   */
  immutabilityPolicyExpiresOn?: Date;
  /**
   * Whether the immutability policy can be changed.
   */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /**
   * Whether the blob is under legal hold.
   */
  legalHold?: boolean;
}
/**
 * One blob, snapshot or version in a listing.
 */
export interface BlobItem {
  /**
   * The blob's name.
   */
  name: string;
  /**
   * Whether the blob is deleted and kept for a while.
   */
  deleted: boolean;
  /**
   * The snapshot that this is.
   */
  snapshot: string;
  /**
   * The version that this is.
   */
  versionId?: string;
  /**
   * Whether this is the current version.
   */
  isCurrentVersion?: boolean;
  /**
   * The blob's properties.
   */
  properties: BlobProperties;
  /**
   * The blob's metadata, when it was asked for; names keep their case.
   */
  metadata?: Record<string, string>;
  /**
   * The blob's tags as the service lists them, when they were asked for.
   */
  blobTags?: BlobTags;
  /**
   * The blob's tags, when they were asked for.
   */
  tags?: Record<string, string>;
  /**
   * How replication stands, as the service lists it.
   */
  objectReplicationMetadata?: Record<string, string>;
  /**
   * How replication from here stands, by policy and rule.
   */
  objectReplicationSourceProperties?: Array<ObjectReplicationPolicy>;
  /**
   * Whether only versions of the blob are left.
   */
  hasVersionsOnly?: boolean;
}
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
 * What the headers of a page tell.
 */
export interface ContainerListBlobFlatSegmentHeaders {
  /**
   * The media type of the answer.
   */
  contentType?: string;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the XML of a page tells.
 */
export interface ListBlobsFlatSegmentResponse {
  /**
   * The account's endpoint.
   */
  serviceEndpoint: string;
  /**
   * The container's name.
   */
  containerName: string;
  /**
   * The prefix that was asked for.
   */
  prefix?: string;
  /**
   * Where the page begins.
   */
  marker?: string;
  /**
   * How many blobs the page has at most.
   */
  maxPageSize?: number;
  /**
   * The blobs.
   */
  segment: BlobFlatListSegment;
  /**
   * Where the next page begins; absent or empty on the last page.
   */
  continuationToken?: string;
}
/**
 * A part of the names of several blobs, up to the delimiter.
 */
export interface BlobPrefix {
  /**
   * The names' common beginning, with the delimiter at its end.
   */
  name: string;
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
 * What the XML of a page tells.
 */
export interface ListBlobsHierarchySegmentResponse {
  /**
   * The account's endpoint.
   */
  serviceEndpoint: string;
  /**
   * The container's name.
   */
  containerName: string;
  /**
   * The prefix that was asked for.
   */
  prefix?: string;
  /**
   * Where the page begins.
   */
  marker?: string;
  /**
   * How many blobs and prefixes the page has at most.
   */
  maxPageSize?: number;
  /**
   * The delimiter that was asked for.
   */
  delimiter?: string;
  /**
   * The blobs and prefixes.
   */
  segment: BlobHierarchyListSegment;
  /**
   * Where the next page begins; absent or empty on the last page.
   */
  continuationToken?: string;
}
/**
 * What the headers of a container's policies tell.
 */
export interface ContainerGetAccessPolicyHeaders {
  /**
   * Who may read without credentials; nobody when absent.
   */
  blobPublicAccess?: PublicAccessType;
  /**
   * The container's `ETag`.
   */
  etag?: string;
  /**
   * When the container last changed.
   */
  lastModified?: Date;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the service answers to operations on leases.
 */
export interface Lease {
  /**
   * The `ETag` of the blob or container.
   */
  etag?: string;
  /**
   * When the blob or container last changed.
   */
  lastModified?: Date;
  /**
   * The id of the lease.
   */
  leaseId?: string;
  /**
   * How many seconds are left until the lease is broken.
   */
  leaseTime?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the headers of a blob's tags tell.
 */
export interface BlobGetTagsHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * One block.
 */
export interface Block {
  /**
   * The block's id, as base64.
   */
  name: string;
  /**
   * The size in bytes.
   */
  size: number;
}
/**
 * A blob's blocks.
 */
export interface BlockList {
  /**
   * The blocks that the blob consists of, in order.
   */
  committedBlocks?: Array<Block>;
  /**
   * The blocks that are staged, in the order of their ids.
   */
  uncommittedBlocks?: Array<Block>;
}
/**
 * What the headers of a list of blocks tell.
 */
export interface BlockBlobGetBlockListHeaders {
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * The media type of the answer.
   */
  contentType?: string;
  /**
   * The size of the blob in bytes.
   */
  blobContentLength?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * Pages that hold data, or hold other data than before.
 */
export interface PageRange {
  /**
   * The first byte.
   */
  start: number;
  /**
   * The last byte.
   */
  end: number;
}
/**
 * Pages that held data, and are clear now.
 */
export interface ClearRange {
  /**
   * The first byte.
   */
  start: number;
  /**
   * The last byte.
   */
  end: number;
}
/**
 * Page ranges, as the service lists them.
 */
export interface PageListInternal {
  /**
   * Pages that hold data.
   */
  pageRange?: Array<PageRange>;
  /**
   * Pages that are clear now.
   */
  clearRange?: Array<ClearRange>;
  /**
   * Where the next page begins; absent or empty on the last page.
   */
  continuationToken?: string;
}
/**
 * What the headers of a list of page ranges tell.
 */
export interface PageBlobGetPageRangesHeaders {
  /**
   * When the blob last changed.
   */
  lastModified?: Date;
  /**
   * The blob's `ETag`.
   */
  etag?: string;
  /**
   * The size of the blob in bytes.
   */
  blobContentLength?: number;
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the headers of a page of found blobs tell.
 */
export interface ServiceFilterBlobsHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * What the headers of the statistics tell.
 */
export interface ServiceGetStatisticsHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * How the copy in the other region stands.
 */
export interface GeoReplication {
  /**
   * Whether it follows.
   */
  status: GeoReplicationStatusType;
  /**
   * Everything that was written before this time can be read there.
   */
  lastSyncOn: Date;
}
/**
 * The statistics of the service.
 */
export interface BlobServiceStatistics {
  /**
   * How the copy in the other region stands.
   */
  geoReplication?: GeoReplication;
}
/**
 * What the headers of a user delegation key tell.
 */
export interface ServiceGetUserDelegationKeyHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * When the service answered.
   */
  date?: Date;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * A key that signs in the name of a user.
 */
export interface UserDelegationKey {
  /**
   * The user's object id.
   */
  signedObjectId: string;
  /**
   * The user's tenant.
   */
  signedTenantId: string;
  /**
   * From when the key is good.
   */
  signedStartsOn: Date;
  /**
   * Until when the key is good.
   */
  signedExpiresOn: Date;
  /**
   * The service that takes the key: `b` for blobs.
   */
  signedService: string;
  /**
   * The service version that made the key.
   */
  signedVersion: string;
  /**
   * The tenant of the user whom signatures are bound to.
   */
  signedDelegatedUserTenantId?: string;
  /**
   * The key itself, as base64. It is a secret.
   */
  value: string;
}
/**
 * What the headers of a page of containers tell.
 */
export interface ServiceListContainersSegmentHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * A container's properties, as they come in a listing.
 */
export interface ContainerProperties {
  /**
   * When the container last changed.
   */
  lastModified: Date;
  /**
   * The container's `ETag`.
   */
  etag: string;
  /**
   * Whether the container is leased.
   */
  leaseStatus?: LeaseStatusType;
  /**
   * What the lease is doing.
   */
  leaseState?: LeaseStateType;
  /**
   * Whether the lease ends by itself.
   */
  leaseDuration?: LeaseDurationType;
  /**
   * Who may read without credentials; nobody when absent.
   */
  publicAccess?: PublicAccessType;
  /**
   * Whether the container has an immutability policy.
   */
  hasImmutabilityPolicy?: boolean;
  /**
   * Whether the container is under legal hold.
   */
  hasLegalHold?: boolean;
  /**
   * The encryption scope for blobs that name none.
   */
  defaultEncryptionScope?: string;
  /**
   * Whether a blob may not name another encryption scope.
   */
  preventEncryptionScopeOverride?: boolean;
  /**
   * When the container was deleted.
   */
  deletedOn?: Date;
  /**
   * For how many more days the deleted container is kept.
   */
  remainingRetentionDays?: number;
  /**
   * Whether versions of blobs can be made immutable.
   */
  isImmutableStorageWithVersioningEnabled?: boolean;
}
/**
 * One container in a listing.
 */
export interface ContainerItem {
  /**
   * The container's name.
   */
  name: string;
  /**
   * Whether the container is deleted and kept for a while.
   */
  deleted?: boolean;
  /**
   * The version of a deleted container, by which it can be brought back.
   */
  version?: string;
  /**
   * The container's properties.
   */
  properties: ContainerProperties;
  /**
   * The container's metadata, when it was asked for; names keep their case.
   */
  metadata?: Record<string, string>;
}
/**
 * What the XML of a page of containers tells.
 */
export interface ListContainersSegmentResponse {
  /**
   * The account's endpoint.
   */
  serviceEndpoint: string;
  /**
   * The prefix that was asked for.
   */
  prefix?: string;
  /**
   * Where the page begins.
   */
  marker?: string;
  /**
   * How many containers the page has at most.
   */
  maxPageSize?: number;
  /**
   * The containers, in the order of their names.
   */
  containerItems: Array<ContainerItem>;
  /**
   * Where the next page begins; absent or empty on the last page.
   */
  continuationToken?: string;
}
/**
 * What the headers of the settings tell.
 */
export interface ServiceGetPropertiesHeaders {
  /**
   * The id that the client gave the request.
   */
  clientRequestId?: string;
  /**
   * The id that the service gave the request.
   */
  requestId?: string;
  /**
   * The service version that answered.
   */
  version?: string;
  /**
   * The error code, on a failure.
   */
  errorCode?: string;
}
/**
 * How long something is kept.
 */
export interface RetentionPolicy {
  /**
   * Whether it is kept for a limited time, or at all.
   */
  enabled: boolean;
  /**
   * For how many days; from 1 to 365.
   */
  days?: number;
}
/**
 * Which requests are written down.
 */
export interface Logging {
  /**
   * The version of the settings: `1.0`.
   */
  version: string;
  /**
   * Whether deletions are.
   */
  deleteProperty: boolean;
  /**
   * Whether reads are.
   */
  read: boolean;
  /**
   * Whether writes are.
   */
  write: boolean;
  /**
   * How long the logs are kept.
   */
  retentionPolicy: RetentionPolicy;
}
/**
 * What is counted.
 */
export interface Metrics {
  /**
   * The version of the settings: `1.0`.
   */
  version?: string;
  /**
   * Whether anything is.
   */
  enabled: boolean;
  /**
   * Whether each operation is counted on its own.
   */
  includeAPIs?: boolean;
  /**
   * How long the numbers are kept.
   */
  retentionPolicy?: RetentionPolicy;
}
/**
 * What scripts of other origins may do in browsers.
 */
export interface CorsRule {
  /**
   * The origins, separated by commas; `*` for all.
   */
  allowedOrigins: string;
  /**
   * The methods, separated by commas.
   */
  allowedMethods: string;
  /**
   * The headers of requests, separated by commas.
   */
  allowedHeaders: string;
  /**
   * The headers of answers, separated by commas.
   */
  exposedHeaders: string;
  /**
   * How long a browser may rely on the answer, in seconds.
   */
  maxAgeInSeconds: number;
}
/**
 * The website that is made of the container `$web`.
 */
export interface StaticWebsite {
  /**
   * Whether there is one.
   */
  enabled: boolean;
  /**
   * The page of each directory.
   */
  indexDocument?: string;
  /**
   * The page for what is not there.
   */
  errorDocument404Path?: string;
  /**
   * The page for all directories.
   */
  defaultIndexDocumentPath?: string;
}
/**
 * The settings of an account's Blob service.
 */
export interface BlobServiceProperties {
  /**
   * Which requests are written down.
   */
  blobAnalyticsLogging?: Logging;
  /**
   * What is counted by the hour.
   */
  hourMetrics?: Metrics;
  /**
   * What is counted by the minute.
   */
  minuteMetrics?: Metrics;
  /**
   * What scripts of other origins may do, at most 5 rules. An empty list removes all.
   */
  cors?: Array<CorsRule>;
  /**
   * The service version of requests that name none.
   */
  defaultServiceVersion?: string;
  /**
   * How long deleted blobs are kept.
   */
  deleteRetentionPolicy?: RetentionPolicy;
  /**
   * The website.
   */
  staticWebsite?: StaticWebsite;
}

/**
 * One page of a listing.
 */
export type ContainerListBlobFlatSegmentResponse = WithResponse<
  ListBlobsFlatSegmentResponse & ContainerListBlobFlatSegmentHeaders,
  ContainerListBlobFlatSegmentHeaders,
  ListBlobsFlatSegmentResponse
>;

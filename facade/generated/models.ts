/** Stand-in for the file that is generated from the Rust side, with the same names. */

import type { AbortSignalLike, OperationTracingOptions, WithResponse } from '../common';
import type { BlockBlobTier, PremiumPageBlobTier } from '../constants';

/** The members of results that are dates. */
export const DATE_PROPERTIES: readonly string[] = [
  'accessTierChangedOn',
  'copyCompletedOn',
  'createdOn',
  'date',
  'deletedOn',
  'expiresOn',
  'immutabilityPolicyExpiresOn',
  'lastAccessed',
  'lastAccessedOn',
  'lastModified',
];

/** The members of results that are bytes. */
export const BINARY_PROPERTIES: readonly string[] = ['blobContentMD5', 'contentCrc64', 'contentMD5', 'xMsContentCrc64'];

/** The tier of a blob. */
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
/** Where the rehydration of an archived blob leads. */
export type ArchiveStatus = 'rehydrate-pending-to-hot' | 'rehydrate-pending-to-cool' | 'rehydrate-pending-to-cold';
/** Whether tags of the source are copied or replaced. */
export type BlobCopySourceTags = 'REPLACE' | 'COPY';
/** How firm an immutability policy is. */
export type BlobImmutabilityPolicyMode = 'Mutable' | 'Unlocked' | 'Locked';
/** The kinds of blob. */
export type BlobType = 'BlockBlob' | 'PageBlob' | 'AppendBlob';
/** The state of a copy. */
export type CopyStatusType = 'pending' | 'success' | 'aborted' | 'failed';
/** Which snapshots are deleted. */
export type DeleteSnapshotsOptionType = 'include' | 'only';
/** The algorithm of a customer-provided key. */
export type EncryptionAlgorithmType = string;
/** The intent of a token for a file share. */
export type FileShareTokenIntent = string;
/** Whether a lease ends. */
export type LeaseDurationType = 'infinite' | 'fixed';
/** The state of a lease. */
export type LeaseStateType = 'available' | 'leased' | 'expired' | 'breaking' | 'broken';
/** Whether there is a lease. */
export type LeaseStatusType = 'locked' | 'unlocked';
/** What the public may read. */
export type PublicAccessType = 'container' | 'blob';
/** How urgent a rehydration is. */
export type RehydratePriority = 'High' | 'Standard';
/** Which checksum protects a transfer. */
export type StorageChecksumAlgorithm = 'Auto' | 'None' | 'Customized' | 'StorageCrc64';
/** The state of a synchronous copy: it has ended well, or the call fails. */
export type SyncCopyStatusType = 'success';
/** Index tags. */
export type Tags = Record<string, string>;

/** Metadata: names and values. */
export interface Metadata {
  /** A name and its value. */
  [propertyName: string]: string;
}

/** The conditions on the ETag. */
export interface MatchConditions {
  /** Only if the blob has this ETag. */
  ifMatch?: string;
  /** Only if the blob has another ETag; `*`: only if it does not exist. */
  ifNoneMatch?: string;
}

/** The conditions on the time of the last change. */
export interface ModificationConditions {
  /** Only if changed after this. */
  ifModifiedSince?: Date;
  /** Only if not changed after this. */
  ifUnmodifiedSince?: Date;
}

/** The condition on tags. */
export interface TagConditions {
  /** An SQL expression that the blob's tags must satisfy. */
  tagConditions?: string;
}

/** The condition on the lease. */
export interface LeaseAccessConditions {
  /** The id of the active lease. */
  leaseId?: string;
}

/** The conditions that need no lease. */
export interface ModifiedAccessConditions extends MatchConditions, ModificationConditions, TagConditions {}

/** The conditions on a blob. */
export interface BlobRequestConditions extends ModifiedAccessConditions, LeaseAccessConditions {}

/** The conditions on the time of the last change of tier. */
export interface AccessTierModifiedConditions {
  /** Only if the tier was changed after this. */
  accessTierIfModifiedSince?: Date;
  /** Only if the tier was not changed after this. */
  accessTierIfUnmodifiedSince?: Date;
}

/** The conditions on a container. */
export interface ContainerRequestConditions extends LeaseAccessConditions, ModificationConditions {}

/** A key that the customer provides with each request. */
export interface CpkInfo {
  /** The key, in base64. */
  encryptionKey?: string;
  /** The SHA-256 of the key, in base64. */
  encryptionKeySha256?: string;
  /** The algorithm; `AES256`. */
  encryptionAlgorithm?: EncryptionAlgorithmType;
}

/** An immutability policy. */
export interface BlobImmutabilityPolicy {
  /** When it ends. */
  expiriesOn?: Date;
  /** How firm it is. */
  policyMode?: BlobImmutabilityPolicyMode;
}

/** The authorisation of a copy's source. */
export interface HttpAuthorization {
  /** The scheme; `Bearer`. */
  scheme: string;
  /** The token. */
  value: string;
}

/** The HTTP headers that are kept with a blob. */
export interface BlobHTTPHeaders {
  /** `Cache-Control` */
  blobCacheControl?: string;
  /** `Content-Type` */
  blobContentType?: string;
  /** `Content-MD5`; kept, not verified. */
  blobContentMD5?: Uint8Array;
  /** `Content-Encoding` */
  blobContentEncoding?: string;
  /** `Content-Language` */
  blobContentLanguage?: string;
  /** `Content-Disposition` */
  blobContentDisposition?: string;
}

/** The encryption scope of a container. */
export interface ContainerEncryptionScope {
  /** The scope of all blobs that do not name one. */
  defaultEncryptionScope?: string;
  /** Whether blobs are refused another scope. */
  preventEncryptionScopeOverride?: boolean;
}

/** One rule of object replication. */
export interface ObjectReplicationRule {
  /** The rule's id. */
  ruleId: string;
  /** How the replication went. */
  replicationStatus: ObjectReplicationStatus;
}

/** How a replication went. */
export type ObjectReplicationStatus = 'complete' | 'failed';

/** One policy of object replication, with its rules. */
export interface ObjectReplicationPolicy {
  /** The policy's id. */
  policyId: string;
  /** Its rules. */
  rules: ObjectReplicationRule[];
}

/** Options of creating a container. */
export interface ContainerCreateOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** Metadata: names and values. */
  metadata?: Record<string, string>;
  /** Access. */
  access?: PublicAccessType;
  /** Container encryption scope. */
  containerEncryptionScope?: ContainerEncryptionScope;
}

/** Options of deleting a container. */
export interface ContainerDeleteMethodOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** What must hold for the operation to take place. */
  conditions?: ContainerRequestConditions;
}

/** Options of getting a container's properties. */
export interface ContainerGetPropertiesOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** What must hold for the operation to take place. */
  conditions?: LeaseAccessConditions;
}

/** Options of getting a blob's properties. */
export interface BlobGetPropertiesOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** What must hold for the operation to take place. */
  conditions?: BlobRequestConditions;
  /** A key of the customer; over HTTPS only. */
  customerProvidedKey?: CpkInfo;
}

/** Options of deleting a blob. */
export interface BlobDeleteOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** What must hold for the operation to take place. */
  conditions?: BlobRequestConditions & AccessTierModifiedConditions;
  /** Delete snapshots. */
  deleteSnapshots?: DeleteSnapshotsOptionType;
  /** A key of the customer; over HTTPS only. */
  customerProvidedKey?: CpkInfo;
}

/** Options of setting a blob's metadata. */
export interface BlobSetMetadataOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** What must hold for the operation to take place. */
  conditions?: BlobRequestConditions;
  /** A key of the customer; over HTTPS only. */
  customerProvidedKey?: CpkInfo;
  /** The encryption scope. */
  encryptionScope?: string;
}

/** Options of making a snapshot. */
export interface BlobCreateSnapshotOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** Metadata: names and values. */
  metadata?: Metadata;
  /** What must hold for the operation to take place. */
  conditions?: BlobRequestConditions;
  /** A key of the customer; over HTTPS only. */
  customerProvidedKey?: CpkInfo;
  /** The encryption scope. */
  encryptionScope?: string;
}

/** Options of starting a copy. */
export interface BlobStartCopyFromURLOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** Metadata: names and values. */
  metadata?: Metadata;
  /** What must hold for the operation to take place. */
  conditions?: BlobRequestConditions;
  /** Source conditions. */
  sourceConditions?: ModifiedAccessConditions;
  /** The access tier. */
  tier?: BlockBlobTier | PremiumPageBlobTier | string;
  /** Rehydrate priority. */
  rehydratePriority?: RehydratePriority;
  /** The immutability policy. */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /** Whether there is a legal hold. */
  legalHold?: boolean;
  /** Index tags, ten at most. */
  tags?: Tags;
  /** Seal blob. */
  sealBlob?: boolean;
}

/** Options of aborting a copy. */
export interface BlobAbortCopyFromURLOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** What must hold for the operation to take place. */
  conditions?: LeaseAccessConditions;
}

/** Options of a synchronous copy. */
export interface BlobSyncCopyFromURLOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: OperationTracingOptions;
  /** Metadata: names and values. */
  metadata?: Metadata;
  /** What must hold for the operation to take place. */
  conditions?: BlobRequestConditions;
  /** Source conditions. */
  sourceConditions?: MatchConditions & ModificationConditions;
  /** The access tier. */
  tier?: BlockBlobTier | PremiumPageBlobTier | string;
  /** Source content mD5. */
  sourceContentMD5?: Uint8Array;
  /** The immutability policy. */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /** Whether there is a legal hold. */
  legalHold?: boolean;
  /** Index tags, ten at most. */
  tags?: Tags;
  /** Source authorization. */
  sourceAuthorization?: HttpAuthorization;
  /** The encryption scope. */
  encryptionScope?: string;
  /** Copy source tags. */
  copySourceTags?: BlobCopySourceTags;
  /** Source share token intent. */
  sourceShareTokenIntent?: FileShareTokenIntent;
}

/** What ContainerCreate answers, in its headers. */
export interface ContainerCreateHeaders {
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of ContainerCreate. */
export type ContainerCreateResponse = WithResponse<ContainerCreateHeaders, ContainerCreateHeaders>;

/** What ContainerDelete answers, in its headers. */
export interface ContainerDeleteHeaders {
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of ContainerDelete. */
export type ContainerDeleteResponse = WithResponse<ContainerDeleteHeaders, ContainerDeleteHeaders>;

/** What ContainerGetProperties answers, in its headers. */
export interface ContainerGetPropertiesHeaders {
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** Metadata: names and values. */
  metadata?: Record<string, string>;
  /** Lease duration. */
  leaseDuration?: LeaseDurationType;
  /** Lease state. */
  leaseState?: LeaseStateType;
  /** Lease status. */
  leaseStatus?: LeaseStatusType;
  /** Blob public access. */
  blobPublicAccess?: PublicAccessType;
  /** Has immutability policy. */
  hasImmutabilityPolicy?: boolean;
  /** Has legal hold. */
  hasLegalHold?: boolean;
  /** Default encryption scope. */
  defaultEncryptionScope?: string;
  /** Deny encryption scope override. */
  denyEncryptionScopeOverride?: boolean;
  /** Is immutable storage with versioning enabled. */
  isImmutableStorageWithVersioningEnabled?: boolean;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of ContainerGetProperties. */
export type ContainerGetPropertiesResponse = WithResponse<ContainerGetPropertiesHeaders, ContainerGetPropertiesHeaders>;

/** What BlobDelete answers, in its headers. */
export interface BlobDeleteHeaders {
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of BlobDelete. */
export type BlobDeleteResponse = WithResponse<BlobDeleteHeaders, BlobDeleteHeaders>;

/** What BlobAbortCopyFromURL answers, in its headers. */
export interface BlobAbortCopyFromURLHeaders {
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of BlobAbortCopyFromURL. */
export type BlobAbortCopyFromURLResponse = WithResponse<BlobAbortCopyFromURLHeaders, BlobAbortCopyFromURLHeaders>;

/** What BlobSetMetadata answers, in its headers. */
export interface BlobSetMetadataHeaders {
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** Version id. */
  versionId?: string;
  /** Is server encrypted. */
  isServerEncrypted?: boolean;
  /** Encryption key sha256. */
  encryptionKeySha256?: string;
  /** The encryption scope. */
  encryptionScope?: string;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of BlobSetMetadata. */
export type BlobSetMetadataResponse = WithResponse<BlobSetMetadataHeaders, BlobSetMetadataHeaders>;

/** What BlobCreateSnapshot answers, in its headers. */
export interface BlobCreateSnapshotHeaders {
  /** Snapshot. */
  snapshot?: string;
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** Version id. */
  versionId?: string;
  /** Is server encrypted. */
  isServerEncrypted?: boolean;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of BlobCreateSnapshot. */
export type BlobCreateSnapshotResponse = WithResponse<BlobCreateSnapshotHeaders, BlobCreateSnapshotHeaders>;

/** What BlobStartCopyFromURL answers, in its headers. */
export interface BlobStartCopyFromURLHeaders {
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** Version id. */
  versionId?: string;
  /** Copy id. */
  copyId?: string;
  /** Copy status. */
  copyStatus?: CopyStatusType;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of BlobStartCopyFromURL. */
export type BlobStartCopyFromURLResponse = WithResponse<BlobStartCopyFromURLHeaders, BlobStartCopyFromURLHeaders>;

/** What BlobCopyFromURL answers, in its headers. */
export interface BlobCopyFromURLHeaders {
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** Version id. */
  versionId?: string;
  /** Copy id. */
  copyId?: string;
  /** Copy status. */
  copyStatus?: SyncCopyStatusType;
  /** Content mD5. */
  contentMD5?: Uint8Array;
  /** X ms content crc64. */
  xMsContentCrc64?: Uint8Array;
  /** The encryption scope. */
  encryptionScope?: string;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of BlobCopyFromURL. */
export type BlobCopyFromURLResponse = WithResponse<BlobCopyFromURLHeaders, BlobCopyFromURLHeaders>;

/** What BlockBlobUpload answers, in its headers. */
export interface BlockBlobUploadHeaders {
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** Content mD5. */
  contentMD5?: Uint8Array;
  /** Version id. */
  versionId?: string;
  /** Is server encrypted. */
  isServerEncrypted?: boolean;
  /** Encryption key sha256. */
  encryptionKeySha256?: string;
  /** The encryption scope. */
  encryptionScope?: string;
  /** Structured body type. */
  structuredBodyType?: string;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of BlockBlobUpload. */
export type BlockBlobUploadResponse = WithResponse<BlockBlobUploadHeaders, BlockBlobUploadHeaders>;

/** A blob's properties. */
export interface BlobGetPropertiesHeaders {
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** Metadata: names and values. */
  metadata?: Record<string, string>;
  /** Object replication policy id. */
  objectReplicationPolicyId?: string;
  /** Object replication rules. */
  objectReplicationRules?: Record<string, string>;
  /** Content type. */
  contentType?: string;
  /** Content mD5. */
  contentMD5?: Uint8Array;
  /** Content encoding. */
  contentEncoding?: string;
  /** Cache control. */
  cacheControl?: string;
  /** Content disposition. */
  contentDisposition?: string;
  /** Content language. */
  contentLanguage?: string;
  /** Blob sequence number. */
  blobSequenceNumber?: number;
  /** Blob type. */
  blobType?: BlobType;
  /** Copy completed on. */
  copyCompletedOn?: Date;
  /** Copy status description. */
  copyStatusDescription?: string;
  /** Copy id. */
  copyId?: string;
  /** Copy progress. */
  copyProgress?: string;
  /** Copy source. */
  copySource?: string;
  /** Copy status. */
  copyStatus?: CopyStatusType;
  /** Lease duration. */
  leaseDuration?: LeaseDurationType;
  /** Lease state. */
  leaseState?: LeaseStateType;
  /** Lease status. */
  leaseStatus?: LeaseStatusType;
  /** Version id. */
  versionId?: string;
  /** Is current version. */
  isCurrentVersion?: boolean;
  /** Accept ranges. */
  acceptRanges?: string;
  /** Blob committed block count. */
  blobCommittedBlockCount?: number;
  /** Is server encrypted. */
  isServerEncrypted?: boolean;
  /** Encryption key sha256. */
  encryptionKeySha256?: string;
  /** The encryption scope. */
  encryptionScope?: string;
  /** Tag count. */
  tagCount?: number;
  /** Is sealed. */
  isSealed?: boolean;
  /** Last accessed. */
  lastAccessed?: Date;
  /** Immutability policy expires on. */
  immutabilityPolicyExpiresOn?: Date;
  /** Immutability policy mode. */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /** Whether there is a legal hold. */
  legalHold?: boolean;
  /** The size, in bytes. */
  contentLength?: number;
  /** Created on. */
  createdOn?: Date;
  /** Is incremental copy. */
  isIncrementalCopy?: boolean;
  /** Destination snapshot. */
  destinationSnapshot?: string;
  /** Access tier. */
  accessTier?: string;
  /** Access tier inferred. */
  accessTierInferred?: boolean;
  /** Archive status. */
  archiveStatus?: string;
  /** Access tier changed on. */
  accessTierChangedOn?: Date;
  /** Expires on. */
  expiresOn?: Date;
  /** Rehydrate priority. */
  rehydratePriority?: RehydratePriority;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of getting a blob's properties. */
export interface BlobGetPropertiesResponse extends WithResponse<BlobGetPropertiesHeaders, BlobGetPropertiesHeaders> {
  /** Object replication source properties. */
  objectReplicationSourceProperties?: ObjectReplicationPolicy[];
  /** Object replication destination policy id. */
  objectReplicationDestinationPolicyId?: string;
}

/** What a download says about the blob. */
export interface BlobDownloadHeaders {
  /** The ETag. */
  etag?: string;
  /** When it was last changed. */
  lastModified?: Date;
  /** Metadata: names and values. */
  metadata?: Record<string, string>;
  /** Object replication policy id. */
  objectReplicationPolicyId?: string;
  /** Object replication rules. */
  objectReplicationRules?: Record<string, string>;
  /** Content type. */
  contentType?: string;
  /** Content mD5. */
  contentMD5?: Uint8Array;
  /** Content encoding. */
  contentEncoding?: string;
  /** Cache control. */
  cacheControl?: string;
  /** Content disposition. */
  contentDisposition?: string;
  /** Content language. */
  contentLanguage?: string;
  /** Blob sequence number. */
  blobSequenceNumber?: number;
  /** Blob type. */
  blobType?: BlobType;
  /** Copy completed on. */
  copyCompletedOn?: Date;
  /** Copy status description. */
  copyStatusDescription?: string;
  /** Copy id. */
  copyId?: string;
  /** Copy progress. */
  copyProgress?: string;
  /** Copy source. */
  copySource?: string;
  /** Copy status. */
  copyStatus?: CopyStatusType;
  /** Lease duration. */
  leaseDuration?: LeaseDurationType;
  /** Lease state. */
  leaseState?: LeaseStateType;
  /** Lease status. */
  leaseStatus?: LeaseStatusType;
  /** Version id. */
  versionId?: string;
  /** Is current version. */
  isCurrentVersion?: boolean;
  /** Accept ranges. */
  acceptRanges?: string;
  /** Blob committed block count. */
  blobCommittedBlockCount?: number;
  /** Is server encrypted. */
  isServerEncrypted?: boolean;
  /** Encryption key sha256. */
  encryptionKeySha256?: string;
  /** The encryption scope. */
  encryptionScope?: string;
  /** Tag count. */
  tagCount?: number;
  /** Is sealed. */
  isSealed?: boolean;
  /** Last accessed. */
  lastAccessed?: Date;
  /** Immutability policy expires on. */
  immutabilityPolicyExpiresOn?: Date;
  /** Immutability policy mode. */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /** Whether there is a legal hold. */
  legalHold?: boolean;
  /** The size, in bytes. */
  contentLength?: number;
  /** Created on. */
  createdOn?: Date;
  /** Content range. */
  contentRange?: string;
  /** Blob content mD5. */
  blobContentMD5?: Uint8Array;
  /** Structured body type. */
  structuredBodyType?: string;
  /** Structured content length. */
  structuredContentLength?: number;
  /** Content crc64. */
  contentCrc64?: Uint8Array;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** A blob's properties in a list. */
export interface BlobProperties {
  /** Created on. */
  createdOn?: Date;
  /** When it was last changed. */
  lastModified: Date;
  /** The ETag. */
  etag: string;
  /** The size, in bytes. */
  contentLength?: number;
  /** Content type. */
  contentType?: string;
  /** Content encoding. */
  contentEncoding?: string;
  /** Content language. */
  contentLanguage?: string;
  /** Content mD5. */
  contentMD5?: Uint8Array;
  /** Content disposition. */
  contentDisposition?: string;
  /** Cache control. */
  cacheControl?: string;
  /** Blob sequence number. */
  blobSequenceNumber?: number;
  /** Blob type. */
  blobType?: BlobType;
  /** Lease status. */
  leaseStatus?: LeaseStatusType;
  /** Lease state. */
  leaseState?: LeaseStateType;
  /** Lease duration. */
  leaseDuration?: LeaseDurationType;
  /** Copy id. */
  copyId?: string;
  /** Copy status. */
  copyStatus?: CopyStatusType;
  /** Copy source. */
  copySource?: string;
  /** Copy progress. */
  copyProgress?: string;
  /** Copy completed on. */
  copyCompletedOn?: Date;
  /** Copy status description. */
  copyStatusDescription?: string;
  /** Server encrypted. */
  serverEncrypted?: boolean;
  /** Incremental copy. */
  incrementalCopy?: boolean;
  /** Destination snapshot. */
  destinationSnapshot?: string;
  /** Deleted on. */
  deletedOn?: Date;
  /** Remaining retention days. */
  remainingRetentionDays?: number;
  /** Access tier. */
  accessTier?: AccessTier;
  /** Access tier inferred. */
  accessTierInferred?: boolean;
  /** Archive status. */
  archiveStatus?: ArchiveStatus;
  /** Customer provided key sha256. */
  customerProvidedKeySha256?: string;
  /** The encryption scope. */
  encryptionScope?: string;
  /** Access tier changed on. */
  accessTierChangedOn?: Date;
  /** Tag count. */
  tagCount?: number;
  /** Expires on. */
  expiresOn?: Date;
  /** Is sealed. */
  isSealed?: boolean;
  /** Rehydrate priority. */
  rehydratePriority?: RehydratePriority;
  /** Last accessed on. */
  lastAccessedOn?: Date;
  /** Immutability policy expires on. */
  immutabilityPolicyExpiresOn?: Date;
  /** Immutability policy mode. */
  immutabilityPolicyMode?: BlobImmutabilityPolicyMode;
  /** Whether there is a legal hold. */
  legalHold?: boolean;
}

/** A blob in a list. */
export interface BlobItem {
  /** Name. */
  name: string;
  /** Deleted. */
  deleted: boolean;
  /** Snapshot. */
  snapshot: string;
  /** Version id. */
  versionId?: string;
  /** Is current version. */
  isCurrentVersion?: boolean;
  /** Properties. */
  properties: BlobProperties;
  /** Metadata: names and values. */
  metadata?: Record<string, string>;
  /** Index tags, ten at most. */
  tags?: Tags;
  /** Object replication source properties. */
  objectReplicationSourceProperties?: ObjectReplicationPolicy[];
  /** Has versions only. */
  hasVersionsOnly?: boolean;
}

/** The blobs of one page. */
export interface BlobFlatListSegment {
  /** Blob items. */
  blobItems: BlobItem[];
}

/** One page of a list of blobs. */
export interface ListBlobsFlatSegmentResponse {
  /** Service endpoint. */
  serviceEndpoint: string;
  /** Container name. */
  containerName: string;
  /** Prefix. */
  prefix?: string;
  /** Marker. */
  marker?: string;
  /** Max page size. */
  maxPageSize?: number;
  /** Segment. */
  segment: BlobFlatListSegment;
  /** Continuation token. */
  continuationToken?: string;
}

/** What a list page says in its headers. */
export interface ContainerListBlobFlatSegmentHeaders {
  /** Content type. */
  contentType?: string;
  /** The client's id of the request. */
  clientRequestId?: string;
  /** The service's id of the request. */
  requestId?: string;
  /** The version of the service that answered. */
  version?: string;
  /** When the service answered. */
  date?: Date;
  /** The service's error code. */
  errorCode?: string;
}

/** The result of listing one page of blobs. */
export type ContainerListBlobFlatSegmentResponse = WithResponse<
  ListBlobsFlatSegmentResponse & ContainerListBlobFlatSegmentHeaders,
  ContainerListBlobFlatSegmentHeaders,
  ListBlobsFlatSegmentResponse
>;

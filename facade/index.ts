/** The exports of the package. */

export { AbortError, PollerCancelledError, PollerStoppedError, RestError, isRestError } from './errors/errors';
export type { RestErrorOptions, RestErrorRequest, RestErrorResponse } from './errors/errors';
export { AnonymousCredential } from './credentials/AnonymousCredential';
export { AppendBlobClient, BlobClient, BlockBlobClient, PageBlobClient } from './clients/BlobClient';
export { BlobBatch } from './clients/BlobBatch';
export { BlobBatchClient } from './clients/BlobBatchClient';
export { BlobLeaseClient } from './clients/BlobLeaseClient';
export type { LeasableClient, LeaseOperationResponse } from './clients/BlobLeaseClient';
export { BlobServiceClient } from './clients/BlobServiceClient';
export { ContainerClient } from './clients/ContainerClient';
export { Credential, type CredentialPolicyCreator } from './credentials/Credential';
export { BaseRequestPolicy } from './policies/BaseRequestPolicy';
export { AnonymousCredentialPolicy, CredentialPolicy } from './policies/CredentialPolicy';
export { StorageBrowserPolicy, StorageBrowserPolicyFactory } from './policies/StorageBrowserPolicy';
export { StorageRetryPolicy, StorageRetryPolicyFactory } from './policies/StorageRetryPolicy';
export type * from './types/policies';
export type { StorageClient } from './clients/StorageClient';
export { StorageSharedKeyCredential, StorageSharedKeyCredentialPolicy } from './credentials/StorageSharedKeyCredential';
export {
  BlockBlobTier,
  getBlobServiceAccountAudience,
  KnownEncryptionAlgorithmType,
  PremiumPageBlobTier,
  StorageBlobAudience,
  StorageOAuthScopes,
  StorageResponseFormat,
  StorageRetryPolicyType,
} from './types/constants';
export { mergeShardResults } from './shards/mergeShardResults';
export { planShards, type PlanShardsOptions } from './shards/planShards';
export { runShard, type ShardCredentials } from './shards/runShard';
export { ShardError } from './shards/ShardError';
export type * from './types/shards';
export { isPipelineLike, newPipeline, Pipeline } from './pipeline/Pipeline';
export type { AnyCredential } from './credentials/anyCredential';
export type {
  KeepAliveOptions,
  PipelineLike,
  PipelineOptions,
  ServiceClientOptions,
  StoragePipelineOptions,
  StorageRetryOptions,
  UserAgentOptions,
} from './types/pipeline';
export {
  AccountSASPermissions,
  type AccountSASPermissionsLike,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobSASPermissions,
  type BlobSASPermissionsLike,
  ContainerSASPermissions,
  type ContainerSASPermissionsLike,
} from './sas/permissions';
export { SASProtocol, SASQueryParameters, type SASQueryParametersOptions } from './sas/SASQueryParameters';
export { generateAccountSASQueryParameters, generateBlobSASQueryParameters } from './sas/sign';
export type { SasIPRange } from './sas/SasIPRange';
export type * from './sas/signatureValues';
export type * from './types/common';
export type * from './types/httpHeaders';
export type { AccessToken, GetTokenOptions, TokenCredential } from './credentials/TokenCredential';
export { getLogLevel, logger, setLogLevel } from './engine/logger';
export type * from './types/logger';
export type * from './types/models';
export type * from './types/options';
export type * from './types/accountCopy';
export type * from './types/aliases';
export type * from './types/appendBlob';
export type * from './batch/batchTypes';
export type * from './types/blob';
export type * from './types/blockBlob';
export type * from './types/container';
export type * from './types/containerComparison';
export type * from './types/containerCopy';
export type * from './types/containerCopyCounts';
export type * from './types/containerCopyCredentials';
export type * from './types/containerCopyEntries';
export type * from './types/containerCopyEvents';
export type * from './types/containerCopyFailures';
export type * from './types/containerCopyPlan';
export type * from './types/containerCopyPoller';
export type * from './types/containerCopyReasons';
export type * from './types/containerCopySummary';
export type * from './types/copyFrom';
export { readManifest } from './manifest/readManifest';
export type * from './types/manifest';
export type * from './types/pageBlob';
export type * from './types/query';
export type * from './types/service';
export type * from './types/wireLayer';
export type * from './types/uploads';
export type * from './types/poller';
export type * from './generated/models';

/** Everything that the package offers. */

export { AbortError, PollerCancelledError, PollerStoppedError, RestError } from './errors';
export type { RestErrorOptions, RestErrorResponse } from './errors';
export { AnonymousCredential } from './AnonymousCredential';
export { AppendBlobClient } from './AppendBlobClient';
export { BlobClient } from './BlobClient';
export { BlobLeaseClient } from './BlobLeaseClient';
export type { LeaseOperationResponse } from './BlobLeaseClient';
export { BlobServiceClient } from './BlobServiceClient';
export { BlockBlobClient } from './BlockBlobClient';
export { ContainerClient } from './ContainerClient';
export { Credential } from './Credential';
export { PageBlobClient } from './PageBlobClient';
export type { StorageClient } from './StorageClient';
export { StorageSharedKeyCredential } from './StorageSharedKeyCredential';
export {
  BlockBlobTier,
  getBlobServiceAccountAudience,
  KnownEncryptionAlgorithmType,
  PremiumPageBlobTier,
  StorageBlobAudience,
  StorageOAuthScopes,
  StorageRetryPolicyType,
} from './constants';
export { isPipelineLike, newPipeline, Pipeline } from './Pipeline';
export type {
  AnyCredential,
  KeepAliveOptions,
  PipelineLike,
  ProxyOptions,
  ServiceClientOptions,
  StoragePipelineOptions,
  StorageRetryOptions,
  UserAgentOptions,
} from './Pipeline';
export { AccountSASPermissions, type AccountSASPermissionsLike } from './sas/AccountSASPermissions';
export { AccountSASResourceTypes } from './sas/AccountSASResourceTypes';
export { AccountSASServices } from './sas/AccountSASServices';
export { BlobSASPermissions, type BlobSASPermissionsLike } from './sas/BlobSASPermissions';
export { ContainerSASPermissions, type ContainerSASPermissionsLike } from './sas/ContainerSASPermissions';
export { SASProtocol, SASQueryParameters, type SASQueryParametersOptions } from './sas/SASQueryParameters';
export { generateAccountSASQueryParameters, generateBlobSASQueryParameters } from './sas/sign';
export type { SasIPRange } from './sas/SasIPRange';
export type * from './sas/signatureValues';
export type * from './common';
export type { HttpHeader, HttpHeaders, RawHttpHeaders } from './HttpHeaders';
export type { AccessToken, GetTokenOptions, TokenCredential } from './TokenCredential';
export type * from './models';
export type * from './options';
export type * from './otherNames';
export type * from './appendBlobTypes';
export type * from './blobTypes';
export type * from './blockBlobTypes';
export type * from './containerTypes';
export type * from './copyFromTypes';
export type * from './pageBlobTypes';
export type * from './serviceTypes';
export type * from './pollerTypes';
export type * from './generated/models';

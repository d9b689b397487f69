/** Options and results of the Blob service that the engine has no struct for. */

import type { AbortSignalLike, CommonOptions, WithResponse } from './common';
import type { FilterBlobSegment } from './container';
import type {
  BlobServiceProperties,
  BlobServiceStatistics,
  ListContainersSegmentResponse,
  ServiceFilterBlobsHeaders,
  ServiceGetPropertiesHeaders,
  ServiceGetStatisticsHeaders,
  ServiceGetUserDelegationKeyHeaders,
  ServiceListContainersSegmentHeaders,
  UserDelegationKey,
} from '../generated/models';
import type { FilterBlobSegmentModel, UserDelegationKeyModel } from './aliases';

/** Options of {@link BlobServiceClient.getProperties}. */
export interface ServiceGetPropertiesOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.setProperties}. */
export interface ServiceSetPropertiesOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.getAccountInfo}. */
export interface ServiceGetAccountInfoOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.getStatistics}. */
export interface ServiceGetStatisticsOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.getUserDelegationKey}. */
export interface ServiceGetUserDelegationKeyOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** Parameters of {@link BlobServiceClient.getUserDelegationKey}. */
export interface BlobGetUserDelegationKeyParameters {
  /** When the key becomes valid. */
  startsOn: Date;
  /** When the key expires, at most seven days after `startsOn`. */
  expiresOn: Date;
  /** The tenant id of the user that signatures are bound to. */
  delegatedUserTenantId: string;
}

/** Options of {@link BlobServiceClient.listContainers}. */
export interface ServiceListContainersOptions extends CommonOptions {
  /** Aborts the listing. The signal is checked before each page. */
  abortSignal?: AbortSignalLike;
  /** Lists only containers whose names begin with this prefix. */
  prefix?: string;
  /** Whether items include their metadata. Default: false. */
  includeMetadata?: boolean;
  /** Whether soft-deleted containers are listed. Default: false. */
  includeDeleted?: boolean;
  /** Whether system containers such as `$logs` are listed. Default: false. */
  includeSystem?: boolean;
}

/** Options of {@link BlobServiceClient.findBlobsByTags}. */
export interface ServiceFindBlobByTagsOptions extends CommonOptions {
  /** Aborts the search. The signal is checked before each page. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.undeleteContainer}. */
export interface ServiceUndeleteContainerOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** The new name of the container. Default: its old name. */
  destinationContainerName?: string;
}

/** A page of {@link BlobServiceClient.findBlobsByTags}. */
export type ServiceFindBlobsByTagsSegmentResponse = WithResponse<
  FilterBlobSegment & ServiceFilterBlobsHeaders,
  ServiceFilterBlobsHeaders,
  FilterBlobSegmentModel
>;

/** A page of {@link BlobServiceClient.listContainers}. */
export type ServiceListContainersSegmentResponse = WithResponse<
  ServiceListContainersSegmentHeaders & ListContainersSegmentResponse,
  ServiceListContainersSegmentHeaders,
  ListContainersSegmentResponse
>;

/** The result of {@link BlobServiceClient.getProperties}. */
export type ServiceGetPropertiesResponse = WithResponse<
  ServiceGetPropertiesHeaders & BlobServiceProperties,
  ServiceGetPropertiesHeaders,
  BlobServiceProperties
>;

/** The result of {@link BlobServiceClient.getStatistics}. */
export type ServiceGetStatisticsResponse = WithResponse<
  ServiceGetStatisticsHeaders & BlobServiceStatistics,
  ServiceGetStatisticsHeaders,
  BlobServiceStatistics
>;

/** The result of {@link BlobServiceClient.getUserDelegationKey}. */
export type ServiceGetUserDelegationKeyResponse = WithResponse<
  ServiceGetUserDelegationKeyHeaders & UserDelegationKey,
  ServiceGetUserDelegationKeyHeaders,
  UserDelegationKeyModel
>;

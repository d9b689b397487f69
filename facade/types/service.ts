/** The options and results of an account's Blob service that have no struct in the engine. */

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
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.setProperties}. */
export interface ServiceSetPropertiesOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.getAccountInfo}. */
export interface ServiceGetAccountInfoOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.getStatistics}. */
export interface ServiceGetStatisticsOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.getUserDelegationKey}. */
export interface ServiceGetUserDelegationKeyOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** Which key {@link BlobServiceClient.getUserDelegationKey} is to give. */
export interface BlobGetUserDelegationKeyParameters {
  /** From when the key is good. */
  startsOn: Date;
  /** Until when; at most seven days later. */
  expiresOn: Date;
  /** The tenant of the user whom signatures are bound to. */
  delegatedUserTenantId: string;
}

/** Options of {@link BlobServiceClient.listContainers}. */
export interface ServiceListContainersOptions extends CommonOptions {
  /** Stops the listing; it is looked at before every page. */
  abortSignal?: AbortSignalLike;
  /** Only containers whose names begin with this. */
  prefix?: string;
  /** Whether items carry their metadata. */
  includeMetadata?: boolean;
  /** Whether deleted containers are listed that are still kept. */
  includeDeleted?: boolean;
  /** Whether the service's own containers are listed, such as `$logs`. */
  includeSystem?: boolean;
}

/** Options of {@link BlobServiceClient.findBlobsByTags}. */
export interface ServiceFindBlobByTagsOptions extends CommonOptions {
  /** Stops the search; it is looked at before every page. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobServiceClient.undeleteContainer}. */
export interface ServiceUndeleteContainerOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** What the container is to be called; its old name when absent. */
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

/**
 * Names of types that `@azure/storage-blob` exports besides those that its methods take and give: parts of conditions, and what
 * results are made of. Scripts name them in their own signatures.
 */

import type { NodeJSReadableStream, WithResponse } from './common';
import type {
  AppendBlobRequestConditions,
  BlobDownloadHeaders,
  BlobGetPropertiesHeaders,
  BlobItem,
  BlobRequestConditions,
  BlobServiceProperties,
  BlobServiceStatistics,
  BlobTags,
  BlockBlobGetBlockListHeaders,
  BlockList,
  ContainerGetAccessPolicyHeaders,
  LeaseOperationOptions,
  ListBlobsFlatSegmentResponse,
  ListBlobsHierarchySegmentResponse,
  ListContainersSegmentResponse,
  PageBlobGetPageRangesHeaders,
  PageBlobRequestConditions,
  PageListInternal,
  ServiceFilterBlobsHeaders,
  ServiceGetPropertiesHeaders,
  ServiceGetStatisticsHeaders,
  ServiceListContainersSegmentHeaders,
} from '../generated/models';
import type { MatchConditions, ModificationConditions } from './models';

/** What must hold for the length of an append blob. */
export type AppendPositionAccessConditions = Pick<AppendBlobRequestConditions, 'appendPosition' | 'maxSize'>;

/** What must hold for the sequence number of a page blob. */
export type SequenceNumberAccessConditions = Pick<
  PageBlobRequestConditions,
  'ifSequenceNumberEqualTo' | 'ifSequenceNumberLessThan' | 'ifSequenceNumberLessThanOrEqualTo'
>;

/** What must hold for the `ETag` and the time of the last change. */
export type BlobModifiedAccessConditions = MatchConditions & ModificationConditions;

/** What must hold for the `ETag`, the time of the last change and the tags, as the service names them. */
export interface ModifiedAccessConditionsModel extends BlobModifiedAccessConditions {
  /** A condition on the tags. */
  ifTags?: BlobRequestConditions['tagConditions'];
}

/** Options of {@link BlobLeaseClient.acquireLease} for a blob. */
export type BlobAcquireLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.breakLease} for a blob. */
export type BlobBreakLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.changeLease} for a blob. */
export type BlobChangeLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.releaseLease} for a blob. */
export type BlobReleaseLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.renewLease} for a blob. */
export type BlobRenewLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.acquireLease} for a container. */
export type ContainerAcquireLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.breakLease} for a container. */
export type ContainerBreakLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.changeLease} for a container. */
export type ContainerChangeLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.releaseLease} for a container. */
export type ContainerReleaseLeaseOptions = LeaseOperationOptions;
/** Options of {@link BlobLeaseClient.renewLease} for a container. */
export type ContainerRenewLeaseOptions = LeaseOperationOptions;

/** What a stored access policy allows, as the service writes it. */
export interface AccessPolicy {
  /** From when, as ISO text. */
  startsOn?: string;
  /** Until when, as ISO text. */
  expiresOn?: string;
  /** What, as letters: `rwdl`. */
  permissions?: string;
}

/** A stored access policy, as the service writes it. */
export interface SignedIdentifierModel {
  /** The policy's id. */
  id: string;
  /** What it allows. */
  accessPolicy: AccessPolicy;
}

/** A blob that was found by its tags, as the service lists it. */
export interface FilterBlobItemModel {
  /** The blob's name. */
  name: string;
  /** The name of its container. */
  containerName: string;
  /** The tags that the condition looks at. */
  tags?: BlobTags;
}

/** A page of found blobs, as the service lists them. */
export interface FilterBlobSegmentModel {
  /** The account's endpoint. */
  serviceEndpoint: string;
  /** The condition that was asked for. */
  where: string;
  /** The blobs. */
  blobs: FilterBlobItemModel[];
  /** Where the next page begins; absent or empty on the last page. */
  continuationToken?: string;
}

/** A page of found blobs, as the service lists them, and the headers that come with it. */
export type ContainerFilterBlobsResponse = ServiceFilterBlobsHeaders & FilterBlobSegmentModel;
/** A container's stored access policies, as the service writes them, and the headers that come with them. */
export type ContainerGetAccessPolicyResponseModel = ContainerGetAccessPolicyHeaders & SignedIdentifierModel[];

/** A blob in a listing. */
export type BlobItemInternal = BlobItem;
/** The blobs of a page of a listing. */
export type BlobFlatListSegmentModel = ListBlobsFlatSegmentResponse['segment'];
/** The blobs and prefixes of a page of a listing by hierarchy. */
export type BlobHierarchyListSegmentModel = ListBlobsHierarchySegmentResponse['segment'];
/** A page of a listing. */
export type ListBlobsFlatSegmentResponseModel = ListBlobsFlatSegmentResponse;
/** A page of a listing by hierarchy. */
export type ListBlobsHierarchySegmentResponseModel = ListBlobsHierarchySegmentResponse;

/** A user delegation key, as the service writes it: with times as ISO text. */
export interface UserDelegationKeyModel {
  /** The object id of who asked for the key. */
  signedObjectId: string;
  /** The tenant of who asked for the key. */
  signedTenantId: string;
  /** From when the key is good, as ISO text. */
  signedStartsOn: string;
  /** Until when the key is good, as ISO text. */
  signedExpiresOn: string;
  /** The service that the key is for: `b`. */
  signedService: string;
  /** The service version that made the key. */
  signedVersion: string;
  /** The tenant of the user whom signatures are bound to. */
  signedDelegatedUserTenantId?: string;
  /** The key itself, as base64. */
  value: string;
}

/** A blob's headers and its content. */
export type BlobDownloadResponseInternal = BlobDownloadHeaders & {
  /** For browsers; always undefined in Node.js. */
  blobBody?: Promise<Blob>;
  /** The blob's content. Nothing is received before somebody reads it. */
  readableStreamBody?: NodeJSReadableStream;
};
/** A blob's headers and its content, with the HTTP response. */
export type BlobDownloadResponseModel = WithResponse<BlobDownloadResponseInternal, BlobDownloadHeaders>;
/** A blob's properties, with the HTTP response, without what is put together from several headers. */
export type BlobGetPropertiesResponseModel = WithResponse<BlobGetPropertiesHeaders, BlobGetPropertiesHeaders>;

/** A blob's blocks and the headers that come with them. */
export type BlockBlobGetBlockListResponseInternal = BlockBlobGetBlockListHeaders & BlockList;
/** Page ranges as the service lists them, and the headers that come with them. */
export type PageBlobGetPageRangesResponseInternal = PageBlobGetPageRangesHeaders & PageListInternal;
/** Changed page ranges as the service lists them, and the headers that come with them. */
export type PageBlobGetPageRangesDiffResponseInternal = PageBlobGetPageRangesResponseInternal;
/** The settings of a Blob service and the headers that come with them. */
export type ServiceGetPropertiesResponseInternal = ServiceGetPropertiesHeaders & BlobServiceProperties;
/** The state of a Blob service's replication and the headers that come with it. */
export type ServiceGetStatisticsResponseInternal = ServiceGetStatisticsHeaders & BlobServiceStatistics;
/** A page of containers and the headers that come with it. */
export type ServiceListContainersSegmentResponseInternal = ServiceListContainersSegmentHeaders &
  ListContainersSegmentResponse;

/**
 * Type names that `@azure/storage-blob` exports besides those of method parameters and results: parts of conditions and
 * parts of results. Scripts use them in their own signatures.
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

/** Conditions on the length of an append blob. */
export type AppendPositionAccessConditions = Pick<AppendBlobRequestConditions, 'appendPosition' | 'maxSize'>;

/** Conditions on the sequence number of a page blob. */
export type SequenceNumberAccessConditions = Pick<
  PageBlobRequestConditions,
  'ifSequenceNumberEqualTo' | 'ifSequenceNumberLessThan' | 'ifSequenceNumberLessThanOrEqualTo'
>;

/** Conditions on the `ETag` and the last modified time. */
export type BlobModifiedAccessConditions = MatchConditions & ModificationConditions;

/** Conditions on the `ETag`, the last modified time and the tags, under the service's names. */
export interface ModifiedAccessConditionsModel extends BlobModifiedAccessConditions {
  /** A condition on the tags, as a SQL expression. */
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

/** The content of a stored access policy, in the format of the service. */
export interface AccessPolicy {
  /** When the policy becomes valid, as an ISO 8601 string. */
  startsOn?: string;
  /** When the policy expires, as an ISO 8601 string. */
  expiresOn?: string;
  /** The permissions, as letters such as `rwdl`. */
  permissions?: string;
}

/** A stored access policy, in the format of the service. */
export interface SignedIdentifierModel {
  /** The id of the policy. */
  id: string;
  /** The permissions and their period. */
  accessPolicy: AccessPolicy;
}

/** A blob found by tags, in the format of the service. */
export interface FilterBlobItemModel {
  /** The name of the blob. */
  name: string;
  /** The name of the container. */
  containerName: string;
  /** The tags that the expression refers to. */
  tags?: BlobTags;
}

/** A page of blobs found by tags, in the format of the service. */
export interface FilterBlobSegmentModel {
  /** The URL of the account. */
  serviceEndpoint: string;
  /** The expression that was searched for. */
  where: string;
  /** The blobs. */
  blobs: FilterBlobItemModel[];
  /** The token of the next page. It is absent or empty on the last page. */
  continuationToken?: string;
}

/** A page of blobs found by tags, in the format of the service, with the response headers. */
export type ContainerFilterBlobsResponse = ServiceFilterBlobsHeaders & FilterBlobSegmentModel;
/** The stored access policies of a container, in the format of the service, with the response headers. */
export type ContainerGetAccessPolicyResponseModel = ContainerGetAccessPolicyHeaders & SignedIdentifierModel[];

/** A blob in a list. */
export type BlobItemInternal = BlobItem;
/** The blobs of a list page. */
export type BlobFlatListSegmentModel = ListBlobsFlatSegmentResponse['segment'];
/** The blobs and prefixes of a hierarchical list page. */
export type BlobHierarchyListSegmentModel = ListBlobsHierarchySegmentResponse['segment'];
/** A list page. */
export type ListBlobsFlatSegmentResponseModel = ListBlobsFlatSegmentResponse;
/** A hierarchical list page. */
export type ListBlobsHierarchySegmentResponseModel = ListBlobsHierarchySegmentResponse;

/** A user delegation key in the format of the service, with times as ISO 8601 strings. */
export interface UserDelegationKeyModel {
  /** The object id of the identity that requested the key. */
  signedObjectId: string;
  /** The tenant id of the identity that requested the key. */
  signedTenantId: string;
  /** When the key becomes valid, as an ISO 8601 string. */
  signedStartsOn: string;
  /** When the key expires, as an ISO 8601 string. */
  signedExpiresOn: string;
  /** The service that the key is valid for: `b` for Blob Storage. */
  signedService: string;
  /** The service version that issued the key. */
  signedVersion: string;
  /** The tenant id of the user that signatures are bound to. */
  signedDelegatedUserTenantId?: string;
  /** The key, in base64. It is a secret. */
  value: string;
}

/** The headers and the content of a blob. */
export type BlobDownloadResponseInternal = BlobDownloadHeaders & {
  /** For browsers. Always undefined in Node.js. */
  blobBody?: Promise<Blob>;
  /** The content of the blob. No data is received before the stream is read. */
  readableStreamBody?: NodeJSReadableStream;
};
/** The headers and the content of a blob, with the HTTP response. */
export type BlobDownloadResponseModel = WithResponse<BlobDownloadResponseInternal, BlobDownloadHeaders>;
/** The properties of a blob with the HTTP response, without the members that are derived from several headers. */
export type BlobGetPropertiesResponseModel = WithResponse<BlobGetPropertiesHeaders, BlobGetPropertiesHeaders>;

/** The blocks of a blob, with the response headers. */
export type BlockBlobGetBlockListResponseInternal = BlockBlobGetBlockListHeaders & BlockList;
/** Page ranges in the format of the service, with the response headers. */
export type PageBlobGetPageRangesResponseInternal = PageBlobGetPageRangesHeaders & PageListInternal;
/** Changed page ranges in the format of the service, with the response headers. */
export type PageBlobGetPageRangesDiffResponseInternal = PageBlobGetPageRangesResponseInternal;
/** The properties of the Blob service, with the response headers. */
export type ServiceGetPropertiesResponseInternal = ServiceGetPropertiesHeaders & BlobServiceProperties;
/** The replication status of the Blob service, with the response headers. */
export type ServiceGetStatisticsResponseInternal = ServiceGetStatisticsHeaders & BlobServiceStatistics;
/** A page of containers, with the response headers. */
export type ServiceListContainersSegmentResponseInternal = ServiceListContainersSegmentHeaders &
  ListContainersSegmentResponse;

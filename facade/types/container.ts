/** Options and results of containers that the engine has no struct for. */

import type { AbortSignalLike, CommonOptions, WithResponse } from './common';
import type {
  ContainerGetAccessPolicyHeaders,
  ContainerListBlobFlatSegmentHeaders,
  ListBlobsHierarchySegmentResponse,
  ServiceFilterBlobsHeaders,
  ServiceGetAccountInfoHeaders,
  ServiceGetAccountInfoResponse,
} from '../generated/models';
import type { Tags } from './models';
import type { FilterBlobSegmentModel, SignedIdentifierModel } from './aliases';

/** The response headers of a hierarchical list page. */
export type ContainerListBlobHierarchySegmentHeaders = ContainerListBlobFlatSegmentHeaders;

/** A page of {@link ContainerClient.listBlobsByHierarchy}. */
export type ContainerListBlobHierarchySegmentResponse = WithResponse<
  ListBlobsHierarchySegmentResponse & ContainerListBlobHierarchySegmentHeaders,
  ContainerListBlobHierarchySegmentHeaders,
  ListBlobsHierarchySegmentResponse
>;

/**
 * A stored access policy. A shared access signature can refer to it by its id, and becomes invalid when the policy is
 * removed.
 */
export interface SignedIdentifier {
  /** The id of the policy, at most 64 characters. */
  id: string;
  /** The permissions and their period. */
  accessPolicy: {
    /** When the policy becomes valid. */
    startsOn?: Date;
    /** When the policy expires. */
    expiresOn?: Date;
    /** The permissions, as letters such as `rwdl`. */
    permissions?: string;
  };
}

/** The result of {@link ContainerClient.getAccessPolicy}. */
export type ContainerGetAccessPolicyResponse = WithResponse<
  {
    /** The stored access policies. */
    signedIdentifiers: SignedIdentifier[];
  } & ContainerGetAccessPolicyHeaders,
  ContainerGetAccessPolicyHeaders,
  SignedIdentifierModel[]
>;

/** Options of {@link ContainerClient.getAccountInfo}. */
export interface ContainerGetAccountInfoOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** The response headers of {@link ContainerClient.getAccountInfo}. */
export type ContainerGetAccountInfoHeaders = ServiceGetAccountInfoHeaders;
/** The result of {@link ContainerClient.getAccountInfo}. */
export type ContainerGetAccountInfoResponse = ServiceGetAccountInfoResponse;

/** Options of {@link ContainerClient.findBlobsByTags}. */
export interface ContainerFindBlobByTagsOptions extends CommonOptions {
  /** Aborts the search. The signal is checked before each page. */
  abortSignal?: AbortSignalLike;
}

/** A blob that {@link ContainerClient.findBlobsByTags} found. */
export interface FilterBlobItem {
  /** The name of the blob. */
  name: string;
  /** The name of the container. */
  containerName: string;
  /** The tags that the expression refers to. */
  tags?: Tags;
  /** The value of the tag, if the expression refers to a single tag. */
  tagValue: string;
}

/** A page of blobs found by tags. */
export interface FilterBlobSegment {
  /** The URL of the account. */
  serviceEndpoint: string;
  /** The expression that was searched for. */
  where: string;
  /** The blobs. */
  blobs: FilterBlobItem[];
  /** The token of the next page. It is absent or empty on the last page. */
  continuationToken?: string;
}

/** The response headers of a page of blobs found by tags. */
export type ContainerFilterBlobsHeaders = ServiceFilterBlobsHeaders;

/** A page of {@link ContainerClient.findBlobsByTags}. */
export type ContainerFindBlobsByTagsSegmentResponse = WithResponse<
  FilterBlobSegment & ContainerFilterBlobsHeaders,
  ContainerFilterBlobsHeaders,
  FilterBlobSegmentModel
>;

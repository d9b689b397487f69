/** The options and results of containers that have no struct in the engine. */

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

/** What the headers of a page of a listing by hierarchy tell. */
export type ContainerListBlobHierarchySegmentHeaders = ContainerListBlobFlatSegmentHeaders;

/** A page of {@link ContainerClient.listBlobsByHierarchy}. */
export type ContainerListBlobHierarchySegmentResponse = WithResponse<
  ListBlobsHierarchySegmentResponse & ContainerListBlobHierarchySegmentHeaders,
  ContainerListBlobHierarchySegmentHeaders,
  ListBlobsHierarchySegmentResponse
>;

/** A stored access policy: signatures can refer to it by its id, and fail once it is gone. */
export interface SignedIdentifier {
  /** The policy's id, at most 64 characters. */
  id: string;
  /** What it allows. */
  accessPolicy: {
    /** From when. */
    startsOn?: Date;
    /** Until when. */
    expiresOn?: Date;
    /** What, as letters: `rwdl`. */
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
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** What the headers of {@link ContainerGetAccountInfoResponse} tell. */
export type ContainerGetAccountInfoHeaders = ServiceGetAccountInfoHeaders;
/** The result of {@link ContainerClient.getAccountInfo}. */
export type ContainerGetAccountInfoResponse = ServiceGetAccountInfoResponse;

/** Options of {@link ContainerClient.findBlobsByTags}. */
export interface ContainerFindBlobByTagsOptions extends CommonOptions {
  /** Stops the search; it is looked at before every page. */
  abortSignal?: AbortSignalLike;
}

/** A blob that {@link ContainerClient.findBlobsByTags} found. */
export interface FilterBlobItem {
  /** The blob's name. */
  name: string;
  /** The name of its container. */
  containerName: string;
  /** The tags that the condition looks at. */
  tags?: Tags;
  /** The tag's value, when the condition looks at one only. */
  tagValue: string;
}

/** A page of found blobs. */
export interface FilterBlobSegment {
  /** The account's endpoint. */
  serviceEndpoint: string;
  /** The condition that was asked for. */
  where: string;
  /** The blobs. */
  blobs: FilterBlobItem[];
  /** Where the next page begins; absent or empty on the last page. */
  continuationToken?: string;
}

/** What the headers of a page of found blobs tell. */
export type ContainerFilterBlobsHeaders = ServiceFilterBlobsHeaders;

/** A page of {@link ContainerClient.findBlobsByTags}. */
export type ContainerFindBlobsByTagsSegmentResponse = WithResponse<
  FilterBlobSegment & ContainerFilterBlobsHeaders,
  ContainerFilterBlobsHeaders,
  FilterBlobSegmentModel
>;

/** The options and results of blobs of every kind that have no struct in the engine. */

import type { AbortSignalLike, CommonOptions, WithResponse } from './common';
import type {
  BlobGetTagsHeaders,
  BlobTags,
  CpkInfo,
  ServiceGetAccountInfoHeaders,
  ServiceGetAccountInfoResponse,
} from '../generated/models';
import type { ModificationConditions, Tags } from './models';

/** Options of {@link BlobClient.undelete}. */
export interface BlobUndeleteOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** Taken for the sake of scripts that pass it; bringing back needs no key. */
  customerProvidedKey?: CpkInfo;
}

/** The result of {@link BlobClient.getTags}. */
export type BlobGetTagsResponse = WithResponse<
  {
    /** The tags. */
    tags: Tags;
  } & BlobGetTagsHeaders,
  BlobGetTagsHeaders,
  BlobTags
>;

/** Options of {@link BlobClient.setImmutabilityPolicy}. */
export interface BlobSetImmutabilityPolicyOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
  /** What must hold for the blob; the operation takes `ifUnmodifiedSince` only. */
  modifiedAccessCondition?: ModificationConditions;
}

/** Options of {@link BlobClient.deleteImmutabilityPolicy}. */
export interface BlobDeleteImmutabilityPolicyOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobClient.setLegalHold}. */
export interface BlobSetLegalHoldOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobClient.getAccountInfo}. */
export interface BlobGetAccountInfoOptions extends CommonOptions {
  /** Stops the operation. */
  abortSignal?: AbortSignalLike;
}

/** What the headers of {@link BlobGetAccountInfoResponse} tell. */
export type BlobGetAccountInfoHeaders = ServiceGetAccountInfoHeaders;
/** The result of {@link BlobClient.getAccountInfo}. */
export type BlobGetAccountInfoResponse = ServiceGetAccountInfoResponse;

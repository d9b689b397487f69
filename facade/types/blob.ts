/** Options and results of all blob types that the engine has no struct for. */

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
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Accepted for compatibility, without effect: undelete needs no key. */
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
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Conditions. The operation supports `ifUnmodifiedSince` only. */
  modifiedAccessCondition?: ModificationConditions;
}

/** Options of {@link BlobClient.deleteImmutabilityPolicy}. */
export interface BlobDeleteImmutabilityPolicyOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobClient.setLegalHold}. */
export interface BlobSetLegalHoldOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** Options of {@link BlobClient.getAccountInfo}. */
export interface BlobGetAccountInfoOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
}

/** The response headers of {@link BlobClient.getAccountInfo}. */
export type BlobGetAccountInfoHeaders = ServiceGetAccountInfoHeaders;
/** The result of {@link BlobClient.getAccountInfo}. */
export type BlobGetAccountInfoResponse = ServiceGetAccountInfoResponse;

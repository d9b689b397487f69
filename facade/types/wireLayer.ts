/**
 * Types that the reference exports though no public method takes or returns them: parts of its own wire layer. Scripts name them in
 * declarations of their own.
 */

import type { AbortSignalLike, CommonOptions, WithResponse } from './common';
import type { ModifiedAccessConditionsModel } from './aliases';
import type { CpkInfo, LeaseAccessConditions } from '../generated/models';

/** Options of every request of the wire layer. */
export interface WireOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** The timeout of the service, in seconds. */
  timeoutInSeconds?: number;
  /** The id of the request. */
  requestId?: string;
}

/** Options of Get Blob. */
export interface BlobDownloadOptionalParams extends WireOptions {
  /** The lease. */
  leaseAccessConditions?: LeaseAccessConditions;
  /** The conditions. */
  modifiedAccessConditions?: ModifiedAccessConditionsModel;
  /** The customer-provided key. */
  cpkInfo?: CpkInfo;
  /** The snapshot. */
  snapshot?: string;
  /** The version. */
  versionId?: string;
  /** The range, such as `bytes=0-3`. */
  range?: string;
  /** Whether the MD5 hash of the range is returned. */
  rangeGetContentMD5?: boolean;
  /** Whether the CRC-64 hash of the range is returned. */
  rangeGetContentCRC64?: boolean;
  /** The format of a structured body. */
  structuredBodyType?: string;
}

/** Options of Lease Container, to break a lease. */
export interface ContainerBreakLeaseOptionalParams extends WireOptions {
  /** The conditions. */
  modifiedAccessConditions?: ModifiedAccessConditionsModel;
  /** The number of seconds until the lease ends. */
  breakPeriod?: number;
}

/** Options of Rename Container, which the service does not offer for any account yet. */
export interface ServiceRenameContainerOptions extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** The lease of the container. */
  sourceCondition?: LeaseAccessConditions;
}

/** The response headers of Rename Container. */
export interface ContainerRenameHeaders {
  /** The id of the request that the client sent. */
  clientRequestId?: string;
  /** The id that the service assigned to the request. */
  requestId?: string;
  /** The service version that processed the request. */
  version?: string;
  /** The date of the response. */
  date?: Date;
  /** The error code, if the request failed. */
  errorCode?: string;
}

/** The response of Rename Container. */
export type ContainerRenameResponse = WithResponse<ContainerRenameHeaders, ContainerRenameHeaders>;

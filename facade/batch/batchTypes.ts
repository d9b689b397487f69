/** Batches: their requests and responses. */

import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import type { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { TokenCredential } from '../credentials/TokenCredential';
import type { ServiceSubmitBatchHeaders } from '../generated/models';
import type { AbortSignalLike, CommonOptions, NodeJSReadableStream, WithResponse } from '../types/common';
import type { HeaderCollection } from '../types/httpHeaders';

/** A request in a batch. */
export interface BatchSubRequest {
  /** The URL of the blob. */
  url: string;
  /** The credential that authorizes the request. */
  credential: StorageSharedKeyCredential | AnonymousCredential | TokenCredential;
}

/** The members of a blob's client that a batch reads. Every {@link BlobClient} is one. */
export interface BatchBlob {
  /** The URL of the blob. */
  readonly url: string;
  /** The credential that authorizes the request. */
  readonly credential: StorageSharedKeyCredential | AnonymousCredential | TokenCredential;
}

/** The response to one request of a batch. */
export interface BatchSubResponse {
  /** The HTTP status code. */
  status: number;
  /** The reason phrase. */
  statusMessage: string;
  /** The error code of the service, if the request failed. */
  errorCode?: string;
  /** The response headers. */
  headers: HeaderCollection;
  /** The body as text, if there is one. Errors have one. */
  bodyAsText?: string;
  /** The request. */
  _request: BatchSubRequest;
}

/** The responses to the requests of a batch. */
export interface ParsedBatchResponse {
  /**
   * The responses, in the order of the requests. If the service rejects a batch as a whole, there is one response, which
   * has no `_request`.
   */
  subResponses: BatchSubResponse[];
  /** The number of requests that succeeded. */
  subResponsesSucceededCount: number;
  /** The number of requests that failed. */
  subResponsesFailedCount: number;
}

/** Options of a batch that the service knows. */
export interface ServiceSubmitBatchOptionalParamsModel extends CommonOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** The maximum time that the service may take, in seconds. Default: that of the service. */
  timeoutInSeconds?: number;
  /** The id of the request, for the logs of the service. Default: a random id. */
  requestId?: string;
}

/** Options of {@link BlobBatchClient.submitBatch}. */
export type BlobBatchSubmitBatchOptionalParams = ServiceSubmitBatchOptionalParamsModel;

/** The result of {@link BlobBatchClient.submitBatch}. */
export type BlobBatchSubmitBatchResponse = WithResponse<
  ParsedBatchResponse & ServiceSubmitBatchHeaders,
  ServiceSubmitBatchHeaders
>;

/** The result of {@link BlobBatchClient.deleteBlobs}. */
export type BlobBatchDeleteBlobsResponse = BlobBatchSubmitBatchResponse;

/** The result of {@link BlobBatchClient.setBlobsAccessTier}. */
export type BlobBatchSetBlobsAccessTierResponse = BlobBatchSubmitBatchResponse;

/** The headers and the content of the response to a batch. */
export type ServiceSubmitBatchResponseInternal = ServiceSubmitBatchHeaders & {
  /** For browsers. Always undefined in Node.js. */
  blobBody?: Promise<Blob>;
  /** The content. The methods of {@link BlobBatchClient} return it parsed. */
  readableStreamBody?: NodeJSReadableStream;
};

/** The headers and the content of the response to a batch, with the HTTP response. */
export type ServiceSubmitBatchResponseModel = WithResponse<
  ServiceSubmitBatchResponseInternal,
  ServiceSubmitBatchHeaders
>;

/**
 * The shapes of `@azure/core-rest-pipeline`, as far as policies, HTTP clients and other packages of Azure use them. None of
 * them is exported: such policies are written with that package's own types.
 */

import type { AbortSignalLike, HttpMethods, ProxyOptions, TransferProgressEvent } from './common';
import type { HeaderCollection } from './httpHeaders';

/** A request on its way. */
export interface PipelineRequest {
  url: string;
  method: HttpMethods;
  headers: HeaderCollection;
  timeout: number;
  withCredentials: boolean;
  body?: unknown;
  multipartBody?: unknown;
  formData?: unknown;
  streamResponseStatusCodes?: Set<number> | undefined;
  enableBrowserStreams: boolean;
  proxySettings?: ProxyOptions | undefined;
  disableKeepAlive: boolean;
  abortSignal?: AbortSignalLike | undefined;
  requestId: string;
  allowInsecureConnection: boolean;
  onUploadProgress?: ((progress: TransferProgressEvent) => void) | undefined;
  onDownloadProgress?: ((progress: TransferProgressEvent) => void) | undefined;
  requestOverrides?: Record<string, unknown> | undefined;
  authSchemes?: unknown;
  tracingOptions?: unknown;
  agent?: unknown;
  tlsSettings?: unknown;
}

/** A response on its way back. */
export interface PipelineResponse {
  request: PipelineRequest;
  headers: HeaderCollection;
  status: number;
  bodyAsText?: string | null | undefined;
  readableStreamBody?: NodeJS.ReadableStream | undefined;
  browserStreamBody?: unknown;
  blobBody?: Promise<Blob> | undefined;
}

/** Sends a request on. */
export type SendRequest = (request: PipelineRequest) => Promise<PipelineResponse>;

/** A policy. */
export interface PipelinePolicy {
  name: string;
  sendRequest(request: PipelineRequest, next: SendRequest): Promise<PipelineResponse>;
}

/** Sends requests. */
export interface CoreHttpClient {
  sendRequest: SendRequest;
}

/** The phases that a policy may belong to. */
export type PipelinePhase = 'Deserialize' | 'Serialize' | 'Retry' | 'Sign';

/** The place of a policy. */
export interface AddPolicyOptions {
  beforePolicies?: string[];
  afterPolicies?: string[];
  afterPhase?: PipelinePhase;
  phase?: PipelinePhase;
}

import { HttpHeaderList } from '../engine/HttpHeaderList';
import { randomUUID } from '../engine/lazyModules';
import type { AbortSignalLike, HttpMethods } from '../types/common';
import type { PipelineRequest } from '../types/corePipeline';

/** The parts that a request is created from. */
export interface RequestParts {
  url: string;
  method?: string;
  headers?: HttpHeaderList;
  body?: unknown;
  abortSignal?: AbortSignalLike | undefined;
  requestId?: string;
  streamResponseStatusCodes?: Set<number>;
  tracingOptions?: unknown;
  onUploadProgress?: PipelineRequest['onUploadProgress'];
  onDownloadProgress?: PipelineRequest['onDownloadProgress'];
  timeout?: number;
}

/** Creates a request with all members that one of `@azure/core-rest-pipeline` has. */
export function coreRequest(parts: RequestParts): PipelineRequest {
  return {
    url: parts.url,
    method: (parts.method ?? 'GET') as HttpMethods,
    headers: parts.headers ?? new HttpHeaderList(),
    timeout: parts.timeout ?? 0,
    withCredentials: false,
    body: parts.body,
    multipartBody: undefined,
    formData: undefined,
    streamResponseStatusCodes: parts.streamResponseStatusCodes,
    enableBrowserStreams: false,
    proxySettings: undefined,
    disableKeepAlive: false,
    abortSignal: parts.abortSignal,
    requestId: parts.requestId ?? randomUUID(),
    allowInsecureConnection: true,
    onUploadProgress: parts.onUploadProgress,
    onDownloadProgress: parts.onDownloadProgress,
    requestOverrides: undefined,
    authSchemes: undefined,
    tracingOptions: parts.tracingOptions,
  };
}

/** Requests and responses in the older form that policies of factories and HTTP clients of options see. */

import { coreRequest } from './coreRequest';
import { copyHeaders } from './headerPairs';
import type { HttpOperationResponse } from '../types/policies';
import type { HeaderCollection } from '../types/httpHeaders';
import type { WebResource } from '../types/common';
import type { PipelineRequest, PipelineResponse } from '../types/corePipeline';

const REQUEST = Symbol('request');
const RESPONSE = Symbol('response');
/** Under this symbol, `@azure/core-client` finds the original of a copied request. */
const ORIGINAL = Symbol.for('@azure/core-client original request');

/** Members that are written through the older form to the request itself. */
const SHARED = new Set<PropertyKey>([
  'url',
  'method',
  'withCredentials',
  'timeout',
  'requestId',
  'abortSignal',
  'body',
  'formData',
  'onDownloadProgress',
  'onUploadProgress',
  'proxySettings',
  'streamResponseStatusCodes',
  'agent',
  'requestOverrides',
]);

/** Members that the older form does not have: newer clients reject HTTP without the first, and read the second from here. */
const FOR_CLIENTS = new Set<PropertyKey>(['allowInsecureConnection', 'tlsSettings']);

/** The older form of a request. Writes go to the request itself; headers follow when it is sent on. */
export function webResourceOf(request: PipelineRequest, original: PipelineRequest = request): WebResource {
  const shown = {
    url: request.url,
    method: request.method,
    headers: copyHeaders(request.headers),
    withCredentials: request.withCredentials,
    timeout: request.timeout,
    requestId: request.headers.get('x-ms-client-request-id') ?? request.requestId,
    abortSignal: request.abortSignal,
    body: request.body,
    formData: request.formData,
    keepAlive: request.disableKeepAlive,
    onDownloadProgress: request.onDownloadProgress,
    onUploadProgress: request.onUploadProgress,
    proxySettings: request.proxySettings,
    streamResponseStatusCodes: request.streamResponseStatusCodes,
    agent: request.agent,
    requestOverrides: request.requestOverrides,
    clone: (): WebResource => webResourceOf(copyOf(shown as WebResource, original), original),
    prepare(): never {
      throw new Error('WebResource.prepare() is not supported, as in the reference');
    },
    validateRequestProperties(): void {
      // As in the reference, there is nothing to check.
    },
  };
  return new Proxy(shown as WebResource, {
    get(target, name, receiver): unknown {
      if (name === REQUEST) return request;
      return FOR_CLIENTS.has(name) ? Reflect.get(request, name) : Reflect.get(target, name, receiver);
    },
    set(target, name, value, receiver) {
      if (name === 'keepAlive') request.disableKeepAlive = !value;
      else if (SHARED.has(name)) Reflect.set(request, name, value);
      return Reflect.set(target, name, value, receiver);
    },
  });
}

/** The request behind an older form, with its headers. A form that was created elsewhere becomes a new request. */
export function requestOf(resource: WebResource): PipelineRequest {
  const request = (resource as { [REQUEST]?: PipelineRequest })[REQUEST];
  if (!request) return copyOf(resource);
  request.headers = copyHeaders(resource.headers);
  return request;
}

function copyOf(resource: WebResource, original?: PipelineRequest): PipelineRequest {
  const { url, method, requestId, abortSignal, streamResponseStatusCodes } = resource;
  const body: unknown = resource.body;
  const copy = coreRequest({ url, method, headers: copyHeaders(resource.headers), body, requestId, abortSignal });
  const { withCredentials, timeout, onUploadProgress, onDownloadProgress, proxySettings, agent } = resource;
  const members = { withCredentials, timeout, onUploadProgress, onDownloadProgress, proxySettings, agent };
  Object.assign(copy, members, { streamResponseStatusCodes, disableKeepAlive: Boolean(resource.keepAlive) });
  // As the reference does it, so that a package that sent the original finds its own again.
  if (original) (copy as unknown as Record<symbol, unknown>)[ORIGINAL] = original;
  return copy;
}

/** The older form of a response. */
export function compatResponseOf(response: PipelineResponse): HttpOperationResponse {
  let request: unknown = webResourceOf(response.request);
  let headers: unknown = copyHeaders(response.headers);
  return new Proxy(response, {
    get(target, name, receiver): unknown {
      if (name === 'headers') return headers;
      if (name === 'request') return request;
      if (name === RESPONSE) return { response, headers };
      return Reflect.get(target, name, receiver);
    },
    set(target, name, value, receiver) {
      // The response itself keeps both in their newer form.
      if (name === 'headers') headers = value;
      else if (name === 'request') request = value;
      else return Reflect.set(target, name, value, receiver);
      return true;
    },
  }) as unknown as HttpOperationResponse;
}

/** Requires what a policy or an HTTP client resolves to to be a response. */
export function requireResponse(response: unknown): void {
  if (typeof response === 'object' && response !== null && typeof (response as PipelineResponse).status === 'number')
    return;
  throw new TypeError('A request policy or HTTP client must resolve to a response: an object with status and headers');
}

/** The response behind an older form, or one that was created elsewhere. */
export function responseOf(response: HttpOperationResponse, request: PipelineRequest): PipelineResponse {
  requireResponse(response);
  const known = (response as { [RESPONSE]?: { response: PipelineResponse; headers: HeaderCollection } })[RESPONSE];
  if (!known) return { ...(response as unknown as PipelineResponse), request, headers: copyHeaders(response.headers) };
  known.response.headers = copyHeaders(known.headers);
  return known.response;
}

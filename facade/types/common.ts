/** Small types that the whole public API shares. None of them exists at run time. */

import type { HeaderCollection, HttpHeaders } from './httpHeaders';

/** A signal that aborts an operation. The `AbortSignal` of Node.js and those of the common polyfills implement it. */
export interface AbortSignalLike {
  /** Whether the signal has fired. */
  readonly aborted: boolean;
  /** Adds a listener, which is called when the signal fires. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the listeners of other libraries' signals take their own event types
  addEventListener(type: 'abort', listener: (this: AbortSignalLike, event: any) => any, options?: any): void;
  /** Removes a listener. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  removeEventListener(type: 'abort', listener: (this: AbortSignalLike, event: any) => any, options?: any): void;
}

/** The context of a tracing library: an immutable map from symbols to values. */
export interface TracingContext {
  /** Returns a copy of the context in which the key has the value. */
  setValue(key: symbol, value: unknown): TracingContext;
  /** Returns the value of the key, or undefined. */
  getValue(key: symbol): unknown;
  /** Returns a copy of the context without the key. */
  deleteValue(key: symbol): TracingContext;
}

/** Tracing options. They have an effect if the process has loaded `@azure/core-tracing` and set an instrumenter. */
export interface OperationTracingOptions {
  /** The parent context of spans. Default: the active context. */
  tracingContext?: TracingContext;
}

/** Options of every operation. */
export interface CommonOptions {
  /** The trace that the call belongs to. */
  tracingOptions?: OperationTracingOptions;
}

/** The progress of a transfer. */
export interface TransferProgressEvent {
  /** The number of bytes transferred so far. */
  loadedBytes: number;
}

/** The HTTP methods. */
export type HttpMethods = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS' | 'TRACE';

/**
 * The proxy of requests. Without it, the environment variables `HTTPS_PROXY`, `ALL_PROXY`, `HTTP_PROXY` and `NO_PROXY`
 * apply.
 */
export interface ProxyOptions {
  /** The host of the proxy with its scheme, such as `http://proxy.example`. */
  host: string;
  /** The port of the proxy. */
  port: number;
  /** The user name for the proxy. */
  username?: string;
  /** The password for the proxy. */
  password?: string;
}

/** The agent of Node.js, as far as a request names it. The engine does not use it. */
export interface Agent {
  /** Destroys the sockets of the agent. */
  destroy(): void;
  /** The maximum number of unused sockets. */
  maxFreeSockets: number;
  /** The maximum number of sockets. */
  maxSockets: number;
  /** The waiting requests. */
  requests: unknown;
  /** The sockets in use. */
  sockets: unknown;
}

/**
 * A request, as a {@link RequestPolicy} sees and changes it. The request of a response or an error is as it was sent, without
 * secrets: the URL has no signature, and there is no `Authorization` header.
 */
export interface WebResource {
  /** The URL. */
  url: string;
  /** The HTTP method. */
  method: HttpMethods;
  /** The body: a string, bytes, a stream, or a function that returns a stream. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in the reference: policies set what they like
  body?: any;
  /** The headers. */
  headers: HttpHeaders;
  /** Not used. */
  streamResponseBody?: boolean;
  /** The statuses whose response bodies are streams. */
  streamResponseStatusCodes?: Set<number>;
  /** Not used. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in the reference
  formData?: any;
  /** Not used. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in the reference
  query?: Record<string, any>;
  /** Not used in Node.js. */
  withCredentials: boolean;
  /** The maximum duration in milliseconds, for HTTP clients. 0 is no limit. */
  timeout: number;
  /** The proxy, for HTTP clients. */
  proxySettings?: ProxyOptions;
  /** For HTTP clients. */
  keepAlive?: boolean;
  /** Not used. */
  decompressResponse?: boolean;
  /** The value of `x-ms-client-request-id`. */
  requestId: string;
  /** The signal of the call. */
  abortSignal?: AbortSignalLike;
  /** The progress callback of the call. */
  onUploadProgress?: (progress: TransferProgressEvent) => void;
  /** The progress callback of the call. */
  onDownloadProgress?: (progress: TransferProgressEvent) => void;
  /** For HTTP clients. */
  agent?: Agent;
  /** For HTTP clients. */
  requestOverrides?: Record<string, unknown>;
  /** Returns an independent copy. */
  clone(): WebResource;
  /** Does nothing. */
  validateRequestProperties(): void;
  /** Not supported. It throws. */
  prepare(options: unknown): WebResource;
}

/** The HTTP response that a result was read from. */
export interface HttpResponse {
  /** The response headers. */
  headers: HeaderCollection;
  /** The request that led to the response. */
  request: WebResource;
  /** The HTTP status code. */
  status: number;
}

/** A result with its HTTP response. */
export interface ResponseLike {
  /**
   * The HTTP response. It is enumerable on list pages and on results that add members to the response, so that
   * `{ ...result }` copies it.
   */
  _response: HttpResponse;
}

/** A result with its HTTP response and parsed headers. */
export interface ResponseWithHeaders<Headers> {
  /**
   * The HTTP response. It is enumerable on list pages and on results that add members to the response, so that
   * `{ ...result }` copies it.
   */
  _response: HttpResponse & {
    /** The headers in typed form. */
    parsedHeaders: Headers;
  };
}

/** A result with its HTTP response, parsed headers and parsed body. */
export interface ResponseWithBody<Headers, Body> {
  /**
   * The HTTP response. It is enumerable on list pages and on results that add members to the response, so that
   * `{ ...result }` copies it.
   */
  _response: HttpResponse & {
    /** The headers in typed form. */
    parsedHeaders: Headers;
    /** The body as text, as the service sent it. */
    bodyAsText: string;
    /** The body in typed form. */
    parsedBody: Body;
  };
}

/** A result with the HTTP response that it was read from. */
export type WithResponse<T, Headers = undefined, Body = undefined> = T &
  (Body extends object
    ? ResponseWithBody<Headers, Body>
    : Headers extends object
      ? ResponseWithHeaders<Headers>
      : ResponseLike);

/** A Node.js readable stream that can be destroyed. */
export interface NodeJSReadableStream extends NodeJS.ReadableStream {
  /** Ends the stream and releases its resources. If an error is passed, the stream emits it. */
  destroy(error?: Error): this;
}

/** The types of request bodies. */
export type HttpRequestBody =
  | NodeJS.ReadableStream
  | (() => NodeJS.ReadableStream)
  | ReadableStream<Uint8Array>
  | (() => ReadableStream<Uint8Array>)
  | FormData
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | string
  | null;

/** Options of `byPage()`. */
export interface PageSettings {
  /** The `continuationToken` of an earlier page, to continue after that page. Default: the first page. */
  continuationToken?: string;
  /** The maximum number of items on a page. Default: the maximum of the service. */
  maxPageSize?: number;
}

/** An async iterator over all items. `byPage()` iterates over pages. */
export interface PagedAsyncIterableIterator<TElement, TPage = TElement[], TPageSettings = PageSettings> {
  /** Returns the next item. */
  next(): Promise<IteratorResult<TElement>>;
  /** Returns the iterator itself, for use in `for await`. */
  [Symbol.asyncIterator](): PagedAsyncIterableIterator<TElement, TPage, TPageSettings>;
  /** Returns an async iterator over pages. */
  byPage: (settings?: TPageSettings) => AsyncIterableIterator<TPage>;
}

/** A range of a blob. */
export interface Range {
  /** The position of the first byte. */
  offset: number;
  /** The number of bytes. Default: up to the end. */
  count?: number;
}

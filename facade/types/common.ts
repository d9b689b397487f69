/**
 * The small types that every part of the public API shares. Nothing here exists at run time.
 */

import type { HttpHeaders } from './httpHeaders';

/**
 * A signal that asks an operation to stop. The `AbortSignal` of Node.js is one, and so are the signals of the common
 * polyfills.
 */
export interface AbortSignalLike {
  /** Whether the signal has fired already. */
  readonly aborted: boolean;
  /** Adds a listener that is called when the signal fires. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the listeners of other libraries' signals take their own event types
  addEventListener(type: 'abort', listener: (this: AbortSignalLike, event: any) => any, options?: any): void;
  /** Removes a listener again. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  removeEventListener(type: 'abort', listener: (this: AbortSignalLike, event: any) => any, options?: any): void;
}

/** A context of a tracing library: an immutable map from symbols to values. */
export interface TracingContext {
  /** Makes a copy of the context in which the key has the value. */
  setValue(key: symbol, value: unknown): TracingContext;
  /** The value of the key, or undefined. */
  getValue(key: symbol): unknown;
  /** Makes a copy of the context without the key. */
  deleteValue(key: symbol): TracingContext;
}

/** Accepted so that calls which pass it compile and run; blobferry makes no spans, so it has no effect. */
export interface OperationTracingOptions {
  /** The context in which spans would be made. */
  tracingContext?: TracingContext;
}

/** Options that every operation takes. */
export interface CommonOptions {
  /** Accepted and ignored: see {@link OperationTracingOptions}. */
  tracingOptions?: OperationTracingOptions;
}

/** How far a transfer is. */
export interface TransferProgressEvent {
  /** How many bytes have been transferred so far. */
  loadedBytes: number;
}

/** The methods of HTTP requests. */
export type HttpMethods = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS' | 'TRACE';

/** A request as it was sent, without anything secret: no signature in the URL, no `Authorization` header. */
export interface WebResource {
  /** The HTTP method. */
  method: HttpMethods;
  /** The URL, redacted. */
  url: string;
  /** The headers, without the sensitive ones. */
  headers: HttpHeaders;
  /** The value of `x-ms-client-request-id`: one for all tries of a request. */
  requestId: string;
}

/** The HTTP response behind a result. */
export interface HttpResponse {
  /** The headers that came back. */
  headers: HttpHeaders;
  /** The request that was answered. */
  request: WebResource;
  /** The HTTP status code. */
  status: number;
}

/** A result that carries its HTTP response. */
export interface ResponseLike {
  /** The HTTP response. Of pages and where an operation adds to what the service says, `{ ...result }` takes it along. */
  _response: HttpResponse;
}

/** A result that carries its HTTP response and the headers in typed form. */
export interface ResponseWithHeaders<Headers> {
  /** The HTTP response. Of pages and where an operation adds to what the service says, `{ ...result }` takes it along. */
  _response: HttpResponse & {
    /** The headers in typed form. */
    parsedHeaders: Headers;
  };
}

/** A result that carries its HTTP response, with headers and body in typed form. */
export interface ResponseWithBody<Headers, Body> {
  /** The HTTP response. Of pages and where an operation adds to what the service says, `{ ...result }` takes it along. */
  _response: HttpResponse & {
    /** The headers in typed form. */
    parsedHeaders: Headers;
    /** The body as the service sent it. */
    bodyAsText: string;
    /** The body in typed form. */
    parsedBody: Body;
  };
}

/** A result together with the HTTP response it was read from. */
export type WithResponse<T, Headers = undefined, Body = undefined> = T &
  (Body extends object
    ? ResponseWithBody<Headers, Body>
    : Headers extends object
      ? ResponseWithHeaders<Headers>
      : ResponseLike);

/** A readable stream of Node.js that can be destroyed. */
export interface NodeJSReadableStream extends NodeJS.ReadableStream {
  /** Ends the stream and frees what it holds; with an error, the stream emits it. */
  destroy(error?: Error): this;
}

/** What can be uploaded. */
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

/** Which pages a list is read in. */
export interface PageSettings {
  /** Where to continue: the `continuationToken` of an earlier page. */
  continuationToken?: string;
  /** How many items a page has at most. */
  maxPageSize?: number;
}

/** An async iterator over all items, that can also go page by page. */
export interface PagedAsyncIterableIterator<TElement, TPage = TElement[], TPageSettings = PageSettings> {
  /** The next item. */
  next(): Promise<IteratorResult<TElement>>;
  /** The iterator itself, so that `for await` takes it. */
  [Symbol.asyncIterator](): PagedAsyncIterableIterator<TElement, TPage, TPageSettings>;
  /** An async iterator over pages instead of items. */
  byPage: (settings?: TPageSettings) => AsyncIterableIterator<TPage>;
}

/** A part of a blob. */
export interface Range {
  /** Where it begins, in bytes. */
  offset: number;
  /** How many bytes it has; to the end when absent. */
  count?: number;
}

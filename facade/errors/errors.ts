/**
 * The classes of error that a script can meet. Their names and fields are those that `catch` blocks look at; how they
 * are made from what the engine reports is in `failure.ts`.
 */

import type { WebResource } from '../types/common';
import { native } from '../engine/native';
import type { HttpHeaders } from '../types/httpHeaders';

/** The response that a {@link RestError} is about. */
export interface RestErrorResponse {
  /** The HTTP status code. */
  status: number;
  /** The headers that came back. */
  headers: HttpHeaders;
  /** The request that was answered. */
  request: WebResource;
  /** The body as text. */
  bodyAsText?: string;
  /** The headers as a plain object; `x-ms-error-code` is there as `errorCode`. */
  parsedHeaders?: Record<string, string>;
  /** What the body says. */
  parsedBody?: Record<string, unknown>;
}

/** What a {@link RestError} is made from. */
export interface RestErrorOptions {
  /** The service's error code, the operating system's, or one of the constants on the class. */
  code?: string;
  /** The HTTP status code, when the service answered. */
  statusCode?: number;
  /** The request that failed. */
  request?: WebResource;
  /** The response, when there was one. */
  response?: RestErrorResponse;
}

/**
 * A request failed: the service answered with an error (then `statusCode` is set and `code` is the service's, such as
 * `BlobNotFound`), or it could not be reached, or its answer could not be understood.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
 */
export class RestError extends Error {
  /** The `code` of an error that says the request could not be sent, when nothing better is known. */
  static readonly REQUEST_SEND_ERROR: string = 'REQUEST_SEND_ERROR';
  /** The `code` of an error that says the answer could not be understood. */
  static readonly PARSE_ERROR: string = 'PARSE_ERROR';

  /** The service's error code (`BlobNotFound`), the operating system's (`ECONNREFUSED`), or one of the constants. */
  code?: string;
  /** The HTTP status code; absent when there was no answer. */
  statusCode?: number;
  /**
   * What the service said: `errorCode`, `message`, the response's headers in lower case, and for a copy whose source
   * could not be read `copySourceStatusCode`, `copySourceErrorCode` and `copySourceErrorMessage`.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- scripts read members of it without narrowing
  details?: any;
  /** The request that failed, without secrets. Not enumerable. */
  declare readonly request?: WebResource;
  /** The response, when there was one. Not enumerable. */
  declare readonly response?: RestErrorResponse;

  /** Makes an error from a message and what is known of the exchange. */
  constructor(message: string, options: RestErrorOptions = {}) {
    super(message);
    this.name = 'RestError';
    if (options.code !== undefined) this.code = options.code;
    if (options.statusCode !== undefined) this.statusCode = options.statusCode;
    Object.defineProperty(this, 'request', { value: options.request, configurable: true, writable: true });
    Object.defineProperty(this, 'response', { value: options.response, configurable: true, writable: true });
  }

  /** @internal What `console.log` shows: the stack and the facts, with signatures and keys blacked out. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const facts = {
      code: this.code,
      statusCode: this.statusCode,
      details: redactTexts(this.details as Record<string, unknown> | undefined),
      request: this.request && {
        method: this.request.method,
        url: redact(this.request.url),
        headers: redactTexts(this.request.headers.toJSON()),
      },
    };
    const present = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
    const stack = this.stack ?? `${this.name}: ${this.message}`;
    return `${redact(stack)} ${inspect(present, options)}`;
  }
}

/** The caller stopped the operation through its `abortSignal`. */
export class AbortError extends Error {
  /** Makes an error; without a message, with the usual one. */
  constructor(message = 'The operation was aborted.') {
    super(message);
    this.name = 'AbortError';
  }
}

/** The operation behind the poller was cancelled; there will be no result. */
export class PollerCancelledError extends Error {
  /** Makes an error; without a message, with the usual one. */
  constructor(message = 'Operation was canceled') {
    super(message);
    this.name = 'PollerCancelledError';
  }
}

/** `stopPolling()` was called while somebody waited for the operation to end. The operation itself goes on. */
export class PollerStoppedError extends Error {
  /** Makes an error; without a message, with the usual one. */
  constructor(message = 'This poller is already stopped') {
    super(message);
    this.name = 'PollerStoppedError';
  }
}

/** What stands in for a secret. */
export const REDACTED = 'REDACTED';

/** A text as it may be shown: without signatures, keys, tokens and the users of URLs. The engine knows what these are. */
export function redact(text: string): string {
  return native().redact(text);
}

/** An object of texts as it may be shown. */
function redactTexts(texts: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (texts === undefined || typeof texts !== 'object') return texts;
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, redactMember(name, value)]));
}

/** The name says whether the whole value is a secret. */
function redactMember(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return redact(`${name}=${value}`).slice(name.length + 1);
}

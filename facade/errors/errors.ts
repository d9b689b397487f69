/**
 * The error classes of the package. `catch` blocks read their names and members. `failure.ts` creates them from the
 * engine's reports.
 */

import { types } from 'node:util';

import { standFor, type ForeignClass } from '../engine/foreignClasses';
import { INSPECT } from '../engine/inspect';
import type { WebResource } from '../types/common';
import { native } from '../engine/native';
import type { HeaderCollection } from '../types/httpHeaders';

/** The request of a {@link RestError}, as it was sent, without secrets. */
export interface RestErrorRequest extends WebResource {
  /** The headers, without sensitive ones. */
  headers: HeaderCollection;
}

/** The response of a {@link RestError}. */
export interface RestErrorResponse {
  /** The HTTP status code. */
  status: number;
  /** The response headers. */
  headers: HeaderCollection;
  /** The request that led to the response. */
  request: RestErrorRequest;
  /** The body as text, up to 64 KiB. */
  bodyAsText?: string;
  /** The headers as a plain object. `x-ms-error-code` is `errorCode`. */
  parsedHeaders?: Record<string, string | undefined>;
  /** The parsed body. */
  parsedBody?: Record<string, unknown>;
}

/** Options of the {@link RestError} constructor. */
export interface RestErrorOptions {
  /** The error code of the service or of the operating system, or one of the constants of {@link RestError}. */
  code?: string;
  /** The HTTP status code, if there was a response. */
  statusCode?: number;
  /** The request that failed. */
  request?: RestErrorRequest;
  /** The response, if there was one. */
  response?: RestErrorResponse;
}

/**
 * A failed request. Either the service rejected it: then `statusCode` is set, and `code` is the service's error code,
 * such as `BlobNotFound`. Or the service could not be reached, or its response could not be parsed.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
 */
export class RestError extends Error {
  /** The `code` of a request that could not be sent, if there is no better code. */
  static readonly REQUEST_SEND_ERROR: string = 'REQUEST_SEND_ERROR';
  /** The `code` of a response that could not be parsed. */
  static readonly PARSE_ERROR: string = 'PARSE_ERROR';

  /**
   * The error code of the service (`BlobNotFound`) or of the operating system (`ECONNREFUSED`), or one of the
   * constants.
   */
  code?: string;
  /** The HTTP status code. Absent if there was no response. */
  statusCode?: number;
  /**
   * Details from the response: `errorCode`, the headers in lower case, and, if it had a body, `code` and `message`. If a copy source could not be
   * read, also `copySourceStatusCode`, `copySourceErrorCode` and `copySourceErrorMessage`.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- scripts read members of it without narrowing
  details?: any;
  /** The failed request, without secrets. Not enumerable. */
  declare readonly request?: RestErrorRequest;
  /** The response, if there was one. Not enumerable. */
  declare readonly response?: RestErrorResponse;

  /**
   * @internal Whether a value is an instance: also the errors of `@azure/core-rest-pipeline`, which other packages of Azure throw. In the
   * reference, that is the same class.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    return this === RestError && isForeignRestError(value);
  }

  /** Creates an error. */
  constructor(message: string, options: RestErrorOptions = {}) {
    prepare(RestError, REST_ERROR);
    super(message);
    this.name = 'RestError';
    if (options.code !== undefined) this.code = options.code;
    if (options.statusCode !== undefined) this.statusCode = options.statusCode;
    Object.defineProperty(this, 'request', { value: options.request, configurable: true, writable: true });
    Object.defineProperty(this, 'response', { value: options.response, configurable: true, writable: true });
  }

  /** @internal The output of `console.log`: the stack and the members, with signatures and keys redacted. */
  [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    const facts = {
      code: this.code,
      statusCode: this.statusCode,
      details: redactTexts(this.details as Record<string, unknown> | undefined),
      request: this.request && {
        method: this.request.method,
        url: redact(this.request.url),
        headers: redactTexts(this.request.headers.toJson()),
      },
    };
    const present = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
    const stack = this.stack ?? `${this.name}: ${this.message}`;
    return `${redact(stack)} ${inspect(present, options)}`;
  }
}

const REST_ERROR: ForeignClass = {
  packages: ['@azure/core-rest-pipeline', '@typespec/ts-http-runtime'],
  file: 'restError.js',
  name: 'RestError',
};
const ABORT_ERROR: ForeignClass = {
  packages: ['@azure/abort-controller'],
  file: 'AbortError.js',
  name: 'AbortError',
};
const POLLERS = { packages: ['@azure/core-lro'], file: 'legacy/poller.js' } as const;

/** The classes that were looked for. */
const prepared = new Set<unknown>();

/** Before the first error of a class: lets it stand for the class of Microsoft's package. */
function prepare(own: new (message: string) => Error, foreign: ForeignClass): void {
  if (prepared.has(own)) return;
  prepared.add(own);
  standFor(own, foreign);
}

/** Lets our errors be instances of the `RestError` that a package finds, which sends requests through this one. */
export function standForRestErrorOf(file: string): void {
  prepared.add(RestError);
  standFor(RestError, REST_ERROR, [file]);
}

/** Whether a value is an error of `@azure/core-rest-pipeline`: those hide their request. Plain objects and mocks do not. */
function isForeignRestError(value: unknown): boolean {
  if (!types.isNativeError(value) || value.name !== 'RestError') return false;
  return Object.getOwnPropertyDescriptor(value, 'request')?.enumerable === false;
}

/** Returns whether a value is a {@link RestError}, also of another copy of the package, or of `@azure/storage-blob`. */
export function isRestError(e: unknown): e is RestError {
  if (e instanceof RestError) return true;
  const { name, message } = (e ?? {}) as { name?: unknown; message?: unknown };
  return typeof e === 'object' && name === 'RestError' && typeof message === 'string';
}

/** The caller aborted the operation through its `abortSignal`. */
export class AbortError extends Error {
  /** Creates an error with the given message, or with a default message. */
  constructor(message = 'The operation was aborted.') {
    prepare(AbortError, ABORT_ERROR);
    super(message);
    this.name = 'AbortError';
  }
}

/** The operation of the poller was canceled, so there is no result. */
export class PollerCancelledError extends Error {
  /** Creates an error with the given message, or with a default message. */
  constructor(message = 'Operation was canceled') {
    prepare(PollerCancelledError, { ...POLLERS, name: 'PollerCancelledError' });
    super(message);
    this.name = 'PollerCancelledError';
  }
}

/** `stopPolling()` was called while `pollUntilDone` was waiting. The operation itself continues. */
export class PollerStoppedError extends Error {
  /** Creates an error with the given message, or with a default message. */
  constructor(message = 'This poller is already stopped') {
    prepare(PollerStoppedError, { ...POLLERS, name: 'PollerStoppedError' });
    super(message);
    this.name = 'PollerStoppedError';
  }
}

/** Replaces a secret in output. */
export const REDACTED = 'REDACTED';

/** Redacts signatures, keys, tokens and user names in URLs. The engine knows their forms. */
export function redact(text: string): string {
  return native().redact(text);
}

/** Redacts the URL of a client. A stub of a test may have none. */
export function redactUrl(url: string | undefined): string | undefined {
  return typeof url === 'string' ? redact(url) : undefined;
}

/** Redacts the values of an object. */
function redactTexts(texts: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (texts === undefined || typeof texts !== 'object') return texts;
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, redactMember(name, value)]));
}

/** Redacts a value. Some names mean that the whole value is a secret. */
function redactMember(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return redact(`${name}=${value}`).slice(name.length + 1);
}

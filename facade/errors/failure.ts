/**
 * Failures cross the boundary as JSON, because a rejected native promise yields an error without class, members or
 * stack. This file creates the errors that scripts catch. It does so where the caller waits, so that the stack shows the caller.
 */

import type { HttpMethods } from '../types/common';
import { AbortError, RestError, type RestErrorOptions, type RestErrorRequest, type RestErrorResponse } from './errors';
import { HttpHeaderList } from '../engine/HttpHeaderList';
import { findCredentialError } from '../engine/credentialErrors';
import { fileError, type FileFailure } from './fileError';
import { SentRequest } from '../engine/SentRequest';

/** A failure as the engine reports it. */
export interface Failure {
  kind:
    | 'argumentType'
    | 'argumentRange'
    | 'aborted'
    | 'credential'
    | 'transport'
    | 'service'
    | 'protocol'
    | 'copy'
    | 'file'
    | 'internal';
  message: string;
  code?: string;
  argument?: string;
  statusCode?: number;
  attempts?: number;
  credentialError?: number;
  file?: FileFailure;
  copySource?: { status?: number; code?: string; message?: string };
  request?: { method: string; url: string; headers?: [string, string][] };
  response?: { status: number; headers?: [string, string][]; bodyAsText?: string };
  details?: Record<string, unknown>;
}

/** The prefix of error messages of synchronous native functions. */
const SYNCHRONOUS_PREFIX = 'blobferry:';

type AnyFunction = (...parameters: never[]) => unknown;

/**
 * Creates the error of a failure. Its stack starts below `topmost`, because a stack has only ten frames, and the
 * internal ones do not help.
 */
export function errorFromJson(json: string, topmost: AnyFunction = errorFromJson): unknown {
  const failure = JSON.parse(json) as Failure;
  const error = toError(failure);
  // The error of a credential or a policy belongs to the caller, and keeps its own stack.
  if (failure.credentialError === undefined && error instanceof Error) Error.captureStackTrace(error, topmost);
  return error;
}

/** Creates the error of a failure. The type is `unknown`, because a credential may throw anything. */
export function toError(failure: Failure): unknown {
  // The original error of a credential or a policy takes precedence over the engine's.
  const original = findCredentialError(failure.credentialError);
  if (original !== undefined) return original.thrown;
  switch (failure.kind) {
    case 'argumentType':
      return withDetails(new TypeError(failure.message), failure);
    case 'argumentRange':
      return withDetails(new RangeError(failure.message), failure);
    case 'aborted':
      return new AbortError(failure.message);
    case 'transport':
      return toRestError(failure, RestError.REQUEST_SEND_ERROR);
    case 'protocol':
      return toRestError(failure, RestError.PARSE_ERROR);
    case 'service':
      return toRestError(failure, undefined);
    case 'file':
      return fileError(failure.code, failure.message, failure.file);
    default:
      return withDetails(new Error(failure.message), failure);
  }
}

/** Calls a synchronous native function, and converts what it throws. */
export function callNative<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    // Recognized by its message: if a test runner has its own realm, the addon's errors are from another one.
    const { message } = (error ?? {}) as { message?: unknown };
    if (typeof message !== 'string' || !message.startsWith(SYNCHRONOUS_PREFIX)) throw error;
    throw errorFromJson(message.slice(SYNCHRONOUS_PREFIX.length), callNative);
  }
}

/**
 * Returns the error code of the service, if the value is an error of a response. As in the reference, errors are
 * recognized by their members, because they may come from a mock or from another copy of the package.
 */
export function serviceErrorCode(error: unknown): string | undefined {
  const { details } = (error ?? {}) as { details?: { errorCode?: string } | null };
  return details?.errorCode ?? (error instanceof RestError ? error.code : undefined);
}

/** Returns the HTTP status of an error, if it has one. */
export function statusCodeOf(error: unknown): number | undefined {
  return ((error ?? {}) as { statusCode?: number }).statusCode;
}

function toRestError(failure: Failure, defaultCode: string | undefined): RestError {
  const options: RestErrorOptions = {};
  const code = failure.code ?? defaultCode;
  const statusCode = failure.statusCode ?? failure.response?.status;
  const request = failure.request && toRequest(failure.request);
  if (code !== undefined) options.code = code;
  if (statusCode !== undefined) options.statusCode = statusCode;
  if (request) options.request = request;
  if (failure.response && request) options.response = toResponse(failure, failure.response, request);
  const error = new RestError(failure.message, options);
  if (failure.details !== undefined) error.details = detailsOf(failure, failure.details);
  return error;
}

/**
 * The headers and the body of an error, in the order of the reference. As there, members that the service did not send are `undefined`, and
 * a response to a HEAD request has a `body`.
 */
function detailsOf(failure: Failure, details: Record<string, unknown>): Record<string, unknown> {
  const isSource = readsSource(failure);
  const source = isSource ? pickFrom(details, Object.keys(SOURCE_HEADERS)) : {};
  const headers: Record<string, unknown> = { errorCode: details.errorCode, ...source };
  // The engine has read these, so they are not among the details by name.
  const unread: readonly string[] = isSource ? [] : Object.values(SOURCE_HEADERS);
  for (const [name, value] of failure.response?.headers ?? []) {
    if (name in details) headers[name] = details[name];
    else if (unread.includes(name)) headers[name] = value;
  }
  if (hasBody(failure)) return { ...headers, ...parsedBodyOf(failure) };
  // What the engine says about a response without a body is in the error itself.
  return { ...headers, ...(failure.request?.method === 'HEAD' ? { body: undefined } : {}) };
}

/** The report of the service about the source that it could not read, with the header of each. */
const SOURCE_HEADERS = {
  copySourceErrorCode: 'x-ms-copy-source-error-code',
  copySourceStatusCode: 'x-ms-copy-source-status-code',
} as const;

/** Whether the request made the service read another blob. An incremental copy does not report errors of its source. */
function readsSource({ request }: Failure): boolean {
  const isNamed = request?.headers?.some(([name]) => name.toLowerCase() === 'x-ms-copy-source') ?? false;
  return isNamed && !/[?&]comp=incrementalcopy(?:&|$)/.test(request?.url ?? '');
}

function headerNames({ response }: Failure): string[] {
  return (response?.headers ?? []).map(([name]) => name);
}

function pickFrom(members: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, members[name]]));
}

/** Whether the response had a body that could be parsed. That to a HEAD request has none. */
function hasBody({ request, response }: Failure): boolean {
  return request?.method !== 'HEAD' && /^\s*[<{]/.test(response?.bodyAsText ?? '');
}

function toRequest(request: NonNullable<Failure['request']>): RestErrorRequest {
  return new SentRequest(request.method as HttpMethods, request.url, new HttpHeaderList(request.headers));
}

function toResponse(
  failure: Failure,
  response: NonNullable<Failure['response']>,
  request: RestErrorRequest,
): RestErrorResponse {
  const headers = Object.fromEntries(response.headers ?? []);
  const { 'x-ms-error-code': errorCode = failure.code, ...otherHeaders } = headers;
  const source = readsSource(failure) ? takeSource(otherHeaders) : {};
  const { bodyAsText } = response;
  const hasText = bodyAsText !== undefined && (bodyAsText !== '' || request.method !== 'HEAD');
  return {
    status: response.status,
    headers: new HttpHeaderList(response.headers),
    request,
    ...(hasText ? { bodyAsText } : {}),
    ...(hasBody(failure) ? { parsedBody: parsedBodyOf(failure) } : {}),
    parsedHeaders: { errorCode, ...source, ...otherHeaders },
  };
}

/** Takes the headers about the source out of the others, in the form of the reference. */
function takeSource(headers: Record<string, string>): Record<string, unknown> {
  const { copySourceErrorCode, copySourceStatusCode } = SOURCE_HEADERS;
  const { [copySourceErrorCode]: code, [copySourceStatusCode]: status } = headers;
  Reflect.deleteProperty(headers, copySourceErrorCode);
  Reflect.deleteProperty(headers, copySourceStatusCode);
  return { copySourceErrorCode: code, copySourceStatusCode: status === undefined ? undefined : Number(status) };
}

/** The members that the body always has, in the order of the reference. */
const BODY_MEMBERS = [
  'message',
  'copySourceStatusCode',
  'copySourceErrorCode',
  'copySourceErrorMessage',
  'code',
  'authenticationErrorDetail',
];

/** The members of an error's body. As in the reference, those that the service did not send are `undefined`. */
function parsedBodyOf(failure: Failure): Record<string, unknown> {
  const { message, code, details = {} } = failure;
  const notOthers = new Set([...BODY_MEMBERS, ...headerNames(failure), 'errorCode']);
  const others = Object.keys(details).filter((name) => !notOthers.has(name));
  return { ...pickFrom({ ...details, message, code }, BODY_MEMBERS), ...pickFrom(details, others) };
}

/** A failed copy, or a file that cannot be read, is a plain `Error`. This adds what is known about it. */
function withDetails(error: Error, failure: Failure): Error {
  const { code, statusCode, details } = failure;
  return Object.assign(
    error,
    code === undefined ? {} : { code },
    statusCode === undefined ? {} : { statusCode },
    details === undefined ? {} : { details },
  );
}

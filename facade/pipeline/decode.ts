/**
 * Decodes results of the engine: numbers become Dates, base64 becomes Buffers, members that the service did not send become `undefined`,
 * and `_response` is attached.
 */

import { BINARY_PROPERTIES, DATE_PROPERTIES } from '../generated/models';
import type { Operation } from '../validation/serialize';
import { allMembers, membersOfHeaders } from './allMembers';
import { lazyHttpResponse } from './lazyHttpResponse';

/** A parsed JSON object. */
export type Plain = Record<string, unknown>;

const DATES = new Set<string>(DATE_PROPERTIES);
const BINARIES = new Set<string>(BINARY_PROPERTIES);

const ORDINARY = { configurable: true, enumerable: true, writable: true };

/** The members of a result that are derived from several headers, or come with the body. */
const NOT_FROM_HEADERS = [
  'blobDownloadStream',
  'body',
  'objectReplicationDestinationPolicyId',
  'objectReplicationSourceProperties',
  'originalResponse',
  'readableStreamBody',
];

/** The members of a list result that come from headers. Its body may have undeclared members. */
const HEADERS_OF_LISTS = new Set([
  'blobPublicAccess',
  'blobContentLength',
  'clientRequestId',
  'contentType',
  'date',
  'errorCode',
  'etag',
  'lastModified',
  'requestId',
  'version',
]);

/** Decodes the JSON of a result of headers. */
export function decodeResult(operation: Operation, json: string, head: string | undefined): object {
  return decodeParsedResult(operation, JSON.parse(json) as Plain, head);
}

/** Same as {@link decodeResult}, for a result that gets a stream. The class of the result has the members that the service did not send. */
export function decodeStreamed(operation: Operation, json: string, head: string | undefined): object {
  const result = decodeProperties(JSON.parse(json) as Plain);
  const headers = (): Plain => ({ ...membersOfHeaders(operation, NOT_FROM_HEADERS), ...fromHeaders(result) });
  const stream = (): unknown => result.readableStreamBody;
  attachResponse(result, lazyHttpResponse(head ?? '', { headers, stream }));
  return result;
}

/** Same as {@link decodeResult}, for parsed JSON. */
export function decodeParsedResult(operation: Operation, plain: Plain, head: string | undefined): object {
  // The result of a copy that was resumed after its end comes from the saved state, without a response, and has what JSON has kept.
  if (head === undefined) return decodeProperties(plain);
  const result = fill(allMembers(operation, true), plain);
  attachResponse(result, lazyHttpResponse(head, { headers: () => fromHeaders(result) }));
  return result;
}

function fromHeaders(result: Plain): Plain {
  return pick(result, (key) => key !== '_response' && !NOT_FROM_HEADERS.includes(key));
}

/** How a result with a body is built. */
export interface ResultShape {
  /** The members that come from the body. Default: all that are not known headers. */
  body?: readonly string[];
  /** Converts the body back to the format of the service, for `parsedBody`. */
  toServiceFormat?: (body: Plain, headers: () => Plain) => unknown;
  /** Whether `_response` is enumerable, so that `{ ...result }` copies it. As in the reference. */
  enumerableResponse?: boolean;
}

/** Creates a decoder for responses with a body. `complete` changes the result in place before the caller gets it. */
export function bodyDecoder(shape: ResultShape, complete: (result: Plain) => void = () => undefined): ResultDecoder {
  return (operation, json, head, bytes) => {
    const result = decodeResultWithBody(operation, JSON.parse(json) as Plain, head, shape, () =>
      bytes?.toString('utf8'),
    );
    complete(result);
    return result;
  };
}

/** Decodes a result from its JSON, the HTTP exchange and the body. */
export type ResultDecoder = (
  operation: Operation,
  json: string,
  head: string | undefined,
  bytes: Buffer | undefined,
) => object;

/** Decodes the result of a response with a body. */
export function decodeResultWithBody(
  operation: Operation,
  plain: Plain,
  head: string | undefined,
  { body, toServiceFormat = (members) => members, enumerableResponse }: ResultShape,
  bodyAsText: () => string | undefined,
): Plain {
  const result = fill(allMembers(operation, false), plain);
  const isBody = (key: string): boolean =>
    key !== '_response' && (body ? body.includes(key) : !HEADERS_OF_LISTS.has(key));
  const headers = (): Plain => pick(result, (key) => key !== '_response' && !isBody(key));
  const response = lazyHttpResponse(head ?? '', {
    headers,
    body: () => toServiceFormat(pick(result, isBody), headers),
    bodyAsText,
  });
  attachResponse(result, response, enumerableResponse);
  return result;
}

/** The parts of a result that come from headers, from its JSON. Without an operation, only those that the service sent. */
export function headersOfResult(operation: Operation | undefined, json: string, hasBody: boolean): Plain {
  const all = operation === undefined ? {} : membersOfHeaders(operation, NOT_FROM_HEADERS);
  const result = fill(all, JSON.parse(json) as Plain);
  return pick(result, (key) => (hasBody ? HEADERS_OF_LISTS.has(key) : !NOT_FROM_HEADERS.includes(key)));
}

/** The members of a result that come from its body. Without an operation, only those that the service sent. */
export function membersOfBody(operation: Operation | undefined, plain: Plain): Plain {
  const all = operation === undefined ? {} : membersOfHeaders(operation, NOT_FROM_HEADERS);
  return pick({ ...all, ...plain }, (key) => !HEADERS_OF_LISTS.has(key));
}

/** Decodes a result with an enumerable `_response`. */
export function decodeWithResponse(operation: Operation, json: string, head: string | undefined): object {
  const result = decodeResult(operation, json, head) as { _response?: unknown };
  attachResponse(result, result._response, true);
  return result;
}

/** Decodes the members of an object, in place. */
export function decodeProperties(properties: Plain): Plain {
  return fill(properties, properties);
}

/** Decodes members into another object. */
function fill(result: Plain, plain: Plain): Plain {
  for (const key of Object.keys(plain)) {
    let value = plain[key];
    if (typeof value === 'number') {
      if (DATES.has(key)) value = new Date(value);
    } else if (typeof value === 'string' && BINARIES.has(key)) {
      value = Buffer.from(value, 'base64');
    }
    // An element of the response may have any name.
    if (key === '__proto__') Object.defineProperty(result, key, { ...ORDINARY, value });
    else result[key] = value;
  }
  return result;
}

/** Attaches a response. By default `JSON.stringify`, `console.log` and object spread do not see it. */
export function attachResponse(result: object, response: unknown, enumerableResponse = false): void {
  Object.defineProperty(result, '_response', {
    value: response,
    configurable: true,
    writable: true,
    enumerable: enumerableResponse,
  });
}

function pick(object: Plain, wanted: (key: string) => boolean): Plain {
  return Object.fromEntries(Object.entries(object).filter(([key]) => wanted(key)));
}

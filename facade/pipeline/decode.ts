/** Decodes results of the engine: numbers become Dates, base64 becomes Buffers, and `_response` is attached. */

import { BINARY_PROPERTIES, DATE_PROPERTIES } from '../generated/models';
import { lazyHttpResponse } from './lazyHttpResponse';

/** A parsed JSON object. */
export type Plain = Record<string, unknown>;

const DATES = new Set<string>(DATE_PROPERTIES);
const BINARIES = new Set<string>(BINARY_PROPERTIES);

/** The members of a result that are derived from several headers, or come with the body. */
const NOT_FROM_HEADERS = [
  'objectReplicationDestinationPolicyId',
  'objectReplicationSourceProperties',
  'readableStreamBody',
];

/** The members of a list result that come from headers. Its body may have undeclared members. */
const HEADERS_OF_LISTS = new Set([
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

/** Decodes the JSON of a result. */
export function decodeResult(json: string, head: string | undefined): object {
  return decodeParsedResult(JSON.parse(json) as Plain, head);
}

/** Same as {@link decodeResult}, for a result that gets a stream. */
export function decodeStreamed(json: string, head: string | undefined): object {
  return decodeParsedResult(JSON.parse(json) as Plain, head, true);
}

/** Decodes parsed JSON of a result, in place. */
export function decodeParsedResult(plain: Plain, head: string | undefined, isStreamed = false): object {
  const result = decodeProperties(plain);
  // The result of a copy that was resumed after its end comes from the saved state, without a response.
  if (head !== undefined) {
    const headers = (): Plain => pick(result, (key) => key !== '_response' && !NOT_FROM_HEADERS.includes(key));
    const stream = (): unknown => result.readableStreamBody;
    attachResponse(result, lazyHttpResponse(head, isStreamed ? { headers, stream } : { headers }));
  }
  return result;
}

/** How a result with a body is built. */
export interface ResultShape {
  /** The members that come from the body. Default: all that are not known headers. */
  body?: readonly string[];
  /** Converts the body back to the format of the service, for `parsedBody`. */
  toServiceFormat?: (body: Plain) => unknown;
  /** Whether `_response` is enumerable, so that `{ ...result }` copies it. As in the reference. */
  enumerableResponse?: boolean;
}

/** Creates a decoder for responses with a body. `complete` changes the result in place before the caller gets it. */
export function bodyDecoder(shape: ResultShape, complete: (result: Plain) => void = () => undefined): ResultDecoder {
  return (json, head, bytes) => {
    const result = JSON.parse(json) as Plain;
    decodeResultWithBody(result, head, shape, () => bytes?.toString('utf8'));
    complete(result);
    return result;
  };
}

/** Decodes a result from its JSON, the HTTP exchange and the body. */
export type ResultDecoder = (json: string, head: string | undefined, bytes: Buffer | undefined) => object;

/** Decodes the result of a response with a body, in place. */
export function decodeResultWithBody(
  result: Plain,
  head: string | undefined,
  { body, toServiceFormat = (members) => members, enumerableResponse }: ResultShape,
  bodyAsText: () => string | undefined,
): object {
  decodeProperties(result);
  const isBody = (key: string): boolean =>
    key !== '_response' && (body ? body.includes(key) : !HEADERS_OF_LISTS.has(key));
  const response = lazyHttpResponse(head ?? '', {
    headers: () => pick(result, (key) => key !== '_response' && !isBody(key)),
    body: () => toServiceFormat(pick(result, isBody)),
    bodyAsText,
  });
  attachResponse(result, response, enumerableResponse);
  return result;
}

/** The parts of a result that come from headers, from its JSON. */
export function headersOfResult(json: string, hasBody: boolean): Plain {
  const result = decodeProperties(JSON.parse(json) as Plain);
  return pick(result, (key) => (hasBody ? HEADERS_OF_LISTS.has(key) : !NOT_FROM_HEADERS.includes(key)));
}

/** The members of a result that come from its body. */
export function membersOfBody(plain: Plain): Plain {
  return pick(plain, (key) => !HEADERS_OF_LISTS.has(key));
}

/** Decodes a result with an enumerable `_response`. */
export function decodeWithResponse(json: string, head: string | undefined): object {
  const result = decodeResult(json, head) as { _response?: unknown };
  attachResponse(result, result._response, true);
  return result;
}

/** Decodes the members of an object, in place. */
export function decodeProperties(properties: Plain): Plain {
  for (const key of Object.keys(properties)) {
    const value = properties[key];
    if (typeof value === 'number') {
      if (DATES.has(key)) properties[key] = new Date(value);
    } else if (typeof value === 'string' && BINARIES.has(key)) {
      properties[key] = Buffer.from(value, 'base64');
    }
  }
  return properties;
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

/**
 * Results on their way from the engine: numbers become Dates, base64 becomes Buffers, and `_response` is attached.
 */

import { BINARY_PROPERTIES, DATE_PROPERTIES } from '../generated/models';
import { LazyHttpResponse } from './LazyHttpResponse';

/** What JSON gives. */
export type Plain = Record<string, unknown>;

const DATES = new Set<string>(DATE_PROPERTIES);
const BINARIES = new Set<string>(BINARY_PROPERTIES);

/** The members of a result that are put together from headers, or come with the body; no header is called so. */
const NOT_FROM_HEADERS = [
  'objectReplicationDestinationPolicyId',
  'objectReplicationSourceProperties',
  'readableStreamBody',
];

/** What comes from the headers of a list. Its body may have members that nobody here knows. */
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

/** Makes the result of an operation from its JSON. */
export function revive(json: string, head: string | undefined): object {
  return reviveResult(JSON.parse(json) as Plain, head);
}

/** Makes the result of an operation from its parsed JSON, in place. */
export function reviveResult(plain: Plain, head: string | undefined): object {
  const result = reviveProperties(plain);
  // A copy that was resumed after its end has its result from the saved text: there was no response.
  if (head !== undefined) {
    const headers = (): Plain => pick(result, (key) => key !== '_response' && !NOT_FROM_HEADERS.includes(key));
    attachResponse(result, new LazyHttpResponse(head, { headers }));
  }
  return result;
}

/** How a result with a body is put together. */
export interface ResultShape {
  /** The members that come from the body; when not given, those that are not known to be headers. */
  body?: readonly string[];
  /** Makes the `parsedBody` of scripts that want the answer as the service sent it. */
  asSent?: (body: Plain) => unknown;
  /** Whether `{ ...result }` takes `_response` along. It does where it does in the reference. */
  spreads?: boolean;
}

/**
 * Makes the results of operations that answer with a body. `complete` does what is left to do, in place, before anybody sees the
 * result.
 */
export function bodyReviver(shape: ResultShape, complete: (result: Plain) => void = () => undefined): ToResult {
  return (json, head, bytes) => {
    const result = JSON.parse(json) as Plain;
    makeResult(result, head, shape, () => bytes?.toString('utf8'));
    complete(result);
    return result;
  };
}

/** Makes a result from its JSON, its head and its body. */
export type ToResult = (json: string, head: string | undefined, bytes: Buffer | undefined) => object;

/** Makes the result of an operation that answers with a body, in place. */
export function makeResult(
  result: Plain,
  head: string | undefined,
  { body, asSent = (members) => members, spreads }: ResultShape,
  bodyAsText: () => string | undefined,
): object {
  reviveProperties(result);
  const isBody = (key: string): boolean =>
    key !== '_response' && (body ? body.includes(key) : !HEADERS_OF_LISTS.has(key));
  const response = new LazyHttpResponse(head ?? '', {
    headers: () => pick(result, (key) => key !== '_response' && !isBody(key)),
    body: () => asSent(pick(result, isBody)),
    bodyAsText,
  });
  attachResponse(result, response, spreads);
  return result;
}

/** Makes the result of reading a blob's properties. */
export function reviveWithResponse(json: string, head: string | undefined): object {
  const result = revive(json, head) as { _response?: unknown };
  attachResponse(result, result._response, true);
  return result;
}

/** Converts the members of one object, in place. */
export function reviveProperties(properties: Plain): Plain {
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

/** Attaches a response. Unless told otherwise, `JSON.stringify`, `console.log` and object spread do not see it. */
export function attachResponse(result: object, response: unknown, spreads = false): void {
  Object.defineProperty(result, '_response', {
    value: response,
    configurable: true,
    writable: true,
    enumerable: spreads,
  });
}

function pick(object: Plain, wanted: (key: string) => boolean): Plain {
  return Object.fromEntries(Object.entries(object).filter(([key]) => wanted(key)));
}

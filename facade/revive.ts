/**
 * Results on their way from the engine: numbers become Dates, base64 becomes Buffers, and `_response` is attached.
 */

import { BINARY_PROPERTIES, DATE_PROPERTIES } from './generated/models';
import { LazyHttpResponse } from './LazyHttpResponse';

/** What JSON gives. */
export type Plain = Record<string, unknown>;

const DATES = new Set<string>(DATE_PROPERTIES);
const BINARIES = new Set<string>(BINARY_PROPERTIES);

/** The members of a list page that come from its body; the others come from headers. */
const PAGE_BODY = [
  'serviceEndpoint',
  'containerName',
  'prefix',
  'marker',
  'maxPageSize',
  'delimiter',
  'segment',
  'continuationToken',
];

/** The members of a result that are put together from headers, or come with the body; no header is called so. */
const NOT_FROM_HEADERS = [
  'objectReplicationDestinationPolicyId',
  'objectReplicationSourceProperties',
  'readableStreamBody',
];

/** Makes the result of an operation from its JSON. */
export function revive(json: string, head: string | undefined): object {
  return reviveResult(JSON.parse(json) as Plain, head);
}

/** Makes the result of an operation from its parsed JSON, in place. */
export function reviveResult(plain: Plain, head: string | undefined): object {
  const result = reviveProperties(plain);
  // A copy that was resumed after its end has its result from the saved text: there was no response.
  if (head !== undefined) {
    const headersOf = (): Plain => pick(result, (key) => !NOT_FROM_HEADERS.includes(key));
    attachResponse(result, new LazyHttpResponse(head, headersOf));
  }
  return result;
}

/** Makes a list page from its JSON: the properties of each item are converted too. */
export function revivePage(json: string, head: string | undefined): object {
  return revivePageOfBlobs(json, head);
}

const revivePageOfBlobs = bodyReviver(PAGE_BODY, (page) => {
  const { blobItems } = page.segment as { blobItems: { properties?: Plain }[] };
  for (const item of blobItems) if (item.properties) reviveProperties(item.properties);
});

/**
 * Makes the results of operations that answer with a body: `members` come from it, all others from headers. `complete` does
 * what is left to do, in place, before anybody sees the result; `asSent` makes the `parsedBody` of scripts that want the answer as the
 * service sent it.
 */
export function bodyReviver(
  members: readonly string[],
  complete: (result: Plain) => void = () => undefined,
  asSent: (body: Plain) => unknown = (body) => body,
): (json: string, head: string | undefined) => object {
  const isBody = (key: string): boolean => members.includes(key);
  return (json, head) => {
    const result = reviveProperties(JSON.parse(json) as Plain);
    complete(result);
    const headersOf = (): Plain => pick(result, (key) => !isBody(key));
    const bodyOf = (): unknown => asSent(pick(result, isBody));
    attachResponse(result, new LazyHttpResponse(head ?? '', headersOf, bodyOf));
    return result;
  };
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

/** Attaches a response where `JSON.stringify`, `console.log` and object spread do not see it. */
export function attachResponse(result: object, response: unknown): void {
  Object.defineProperty(result, '_response', { value: response, configurable: true, writable: true });
}

function pick(object: Plain, wanted: (key: string) => boolean): Plain {
  return Object.fromEntries(Object.entries(object).filter(([key]) => wanted(key)));
}

import { INSPECT } from '../engine/inspect';
import type { HttpMethods, HttpResponse } from '../types/common';
import { HttpHeaderList } from '../engine/HttpHeaderList';
import { SentRequest } from '../engine/SentRequest';
import type { HeaderCollection } from '../types/httpHeaders';

/** The parts of a response that are computed when they are read. */
export interface ResponseContent {
  headers: () => unknown;
  body?: () => unknown;
  bodyAsText?: () => string | undefined;
  /** The stream, if the content is one. */
  stream?: () => unknown;
}

type Parsed = Pick<HttpResponse, 'status' | 'headers' | 'request'>;

const UNREAD = Symbol('unread');

/** A response that gets its members when a script first accesses one. */
class Unread {
  /** @internal What the members are made of, until there are any. */
  [UNREAD]?: { head: string; content: ResponseContent };

  constructor(head: string, content: ResponseContent) {
    this[UNREAD] = { head, content };
  }

  /** The object that `console.log` shows, without the long members. */
  [INSPECT](this: Parsed): object {
    const { method, url } = this.request;
    return { status: this.status, headers: this.headers, request: { method, url } };
  }
}
// A plain object, as in the reference.
Object.defineProperty(Unread.prototype, 'constructor', { value: Object });

const FILLED_FIRST: ProxyHandler<Unread> = {
  get: (unread, key, receiver) => Reflect.get(filled(unread), key, receiver) as unknown,
  set: (unread, key, value, receiver) => Reflect.set(filled(unread), key, value, receiver),
  has: (unread, key) => Reflect.has(filled(unread), key),
  ownKeys: (unread) => Reflect.ownKeys(filled(unread)),
  getOwnPropertyDescriptor: (unread, key) => Reflect.getOwnPropertyDescriptor(filled(unread), key),
  defineProperty: (unread, key, descriptor) => Reflect.defineProperty(filled(unread), key, descriptor),
  deleteProperty: (unread, key) => Reflect.deleteProperty(filled(unread), key),
};

/**
 * The `_response` of a result. Most scripts never read it, so the engine's text is parsed on first access: "status
 * method url", the request headers, an empty line, the response headers. All members are own members, as in the reference. A Proxy costs a tenth
 * of a microsecond, and defining the members for each result two.
 */
export function lazyHttpResponse(head: string, content: ResponseContent): HttpResponse {
  return new Proxy(new Unread(head, content), FILLED_FIRST) as unknown as HttpResponse;
}

/** Defines the members, once. */
function filled(unread: Unread): object {
  const pending = unread[UNREAD];
  if (pending === undefined) return unread;
  Reflect.deleteProperty(unread, UNREAD);
  const { head, content } = pending;
  let parsed: Parsed | undefined;
  const parts = (): Parsed => (parsed ??= parseHead(head));
  define(unread, 'status', () => parts().status);
  define(unread, 'headers', () => parts().headers);
  define(unread, 'request', () => parts().request);
  const { body, bodyAsText, headers, stream } = content;
  if (bodyAsText) define(unread, 'bodyAsText', bodyAsText);
  else if (stream) define(unread, 'readableStreamBody', stream);
  else if (!isHead(head)) define(unread, 'bodyAsText', () => '');
  if (body) define(unread, 'parsedBody', body);
  else if (stream) define(unread, 'parsedBody', () => undefined);
  else if (isHead(head)) define(unread, 'parsedBody', () => true);
  define(unread, 'parsedHeaders', headers);
  return unread;
}

/** Defines a member that is computed when it is read, and can be set. */
function define(response: object, name: string, get: () => unknown): void {
  const set = (value: unknown): void => {
    Object.defineProperty(response, name, { value, writable: true, enumerable: true, configurable: true });
  };
  Object.defineProperty(response, name, { get, set, enumerable: true, configurable: true });
}

function isHead(head: string): boolean {
  return /^\d+ HEAD /.test(head);
}

function parseHead(head: string): Parsed {
  const [first = '', ...rest] = head.split('\n');
  const [status = '', method = '', url = ''] = first.split(' ');
  const empty = rest.indexOf('');
  const requestLines = empty === -1 ? rest : rest.slice(0, empty);
  const responseLines = empty === -1 ? [] : rest.slice(empty + 1);
  return {
    status: Number(status),
    headers: parseHeaders(responseLines),
    request: new SentRequest(method as HttpMethods, url, parseHeaders(requestLines)),
  };
}

function parseHeaders(lines: readonly string[]): HeaderCollection {
  const headers = new HttpHeaderList();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return headers;
}

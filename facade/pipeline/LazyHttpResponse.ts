import { INSPECT } from '../engine/inspect';
import type { HttpMethods, HttpResponse, WebResource } from '../types/common';
import { HttpHeaderList } from '../engine/HttpHeaderList';
import { SentRequest } from '../engine/SentRequest';
import type { HeaderCollection } from '../types/httpHeaders';
import { privateState, type PrivateState } from '../engine/state';

/** The parts of a response that are computed when they are read. */
export interface ResponseContent {
  headers: () => unknown;
  body?: () => unknown;
  bodyAsText?: () => string | undefined;
}

type Parsed = Pick<HttpResponse, 'status' | 'headers' | 'request'>;

interface State {
  readonly head: string;
  readonly content: ResponseContent;
  parsed: Parsed | undefined;
}

const STATE = Symbol('state');

/**
 * The `_response` of a result. Most scripts never read it, so the engine's text is parsed on first access: "status
 * method url", the request headers, an empty line, the response headers.
 */
export class LazyHttpResponse implements HttpResponse {
  /** @internal */
  readonly [STATE]: PrivateState<State>;

  constructor(head: string, content: ResponseContent) {
    this[STATE] = privateState({ head, content, parsed: undefined });
  }

  get status(): number {
    return parsedOf(this[STATE]()).status;
  }

  get headers(): HeaderCollection {
    return parsedOf(this[STATE]()).headers;
  }

  get request(): WebResource {
    return parsedOf(this[STATE]()).request;
  }

  get parsedHeaders(): unknown {
    return this[STATE]().content.headers();
  }

  get parsedBody(): unknown {
    return this[STATE]().content.body?.();
  }

  get bodyAsText(): string | undefined {
    return this[STATE]().content.bodyAsText?.();
  }

  toJSON(): object {
    return { status: this.status, headers: this.headers, request: this.request };
  }

  [INSPECT](): object {
    const { method, url } = this.request;
    return { status: this.status, headers: this.headers, request: { method, url } };
  }
}

function parsedOf(state: State): Parsed {
  return (state.parsed ??= parseHead(state.head));
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

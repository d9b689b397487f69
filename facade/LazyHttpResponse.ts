import type { HttpMethods, HttpResponse, WebResource } from './common';
import { HttpHeaders } from './HttpHeaders';

/** What is made of a response when somebody looks. */
export interface ResponseContent {
  headers: () => unknown;
  body?: () => unknown;
  bodyAsText?: () => string | undefined;
}

/**
 * The `_response` of a result. Most scripts never look at it, so the text that the engine hands over is parsed on the
 * first look: "status method url", the request's headers, an empty line, the response's headers.
 */
export class LazyHttpResponse implements HttpResponse {
  readonly #head: string;
  readonly #content: ResponseContent;
  #parsed: { status: number; headers: HttpHeaders; request: WebResource } | undefined;

  constructor(head: string, content: ResponseContent) {
    this.#head = head;
    this.#content = content;
  }

  get status(): number {
    return this.#parse().status;
  }

  get headers(): HttpHeaders {
    return this.#parse().headers;
  }

  get request(): WebResource {
    return this.#parse().request;
  }

  get parsedHeaders(): unknown {
    return this.#content.headers();
  }

  get parsedBody(): unknown {
    return this.#content.body?.();
  }

  get bodyAsText(): string | undefined {
    return this.#content.bodyAsText?.();
  }

  toJSON(): object {
    return { status: this.status, headers: this.headers, request: this.request };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): object {
    const { method, url } = this.request;
    return { status: this.status, headers: this.headers, request: { method, url } };
  }

  #parse(): { status: number; headers: HttpHeaders; request: WebResource } {
    return (this.#parsed ??= parseHead(this.#head));
  }
}

function parseHead(head: string): { status: number; headers: HttpHeaders; request: WebResource } {
  const [first = '', ...rest] = head.split('\n');
  const [status = '', method = '', url = ''] = first.split(' ');
  const empty = rest.indexOf('');
  const requestLines = empty === -1 ? rest : rest.slice(0, empty);
  const responseLines = empty === -1 ? [] : rest.slice(empty + 1);
  const requestHeaders = parseHeaders(requestLines);
  const requestId = requestHeaders.get('x-ms-client-request-id') ?? '';
  return {
    status: Number(status),
    headers: parseHeaders(responseLines),
    request: { method: method as HttpMethods, url, headers: requestHeaders, requestId },
  };
}

function parseHeaders(lines: readonly string[]): HttpHeaders {
  const headers = new HttpHeaders();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return headers;
}

import type { HttpMethods, WebResource } from '../types/common';
import type { HeaderCollection } from '../types/httpHeaders';

/** A request that was sent, as results and errors show it. Members with the same value for every request are not enumerable. */
export class SentRequest implements WebResource {
  readonly method: HttpMethods;
  readonly url: string;
  readonly headers: HeaderCollection;
  readonly requestId: string;
  // Of the prototype, so that they are not listed.
  declare readonly withCredentials: boolean;
  declare readonly timeout: number;

  constructor(method: HttpMethods, url: string, headers: HeaderCollection) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.requestId = headers.get('x-ms-client-request-id') ?? '';
  }

  clone(): WebResource {
    return new SentRequest(this.method, this.url, this.headers.clone());
  }

  validateRequestProperties(): void {
    // A request that was sent is valid.
  }

  prepare(): WebResource {
    throw new Error('prepare() is not supported, as in the reference');
  }
}

Object.assign(SentRequest.prototype, { withCredentials: false, timeout: 0 });

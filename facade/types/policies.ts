/** Request policies: code that sees requests and responses in transit. docs/guides/policies.md has the place of each. */

import type { WebResource } from './common';
import type { HttpHeaders } from './httpHeaders';

/** A response, as a {@link RequestPolicy} receives or creates it. */
export interface HttpOperationResponse {
  /** The request that led to the response. */
  request: WebResource;
  /** The HTTP status code. */
  status: number;
  /** The headers. */
  headers: HttpHeaders;
  /** The body as text, unless it is a stream. */
  bodyAsText?: string | null;
  /** The body as a stream. Downloads have one. */
  readableStreamBody?: NodeJS.ReadableStream;
  /** Not used in Node.js. */
  browserStreamBody?: ReadableStream<Uint8Array>;
  /** Not used in Node.js. */
  blobBody?: Promise<Blob>;
  /** The headers in typed form. blobferry parses responses after the policies, so this is not set. */
  parsedHeaders?: Record<string, unknown>;
  /** The body in typed form. As above. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in the reference
  parsedBody?: any;
}

/** Sends requests: a policy, what comes after it, or an HTTP client. */
export interface RequestPolicy {
  /** Sends a request. */
  sendRequest(httpRequest: WebResource): Promise<HttpOperationResponse>;
}

/** An HTTP client for `options.httpClient`. */
export type IHttpClient = RequestPolicy;

/** The logger that policies are created with. It drops all messages. */
export interface RequestPolicyOptions {
  /** Logs a message. */
  log(logLevel: number, message: string): void;
  /** Returns whether messages of a level are logged. */
  shouldLog(logLevel: number): boolean;
}

/** Creates a policy for each request. */
export interface RequestPolicyFactory {
  /** Creates a policy that passes requests on to `nextPolicy`. */
  create(nextPolicy: RequestPolicy, options: RequestPolicyOptions): RequestPolicy;
}

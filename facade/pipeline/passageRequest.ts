/** The request object that policies see: the same one in all attempts of a call, with the headers of this attempt. */

import { streamOf } from './bodies';
import { coreRequest } from './coreRequest';
import { withUsualCasing } from './headerPairs';
import { findCredentialError, keepCredentialError } from '../engine/credentialErrors';
import { HttpHeaderList } from '../engine/HttpHeaderList';
import type { CallHints, NativePassage } from '../engine/nativeModule';
import type { HttpMethods } from '../types/common';
import type { PipelineRequest } from '../types/corePipeline';

/** The request as the engine describes it. */
export interface Shown {
  place: number;
  /** The operation, unless the caller wrote the request. */
  operation: string | null;
  method: string;
  url: string;
  headers: [string, string][];
  bodyLength: number;
  isStreamed: boolean;
  success: number[];
  companion: number | null;
  /** In milliseconds; 0 means none. */
  timeout: number;
}

/** The content types of bodies that are text. */
const TEXT = /^(?:application\/xml|text\/|application\/json)/;

/** The request of a passage. `companion` is its number, unless the engine has that already. */
export function requestOfPassage(
  passage: NativePassage,
  shown: Shown,
  hints: CallHints,
  isObservedOnly: boolean,
): { request: PipelineRequest; companion: number | undefined } {
  const pairs = withUsualCasing(shown.headers);
  if (shown.bodyLength > 0 && !pairs.some(([name]) => name.toLowerCase() === 'content-length')) {
    pairs.push(['Content-Length', String(shown.bodyLength)]);
  }
  const known = shown.companion === null ? hints.request : findCredentialError(shown.companion)?.thrown;
  const headers = new HttpHeaderList(pairs);
  if (shown.companion === null || known === undefined) {
    const request = (known ??
      coreRequest({
        ...partsOf(shown, hints, headers),
        body: isObservedOnly ? undefined : (hints.body ?? bodyOf(passage, shown, headers)),
      })) as PipelineRequest;
    return { request: Object.assign(request, { headers }), companion: keepCredentialError(request) };
  }
  const { url, method } = shown;
  const request = Object.assign(known as PipelineRequest, { url, method: method as HttpMethods, headers });
  return { request, companion: undefined };
}

function partsOf(shown: Shown, hints: CallHints, headers: HttpHeaderList): Parameters<typeof coreRequest>[0] {
  const { url, method, isStreamed, success, timeout } = shown;
  const requestId = headers.get('x-ms-client-request-id');
  return {
    url,
    method,
    headers,
    abortSignal: hints.signal,
    tracingOptions: hints.tracingOptions,
    onUploadProgress: progressOf(hints, url),
    onDownloadProgress: hints.onDownloadProgress,
    timeout,
    streamResponseStatusCodes: new Set(isStreamed ? success : []),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** The progress callback of a request. Blocks of an upload have none, as in the reference. */
function progressOf({ onUploadProgress, isDivided }: CallHints, url: string): CallHints['onUploadProgress'] {
  return isDivided === true && /[?&]comp=block(?:list)?(?:&|$)/.test(url) ? undefined : onUploadProgress;
}

function bodyOf(passage: NativePassage, shown: Shown, headers: HttpHeaderList): unknown {
  if (shown.bodyLength === 0) return undefined;
  const bytes = passage.body();
  if (!bytes) return () => streamOf(passage.readBody());
  return TEXT.test(headers.get('content-type') ?? '') ? bytes.toString('utf8') : bytes;
}

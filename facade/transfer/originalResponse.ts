/** `originalResponse` and `blobDownloadStream` of results with a stream, which the reference has as own members, and libraries read. */

import { membersOfHeaders } from '../pipeline/allMembers';
import { withoutOriginal } from './streamedResponse';
import type { NodeJSReadableStream } from '../types/common';

/** A result with a stream. */
interface StreamedResult {
  readableStreamBody?: NodeJSReadableStream;
  _response: unknown;
}

type StreamedOperation = 'BlobDownload' | 'BlobQuery';

/** Whether `_response` is a member like any other, followed by those that are derived. */
const SHOWS_RESPONSE: Record<StreamedOperation, boolean> = { BlobDownload: true, BlobQuery: false };

/** These come after the stream. */
const DERIVED = ['objectReplicationDestinationPolicyId', 'objectReplicationSourceProperties'];

/**
 * Adds both. `originalResponse` has all members, the stream and `_response`. It is created when it is read, so that `console.log` does not
 * show it.
 */
export function attachOriginal(operation: StreamedOperation, result: StreamedResult): void {
  const readable = result.readableStreamBody;
  let original: object | undefined;
  define(result, 'originalResponse', () => (original ??= originalOf(operation, result, readable)));
  define(result, 'blobDownloadStream', () => result.readableStreamBody);
}

function originalOf(
  operation: StreamedOperation,
  result: StreamedResult,
  readableStreamBody: NodeJSReadableStream | undefined,
): object {
  const { _response: response } = result;
  const showsResponse = SHOWS_RESPONSE[operation];
  const original: Record<string, unknown> = {
    ...membersOfHeaders(operation, DERIVED),
    blobBody: undefined,
    readableStreamBody,
    ...(showsResponse ? { _response: response, ...Object.fromEntries(DERIVED.map((name) => [name, undefined])) } : {}),
  };
  for (const [name, value] of Object.entries(withoutOriginal(result))) original[name] = value;
  if (!showsResponse) Object.defineProperty(original, '_response', { value: response });
  return Object.assign(original, { readableStreamBody });
}

/** Defines a member that is computed when it is read, and can be set. */
function define(result: object, name: string, get: () => unknown): void {
  Object.defineProperty(result, name, {
    get,
    set(value: unknown) {
      Object.defineProperty(result, name, { value, writable: true, configurable: true, enumerable: true });
    },
    configurable: true,
    enumerable: true,
  });
}

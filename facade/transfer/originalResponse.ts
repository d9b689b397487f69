/** `originalResponse` of results with a stream, which the reference wraps and libraries read. */

import type { NodeJSReadableStream } from '../types/common';

/** A result with a stream. */
interface StreamedResult {
  readableStreamBody?: NodeJSReadableStream;
  _response: unknown;
}

/**
 * Adds `originalResponse`: the members, the stream and `_response`. It is created when it is read, and hidden from
 * `JSON.stringify`, `console.log` and spread.
 */
export function attachOriginal(result: StreamedResult): void {
  const readable = result.readableStreamBody;
  let original: object | undefined;
  const make = (): object => {
    const members: Partial<StreamedResult> = { ...result };
    if (readable) members.readableStreamBody = readable;
    return { ...members, _response: result._response };
  };
  Object.defineProperty(result, 'originalResponse', {
    get: () => (original ??= make()),
    configurable: true,
    enumerable: false,
  });
}

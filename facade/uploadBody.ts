/**
 * Bodies of uploads. Whatever form they come in, they leave as bytes of exactly the length that was promised: a request
 * can then be repeated, and a wrong length is found before anything is sent.
 */

import { onAbort, throwIfAborted } from './abort';
import type { AbortSignalLike, HttpRequestBody } from './common';
import { AbortError } from './errors';
import { stream } from './lazyModules';

const FORMS =
  'a string, a Buffer, an ArrayBuffer or a view of one, a Blob, a readable stream or a function that makes one';

type AnyStream = AsyncIterable<unknown> & { destroy?: (error?: Error) => unknown };

/** Any form of body there is, before anything of it is read. `null` is an empty one. */
export function requireBody(body: unknown, argument: string): void {
  const known =
    body === null ||
    ['string', 'function'].includes(typeof body) ||
    body instanceof Blob ||
    bytesOf(body) !== undefined ||
    isStream(body);
  if (!known) throw new TypeError(`${argument} must be ${FORMS}`);
}

/** The body as bytes, without copying where the form allows it. */
export async function collectBody(
  body: HttpRequestBody | (() => HttpRequestBody),
  contentLength: number,
  abortSignal: AbortSignalLike | undefined,
): Promise<Uint8Array> {
  throwIfAborted(abortSignal);
  const source: unknown = typeof body === 'function' ? body() : body;
  if (typeof source === 'string') {
    const bytes = Buffer.from(source, 'utf8');
    if (contentLength !== source.length) requireLength(bytes.byteLength, contentLength);
    return bytes;
  }
  if (source instanceof Blob) {
    requireLength(source.size, contentLength);
    return new Uint8Array(await source.arrayBuffer());
  }
  if (source === null || source === undefined) {
    requireLength(0, contentLength);
    return new Uint8Array(0);
  }
  const readable = streamOf(source);
  if (readable) return collectStream(readable, contentLength, abortSignal);
  const bytes = bytesOf(source);
  if (bytes === undefined) throw new TypeError(`body must be ${FORMS}`);
  requireLength(bytes.byteLength, contentLength);
  return bytes;
}

/** Reads a stream to its end; a signal, or a stream that is too long, ends it early. */
async function collectStream(
  source: AnyStream,
  contentLength: number,
  abortSignal: AbortSignalLike | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stopListening =
    abortSignal &&
    onAbort(abortSignal, () => {
      // A stream that stalls would never come back to the loop below.
      source.destroy?.(new AbortError());
    });
  try {
    for await (const chunk of source) {
      if (abortSignal?.aborted === true) throw new AbortError();
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : bytesOf(chunk);
      if (bytes === undefined) throw new TypeError('body must be a stream of bytes or strings');
      length += bytes.byteLength;
      if (length > contentLength) {
        throw new RangeError(
          `body has more bytes than contentLength says: at least ${String(length)}, not ${String(contentLength)}`,
        );
      }
      chunks.push(bytes);
    }
  } catch (error) {
    throw abortSignal?.aborted === true ? new AbortError() : error;
  } finally {
    stopListening?.();
  }
  requireLength(length, contentLength);
  return Buffer.concat(chunks, length);
}

function requireLength(actual: number, contentLength: number): void {
  if (actual !== contentLength) {
    throw new RangeError(`body has ${String(actual)} bytes, but contentLength is ${String(contentLength)}`);
  }
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

/** Any kind of stream as one that can be iterated over and destroyed. */
function streamOf(value: unknown): AnyStream | undefined {
  if (!isStream(value)) return undefined;
  if ('getReader' in value) return stream().Readable.fromWeb(value as ReadableStream);
  if (Symbol.asyncIterator in value) return value as AnyStream;
  // A stream of the oldest kind has events only.
  return new (stream().Readable)().wrap(value as NodeJS.ReadableStream);
}

function isStream(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return 'getReader' in value || Symbol.asyncIterator in value || 'pipe' in value;
}

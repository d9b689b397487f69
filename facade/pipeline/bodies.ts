/** Bodies as policies and HTTP clients create them: text, bytes, streams of any kind. */

import type { Readable } from 'node:stream';

import { stream } from '../engine/lazyModules';
import type { NativeByteFeed, NativeByteStream } from '../engine/nativeModule';
import { errorFromJson } from '../errors/failure';

/** Reads a body to its end. */
export async function readBody(body: unknown): Promise<Uint8Array> {
  const source: unknown = typeof body === 'function' ? (body as () => unknown)() : body;
  const bytes = bytesOf(source);
  if (bytes) return bytes;
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOf(source)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The bytes of a body that is complete. */
export function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const tag = Object.prototype.toString.call(body);
  if (tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]') return Buffer.from(body as ArrayBuffer);
  return undefined;
}

/** The pieces of a stream, of a Blob, or of anything else that can be iterated. */
async function* piecesOf(body: unknown): AsyncGenerator<Uint8Array> {
  const { arrayBuffer } = body as { arrayBuffer?: () => Promise<ArrayBuffer> };
  if (typeof arrayBuffer === 'function') {
    yield Buffer.from(await arrayBuffer.call(body));
    return;
  }
  for await (const piece of iterableOf(body)) {
    const bytes = bytesOf(piece);
    if (!bytes) throw new TypeError('A body made by a request policy must be a stream of bytes or text');
    yield bytes;
  }
}

function iterableOf(body: unknown): AsyncIterable<unknown> {
  const {
    [Symbol.asyncIterator]: iterate,
    getReader,
    pipe,
  } = body as {
    [Symbol.asyncIterator]?: () => AsyncIterator<unknown>;
    getReader?: () => ReadableStreamDefaultReader<unknown>;
    pipe?: unknown;
  };
  if (typeof iterate === 'function') return body as AsyncIterable<unknown>;
  if (typeof getReader === 'function') return readerPieces(getReader.call(body));
  // An old-style stream.
  if (typeof pipe === 'function') return new (stream().Readable)().wrap(body as NodeJS.ReadableStream);
  throw new TypeError(
    'A body made by a request policy must be a string, bytes, a Blob, a stream, or a function that returns a stream',
  );
}

async function* readerPieces(reader: ReadableStreamDefaultReader<unknown>): AsyncGenerator {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Supplies the pieces of a stream, one by one, as fast as they are taken. */
export async function feedFrom(body: unknown, feed: NativeByteFeed): Promise<void> {
  try {
    for await (const piece of piecesOf(typeof body === 'function' ? (body as () => unknown)() : body)) {
      // Leaving the loop ends the stream.
      if (!(await feed.give(piece))) break;
    }
    await feed.end();
  } catch (error) {
    const { message } = (error ?? {}) as { message?: unknown };
    await feed.end(typeof message === 'string' && message !== '' ? message : 'The body of the response broke off');
  }
}

/** Whether nobody reads a stream of ours, or listens to it: then its bytes may go another way. */
export function isUntouched(stream: NodeJS.ReadableStream): boolean {
  const { readableFlowing } = stream as Partial<Readable>;
  return readableFlowing === null && stream.eventNames().length === 0;
}

/** A Node.js stream of bytes of the engine. Nothing is received before the stream is read. */
export function streamOf(pieces: NativeByteStream, onRead?: () => void): NodeJS.ReadableStream {
  const { Readable } = stream();
  return new Readable({
    read() {
      onRead?.();
      void pieces.next().then(({ attachment, failure }) => {
        if (failure !== undefined) this.destroy(errorFromJson(failure) as Error);
        else this.push((attachment as Buffer | undefined) ?? null);
      });
    },
    destroy(error, done) {
      pieces.close();
      done(error);
    },
  });
}

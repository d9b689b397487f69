/** Supplies the bytes of a stream. They are read on demand, and never beyond `contentLength`. */

import type { BodyFeed, PassPiece } from './bodyFeed';
import { PIECE_LENGTH } from './bodyFeed';
import { memoryOf, viewOf } from './bytes';
import { ConnectionChunks, isConnection } from './connectionStreams';
import { stream } from '../engine/lazyModules';

/** Any source of chunks. */
type AnyStream = AsyncIterable<unknown> & { destroy?: (error?: Error) => unknown };

/** Returns whether chunks can be read from the value. */
export function isStream(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return 'getReader' in value || Symbol.asyncIterator in value || 'pipe' in value;
}

/**
 * Supplies the chunks of a stream. The last chunk is held back until the stream has ended. Only then is it certain that
 * the stream is not too long, and a request without its last bytes stores nothing.
 */
export class StreamFeed implements BodyFeed {
  readonly keep: boolean;
  readonly abandon: (() => void) | undefined;
  readonly #length: number;
  readonly #make: (() => unknown) | undefined;
  #reading: SourceReading;
  /** The number of bytes supplied from the current stream. */
  #position = 0;

  /**
   * `make` creates the stream again for another attempt. Without it, the engine keeps the bytes. With `isPassedOn`, the caller's policies or
   * HTTP client get the stream, so it is not read before its first bytes are requested.
   */
  constructor(source: object, length: number, make: (() => unknown) | undefined, isPassedOn: boolean) {
    this.keep = make === undefined;
    this.#length = length;
    this.#make = make;
    this.#reading = new SourceReading(source, length);
    if (!isPassedOn || isFlowing(source)) this.#reading.start();
    if (make !== undefined) {
      this.abandon = () => {
        this.#reading.stop();
      };
    }
  }

  async give(offset: number, room: number, give: PassPiece): Promise<void> {
    if (offset < this.#position || this.#reading.isStopped) this.#begin();
    const reading = this.#reading;
    let left = room;
    while (left > 0 && this.#position < this.#length) {
      const piece = await reading.take(Math.min(left, PIECE_LENGTH));
      if (reading.isStopped || !give(this.#position, piece)) return;
      this.#position += piece.byteLength;
      left -= piece.byteLength;
    }
  }

  /** Reads the stream to its end. Throws if it has any bytes. */
  async requireEmpty(): Promise<void> {
    await this.#reading.requireEnd();
  }

  stop(): void {
    this.#reading.stop();
  }

  #begin(): void {
    this.#reading.stop();
    const source = this.#make?.();
    if (!isStream(source)) throw new TypeError('body must return a stream each time it is called');
    this.#reading = new SourceReading(source, this.#length);
    this.#reading.start();
    this.#position = 0;
  }
}

/** Whether a stream emits its chunks to its listeners. Chunks without a listener are lost. */
function isFlowing(source: object): boolean {
  return (source as { readableFlowing?: unknown }).readableFlowing === true;
}

/** A stream that is being read. */
class SourceReading {
  readonly #given: object;
  readonly #length: number;
  #started: { source: AnyStream; iterator: AsyncIterator<unknown, unknown> } | undefined;
  #first: Promise<IteratorResult<unknown, unknown>> | undefined;
  /** The error of a stream that has not been read. */
  #error: Error | undefined;
  #read = 0;
  #rest: Uint8Array | undefined;
  #hasEnded = false;
  #isStopped = false;

  constructor(source: object, length: number) {
    this.#given = source;
    this.#length = length;
    // An error of a stream that nobody listens to would end the process.
    if (isEmitter(source)) source.once('error', this.#fail);
  }

  readonly #fail = (error: Error): void => {
    this.#error = error;
  };

  /** Requests the first chunk. */
  start(): AsyncIterator<unknown, unknown> {
    if (this.#started) return this.#started.iterator;
    const source = streamOf(this.#given);
    const iterator = isConnection(source) ? new ConnectionChunks(source) : source[Symbol.asyncIterator]();
    this.#started = { source, iterator };
    this.#first = this.#error ? Promise.reject(this.#error) : iterator.next();
    this.#first.catch(() => undefined);
    // From now on, the iterator listens.
    if (isEmitter(this.#given)) this.#given.removeListener('error', this.#fail);
    return iterator;
  }

  /** Returns the next bytes, `most` at most. */
  async take(most: number): Promise<Uint8Array> {
    const chunk = this.#rest ?? (await this.#next());
    if (chunk === undefined) {
      throw new RangeError(`body has ${String(this.#read)} bytes, but contentLength is ${String(this.#length)}`);
    }
    if (this.#read === this.#length) await this.requireEnd();
    this.#rest = chunk.byteLength > most ? chunk.subarray(most) : undefined;
    return chunk.byteLength > most ? chunk.subarray(0, most) : chunk;
  }

  /** Throws if the stream has more bytes. */
  async requireEnd(): Promise<void> {
    if (!this.#hasEnded) await this.#next();
  }

  /** Whether its bytes are no longer needed. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Destroys the stream, no matter how much of it was read, unless it is a connection of the caller's. */
  stop(): void {
    this.#isStopped = true;
    this.#rest = undefined;
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    void this.#giveUp().catch(() => undefined);
  }

  /** Errors of a stream that is no longer needed are ignored. */
  async #giveUp(): Promise<void> {
    const { source, iterator } = this.#started ?? { source: this.#given as Partial<AnyStream>, iterator: undefined };
    if (iterator instanceof ConnectionChunks) iterator.stop();
    else if (isConnection(source)) return;
    else if (typeof source.destroy === 'function') source.destroy();
    // A running generator continues until its next chunk.
    else if (iterator) await iterator.return?.();
    // A web stream that was not read. If something else reads it, that has to cancel it.
    else await (source as Partial<ReadableStream>).cancel?.();
  }

  async #next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const iterator = this.start();
      const next = this.#first ?? iterator.next();
      this.#first = undefined;
      const { done, value } = await next;
      if (done === true) {
        this.#hasEnded = true;
        return undefined;
      }
      const bytes = bytesOfChunk(value, 'body');
      this.#read += bytes.byteLength;
      if (this.#read > this.#length) {
        throw new RangeError(
          `body has more bytes than contentLength says: at least ${String(this.#read)}, not ${String(this.#length)}`,
        );
      }
      if (bytes.byteLength > 0) return bytes;
    }
  }
}

/** Returns the bytes of a chunk. Strings are UTF-8. */
export function bytesOfChunk(chunk: unknown, argument: string): Uint8Array {
  if (typeof chunk === 'string') return Buffer.from(chunk, 'utf8');
  const memory = memoryOf(chunk);
  if (memory === undefined) throw new TypeError(`${argument} must be a stream of bytes or strings`);
  return viewOf(memory);
}

function isEmitter(value: object): value is NodeJS.EventEmitter {
  const { once, removeListener } = value as Partial<NodeJS.EventEmitter>;
  return typeof once === 'function' && typeof removeListener === 'function';
}

/** Converts any kind of stream to one that can be iterated and destroyed. */
function streamOf(value: object): AnyStream {
  if ('getReader' in value) return stream().Readable.fromWeb(value as ReadableStream);
  if (Symbol.asyncIterator in value) return value as AnyStream;
  // The oldest kind of stream has events only.
  return new (stream().Readable)().wrap(value as NodeJS.ReadableStream);
}

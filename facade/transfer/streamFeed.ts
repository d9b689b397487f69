/** Supplies the bytes of a stream. They are read on demand, and never beyond `contentLength`. */

import type { BodyFeed, Give } from './bodyFeed';
import { PIECE_LENGTH } from './bodyFeed';
import { memoryOf, viewOf } from './bytes';
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

  /** `make` creates the stream again for another attempt. Without it, the engine keeps the bytes. */
  constructor(source: object, length: number, make: (() => unknown) | undefined) {
    this.keep = make === undefined;
    this.#length = length;
    this.#make = make;
    this.#reading = new SourceReading(source, length);
    if (make !== undefined) {
      this.abandon = () => {
        this.#reading.stop();
      };
    }
  }

  async give(offset: number, room: number, give: Give): Promise<void> {
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
    this.#position = 0;
  }
}

/** A stream that is being read. */
class SourceReading {
  readonly #source: AnyStream;
  readonly #iterator: AsyncIterator<unknown, unknown>;
  readonly #length: number;
  /** Requested at once, because an error of a stream that nobody reads would end the process. */
  #first: Promise<IteratorResult<unknown, unknown>> | undefined;
  #read = 0;
  #rest: Uint8Array | undefined;
  #hasEnded = false;
  #isStopped = false;

  constructor(source: object, length: number) {
    this.#source = streamOf(source);
    this.#iterator = this.#source[Symbol.asyncIterator]();
    this.#length = length;
    this.#first = this.#iterator.next();
    this.#first.catch(() => undefined);
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

  /** Destroys the stream, no matter how much of it was read. */
  stop(): void {
    this.#isStopped = true;
    this.#rest = undefined;
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    void this.#giveUp().catch(() => undefined);
  }

  /** Errors of a stream that is no longer needed are ignored. */
  async #giveUp(): Promise<void> {
    if (typeof this.#source.destroy === 'function') this.#source.destroy();
    // A running generator continues until its next chunk.
    else await this.#iterator.return?.();
  }

  async #next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const next = this.#first ?? this.#iterator.next();
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

/** Converts any kind of stream to one that can be iterated and destroyed. */
function streamOf(value: object): AnyStream {
  if ('getReader' in value) return stream().Readable.fromWeb(value as ReadableStream);
  if (Symbol.asyncIterator in value) return value as AnyStream;
  // The oldest kind of stream has events only.
  return new (stream().Readable)().wrap(value as NodeJS.ReadableStream);
}

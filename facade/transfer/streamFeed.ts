/** The bytes of an upload that a stream has: read when they are wanted, and never past the length that was promised. */

import type { BodyFeed, Give } from './bodyFeed';
import { PIECE_LENGTH } from './bodyFeed';
import { memoryOf, viewOf } from './bytes';
import { stream } from '../engine/lazyModules';

/** Anything that gives chunks. */
type AnyStream = AsyncIterable<unknown> & { destroy?: (error?: Error) => unknown };

/** Whether chunks can be read from the value. */
export function isStream(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return 'getReader' in value || Symbol.asyncIterator in value || 'pipe' in value;
}

/**
 * Gives the chunks of a stream. The last one is held back until the stream has ended: only then is it known that there are no more bytes
 * than were promised, and a request without its last bytes stores nothing.
 */
export class StreamFeed implements BodyFeed {
  readonly keep: boolean;
  readonly #length: number;
  readonly #make: (() => unknown) | undefined;
  #reading: Reading;
  /** How many bytes were given of the stream that is read. */
  #position = 0;
  #isStopped = false;

  /** `make` makes the stream again, for another try. Without it the engine keeps what it was given. */
  constructor(source: object, length: number, make: (() => unknown) | undefined) {
    this.keep = make === undefined;
    this.#length = length;
    this.#make = make;
    this.#reading = new Reading(source, length);
  }

  async give(offset: number, room: number, give: Give): Promise<void> {
    if (offset < this.#position) this.#begin();
    const reading = this.#reading;
    let left = room;
    while (left > 0 && this.#position < this.#length) {
      const piece = await reading.take(Math.min(left, PIECE_LENGTH));
      if (this.#isStopped || !give(this.#position, piece)) return;
      this.#position += piece.byteLength;
      left -= piece.byteLength;
    }
  }

  /** Reads to the end of a stream of which nothing may come. */
  async requireEmpty(): Promise<void> {
    await this.#reading.requireEnd();
  }

  stop(): void {
    this.#isStopped = true;
    this.#reading.stop();
  }

  #begin(): void {
    this.#reading.stop();
    const source = this.#make?.();
    if (!isStream(source)) throw new TypeError('body must make a stream each time that it is called');
    this.#reading = new Reading(source, this.#length);
    this.#position = 0;
  }
}

/** One stream that is read. */
class Reading {
  readonly #source: AnyStream;
  readonly #iterator: AsyncIterator<unknown, unknown>;
  readonly #length: number;
  /** Asked for at once: a stream that nobody has begun to read would end the process with its error. */
  #first: Promise<IteratorResult<unknown, unknown>> | undefined;
  #read = 0;
  #rest: Uint8Array | undefined;
  #hasEnded = false;

  constructor(source: object, length: number) {
    this.#source = streamOf(source);
    this.#iterator = this.#source[Symbol.asyncIterator]();
    this.#length = length;
    this.#first = this.#iterator.next();
    this.#first.catch(() => undefined);
  }

  /** The next bytes, so many at most. */
  async take(most: number): Promise<Uint8Array> {
    const chunk = this.#rest ?? (await this.#next());
    if (chunk === undefined) {
      throw new RangeError(`body has ${String(this.#read)} bytes, but contentLength is ${String(this.#length)}`);
    }
    if (this.#read === this.#length) await this.requireEnd();
    this.#rest = chunk.byteLength > most ? chunk.subarray(most) : undefined;
    return chunk.byteLength > most ? chunk.subarray(0, most) : chunk;
  }

  /** Nothing may come any more. */
  async requireEnd(): Promise<void> {
    if (!this.#hasEnded) await this.#next();
  }

  /** A stream that is given up is destroyed, however far it was read. */
  stop(): void {
    this.#rest = undefined;
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    void this.#giveUp().catch(() => undefined);
  }

  /** What a stream throws when it is given up tells nobody anything. */
  async #giveUp(): Promise<void> {
    if (typeof this.#source.destroy === 'function') this.#source.destroy();
    // A generator that is at work goes on until its next chunk.
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
      const bytes = bytesOfChunk(value);
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

function bytesOfChunk(chunk: unknown): Uint8Array {
  if (typeof chunk === 'string') return Buffer.from(chunk, 'utf8');
  const memory = memoryOf(chunk);
  if (memory === undefined) throw new TypeError('body must be a stream of bytes or strings');
  return viewOf(memory);
}

/** Any kind of stream as one that can be iterated over and destroyed. */
function streamOf(value: object): AnyStream {
  if ('getReader' in value) return stream().Readable.fromWeb(value as ReadableStream);
  if (Symbol.asyncIterator in value) return value as AnyStream;
  // A stream of the oldest kind has events only.
  return new (stream().Readable)().wrap(value as NodeJS.ReadableStream);
}

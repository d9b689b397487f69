/**
 * Long lists of a response. They cross the boundary as one buffer with slices of JSON, which are parsed one by one:
 * parsing 5,000 blobs at once would block the event loop for tens of milliseconds.
 */

import type { Plain } from './decode';
import { turn } from '../engine/turns';

/** The size in bytes up to which all slices are parsed at once, because that is faster than waiting for a turn. */
const SMALL = 16 * 1024;

const NUMBER = 4;

/** The slices of one response, and its body. */
export class Slices {
  #bytes: Buffer | undefined;
  /** The end of each slice, which is the start of the next. */
  readonly #ends: number[] = [];
  #start = 0;
  #next = 0;
  #text: Buffer | undefined;

  /** Parses the engine's buffer: the number of slices, the end of each, the slices, the body. */
  constructor(bytes: Buffer | undefined) {
    if (bytes === undefined) return;
    const count = bytes.readUInt32LE(0);
    for (let slice = 1; slice <= count; slice += 1) this.#ends.push(bytes.readUInt32LE(NUMBER * slice));
    this.#start = NUMBER * (1 + count);
    this.#bytes = bytes;
    if (count === 0) this.#finish();
  }

  /** Whether there is another slice. */
  get hasMore(): boolean {
    return this.#next < this.#ends.length;
  }

  /** The next slice: elements by the name of their list. */
  async next(): Promise<Plain> {
    if (this.#size > SMALL) await turn();
    return this.#read();
  }

  /** All slices, one after the other, in the same turn. */
  *all(): Generator<Plain> {
    while (this.hasMore) yield this.#read();
  }

  #read(): Plain {
    const bytes = this.#bytes;
    const end = this.#ends[this.#next];
    if (bytes === undefined || end === undefined) return {};
    const slice = JSON.parse(bytes.toString('utf8', this.#start, end)) as Plain;
    this.#start = end;
    this.#next += 1;
    if (!this.hasMore) this.#finish();
    return slice;
  }

  /** The body as text. */
  get bodyAsText(): string | undefined {
    const text = this.#text ?? this.#bytes?.subarray(this.#ends.at(-1) ?? this.#start);
    return text?.toString('utf8');
  }

  get #size(): number {
    return (this.#ends.at(-1) ?? 0) - NUMBER * (1 + this.#ends.length);
  }

  /** Releases the parsed slices. The body stays as long as the response, but outside of the heap. */
  #finish(): void {
    const text = this.#bytes?.subarray(this.#ends.at(-1) ?? this.#start);
    if (text === undefined) return;
    this.#text = this.#ends.length === 0 ? text : Buffer.from(text);
    this.#bytes = undefined;
  }
}

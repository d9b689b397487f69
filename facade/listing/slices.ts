/**
 * Long lists of an answer. They cross as one buffer with slices of JSON, which are made into objects one by one: 5,000 blobs
 * at once would hold the event loop for tens of milliseconds.
 */

import type { Plain } from '../pipeline/decode';
import { turn } from '../engine/turns';

/** Up to this size, in bytes, an answer's lists are made into objects at once: that takes less than waiting for a turn. */
const SMALL = 16 * 1024;

const NUMBER = 4;

/** The slices of one answer, and its body. */
export class Slices {
  #bytes: Buffer | undefined;
  /** Where the slices end, each where the next begins. */
  readonly #ends: number[] = [];
  #start = 0;
  #next = 0;
  #text: Buffer | undefined;

  /** Takes what the engine made: the number of slices, where each ends, the slices, the body. */
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

  /** What has been made into objects is given back. The body stays for as long as the answer does, but outside of the heap. */
  #finish(): void {
    const text = this.#bytes?.subarray(this.#ends.at(-1) ?? this.#start);
    if (text === undefined) return;
    this.#text = this.#ends.length === 0 ? text : Buffer.from(text);
    this.#bytes = undefined;
  }
}

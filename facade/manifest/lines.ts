/** Divides bytes into lines. At most one line is in memory, for lists of any length. */

import { manifestError } from './manifestError';

/** The longest line or record, in bytes. A name has at most 1,024 characters. */
const MAX_LINE = 1024 * 1024;

const LINE_FEED = 0x0a;

/** A line, without its line feed. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a list. `place` is its name in errors. */
export async function* linesOf(chunks: AsyncIterable<unknown>, place: string): AsyncGenerator<Line, void, undefined> {
  const lines = new Lines(place);
  for await (const chunk of chunks) yield* lines.add(bytesOf(chunk));
  yield* lines.end();
}

function bytesOf(chunk: unknown): Uint8Array {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError(`a list must be a stream of bytes or of text, and a chunk of it is of the type ${typeof chunk}`);
}

class Lines {
  readonly #place: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** The beginning of a line whose end has not arrived. */
  #begun: Uint8Array[] = [];
  #length = 0;
  #number = 1;

  constructor(place: string) {
    this.#place = place;
  }

  *add(chunk: Uint8Array): Generator<Line, void, undefined> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      const part = chunk.subarray(start, end < 0 ? undefined : end);
      this.#length += part.length;
      if (this.#length > MAX_LINE) throw this.#wrong(`is longer than ${String(MAX_LINE)} bytes`);
      if (end < 0) {
        // The sender may use the memory of a chunk again.
        if (part.length > 0) this.#begun.push(Uint8Array.from(part));
        return;
      }
      yield this.#take(part);
      start = end + 1;
    }
  }

  /** The last line may lack its line feed. */
  *end(): Generator<Line, void, undefined> {
    if (this.#length > 0) yield this.#take(new Uint8Array());
  }

  #take(last: Uint8Array): Line {
    let bytes = this.#begun.length === 0 ? last : Buffer.concat([...this.#begun, last]);
    const number = this.#number;
    if (number === 1) bytes = this.#withoutMark(bytes);
    let text;
    try {
      text = this.#decoder.decode(bytes);
    } catch {
      throw this.#wrong('is not in UTF-8');
    }
    this.#begun = [];
    this.#length = 0;
    this.#number += 1;
    return { number, text };
  }

  #withoutMark(bytes: Uint8Array): Uint8Array {
    const [first, second, third] = bytes;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
      throw this.#wrong('begins with the mark of UTF-16, which some shells write. Write the list in UTF-8');
    }
    return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
  }

  #wrong(why: string): RangeError {
    return manifestError(this.#place, this.#number, why);
  }
}

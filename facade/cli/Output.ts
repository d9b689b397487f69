/** Writes to a stream whose reader may be slow, or may have closed it. */

import type { Writable } from 'node:stream';

/** A stream that is written to line by line. */
export class Output {
  /** Whether the reader has closed the stream. Later output is dropped. */
  isBroken = false;
  readonly #stream: Writable;
  #waiting: Promise<void> | undefined;
  #release: (() => void) | undefined;

  /** `onBroken` is called once, when the reader has closed the output. */
  constructor(stream: Writable, onBroken?: () => void) {
    this.#stream = stream;
    stream.on('error', () => {
      if (this.isBroken) return;
      this.isBroken = true;
      this.letGo();
      onBroken?.();
    });
    stream.on('drain', () => {
      this.letGo();
    });
  }

  /** Writes, and resolves when more may be written. */
  write(text: string): Promise<void> {
    if (this.isBroken) return Promise.resolve();
    if (!this.#stream.write(text)) {
      this.#waiting ??= new Promise((resolve) => {
        this.#release = resolve;
      });
    }
    return this.#waiting ?? Promise.resolve();
  }

  /** Resolves when everything was written, or the reader has closed the stream. */
  flush(): Promise<void> {
    return this.#stream.writableLength === 0 || this.isBroken
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#stream.write('', () => {
            resolve();
          });
        });
  }

  /** Stops waiting for the reader. */
  letGo(): void {
    this.#release?.();
    this.#waiting = this.#release = undefined;
  }
}

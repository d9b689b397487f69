/** The bytes of an upload that are in the caller's memory. */

import type { BodyFeed, Give } from './bodyFeed';
import { giveParts } from './bodyFeed';
import { isDetached, isResizable, viewOf, type Memory } from './bytes';

/** Gives bytes of memory, and tells when they are not there any more. */
export class MemoryFeed implements BodyFeed {
  readonly keep = false;
  readonly inPlace?: Uint8Array;
  readonly #view: Uint8Array;
  readonly #length: number;

  constructor(memory: Memory) {
    this.#view = viewOf(memory);
    this.#length = memory.length;
    // The addresses of memory that can be resized are not the engine's to keep.
    if (!isResizable(memory.buffer)) this.inPlace = this.#view;
  }

  give(offset: number, room: number, give: Give): void {
    const reason = this.reason();
    if (reason) throw reason;
    giveParts(give, offset, this.#view.subarray(offset, offset + room));
  }

  stop(): void {
    // Nothing is held but a view.
  }

  /** A view of a fixed length has all its bytes or, for ever after they were lost, none. */
  reason(): Error | undefined {
    if (this.#view.byteLength === this.#length) return undefined;
    const { buffer } = this.#view;
    const what = isDetached(buffer)
      ? 'its ArrayBuffer was transferred elsewhere (it is detached)'
      : 'its ArrayBuffer was made smaller';
    return new TypeError(
      `body lost its bytes while they were sent: ${what}. Nothing was stored; leave a body alone until the promise settles`,
    );
  }
}

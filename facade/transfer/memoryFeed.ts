/** Supplies the bytes of an upload from the caller's memory. */

import type { BodyFeed, PassPiece } from './bodyFeed';
import { giveInParts } from './bodyFeed';
import { isDetached, isResizable, viewOf, type Memory } from './bytes';

/** Supplies bytes from memory, and detects lost bytes. */
export class MemoryFeed implements BodyFeed {
  readonly keep = false;
  readonly inPlace?: Uint8Array;
  readonly #view: Uint8Array;
  readonly #length: number;

  constructor(memory: Memory) {
    this.#view = viewOf(memory);
    this.#length = memory.length;
    // The engine must not keep addresses of memory that can be resized.
    if (!isResizable(memory.buffer)) this.inPlace = this.#view;
  }

  give(offset: number, room: number, give: PassPiece): void {
    const reason = this.reason();
    if (reason) throw reason;
    giveInParts(give, offset, this.#view.subarray(offset, offset + room));
  }

  stop(): void {
    // There is nothing to release.
  }

  /** A view of fixed length has all its bytes or, once some are lost, none. */
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

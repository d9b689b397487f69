/** Supplies the bytes of a Blob. They are read on demand, because a Blob may be a file. */

import type { BodyFeed, PassPiece } from './bodyFeed';
import { giveInParts } from './bodyFeed';

export class BlobFeed implements BodyFeed {
  readonly keep = false;
  readonly #blob: Blob;
  #isStopped = false;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  async give(offset: number, room: number, give: PassPiece): Promise<void> {
    const end = Math.min(offset + room, this.#blob.size);
    const bytes = new Uint8Array(await this.#blob.slice(offset, end).arrayBuffer());
    if (this.#isStopped) return;
    if (bytes.byteLength !== end - offset) {
      throw new RangeError(`body is a Blob of ${String(this.#blob.size)} bytes, of which some could not be read`);
    }
    giveInParts(give, offset, bytes);
  }

  stop(): void {
    this.#isStopped = true;
  }
}

/** Handles that supply bytes to the engine, and that report progress. */

import type { Addon, AddonOwnedBytes, AddonStreamBlocks, AddonTransferProgress, AddonUploadSource } from '../addon';
import type { Calls } from '../calls';
import type {
  NativeOwnedBytes,
  NativeStreamBlocks,
  NativeTransferProgress,
  NativeUploadSource,
  NativeRequestedRange,
} from '../nativeModule';

/** The number of elements for each request for bytes: part, offset, length. */
const RANGE_LENGTH = 3;

/** Counts the bytes of a transfer. */
export class TransferProgress implements NativeTransferProgress {
  readonly counter: AddonTransferProgress;
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
    this.counter = calls.native.progress();
  }

  async next(): Promise<number | undefined> {
    const { ok } = await this.#calls.begin((call) => {
      this.counter.next(call);
    });
    return ok === undefined ? undefined : Number(ok);
  }
}

/** The counter behind a progress object of this module. */
export function counterOf(progress: NativeTransferProgress | undefined): AddonTransferProgress | undefined {
  return progress instanceof TransferProgress ? progress.counter : undefined;
}

/** The bytes of an upload that is divided into parts. */
export class OwnedBytes implements NativeOwnedBytes {
  readonly handle: AddonOwnedBytes;
  readonly #calls: Calls;

  constructor(addon: Addon, calls: Calls, length: number, inPlace?: Uint8Array) {
    this.#calls = calls;
    this.handle = new addon.NativeOwnedBytes(calls.native, length, inPlace);
  }

  async next(): Promise<NativeRequestedRange[] | undefined> {
    const { ok } = await this.#calls.begin((call) => {
      this.handle.next(call);
    });
    if (ok === undefined) return undefined;
    const numbers = JSON.parse(ok) as number[];
    const ranges: NativeRequestedRange[] = [];
    for (let at = 0; at + RANGE_LENGTH <= numbers.length; at += RANGE_LENGTH) {
      const [part, offset, room] = numbers.slice(at, at + RANGE_LENGTH) as [number, number, number];
      ranges.push({ part, offset, room });
    }
    return ranges;
  }

  give(part: number, offset: number, piece: Uint8Array): boolean {
    return this.handle.give(part, offset, piece);
  }

  supplied(part: number): void {
    this.handle.supplied(part);
  }

  breakOff(): void {
    this.handle.breakOff();
  }
}

/** The blocks of a stream. */
export class StreamBlocks implements NativeStreamBlocks {
  readonly handle: AddonStreamBlocks;
  readonly #calls: Calls;

  constructor(addon: Addon, calls: Calls, blockSize: number, most: number) {
    this.#calls = calls;
    this.handle = new addon.NativeStreamBlocks(calls.native, blockSize, most);
  }

  give(chunk: Uint8Array): number {
    return this.handle.give(chunk);
  }

  async room(): Promise<boolean> {
    const { ok } = await this.#calls.begin((call) => {
      this.handle.room(call);
    });
    return ok !== undefined;
  }

  end(): void {
    this.handle.end();
  }

  breakOff(): void {
    this.handle.breakOff();
  }
}

/** The body of one request. */
export class UploadSource implements NativeUploadSource {
  readonly pieces: AddonUploadSource;
  readonly #calls: Calls;

  constructor(addon: Addon, calls: Calls, length: number, keep: boolean, inPlace?: Uint8Array) {
    this.#calls = calls;
    this.pieces = new addon.NativeUploadSource(calls.native, length, keep, inPlace);
  }

  async next(): Promise<{ offset: number; room: number; attempt: number } | undefined> {
    const { ok } = await this.#calls.begin((call) => {
      this.pieces.next(call);
    });
    if (ok === undefined) return undefined;
    const [offset, room, attempt] = JSON.parse(ok) as [number, number, number];
    return { offset, room, attempt };
  }

  async another(attempt: number): Promise<void> {
    await this.#calls.begin((call) => {
      this.pieces.another(call, attempt);
    });
  }

  give(offset: number, piece: Uint8Array): boolean {
    return this.pieces.give(offset, piece);
  }

  breakOff(): void {
    this.pieces.breakOff();
  }
}

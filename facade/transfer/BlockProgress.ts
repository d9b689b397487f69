import { growing, type ProgressOptions } from './growingProgress';

/** The length of the blocks of a transfer. It may become known only later. */
export type BlockLength = () => number | undefined;

/** After this time, progress within a block is reported as well. */
const WITHIN_BLOCK_MS = 1000;

/**
 * Reports progress block by block. Scripts count blocks by the reports, as the reference makes one for each. The engine's numbers are of any
 * moment, so what they skip is reported, and what lies within a block only if the block takes long.
 */
export class BlockProgress {
  readonly #report: (loadedBytes: number) => void;
  readonly #blockLength: BlockLength;
  #reached = 0;
  #reported = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(report: (loadedBytes: number) => void, blockLength: BlockLength) {
    this.#report = report;
    this.#blockLength = blockLength;
  }

  /** Nothing without a callback. */
  static of({ onProgress, abortSignal }: ProgressOptions, blockLength: BlockLength): BlockProgress | undefined {
    return onProgress && new BlockProgress(growing(onProgress, abortSignal), blockLength);
  }

  /** So many bytes were transferred. */
  reach(bytes: number): void {
    if (bytes <= this.#reached) return;
    this.#reached = bytes;
    const length = this.#blockLength() ?? 0;
    if (length === 0) {
      this.#advance(bytes);
      return;
    }
    for (let at = length * (Math.floor(this.#reported / length) + 1); at <= bytes; at += length) this.#advance(at);
    if (this.#reported === bytes) return;
    this.#timer ??= unreferenced(
      setTimeout(() => {
        this.#timer = undefined;
        this.#advance(this.#reached);
      }, WITHIN_BLOCK_MS),
    );
  }

  /** The transfer has ended. Without a total, with what was reached. */
  end(total = this.#reached): void {
    this.reach(total);
    this.#advance(total);
  }

  /** Reports nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #advance(bytes: number): void {
    this.#reported = bytes;
    this.#report(bytes);
  }
}

/** The same timer, which keeps no process alive. In a test environment with a page, timers are numbers. */
function unreferenced(timer: NodeJS.Timeout): NodeJS.Timeout {
  (timer as { unref?: () => void }).unref?.();
  return timer;
}

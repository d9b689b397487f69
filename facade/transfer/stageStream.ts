/**
 * Uploads a stream through the methods of a client, as the reference does: `stageBlock` for each block, and `commitBlockList`. Only for
 * clients of which one of these was replaced.
 */

import { stream } from '../engine/lazyModules';
import { untilAborted } from '../pipeline/abort';
import type { Target } from '../pipeline/run';
import type { HttpRequestBody } from '../types/common';
import type { BlobUploadCommonResponse } from '../types/uploads';
import { bytesOfChunk } from './streamFeed';
import { readStream, type ChunkSink } from './streamSources';
import { growing } from './growingProgress';
import { blockIds, stageOptions, withDefaults, type UploadMethods } from './uploadByMethods';
import { lostBytes, MAX_BLOCKS, pickUpload, readStreamSizes, readUpload } from './uploadOptions';

/** The memory of a block grows from this length, so that a short stream does not take a whole block. */
const FIRST_LENGTH = 64 * 1024;

/** Uploads a stream. `target` is what the client's own methods send to. */
export async function stageStream(
  client: UploadMethods,
  target: Target,
  source: unknown,
  bufferSize: unknown,
  maxConcurrency: unknown,
  options: unknown,
): Promise<BlobUploadCommonResponse> {
  const { blockSize, most } = readStreamSizes(bufferSize, maxConcurrency);
  const picked = pickUpload(options);
  const { abortSignal, onProgress } = readUpload(target, picked, { concurrency: most });
  const report = onProgress && growing(onProgress, abortSignal);
  const blockId = blockIds();
  const ids: string[] = [];
  let loadedBytes = 0;
  const stage = async (block: Buffer): Promise<void> => {
    if (ids.length === MAX_BLOCKS) {
      throw new RangeError(`The stream has more than ${String(MAX_BLOCKS)} blocks of this bufferSize`);
    }
    const id = blockId(ids.length);
    ids.push(id);
    await client.stageBlock(id, bodyOf(block), block.length, stageOptions(picked));
    loadedBytes += block.length;
    report?.(loadedBytes);
  };
  const blocks = new StagedBlocks(blockSize, most, stage);
  const reading = readStream(source, blocks);
  try {
    await untilAborted(abortSignal, blocks.staged);
    reading.stop(true);
  } catch (error) {
    blocks.stop();
    reading.stop(false);
    throw error;
  }
  return await untilAborted(abortSignal, client.commitBlockList(ids, withDefaults(picked.values)));
}

/** A stream for each attempt. */
function bodyOf(block: Buffer): HttpRequestBody {
  const { Readable } = stream();
  return () => Readable.from([block], { objectMode: false });
}

/** Copies chunks into blocks, and stages each when it is full. `most` are on their way at once. */
class StagedBlocks implements ChunkSink {
  /** Settles when all blocks are staged, or one could not be. */
  readonly staged: Promise<void>;
  readonly #size: number;
  readonly #most: number;
  readonly #stage: (block: Buffer) => Promise<void>;
  readonly #waiting: Uint8Array[] = [];
  #block = Buffer.alloc(0);
  #filled = 0;
  #underWay = 0;
  #hasEnded = false;
  #isStopped = false;
  #wake: ((isWanted: boolean) => void) | undefined;
  #settle: { resolve: () => void; reject: (error: unknown) => void } = { resolve: ignore, reject: ignore };

  constructor(size: number, most: number, stage: (block: Buffer) => Promise<void>) {
    this.#size = size;
    this.#most = most;
    this.#stage = stage;
    this.staged = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Also if nobody waits for it any more.
    this.staged.catch(ignore);
  }

  take(chunk: unknown): boolean {
    if (this.#isStopped) return false;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : bytesOfChunk(chunk, 'stream');
    if (bytes.byteLength > 0) this.#waiting.push(bytes);
    return this.#fill();
  }

  async room(): Promise<boolean> {
    if (this.#isStopped) return false;
    if (this.#fill()) return true;
    return await new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  readonly end = (): void => {
    this.#hasEnded = true;
    this.#advance();
  };

  readonly fail = (error: unknown): void => {
    this.stop();
    this.#settle.reject(error);
  };

  stop(): void {
    this.#isStopped = true;
    this.#waiting.length = 0;
    this.#wake?.(false);
  }

  /** Copies the waiting bytes. Returns whether that was all. */
  #fill(): boolean {
    for (;;) {
      if (this.#filled === this.#size && !this.#begin()) return false;
      const chunk = this.#waiting[0];
      if (chunk === undefined) return true;
      if (chunk.byteLength === 0) throw lostBytes();
      const taken = Math.min(chunk.byteLength, this.#size - this.#filled);
      this.#reserve(this.#filled + taken);
      this.#block.set(chunk.subarray(0, taken), this.#filled);
      this.#filled += taken;
      if (taken < chunk.byteLength) this.#waiting[0] = chunk.subarray(taken);
      else this.#waiting.shift();
    }
  }

  #reserve(length: number): void {
    if (length <= this.#block.length) return;
    const grown = Math.max(length, 2 * this.#block.length, FIRST_LENGTH);
    const block = Buffer.allocUnsafeSlow(Math.min(grown, this.#size));
    this.#block.copy(block, 0, 0, this.#filled);
    this.#block = block;
  }

  /** Stages the block, if there is room for one more on its way. */
  #begin(): boolean {
    if (this.#underWay >= this.#most) return false;
    const block = this.#block.subarray(0, this.#filled);
    this.#block = Buffer.alloc(0);
    this.#filled = 0;
    this.#underWay += 1;
    this.#stage(block)
      .then(() => {
        this.#underWay -= 1;
        this.#advance();
      })
      .catch(this.fail);
    return true;
  }

  /** Goes on after a block was staged, or the stream has ended. */
  #advance(): void {
    if (this.#isStopped || !this.#fill()) return;
    if (!this.#hasEnded) {
      this.#wake?.(true);
      return;
    }
    if (this.#filled > 0 && !this.#begin()) return;
    if (this.#underWay === 0) this.#settle.resolve();
  }
}

function ignore(): void {
  // Nobody waits.
}

/** Uploads streams of unknown length. The engine cuts them into blocks. */

import { withAbort } from '../pipeline/abort';
import { native } from '../engine/native';
import type { NativeResult, NativeStreamBlocks } from '../engine/nativeModule';
import { observed } from '../pipeline/observe';
import { decodeUpload } from './decodeUpload';
import { requireOk, type Target } from '../pipeline/run';
import type { BlobUploadCommonResponse } from '../types/uploads';
import { bytesOfChunk } from './streamFeed';
import { readStream, type ChunkSink, type Reading } from './streamSources';
import { lostBytes, pickUpload, readStreamSizes, readUpload } from './uploadOptions';
import { withBlockProgress } from './transferProgress';

/** The default block of a stream. */
export const DEFAULT_STREAM_BLOCK_SIZE = 8 * 1024 * 1024;
/** The number of UTF-16 units of a string that are encoded at a time. */
const TEXT_PIECE = 64 * 1024;
/** The maximum number of bytes of a unit in UTF-8. */
const BYTES_OF_UNIT = 3;

/** Uploads a stream. */
export async function uploadStream(
  target: Target,
  source: unknown,
  bufferSize: unknown,
  maxConcurrency: unknown,
  options: unknown,
): Promise<BlobUploadCommonResponse> {
  const { blockSize, most } = readStreamSizes(bufferSize, maxConcurrency);
  const { json, ...progress } = readUpload(target, pickUpload(options), { concurrency: most });
  const pipeline = observed(target, progress.tracingOptions, { hasParts: true });
  const sink = new BlockSink(new (native().NativeStreamBlocks)(blockSize, most));
  const reading = readStream(source, sink);
  const outcome = await withAbort(progress.abortSignal, (extras) =>
    withBlockProgress(
      progress,
      (sent) => readUntilSettled(pipeline.uploadStream(target.url, sink.blocks, json, extras, sent), sink, reading),
      { total: () => sink.total, blockLength: () => blockSize },
    ),
  ).catch((error: unknown) => {
    // Also if the call never started.
    sink.stop();
    reading.stop(false);
    throw error;
  });
  return decodeUpload(requireOk(outcome), outcome.head);
}

/** Waits for the end of an upload. An error of the stream takes precedence. */
async function readUntilSettled(
  running: Promise<NativeResult>,
  sink: BlockSink,
  reading: Reading,
): Promise<NativeResult> {
  const outcome = await running;
  if (sink.failure) throw sink.failure.error;
  sink.stop();
  reading.stop(outcome.failure === undefined);
  return outcome;
}

/** Copies chunks into blocks. Bytes that do not fit wait; that is one chunk at most if the source respects backpressure. */
class BlockSink implements ChunkSink {
  readonly blocks: NativeStreamBlocks;
  /** The number of bytes taken. */
  total = 0;
  failure: { error: unknown } | undefined;
  readonly #waiting: (Uint8Array | string)[] = [];
  #isStopped = false;
  /** The memory in which strings are encoded. */
  #encoded: Buffer | undefined;

  constructor(blocks: NativeStreamBlocks) {
    this.blocks = blocks;
  }

  take(chunk: unknown): boolean {
    const content = typeof chunk === 'string' ? chunk : bytesOfChunk(chunk, 'stream');
    const length = Buffer.byteLength(content);
    if (this.#isStopped || length === 0) return !this.#isStopped;
    this.total += length;
    this.#waiting.push(content);
    return this.#waiting.length === 1 && this.#give();
  }

  async room(): Promise<boolean> {
    while (!this.#isStopped) {
      if (this.#give()) return true;
      if (!(await this.blocks.room())) break;
    }
    return false;
  }

  readonly end = (): void => {
    this.blocks.end();
  };

  readonly fail = (error: unknown): void => {
    if (this.#isStopped) return;
    this.failure ??= { error };
    this.stop();
    this.blocks.breakOff();
  };

  stop(): void {
    this.#isStopped = true;
    this.#waiting.length = 0;
  }

  /** Passes on the waiting bytes. Returns whether that was all. */
  #give(): boolean {
    for (let chunk = this.#first(); chunk !== undefined; chunk = this.#first()) {
      if (chunk.byteLength === 0) throw lostBytes();
      const taken = this.blocks.give(chunk);
      if (taken < chunk.byteLength) {
        this.#waiting[0] = chunk.subarray(taken);
        return false;
      }
      this.#waiting.shift();
    }
    return true;
  }

  /** The first waiting bytes. A string is encoded piece by piece, each when the previous one has been taken. */
  #first(): Uint8Array | undefined {
    const first = this.#waiting[0];
    if (typeof first !== 'string') return first;
    const end = endOfPiece(first);
    this.#encoded ??= Buffer.allocUnsafeSlow(TEXT_PIECE * BYTES_OF_UNIT);
    const piece = this.#encoded.subarray(0, this.#encoded.write(first.slice(0, end), 'utf8'));
    this.#waiting.splice(0, 1, piece, ...(end < first.length ? [first.slice(end)] : []));
    return piece;
  }
}

/** Where the first piece of a string ends: not within a character that takes two units. */
function endOfPiece(text: string): number {
  if (text.length <= TEXT_PIECE) return text.length;
  return /[\ud800-\udbff]/.test(text.charAt(TEXT_PIECE - 1)) ? TEXT_PIECE - 1 : TEXT_PIECE;
}

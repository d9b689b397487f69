/** Downloads into memory: new memory, which the engine fills, or the caller's, to which only this thread may write. */

import { constants } from 'node:buffer';

import { errorFromJson, statusCodeOf } from '../errors/failure';
import type { NativeBody } from '../engine/nativeModule';
import { requireOk, run, type Target } from '../pipeline/run';
import type { BlobDownloadOptions, BlobDownloadToBufferOptions } from '../types/options';
import { withAbort } from '../pipeline/abort';
import { lengthOf, open, readDownload, type DownloadRange } from './download';
import { BlockProgress } from './BlockProgress';
import type { ProgressOptions } from './growingProgress';
import { withBlockProgress } from './transferProgress';

/** The number of bytes to wait for before they are copied to the buffer. Content up to this length is not divided. */
const BATCH_LENGTH = 256 * 1024;

/** How content is divided into requests that run at the same time. */
export interface Division {
  blockSize: number;
  concurrency: number;
}

/** A place for content. */
interface DownloadTarget {
  body: NativeBody;
  length: number;
  division: Division;
  progress: ProgressOptions;
  report: BlockProgress | undefined;
}

/** Downloads a blob into a buffer, which may be the caller's. */
export async function downloadInto(
  target: Target,
  range: DownloadRange,
  options: BlobDownloadOptions,
  division: Division,
  buffer: Uint8Array | undefined,
): Promise<Uint8Array> {
  const given = readDownload(target, options);
  const { abortSignal, onProgress } = given;
  if (range.count && buffer) requireRoom(buffer, range.count);
  return await withAbort(abortSignal, async (extras) => {
    let opened: Awaited<ReturnType<typeof open>>;
    try {
      opened = await open(target, range, given, extras);
    } catch (error) {
      await requireEnd(target, range, options, error);
      return buffer ?? Buffer.alloc(0);
    }
    const { result, body } = opened;
    const length = lengthOf(result);
    let report: BlockProgress | undefined;
    try {
      if (range.count && length < range.count) {
        throw new Error(
          `Stream drains before getting enough data needed. Data read: ${String(length)}, data need: ${String(range.count)}`,
        );
      }
      if (buffer) requireRoom(buffer, length);
      if (!body) return buffer ?? Buffer.alloc(0);
      const progress = { onProgress, abortSignal: abortSignal ?? undefined };
      report = BlockProgress.of(progress, () => division.blockSize);
      const filling = { body, length, division, progress, report };
      if (length <= BATCH_LENGTH) return await fill(filling, buffer ?? allocate(length));
      return await (buffer ? place(filling, buffer) : read(filling));
    } finally {
      report?.stop();
      body?.close();
    }
  });
}

export function requireRoom(buffer: Uint8Array, length: number): void {
  if (buffer.byteLength >= length) return;
  throw new RangeError(
    `The buffer's size should be equal to or larger than the request count of bytes: ${String(length)}`,
  );
}

/**
 * The service rejects a range that begins where the blob ends. As in the reference, nothing is read then, and only an
 * offset beyond that is an error.
 */
async function requireEnd(
  target: Target,
  { offset, count }: DownloadRange,
  { abortSignal, conditions, customerProvidedKey }: BlobDownloadToBufferOptions,
  error: unknown,
): Promise<void> {
  if (count || statusCodeOf(error) !== 416) throw error;
  const options = { abortSignal, conditions, customerProvidedKey };
  const { contentLength } = await run<{ contentLength?: number }>(target, 'BlobGetProperties', options);
  if (contentLength === offset) return;
  if (contentLength === undefined || contentLength > offset) throw error;
  throw new RangeError(`offset ${String(offset)} shouldn't be larger than blob size ${String(contentLength)}`);
}

/** The engine fills memory that no other code can access yet. */
async function read({ body, length, division, progress }: DownloadTarget): Promise<Uint8Array> {
  if (length > constants.MAX_LENGTH) throw tooLong(length);
  const outcome = await withBlockProgress(
    progress,
    (received) => body.read(division.blockSize, division.concurrency, received),
    { total: () => length, blockLength: () => division.blockSize },
  );
  requireOk(outcome);
  return outcome.attachment as Buffer;
}

/** Copies what arrives to its place in the caller's memory. */
async function place({ body, length, division, report }: DownloadTarget, buffer: Uint8Array): Promise<Uint8Array> {
  const view = fixedView(buffer, length);
  const running = body.handOver(division.blockSize, division.concurrency);
  let placed = 0;
  while ((await body.handedOver()) > 0) {
    requireMemory(view, length);
    placed += body.place(view);
    report?.reach(placed);
  }
  requireOk(await running);
  requireAll(placed, length);
  requireMemory(view, length);
  report?.end();
  return buffer;
}

/** Copies what arrives to the start of what is left. */
async function fill({ body, length, report }: DownloadTarget, buffer: Uint8Array): Promise<Uint8Array> {
  const view = fixedView(buffer, length);
  let position = 0;
  for (;;) {
    const arrived = await body.wait(length - position);
    if (arrived.failure !== undefined) throw errorFromJson(arrived.failure, fill);
    if (arrived.length === 0) break;
    if (position + arrived.length > length) {
      throw new RangeError(`The service sent more than the ${String(length)} bytes that it had announced`);
    }
    requireMemory(view, length);
    position += body.take(view.subarray(position, position + arrived.length));
    report?.reach(position);
  }
  requireAll(position, length);
  report?.end();
  return buffer;
}

/** A view of fixed length: its length becomes 0 if some of the bytes are lost. */
export function fixedView(buffer: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
}

export function requireMemory(view: Uint8Array, length: number): void {
  if (view.byteLength === length) return;
  throw new TypeError('buffer lost its bytes while they were read: its ArrayBuffer was transferred or made smaller');
}

function requireAll(received: number, length: number): void {
  if (received === length) return;
  throw new RangeError(`The service sent ${String(received)} of the ${String(length)} bytes that it had announced`);
}

export function allocate(length: number): Buffer {
  try {
    return Buffer.allocUnsafeSlow(length);
  } catch (error) {
    throw tooLong(length, error);
  }
}

function tooLong(length: number, cause?: unknown): RangeError {
  return new RangeError(
    `${String(length)} bytes do not fit in one buffer; use download() or downloadToFile(), or read a part`,
    { cause },
  );
}

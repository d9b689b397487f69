/** Uploads memory and Blobs: with one request, or in blocks that are sent side by side. */

import { withAbort } from '../pipeline/abort';
import { native } from '../engine/native';
import type { NativeResult, NativeOwnedBytes, NativeRequestedRange } from '../engine/nativeModule';
import { observed } from '../pipeline/observe';
import { decodeUpload } from './decodeUpload';
import { requireOk, type Target } from '../pipeline/run';
import type { BlobUploadCommonResponse } from '../types/uploads';
import { BlobFeed } from './blobFeed';
import type { BodyFeed } from './bodyFeed';
import { isDetached, memoryOf } from './bytes';
import { MemoryFeed } from './memoryFeed';
import { isBlob } from './uploadBody';
import { isTransportFailure } from './runWithBody';
import { blockSizeFor, uploadByMethods, type Parts, type UploadMethods } from './uploadByMethods';
import { pickUpload, readSizes, readUpload, singleOptions } from './uploadOptions';
import { withBlockProgress } from './transferProgress';

/** The name of the span that uploads of known length have in common in the reference. */
export const SEEKABLE_SPAN = 'BlockBlobClient-uploadSeekableInternal';

/** Data in memory, or that can be read at any position. */
export type UploadableData = Buffer | Blob | ArrayBuffer | ArrayBufferView;

/** The client of an upload. */
export interface Uploader {
  /** The client's method for one request. */
  upload: UploadMethods['upload'];
  /** The client, if the whole upload has to go through its methods. */
  methods: UploadMethods | undefined;
  /** The client itself. */
  client: UploadMethods;
}

/** Uploads data. `argument` is its name in errors. */
export async function uploadData(
  target: Target,
  data: UploadableData,
  options: unknown,
  { upload, methods }: Uploader,
  argument: 'data' | 'browserData',
): Promise<BlobUploadCommonResponse> {
  const size = sizeOf(data, argument);
  if (methods) return await uploadByMethods(methods, target, partsOf(data, size, argument === 'browserData'), options);
  const picked = pickUpload(options);
  const sizes = readSizes(picked.values);
  if (size <= sizes.maxSingleShotSize) return await upload(data, size, singleOptions(picked));
  const { json, ...progress } = readUpload(target, picked, sizes);
  const feed = feedOf(data);
  const bytes = new (native().NativeOwnedBytes)(size, feed.inPlace);
  const pipeline = observed(target, progress.tracingOptions, { hasParts: true });
  const outcome = await withAbort(progress.abortSignal, (extras) =>
    withBlockProgress(
      progress,
      (sent) => feedUntilSettled(pipeline.uploadBytes(target.url, bytes, json, extras, sent), bytes, feed),
      { total: () => size, blockLength: () => blockSizeFor(size, sizes.blockSize) },
    ),
  );
  return decodeUpload(requireOk(outcome), outcome.head);
}

/** Supplies the bytes of blocks until the upload is over. An error of the data takes precedence. */
async function feedUntilSettled(
  running: Promise<NativeResult>,
  bytes: NativeOwnedBytes,
  feed: BodyFeed,
): Promise<NativeResult> {
  let broken: { error: unknown } | undefined;
  const breakOff = (error: unknown): void => {
    broken ??= { error };
    bytes.breakOff();
  };
  const supply = async ({ part, offset, room }: NativeRequestedRange): Promise<void> => {
    await feed.give(offset, room, (at, piece) => bytes.give(part, at, piece));
    bytes.supplied(part);
  };
  const supplyAll = async (): Promise<void> => {
    for (let ranges = await bytes.next(); ranges !== undefined; ranges = await bytes.next()) {
      // In parallel, because reading a Blob takes time.
      for (const range of ranges) supply(range).catch(breakOff);
    }
  };
  supplyAll().catch(breakOff);
  try {
    const outcome = await running;
    // Read through a function, because the compiler does not see the assignment.
    const reason = ((): typeof broken => broken)();
    if (reason) throw reason.error;
    if (outcome.failure !== undefined && isTransportFailure(outcome.failure)) {
      const error = feed.reason?.();
      if (error) throw error;
    }
    return outcome;
  } finally {
    bytes.breakOff();
    feed.stop();
  }
}

function feedOf(data: UploadableData): BodyFeed {
  const memory = memoryOf(data);
  return memory ? new MemoryFeed(memory) : new BlobFeed(data as Blob);
}

/** The parts as the reference passes them to methods: Blobs for `uploadBrowserData`, Buffers otherwise. */
function partsOf(data: UploadableData, size: number, asBlobs: boolean): Parts {
  const memory = memoryOf(data);
  if (!memory) return { size, body: (offset, length) => (data as Blob).slice(offset, offset + length) };
  const bytes = Buffer.from(memory.buffer, memory.offset, size);
  const part = (offset: number, length: number): Buffer => bytes.subarray(offset, offset + length);
  return { size, body: (offset, length) => (asBlobs ? new Blob([part(offset, length)]) : part(offset, length)) };
}

function sizeOf(data: unknown, argument: string): number {
  if (isBlob(data)) return data.size;
  const memory = memoryOf(data);
  if (memory && !isDetached(memory.buffer)) return memory.length;
  if (memory) {
    throw new TypeError(
      `${argument} has no bytes any more: its ArrayBuffer was transferred elsewhere (it is detached)`,
    );
  }
  throw new TypeError(`${argument} must be a Buffer, a Blob, an ArrayBuffer or a view of one`);
}

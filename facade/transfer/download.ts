/** Downloads: the engine receives data, and a Node.js stream or a buffer takes it on demand. */

import type { Readable } from 'node:stream';

import { onAbort, throwIfAborted } from '../pipeline/abort';
import { requireCallback, requireKnownChecksum } from '../validation/arguments';
import type { AbortSignalLike, TransferProgressEvent } from '../types/common';
import { readableOf } from './downloadStream';
import { errorFromJson } from '../errors/failure';
import { native } from '../engine/native';
import type { NativeBody } from '../engine/nativeModule';
import { nativePipelineOf } from '../pipeline/Pipeline';
import { reportProgress } from './progress';
import { decodeResult } from '../pipeline/decode';
import { checked, requireOk, type Target } from '../pipeline/run';
import { optionsOf, readOptions, toJson, type CallOptions, type Values } from '../validation/serialize';
import type { BlobDownloadOptions, BlobDownloadResponseParsed } from '../types/options';

/** The number of bytes to wait for before they are copied to the buffer. Each wait costs a turn of this thread. */
const BATCH_LENGTH = 256 * 1024;

interface Range {
  offset: number;
  count: number | undefined;
}

/** The options that were read. */
interface DownloadCallOptions extends CallOptions {
  onProgress: ((progress: TransferProgressEvent) => void) | undefined;
}

function readDownload(target: Target, options: BlobDownloadOptions | undefined): DownloadCallOptions {
  const { values, abortSignal } = readOptions('BlobDownload', options);
  const { onProgress, contentChecksumAlgorithm } = optionsOf(options) as BlobDownloadOptions;
  requireCallback(onProgress, 'options.onProgress');
  requireKnownChecksum(contentChecksumAlgorithm, 'options.contentChecksumAlgorithm');
  return { values: checked(target, values), abortSignal, onProgress };
}

/** Starts a download. No data flows through the stream of the result before it is read. */
export async function downloadBlob(
  target: Target,
  range: Range,
  options: BlobDownloadOptions | undefined,
): Promise<BlobDownloadResponseParsed> {
  const { values, abortSignal, onProgress } = readDownload(target, options);
  const { result, body } = await whileListening(abortSignal, (cancel) => open(target, range, values, cancel));
  let readable: Readable | undefined;
  if (body) result.readableStreamBody = readable = readableOf(body, abortSignal, onProgress);
  attachOriginal(result, readable);
  return result;
}

/** Downloads a blob into a buffer, which may be the caller's. */
export async function downloadInto(
  target: Target,
  range: Range,
  options: BlobDownloadOptions,
  buffer: Uint8Array | undefined,
): Promise<Uint8Array> {
  const { values, abortSignal, onProgress } = readDownload(target, options);
  return whileListening(abortSignal, async (cancel) => {
    const { result, body } = await open(target, range, values, cancel);
    const length = result.contentLength ?? 0;
    try {
      if (buffer && buffer.byteLength < length) {
        throw new RangeError(
          `buffer has ${String(buffer.byteLength)} bytes, but ${String(length)} bytes are to be read`,
        );
      }
      const whole = buffer ?? allocate(length);
      if (body) await fill(body, whole, length, onProgress);
      return whole;
    } finally {
      body?.close();
    }
  });
}

async function fill(
  body: NativeBody,
  buffer: Uint8Array,
  length: number,
  onProgress: ((progress: TransferProgressEvent) => void) | undefined,
): Promise<void> {
  // A view of fixed length: its length becomes 0 if some of the bytes are lost.
  const view = new Uint8Array(buffer.buffer, buffer.byteOffset, length);
  let position = 0;
  for (;;) {
    const arrived = await body.wait(Math.min(BATCH_LENGTH, length - position));
    if (arrived.failure !== undefined) throw errorFromJson(arrived.failure, fill);
    if (arrived.length === 0) break;
    if (position + arrived.length > length) {
      throw new RangeError(`The service sent more than the ${String(length)} bytes that it had announced`);
    }
    if (view.byteLength !== length) {
      throw new TypeError(
        'buffer lost its bytes while they were read: its ArrayBuffer was transferred or made smaller',
      );
    }
    position += body.take(view.subarray(position, position + arrived.length));
    if (onProgress) reportProgress(onProgress, { loadedBytes: position });
  }
  if (position !== length) {
    throw new RangeError(`The service sent ${String(position)} of the ${String(length)} bytes that it had announced`);
  }
}

function allocate(length: number): Buffer {
  try {
    return Buffer.allocUnsafeSlow(length);
  } catch (error) {
    throw new RangeError(
      `${String(length)} bytes do not fit in one buffer; use download() or downloadToFile(), or read a part`,
      { cause: error },
    );
  }
}

type Cancel = InstanceType<ReturnType<typeof native>['NativeCancel']> | undefined;

/** Sends the request. It takes its place in the order of calls synchronously. */
async function open(
  target: Target,
  { offset, count }: Range,
  values: Values,
  cancel: Cancel,
): Promise<{ result: BlobDownloadResponseParsed; body: NativeBody | undefined }> {
  const range = { offset, ...(count === undefined || count === 0 ? {} : { count }) };
  const json = toJson({ range, options: values });
  const outcome = await nativePipelineOf(target.pipeline, target.url).download(target.url, json, cancel);
  const result = decodeResult(requireOk(outcome), outcome.head) as BlobDownloadResponseParsed;
  return { result, body: outcome.body };
}

async function whileListening<T>(
  signal: AbortSignalLike | null | undefined,
  work: (cancel: Cancel) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const cancel = signal ? new (native().NativeCancel)() : undefined;
  const stopListening =
    signal &&
    onAbort(signal, () => {
      cancel?.cancel();
    });
  try {
    return await work(cancel);
  } finally {
    stopListening?.();
  }
}

/**
 * Adds `originalResponse`, which the reference wraps and libraries read: the members, the stream and `_response`. It is
 * created when it is read, and hidden from `JSON.stringify`, `console.log` and spread.
 */
function attachOriginal(result: BlobDownloadResponseParsed, readable: Readable | undefined): void {
  let original: object | undefined;
  const make = (): object => {
    const members: Partial<BlobDownloadResponseParsed> = { ...result };
    if (readable) members.readableStreamBody = readable;
    return { ...members, _response: result._response };
  };
  Object.defineProperty(result, 'originalResponse', {
    get: () => (original ??= make()),
    configurable: true,
    enumerable: false,
  });
}

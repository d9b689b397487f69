/** Reads the options of uploads of any size. Error messages are those of the reference, where it has one. */

import { types } from 'node:util';

import { requireCallback, requireInteger, requireNumber } from '../validation/arguments';
import { atMost, pickOptions, readOptions, signalOf, toJson, type Values } from '../validation/serialize';
import { checked, type Target } from '../pipeline/run';
import { throwIfAborted } from '../pipeline/abort';
import type { TransferProgressEvent } from '../types/common';
import type { BlockBlobUploadOptions } from '../types/options';
import { checksumOf } from './checksum';
import { growing, type ProgressOptions } from './growingProgress';

/** The largest block. See https://learn.microsoft.com/rest/api/storageservices/put-block */
export const MAX_BLOCK_SIZE = 4000 * 1024 * 1024;
/** The smallest block, if the caller does not choose. */
export const DEFAULT_BLOCK_SIZE = 4 * 1024 * 1024;
/** The default and the maximum of `maxSingleShotSize`, which is the reference's. */
const MAX_SINGLE_SHOT_SIZE = 256 * 1024 * 1024;
/** A blob cannot have more blocks, so more cannot be sent at once. */
export const MAX_BLOCKS = 50_000;
const DEFAULT_CONCURRENCY = 5;

/** The options of an upload, each read once. */
export interface PickedUpload {
  /** The options as they can be passed on. */
  values: Values;
  onProgress: ((progress: TransferProgressEvent) => void) | undefined;
}

/** How an upload is divided. */
export interface UploadSizes {
  blockSize: number;
  maxSingleShotSize: number;
  concurrency: number;
}

/** Reads every option once. */
export function pickUpload(options: unknown): PickedUpload {
  const values = pickOptions(
    'BlockBlobUpload',
    options,
    'onProgress',
    'contentChecksumAlgorithm',
    'blockSize',
    'maxSingleShotSize',
    'concurrency',
  );
  requireCallback(values.onProgress, 'options.onProgress');
  return { values, onProgress: (values.onProgress ?? undefined) as PickedUpload['onProgress'] };
}

/** The options for one request. A retried request counts from the start again, so progress is filtered. */
export function singleOptions({ values, onProgress }: PickedUpload): BlockBlobUploadOptions {
  const single: Values = { ...values, onProgress: undefined };
  if (!onProgress) return single;
  // The request of nothing is reported, too.
  const report = growing(onProgress, signalOf(values), -1);
  return {
    ...single,
    onProgress: ({ loadedBytes }) => {
      report(loadedBytes);
    },
  };
}

/** Reads how an upload of known length is divided. */
export function readSizes(values: Values): UploadSizes {
  const blockSize = requireInteger(
    sizeUpTo(values.blockSize, 'blockSize', MAX_BLOCK_SIZE) ?? 0,
    'options.blockSize',
    0,
  );
  const mostAtOnce =
    sizeUpTo(values.maxSingleShotSize, 'maxSingleShotSize', MAX_SINGLE_SHOT_SIZE) ?? MAX_SINGLE_SHOT_SIZE;
  const maxSingleShotSize = requireInteger(Math.floor(mostAtOnce), 'options.maxSingleShotSize', 0);
  return { blockSize, maxSingleShotSize, concurrency: readConcurrency(values.concurrency) };
}

function sizeUpTo(value: unknown, name: string, most: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  const size = requireNumber(value, `options.${name}`);
  if (size < 0 || size > most) throw new RangeError(`${name} option must be >= 0 and <= ${String(most)}`);
  return size;
}

/** A number that is too small is an error only if there are blocks, so the engine checks it. */
function readConcurrency(value: unknown): number {
  if (value === undefined || value === null) return DEFAULT_CONCURRENCY;
  const concurrency = requireNumber(value, 'options.concurrency');
  return concurrency < 1 ? 0 : wholeConcurrency(concurrency, 'options.concurrency');
}

/** Reads a number of requests at once. As in the reference, a part of one counts as one, and there may be no limit. */
export function wholeConcurrency(value: unknown, argument: string): number {
  const given = types.isNumberObject(value) ? value.valueOf() : value;
  const concurrency = Math.ceil(atMost(requireNumber(given, argument), MAX_BLOCKS));
  return requireInteger(concurrency, argument, 1);
}

/** Reads the arguments `bufferSize` and `maxConcurrency` of a stream. */
export function readStreamSizes(bufferSize: unknown, maxConcurrency: unknown): { blockSize: number; most: number } {
  const blockSize = requireNumber(bufferSize, 'bufferSize');
  if (blockSize <= 0) throw new RangeError(`bufferSize must be larger than 0, current is ${String(blockSize)}`);
  if (blockSize > MAX_BLOCK_SIZE) {
    throw new RangeError(`bufferSize must be at most ${String(MAX_BLOCK_SIZE)}, current is ${String(blockSize)}`);
  }
  requireInteger(blockSize, 'bufferSize', 1);
  const most = requireNumber(maxConcurrency, 'maxConcurrency');
  if (most <= 0) throw new RangeError(`maxBuffers must be larger than 0, current is ${String(most)}`);
  return { blockSize, most: wholeConcurrency(most, 'maxConcurrency') };
}

/** An upload as it is passed to the engine. */
export interface PreparedUpload extends ProgressOptions {
  json: string;
  tracingOptions: unknown;
}

/** Reads the options of the blob, and combines them with the sizes. Throws if the signal has fired. */
export function readUpload(target: Target, { values, onProgress }: PickedUpload, sizes: object): PreparedUpload {
  const { values: given, abortSignal, tracingOptions } = readOptions('BlockBlobCommitBlockList', values);
  const structured = checksumOf(values.contentChecksumAlgorithm, target.uploadChecksum) === 'StorageCrc64';
  const json = toJson({ ...sizes, structured, options: checked(target, given) });
  throwIfAborted(abortSignal);
  return { json, onProgress, abortSignal, tracingOptions };
}

/** The error for a chunk of a stream that was transferred elsewhere before it was sent. */
export function lostBytes(): TypeError {
  return new TypeError(
    'stream: a chunk lost its bytes before they were sent, because its ArrayBuffer was transferred or made smaller. Pass on a copy instead',
  );
}

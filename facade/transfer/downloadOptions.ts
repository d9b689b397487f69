/** The arguments of `downloadToBuffer`. */

import { types } from 'node:util';

import type { BlobDownloadOptions, BlobDownloadToBufferOptions } from '../types/options';
import { isBelow, optionalInteger } from '../validation/arguments';
import { pickOptions } from '../validation/serialize';
import type { DownloadRange } from './download';
import type { Division } from './downloadToBuffer';
import { wholeConcurrency } from './uploadOptions';

/** Options of a download that the facade reads itself. */
const DOWNLOAD_OTHERS = ['onProgress', 'contentChecksumAlgorithm'];
/** How `downloadToBuffer` divides a blob: the options, and their values in the reference. */
const DIVISION = ['blockSize', 'concurrency'];
const DOWNLOAD_BLOCK_SIZE = 4 * 1024 * 1024;
const DOWNLOAD_CONCURRENCY = 5;

/** A call of `downloadToBuffer`. */
export interface BufferDownload {
  /** The caller's memory, if there is any. */
  buffer: Buffer | undefined;
  range: DownloadRange;
  division: Division;
  options: BlobDownloadOptions;
  /** All options, as they were passed. */
  given: object;
}

/** Reads the parameters: a buffer that may be left out, the range, and options. */
export function readBufferDownload(parameters: readonly unknown[]): BufferDownload {
  const hasBuffer = types.isUint8Array(parameters[0]);
  const buffer = hasBuffer ? (parameters[0] as Buffer) : undefined;
  const [offset, count, options] = parameters.slice(hasBuffer ? 1 : 0) as [
    number?,
    number?,
    BlobDownloadToBufferOptions?,
  ];
  const given = pickOptions('BlobDownload', options, ...DOWNLOAD_OTHERS, ...DIVISION, 'maxRetryRequestsPerBlock');
  const { blockSize, concurrency, maxRetryRequestsPerBlock: maxRetryRequests, ...others } = given;
  if (isBelow(blockSize, 0)) throw new RangeError('blockSize option must be >= 0');
  if (isBelow(offset, 0)) throw new RangeError('offset option must be >= 0');
  if (isBelow(count, 0)) throw new RangeError('count option must be greater than 0');
  const length = optionalInteger(blockSize === Infinity ? Number.MAX_SAFE_INTEGER : blockSize, 'options.blockSize', 0);
  return {
    buffer,
    division: {
      blockSize: length === undefined || length === 0 ? DOWNLOAD_BLOCK_SIZE : length,
      concurrency: readConcurrency(concurrency),
    },
    range: { offset: optionalInteger(offset, 'offset', 0) ?? 0, count: optionalInteger(count, 'count', 0) },
    given,
    options: maxRetryRequests === undefined ? others : { ...others, maxRetryRequests },
  };
}

function readConcurrency(value: unknown): number {
  if (value === undefined || value === null) return DOWNLOAD_CONCURRENCY;
  if (isBelow(value, 1)) throw new RangeError('concurrency must be larger than 0');
  return wholeConcurrency(value, 'options.concurrency');
}

/** The arguments of `downloadToBuffer`. */

import { types } from 'node:util';

import type { BlobDownloadOptions, BlobDownloadToBufferOptions } from '../types/options';
import { optionalInteger } from '../validation/arguments';
import { pickOptions } from '../validation/serialize';
import type { DownloadRange } from './download';
import type { Division } from './downloadToBuffer';

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
  const length = optionalInteger(blockSize, 'options.blockSize', 0);
  return {
    buffer,
    division: {
      blockSize: length === undefined || length === 0 ? DOWNLOAD_BLOCK_SIZE : length,
      concurrency: optionalInteger(concurrency, 'options.concurrency', 1) ?? DOWNLOAD_CONCURRENCY,
    },
    range: { offset: optionalInteger(offset, 'offset', 0) ?? 0, count: optionalInteger(count, 'count', 0) },
    options: maxRetryRequests === undefined ? others : { ...others, maxRetryRequests },
  };
}

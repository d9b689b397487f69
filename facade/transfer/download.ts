/** Downloads: the engine sends the request, and a Node.js stream receives the data on demand. */

import { withAbort } from '../pipeline/abort';
import { requireCallback } from '../validation/arguments';
import type { TransferProgressEvent } from '../types/common';
import { checksumOf } from './checksum';
import { readableOf } from './downloadStream';
import { attachOriginal } from './originalResponse';
import { asDownload } from './streamedResponse';
import type { CallExtras, NativeBody } from '../engine/nativeModule';
import { observed } from '../pipeline/observe';
import { decodeStreamed } from '../pipeline/decode';
import { checked, requireOk, type Target } from '../pipeline/run';
import { optionsOf, readOptions, toJson, type CallOptions } from '../validation/serialize';
import type { BlobDownloadOptions, BlobDownloadResponseParsed } from '../types/options';

/** The part of a blob to read. No `count` means up to the end. */
export interface DownloadRange {
  offset: number;
  count: number | undefined;
}

/** The options that were read. */
interface DownloadCallOptions extends CallOptions {
  onProgress: ((progress: TransferProgressEvent) => void) | undefined;
  /** Whether the data comes with checksums, which the engine checks. */
  structured: boolean;
}

/** Reads the options of a download. */
export function readDownload(target: Target, options: BlobDownloadOptions | undefined): DownloadCallOptions {
  const { values, abortSignal, tracingOptions } = readOptions('BlobDownload', options);
  const { onProgress, contentChecksumAlgorithm } = optionsOf(options) as BlobDownloadOptions;
  requireCallback(onProgress, 'options.onProgress');
  const structured = checksumOf(contentChecksumAlgorithm, target.downloadChecksum) === 'StorageCrc64';
  return { values: checked(target, values), abortSignal, tracingOptions, onProgress, structured };
}

/** Starts a download. No data flows through the stream of the result before it is read. */
export async function downloadBlob(
  target: Target,
  range: DownloadRange,
  options: BlobDownloadOptions | undefined,
): Promise<BlobDownloadResponseParsed> {
  const given = readDownload(target, options);
  const { abortSignal, onProgress } = given;
  const { result, body } = await withAbort(abortSignal, (extras) => open(target, range, given, extras));
  if (body) result.readableStreamBody = readableOf({ body, length: lengthOf(result), abortSignal, onProgress });
  asDownload(result);
  attachOriginal('BlobDownload', result);
  return result;
}

/** The number of bytes of a response's content, which is less than its body if that has checksums. */
export function lengthOf(result: BlobDownloadResponseParsed): number {
  return result.structuredContentLength ?? result.contentLength ?? 0;
}

/** Sends the request. Its place in the order of calls is determined synchronously. */
export async function open(
  target: Target,
  { offset, count }: DownloadRange,
  { values, tracingOptions, structured }: Pick<DownloadCallOptions, 'values' | 'tracingOptions' | 'structured'>,
  extras: CallExtras | undefined,
): Promise<{ result: BlobDownloadResponseParsed; body: NativeBody | undefined }> {
  const range = { offset, ...(count === undefined || count === 0 ? {} : { count }) };
  const json = toJson({ range, ...(structured ? { structured } : {}), options: values });
  const pipeline = observed(target, tracingOptions);
  const outcome = await pipeline.download(target.url, json, extras);
  const result = decodeStreamed('BlobDownload', requireOk(outcome), outcome.head) as BlobDownloadResponseParsed;
  return { result, body: outcome.body };
}

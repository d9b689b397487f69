/** The one way in which an operation is run that sends bytes: they cross beside the options, not in them. */

import { withAbort } from './abort';
import { requireCallback, requireKnownChecksum } from './arguments';
import type { AbortSignalLike, HttpRequestBody, TransferProgressEvent } from './common';
import { nativePipelineOf } from './Pipeline';
import { revive } from './revive';
import { requireOk, type Target } from './run';
import { toNativeOptions } from './serialize';
import { collectBody, requireBody } from './uploadBody';
import { withUploadProgress } from './uploadProgress';

/** The options that belong to the transfer, not to the operation. */
export interface TransferOptions {
  abortSignal?: AbortSignalLike;
  onProgress?: (progress: TransferProgressEvent) => void;
  contentChecksumAlgorithm?: unknown;
}

/** Checks what every operation that sends bytes takes. */
export function requireTransfer(body: unknown, options: TransferOptions): void {
  requireCallback(options.onProgress, 'options.onProgress');
  requireKnownChecksum(options.contentChecksumAlgorithm, 'options.contentChecksumAlgorithm');
  requireBody(body, 'body');
}

/**
 * Runs an operation that sends bytes. A stream is collected first, so that the request can be repeated; a body of another
 * length than was promised is found before anything is sent. `parameters` are what the caller passed besides options.
 */
export async function runWithBody<Response>(
  target: Target,
  operation: string,
  body: HttpRequestBody,
  contentLength: number,
  options: TransferOptions,
  parameters: object = {},
): Promise<Response> {
  // Any choice but "Customized" means that the checksums which the caller worked out are not sent.
  const checksum = options.contentChecksumAlgorithm ?? target.uploadChecksum ?? 'Customized';
  const withoutChecksums = { transactionalContentMD5: undefined, transactionalContentCrc64: undefined };
  const json = toNativeOptions({ ...options, ...parameters, ...(checksum === 'Customized' ? {} : withoutChecksums) });
  const bytes = await collectBody(body, contentLength, options.abortSignal);
  const outcome = await withAbort(options.abortSignal, (cancel) =>
    withUploadProgress(options, bytes.byteLength, (sent) =>
      nativePipelineOf(target.pipeline, target.url).runWithBody(operation, target.url, bytes, json, cancel, sent),
    ),
  );
  return revive(requireOk(outcome), outcome.head) as Response;
}

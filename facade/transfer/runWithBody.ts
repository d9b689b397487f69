/** Runs operations that send bytes. The bytes cross the boundary separately from the options. */

import { onAbort, throwIfAborted, withAbort } from '../pipeline/abort';
import { requireCallback } from '../validation/arguments';
import { checksumOf } from './checksum';
import type { AbortSignalLike, HttpRequestBody, TransferProgressEvent } from '../types/common';
import { AbortError } from '../errors/errors';
import { feedBody, type BodyFeed } from './bodyFeed';
import { native } from '../engine/native';
import type { CallExtras, NativeResult, NativeUploadSource } from '../engine/nativeModule';
import { observed } from '../pipeline/observe';
import { passesRequestsOn } from '../pipeline/Pipeline';
import { decodeResult } from '../pipeline/decode';
import { callJson, requireOk, type Target } from '../pipeline/run';
import { optionsOf, readOptions, type CallOptions, type Operation, type Values } from '../validation/serialize';
import { StreamFeed } from './streamFeed';
import { prepareBody, type UploadBody } from './uploadBody';
import type { ProgressOptions } from './growingProgress';
import { withTransferProgress } from './transferProgress';

/** The options of the transfer, as opposed to those of the operation. */
export interface TransferOptions {
  abortSignal?: AbortSignalLike;
  onProgress?: (progress: TransferProgressEvent) => void;
  contentChecksumAlgorithm?: unknown;
}

/**
 * Runs an operation that sends bytes. The call's place in the order of calls is determined, and the body is checked,
 * synchronously; docs/guides/bodies.md says what may happen to a body after that. `parameters` are the arguments
 * besides the options.
 */
export async function runWithBody<Response>(
  target: Target,
  operation: Operation,
  body: HttpRequestBody,
  contentLength: number,
  options: TransferOptions | undefined,
  parameters: Values = {},
): Promise<Response> {
  const { values, abortSignal, tracingOptions } = readOptions(operation, options);
  const { onProgress, contentChecksumAlgorithm } = optionsOf(options) as TransferOptions;
  requireCallback(onProgress, 'options.onProgress');
  // Any value but "Customized" means that checksums computed by the caller are not sent.
  const checksum = checksumOf(contentChecksumAlgorithm, target.uploadChecksum);
  const withoutChecksums = { transactionalContentMD5: undefined, transactionalContentCrc64: undefined };
  const sent = checksum === 'Customized' ? values : { ...values, ...withoutChecksums };
  const json = callJson(target, sent, parameters);
  throwIfAborted(abortSignal);
  const prepared = prepareBody(body, contentLength, passesRequestsOn(target.pipeline));
  // A stream with a `contentLength` of 0 must be read to its end before anything is sent.
  if (prepared.length === 0 && prepared.feed instanceof StreamFeed) await readEmpty(prepared.feed, abortSignal);
  const outcome = await withAbort(abortSignal, (extras) =>
    send(
      target,
      operation,
      { ...prepared, original: body },
      json,
      { onProgress, abortSignal, tracingOptions },
      extras,
      checksum === 'StorageCrc64',
    ),
  );
  return decodeResult(operation, requireOk(outcome), outcome.head) as Response;
}

function send(
  target: Target,
  operation: string,
  { length, bytes, feed, original }: UploadBody & { original: unknown },
  json: string,
  options: ProgressOptions & Pick<CallOptions, 'tracingOptions'>,
  extras: CallExtras | undefined,
  structured: boolean,
): Promise<NativeResult> {
  const pipeline = observed(target, options.tracingOptions);
  // As in the reference, an empty text has no progress, and an empty Buffer has.
  const watched = original === '' ? { ...options, onProgress: undefined } : options;
  return withTransferProgress(watched, length, (sent, report) => {
    // Policies see the caller's own object.
    const all: CallExtras = { ...extras, body: original, ...(report && { onUploadProgress: report }) };
    const run = (content: Uint8Array, source?: NativeUploadSource): Promise<NativeResult> =>
      pipeline.runWithBody(operation, target.url, content, json, all, sent, source, structured);
    if (feed === undefined || length === 0) return run(bytes ?? new Uint8Array(0));
    const source = new (native().NativeUploadSource)(length, feed.keep, feed.inPlace);
    return feedUntilSettled(run(new Uint8Array(0), source), source, feed);
  });
}

/** Supplies the bytes of a request until it is over. An error of the body takes precedence. */
export async function feedUntilSettled(
  running: Promise<NativeResult>,
  source: NativeUploadSource,
  feed: BodyFeed,
): Promise<NativeResult> {
  const broken = feedBody(source, feed);
  try {
    const outcome = await running;
    const reason = broken();
    if (reason) throw reason.error;
    if (outcome.failure !== undefined && isTransportFailure(outcome.failure)) {
      const error = feed.reason?.();
      if (error) throw error;
    }
    return outcome;
  } finally {
    // Also for a request that never started, because it will not end by itself.
    source.breakOff();
    feed.stop();
  }
}

/** Returns whether the request failed without a response. */
export function isTransportFailure(failure: string): boolean {
  return (JSON.parse(failure) as { kind: string }).kind === 'transport';
}

async function readEmpty(feed: StreamFeed, signal: AbortSignalLike | undefined): Promise<void> {
  const stopListening =
    signal &&
    onAbort(signal, () => {
      feed.stop();
    });
  try {
    await feed.requireEmpty();
  } catch (error) {
    throw signal?.aborted === true ? new AbortError() : error;
  } finally {
    stopListening?.();
    feed.stop();
  }
}

/** The one way in which an operation is run that sends bytes: they cross beside the options, not in them. */

import { onAbort, throwIfAborted, withAbort } from '../pipeline/abort';
import { requireCallback, requireKnownChecksum } from '../validation/arguments';
import type { AbortSignalLike, HttpRequestBody, TransferProgressEvent } from '../types/common';
import { AbortError } from '../errors/errors';
import { feedBody, type BodyFeed } from './bodyFeed';
import { native } from '../engine/native';
import type { NativeCancel, NativeOutcome, NativeUploadSource } from '../engine/nativeModule';
import { nativePipelineOf } from '../pipeline/Pipeline';
import { revive } from '../pipeline/decode';
import { callJson, requireOk, type Target } from '../pipeline/run';
import { optionsOf, readOptions, type Operation, type Values } from '../validation/serialize';
import { StreamFeed } from './streamFeed';
import { takeBody, type UploadBody } from './uploadBody';
import { withUploadProgress, type Watching } from './uploadProgress';

/** The options that belong to the transfer, not to the operation. */
export interface TransferOptions {
  abortSignal?: AbortSignalLike;
  onProgress?: (progress: TransferProgressEvent) => void;
  contentChecksumAlgorithm?: unknown;
}

/**
 * Runs an operation that sends bytes. It takes its place among the calls at once, and the body is judged at once: what may become of it
 * afterwards is in docs/guides/bodies.md. `parameters` are what the caller passed besides options.
 */
export async function runWithBody<Response>(
  target: Target,
  operation: Operation,
  body: HttpRequestBody,
  contentLength: number,
  options: TransferOptions | undefined,
  parameters: Values = {},
): Promise<Response> {
  const { values, abortSignal } = readOptions(operation, options);
  const { onProgress, contentChecksumAlgorithm } = optionsOf(options) as TransferOptions;
  requireCallback(onProgress, 'options.onProgress');
  requireKnownChecksum(contentChecksumAlgorithm, 'options.contentChecksumAlgorithm');
  // Any choice but "Customized" means that the checksums which the caller worked out are not sent.
  const checksum = contentChecksumAlgorithm ?? target.uploadChecksum ?? 'Customized';
  const withoutChecksums = { transactionalContentMD5: undefined, transactionalContentCrc64: undefined };
  const sent = checksum === 'Customized' ? values : { ...values, ...withoutChecksums };
  const json = callJson(target, sent, parameters);
  throwIfAborted(abortSignal);
  const taken = takeBody(body, contentLength);
  // Nothing may be sent for a stream of no bytes before it has shown that it has none.
  if (taken.length === 0 && taken.feed instanceof StreamFeed) await readEmpty(taken.feed, abortSignal);
  const outcome = await withAbort(abortSignal, (cancel) =>
    send(target, operation, taken, json, { onProgress, abortSignal }, cancel),
  );
  return revive(requireOk(outcome), outcome.head) as Response;
}

function send(
  target: Target,
  operation: string,
  { length, bytes, feed }: UploadBody,
  json: string,
  options: Watching,
  cancel: NativeCancel | undefined,
): Promise<NativeOutcome> {
  const pipeline = nativePipelineOf(target.pipeline, target.url);
  return withUploadProgress(options, length, (sent) => {
    if (feed === undefined || length === 0) {
      return pipeline.runWithBody(operation, target.url, bytes ?? new Uint8Array(0), json, cancel, sent);
    }
    const source = new (native().NativeUploadSource)(length, feed.keep, feed.inPlace);
    const running = pipeline.runWithBody(operation, target.url, new Uint8Array(0), json, cancel, sent, source);
    return settled(running, source, feed);
  });
}

/** Feeds a request until it is over. What its body failed with is what the caller gets. */
async function settled(
  running: Promise<NativeOutcome>,
  source: NativeUploadSource,
  feed: BodyFeed,
): Promise<NativeOutcome> {
  const broken = feedBody(source, feed);
  try {
    const outcome = await running;
    const reason = broken();
    if (reason) throw reason.error;
    if (outcome.failure !== undefined && isOfTransport(outcome.failure)) {
      const error = feed.reason?.();
      if (error) throw error;
    }
    return outcome;
  } finally {
    // Of a request that never began, too, nobody asks for more.
    source.breakOff();
    feed.stop();
  }
}

/** Whether the request failed without an answer. */
function isOfTransport(failure: string): boolean {
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

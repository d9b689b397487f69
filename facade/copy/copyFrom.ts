/** `beginCopyFrom`: reads the options, calls the engine, and makes the poller. What the options mean, the engine decides and checks. */

import { onAbort, throwIfAborted } from '../pipeline/abort';
import { requireCallback } from '../validation/arguments';
import { BlobCopyPoller, EndedCopy, progressIn } from './BlobCopyPoller';
import { provideRoots } from '../pipeline/certificates';
import { CopyWatch } from './CopyWatch';
import type { BeginCopyFromOptions, BlobCopyFromPollState, BlobCopyFromResponse } from '../types/copyFrom';
import { SHAPES } from '../generated/shapes';
import { native } from '../engine/native';
import type { NativeCancel } from '../engine/nativeModule';
import { nativePipelineOf } from '../pipeline/Pipeline';
import type { PipelineLike } from '../types/pipeline';
import type { CopyPollerBlobClient, PollerLikeWithCancellation } from '../types/poller';
import { checked, requireOk, type Target } from '../pipeline/run';
import { optionsOf, pick, readShape, signalOf, toJson } from '../validation/serialize';

/** Where a copy reads: without a pipeline, who reads follows from the URLs. */
export interface CopyFrom {
  url: string;
  pipeline?: PipelineLike;
}

/** Begins a copy by whatever way fits, or goes on with a saved one, and gives its poller. */
export async function beginCopyFrom(
  target: Target,
  client: CopyPollerBlobClient,
  source: CopyFrom,
  options: BeginCopyFromOptions | undefined,
): Promise<PollerLikeWithCancellation<BlobCopyFromPollState, BlobCopyFromResponse>> {
  // Read once: the poller looks at some of them again.
  const picked: BeginCopyFromOptions = pick(optionsOf(options), NAMES);
  requireCallback(picked.onProgress, 'options.onProgress');
  const savedProgress = progressIn(picked.resumeFrom);
  const { resumeFrom, ...values } = checked(target, readShape('BeginCopyFromOptions', picked, 'options') ?? {});
  const json = toJson(values);
  const signal = signalOf(picked);
  throwIfAborted(signal);
  // The destination's pipeline may read the source too, and may be one that has never needed certificates.
  if (source.url.startsWith('https:')) provideRoots();
  const pipeline = nativePipelineOf(target.pipeline, target.url);
  const reader = source.pipeline && nativePipelineOf(source.pipeline, source.url);
  // The signal also ends the work after the beginning, so it is listened to until the copy has ended.
  let cancel: NativeCancel | undefined;
  let stopListening: (() => void) | undefined;
  if (signal) {
    const handle = (cancel = new (native().NativeCancel)());
    stopListening = onAbort(signal, () => {
      handle.cancel();
    });
  }
  try {
    const outcome = await pipeline.beginCopyFrom(
      target.url,
      json,
      resumeFrom as string | undefined,
      reader,
      source.url,
      cancel,
    );
    const stateJson = requireOk(outcome);
    const watch = new CopyWatch(
      outcome.poller ?? new EndedCopy(stateJson, () => json),
      client,
      picked,
      stopListening,
      options,
    );
    watch.begin(stateJson, outcome.head, savedProgress);
    return new BlobCopyPoller(watch);
  } catch (error) {
    stopListening?.();
    throw error;
  }
}

/** Everything that can be among the options. */
const NAMES = [...Object.keys(SHAPES.BeginCopyFromOptions), 'abortSignal', 'onProgress', 'tracingOptions'];

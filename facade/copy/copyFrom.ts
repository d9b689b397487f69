/** `beginCopyFrom`: reads the options, calls the engine, and creates the poller. The engine validates the options. */

import { cancelOnAbort, throwIfAborted } from '../pipeline/abort';
import { optionalString, requireCallback } from '../validation/arguments';
import { BlobCopyPoller, EndedCopy, stateReader } from './BlobCopyPoller';
import { provideRoots } from '../pipeline/certificates';
import { CopyWatch } from './CopyWatch';
import type { BeginCopyFromOptions, BlobCopyFromPollState, BlobCopyFromResponse } from '../types/copyFrom';
import { SHAPES } from '../generated/shapes';
import { observedCopy } from '../pipeline/observe';
import type { PipelineLike } from '../types/pipeline';
import type { CopyPollerBlobClient, PollerLikeWithCancellation } from '../types/poller';
import { checked, requireOk, type Target } from '../pipeline/run';
import { pickKnown } from '../validation/knownOptions';
import { readShape, signalOf, toJson } from '../validation/serialize';

/** The source of a copy. Without a pipeline, the two URLs determine which side reads it. */
export interface CopyFrom {
  url: string;
  pipeline?: PipelineLike;
}

/** Starts a copy with the strategy that fits, or resumes a saved one, and returns its poller. */
export async function beginCopyFrom(
  target: Target,
  client: CopyPollerBlobClient,
  source: CopyFrom,
  options: BeginCopyFromOptions | undefined,
): Promise<PollerLikeWithCancellation<BlobCopyFromPollState, BlobCopyFromResponse>> {
  // Each option is read once. The poller uses some of them later.
  const picked: BeginCopyFromOptions = pickKnown(options, NAMES);
  requireCallback(picked.onProgress, 'options.onProgress');
  const resumeFrom = optionalString(picked.resumeFrom, 'options.resumeFrom');
  const values = checked(target, readShape('BeginCopyFromOptions', picked, 'options') ?? {});
  delete values.resumeFrom;
  const json = toJson(values);
  const signal = signalOf(picked);
  throwIfAborted(signal);
  // The destination's pipeline may also read the source, and may have needed no certificates until now.
  if (source.url.startsWith('https:')) provideRoots();
  const { pipeline, reader } = observedCopy(target, source, picked.tracingOptions, { hasParts: true });
  const { extras, stopListening } = cancelOnAbort(signal);
  try {
    const outcome = await pipeline.beginCopyFrom(target.url, json, resumeFrom, reader, source.url, extras);
    const stateJson = requireOk(outcome);
    const watch = new CopyWatch(
      outcome.poller ?? new EndedCopy(stateJson, () => json),
      stateReader(client, options),
      picked,
      stopListening,
    );
    watch.begin(stateJson, outcome.head);
    return new BlobCopyPoller(watch);
  } catch (error) {
    stopListening?.();
    throw error;
  }
}

/** The names of all options. */
const NAMES = [...Object.keys(SHAPES.BeginCopyFromOptions), 'abortSignal', 'onProgress', 'tracingOptions'];

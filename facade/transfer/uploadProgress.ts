/** Upload progress. It is pulled: the engine is asked for the next change after the last one was reported. */

import type { AbortSignalLike, TransferProgressEvent } from '../types/common';
import { native } from '../engine/native';
import type { NativeOutcome, NativeSent } from '../engine/nativeModule';
import { reportProgress } from './progress';

/** The options that concern progress. */
export interface ProgressOptions {
  onProgress: ((progress: TransferProgressEvent) => void) | undefined;
  abortSignal: AbortSignalLike | undefined;
}

/**
 * Sends a body, and calls `onProgress` with the number of bytes handed to the connection: at most ten times a second,
 * and with the whole length before this resolves successfully. A retried body is counted from the start again.
 */
export async function withUploadProgress(
  { onProgress, abortSignal }: ProgressOptions,
  length: number,
  send: (sent?: NativeSent) => Promise<NativeOutcome>,
): Promise<NativeOutcome> {
  if (!onProgress) return send();
  let last: number | undefined;
  const tell = (loadedBytes: number): void => {
    // A caller that aborted gets no more progress.
    if (abortSignal?.aborted) return;
    last = loadedBytes;
    reportProgress(onProgress, { loadedBytes });
  };
  const sent = new (native().NativeSent)();
  const watch = async (): Promise<void> => {
    // The loop ends with the request, however that ends.
    for (let bytes = await sent.next(); bytes !== undefined; bytes = await sent.next()) tell(bytes);
  };
  const [outcome] = await Promise.all([send(sent), watch()]);
  // The engine does not count an empty body.
  if (outcome.failure === undefined && last !== length) tell(length);
  return outcome;
}

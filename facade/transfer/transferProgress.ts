/** Upload progress. It is pulled: the next change is requested from the engine after the last one was reported. */

import type { AbortSignalLike, TransferProgressEvent } from '../types/common';
import { native } from '../engine/native';
import type { NativeResult, NativeTransferProgress } from '../engine/nativeModule';
import { reportProgress } from '../pipeline/progress';

/** The options that concern progress. */
export interface ProgressOptions {
  onProgress: ((progress: TransferProgressEvent) => void) | undefined;
  abortSignal: AbortSignalLike | undefined;
}

/**
 * Sends a body, and calls `onProgress` with the number of bytes handed to the connection: at most ten times a second,
 * and with the whole length before this resolves successfully. A retried body is counted from the start again.
 */
export async function withTransferProgress(
  { onProgress, abortSignal }: ProgressOptions,
  length: number,
  send: (progress?: NativeTransferProgress) => Promise<NativeResult>,
): Promise<NativeResult> {
  if (!onProgress) return await send();
  let last: number | undefined;
  const report = (loadedBytes: number): void => {
    // A caller that aborted gets no more progress.
    if (abortSignal?.aborted) return;
    last = loadedBytes;
    reportProgress(onProgress, { loadedBytes });
  };
  const progress = new (native().NativeTransferProgress)();
  const watch = async (): Promise<void> => {
    // The loop ends with the request, however that ends.
    for (let bytes = await progress.next(); bytes !== undefined; bytes = await progress.next()) report(bytes);
  };
  const [outcome] = await Promise.all([send(progress), watch()]);
  // The engine does not count an empty body.
  if (outcome.failure === undefined && last !== length) report(length);
  return outcome;
}

/**
 * Same as {@link withTransferProgress}, for uploads of several requests: the number never decreases. `total` returns the
 * length, which may become known only while it is sent; without it, the engine reports the last number.
 */
export async function withTotalProgress(
  { onProgress, abortSignal }: ProgressOptions,
  send: (progress?: NativeTransferProgress) => Promise<NativeResult>,
  total?: () => number,
): Promise<NativeResult> {
  if (!onProgress) return await send();
  const report = growing(onProgress, abortSignal);
  const progress = new (native().NativeTransferProgress)();
  const watch = async (): Promise<void> => {
    for (let bytes = await progress.next(); bytes !== undefined; bytes = await progress.next()) report(bytes);
  };
  const [outcome] = await Promise.all([send(progress), watch()]);
  // An empty upload is reported as well.
  if (outcome.failure === undefined) report(total?.() ?? 0);
  return outcome;
}

/** A callback that is called with growing numbers only. */
export function growing(
  onProgress: (progress: TransferProgressEvent) => void,
  abortSignal: AbortSignalLike | undefined,
): (loadedBytes: number) => void {
  let last = -1;
  return (loadedBytes) => {
    if (loadedBytes <= last || abortSignal?.aborted) return;
    last = loadedBytes;
    reportProgress(onProgress, { loadedBytes });
  };
}

/** Progress as a caller sees it: numbers that only grow. */

import { reportProgress } from '../pipeline/progress';
import type { AbortSignalLike, TransferProgressEvent } from '../types/common';

/** The options that concern progress. */
export interface ProgressOptions {
  onProgress: ((progress: TransferProgressEvent) => void) | undefined;
  abortSignal: AbortSignalLike | undefined;
}

/** A callback that is called with growing numbers only, beginning above `start`. */
export function growing(
  onProgress: (progress: TransferProgressEvent) => void,
  abortSignal: AbortSignalLike | undefined,
  start = 0,
): (loadedBytes: number) => void {
  let last = start;
  return (loadedBytes) => {
    if (loadedBytes <= last || abortSignal?.aborted) return;
    last = loadedBytes;
    reportProgress(onProgress, { loadedBytes });
  };
}

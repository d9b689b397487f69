/** Upload progress. It is pulled: the next change is requested from the engine after the last one was reported. */

import { native } from '../engine/native';
import type { NativeResult, NativeTransferProgress } from '../engine/nativeModule';
import { reportProgress } from '../pipeline/progress';
import type { OnProgress } from '../validation/requestOptions';
import { BlockProgress, type BlockLength } from './BlockProgress';
import type { ProgressOptions } from './growingProgress';

/**
 * Sends a body, and calls `onProgress` with the number of bytes handed to the connection: at most ten times a second,
 * and with the whole length before this resolves successfully. A retried body is counted from the start again.
 */
export async function withTransferProgress(
  { onProgress, abortSignal }: ProgressOptions,
  length: number,
  send: (progress?: NativeTransferProgress, report?: OnProgress) => Promise<NativeResult>,
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
  // An HTTP client of the caller reports the progress by itself, and the engine counts nothing.
  const byClient: OnProgress = ({ loadedBytes }) => {
    report(loadedBytes);
  };
  const [outcome] = await Promise.all([send(progress, byClient), watch()]);
  // The engine does not count an empty body.
  if (outcome.failure === undefined && last !== length) report(length);
  return outcome;
}

/**
 * Same as {@link withTransferProgress}, for transfers of several requests: the number never decreases, and each block is reported. `total` returns
 * the length, which may become known only while it is sent; without it, the engine reports the last number.
 */
export async function withBlockProgress(
  options: ProgressOptions,
  send: (progress?: NativeTransferProgress, byClient?: OnProgress) => Promise<NativeResult>,
  { total, blockLength }: { total?: () => number; blockLength: BlockLength },
): Promise<NativeResult> {
  const report = BlockProgress.of(options, blockLength);
  if (!report) return await send();
  const progress = new (native().NativeTransferProgress)();
  const watch = async (): Promise<void> => {
    for (let bytes = await progress.next(); bytes !== undefined; bytes = await progress.next()) report.reach(bytes);
  };
  try {
    const byClient: OnProgress = ({ loadedBytes }) => {
      report.reach(loadedBytes);
    };
    const [outcome] = await Promise.all([send(progress, byClient), watch()]);
    if (outcome.failure === undefined) report.end(total?.());
    return outcome;
  } finally {
    report.stop();
  }
}

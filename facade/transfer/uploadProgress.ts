/** What scripts learn of a body that is on its way. It is pulled: the engine is asked for the next change, when the last one was told. */

import type { AbortSignalLike, TransferProgressEvent } from '../types/common';
import { native } from '../engine/native';
import type { NativeOutcome, NativeSent } from '../engine/nativeModule';
import { reportProgress } from './progress';

/** Who wants to know how far it is. */
export interface Watching {
  onProgress: ((progress: TransferProgressEvent) => void) | undefined;
  abortSignal: AbortSignalLike | undefined;
}

/**
 * Sends a body of this length, and calls `onProgress` with the number of bytes that were handed to the connection: ten times a second
 * at most, and with the whole length before this resolves well. A body that is sent again is counted from its start again.
 */
export async function withUploadProgress(
  { onProgress, abortSignal }: Watching,
  length: number,
  send: (sent?: NativeSent) => Promise<NativeOutcome>,
): Promise<NativeOutcome> {
  if (!onProgress) return send();
  let last: number | undefined;
  const tell = (loadedBytes: number): void => {
    // A script that gave up hears no more.
    if (abortSignal?.aborted) return;
    last = loadedBytes;
    reportProgress(onProgress, { loadedBytes });
  };
  const sent = new (native().NativeSent)();
  const watch = async (): Promise<void> => {
    // It ends with the request, however that ends.
    for (let bytes = await sent.next(); bytes !== undefined; bytes = await sent.next()) tell(bytes);
  };
  const [outcome] = await Promise.all([send(sent), watch()]);
  // Nobody counts a body that is empty.
  if (outcome.failure === undefined && last !== length) tell(length);
  return outcome;
}

/** How a copy of a shard is watched, and how it ended. */

import { exitCodeOf } from '../bulk/exitCodes';
import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import type { RunShardOptions } from '../types/shards';
import type { ShardError } from './ShardError';

/** The code of a copy that ended, but for some blobs. */
export const HAS_FAILED = 'ContainerCopyIncomplete';

/** The codes of a copy that left work to others. */
export const LEFT: readonly string[] = ['ShareTaken', 'MaxDurationReached'];

/** Passes on all events, waits for the end, and returns the error. */
export async function watchToEnd(
  poller: ContainerCopyPoller,
  onEvent: RunShardOptions['onEvent'],
  note: (event: BlobCopyEvent) => void,
): Promise<unknown> {
  const done = poller.pollUntilDone();
  // The events may end with an error of their own, before it is awaited.
  done.catch(() => undefined);
  try {
    for await (const event of poller) {
      note(event);
      await onEvent?.(event);
    }
  } catch (error) {
    if (!poller.isDone()) await poller.cancelOperation();
    await done.catch(() => undefined);
    throw error;
  }
  return await done.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The exit code of an error. */
export function codeOf(error: unknown, hasStarted: boolean): ShardError['code'] {
  const { name } = (error ?? {}) as { name?: unknown };
  return name === 'AbortError' || name === 'PollerCancelledError' ? 130 : exitCodeOf(error, hasStarted);
}

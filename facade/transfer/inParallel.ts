/** Runs calls of a client's methods side by side, for transfers that go through methods that were replaced. */

import { untilAborted } from '../pipeline/abort';
import type { AbortSignalLike } from '../types/common';

/**
 * Runs tasks in order, a given number of them at once. The first failure or the signal ends this at once. Then no more tasks begin; those
 * that have begun are left to themselves, as in the reference.
 */
export async function inParallel(
  count: number,
  concurrency: number,
  signal: AbortSignalLike | undefined,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let isOver = false;
  const work = async (): Promise<void> => {
    while (next < count && !isOver) {
      const index = next;
      next += 1;
      await task(index);
    }
  };
  try {
    await untilAborted(signal, Promise.all(Array.from({ length: Math.min(concurrency, count) }, work)));
  } finally {
    isOver = true;
  }
}

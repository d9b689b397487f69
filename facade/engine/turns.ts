/**
 * Work that would hold the event loop for long is done in slices, and between two of them whatever else waits gets its
 * turn. All such work of a process stands in one queue: in one turn of the loop one slice is done, however many
 * listings are under way.
 */

import { native } from './native';

const waiting: (() => void)[] = [];

/** Resolves in a later turn of the event loop, alone. It does not use what tests replace, such as `setImmediate`. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) native().nextTurn(next);
  });
}

function next(): void {
  waiting.shift()?.();
  if (waiting.length > 0) native().nextTurn(next);
}

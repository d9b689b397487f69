/**
 * Long work is done in slices, so that other work can run between them. All slices of the process share one queue: one
 * slice is done per turn of the event loop, no matter how many lists are being read.
 */

import { native } from './native';

const waiting: (() => void)[] = [];

/**
 * Resolves in a later turn of the event loop, one caller per turn. It uses nothing that tests replace, such as
 * `setImmediate`.
 */
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

/** How long to wait between polls that the engine does not make. The rule is that of `src/copy/polling/timer.rs`, in milliseconds. */

const SHORTEST_WAIT = 100;
const LONGEST_WAIT = 15_000;
const PARTS_OF_ELAPSED = 4;

/** The wait after a poll of a copy that has run for `elapsed`. `progress` is what its last response said. */
export function pollDelay(elapsed: number, progress: string | undefined): number {
  const wait = Math.min(Math.max(elapsed / PARTS_OF_ELAPSED, SHORTEST_WAIT), LONGEST_WAIT);
  return Math.min(wait, Math.max(remaining(elapsed, progress), SHORTEST_WAIT));
}

/** The remaining time at the average rate so far. */
function remaining(elapsed: number, progress = ''): number {
  const [copied = 0, total = 0] = progress.split('/').map(Number);
  return copied > 0 && copied <= total ? (elapsed * (total - copied)) / copied : Infinity;
}

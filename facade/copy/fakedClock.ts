/**
 * Tests replace timers by a clock that they advance by hand. A copy with a fixed interval is polled whenever such a clock has
 * advanced by it. The engine also polls in real time, so that a test that does not advance its clock does not wait forever.
 */

/** Whether timers are those of a test: faked by Jest, Vitest, sinon or node:test, or a mock in their place. */
function timersAreFaked(): boolean {
  const timer: unknown = globalThis.setTimeout;
  if (typeof timer !== 'function') return false;
  // Looked for by what is put there, not by what is missing: instrumentation wraps timers, too, which are real ones then.
  return 'clock' in timer || '_isMockFunction' in timer || timer.name.startsWith('bound ');
}

/**
 * Calls `poll` each time that a test's clock has moved on by the interval since it ended, until it says that nobody waits any
 * more, or the function that this gives is called. `poll` never rejects. Where timers are real, nothing happens.
 */
export function followFakedClock(intervalInMs: number | undefined, poll: () => Promise<boolean>): () => void {
  let isOver = false;
  let cancel = (): void => undefined;
  const wait = (): void => {
    if (isOver || !timersAreFaked()) return;
    // Taken together, for the test may give the timers back in between.
    const { setTimeout, clearTimeout } = globalThis;
    const timer = setTimeout(() => {
      void poll().then((waits) => {
        if (waits) wait();
      });
    }, intervalInMs);
    cancel = () => {
      clearTimeout(timer);
    };
  };
  if (intervalInMs !== undefined) wait();
  return () => {
    isOver = true;
    cancel();
  };
}

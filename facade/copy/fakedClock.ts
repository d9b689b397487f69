/**
 * Tests put a clock of their own in the place of timers, and move it on by hand. A copy that is asked after at an interval is
 * asked after whenever such a clock has moved on by it. The engine counts by the real time all the same, so that a test that
 * moves nothing does not wait for ever.
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

/**
 * Tests replace timers with a fake clock, and advance it by hand. A copy with a polling interval is polled whenever such a clock
 * has advanced by the interval. The engine measures real time as well, so that a test which never advances its clock does not wait
 * forever.
 */

/** Returns whether timers are faked by Jest, Vitest, sinon or node:test, or replaced by a mock. */
function timersAreFaked(): boolean {
  const timer: unknown = globalThis.setTimeout;
  if (typeof timer !== 'function') return false;
  // Fakes are recognized by what they add, not by what they lack: instrumentation also wraps timers, but those are real.
  return 'clock' in timer || '_isMockFunction' in timer || timer.name.startsWith('bound ');
}

/**
 * Calls `poll` whenever a fake clock has advanced by the interval since the previous poll ended. This stops when `poll` resolves to
 * false, because no call is waiting, or when the returned function is called. `poll` never rejects. With real timers this does nothing.
 */
export function followFakedClock(intervalInMs: number | undefined, poll: () => Promise<boolean>): () => void {
  let isOver = false;
  let cancel = (): void => undefined;
  const wait = (): void => {
    if (isOver || !timersAreFaked()) return;
    // Read together, because the test may restore the timers in between.
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

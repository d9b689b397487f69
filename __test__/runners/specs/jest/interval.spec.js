'use strict';

// A copy is polled at an interval, and the spec advances the clock.

const blobferry = require('blobferry');

const { beginCopy, INTERVAL, turn, waitByClock } = require('./interval.cjs');
const { failureOf } = require('./work.cjs');

afterEach(() => jest.useRealTimers());

const WAYS = {
  'all that can be faked': { doNotFake: [] },
  'timers alone': { doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance', 'Date'] },
  'legacy fake timers': { legacyFakeTimers: true },
};

for (const [way, options] of Object.entries(WAYS)) {
  // Those of old count what Node itself asks for, too.
  const counts = !options.legacyFakeTimers;

  test(`the clock of ${way} counts`, async () => {
    const poller = await beginCopy(blobferry);
    jest.useFakeTimers(options);
    const { copyStatus, advanced } = await waitByClock(poller, jest.advanceTimersByTime);
    expect(copyStatus).toBe('success');
    expect(advanced).toBeGreaterThanOrEqual(INTERVAL);
    if (counts) expect(jest.getTimerCount()).toBe(0);
  });

  test(`the clock of ${way} counts for a copy that its caller stops waiting for`, async () => {
    const poller = await beginCopy(blobferry);
    jest.useFakeTimers(options);
    const failure = failureOf(poller.pollUntilDone());
    poller.stopPolling();
    expect(await failure).toBe('PollerStoppedError');
    // The timer goes when the engine has stopped.
    while (counts && jest.getTimerCount() > 0) await turn();
  });

  test(`the clock of ${way} need not be moved on`, async () => {
    jest.useFakeTimers(options);
    const poller = await beginCopy(blobferry, 10);
    expect((await poller.pollUntilDone()).copyStatus).toBe('success');
    if (counts) expect(jest.getTimerCount()).toBe(0);
  });
}

test('a timer that does not wait', async () => {
  const poller = await beginCopy(blobferry);
  const timer = jest.spyOn(globalThis, 'setTimeout').mockImplementation((done) => done());
  try {
    expect((await poller.pollUntilDone()).copyStatus).toBe('success');
  } finally {
    timer.mockRestore();
  }
});

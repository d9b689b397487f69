'use strict';

// What the reference makes of a clock that the spec moves on. Its HTTP client needs what else can be faked.

const reference = require('@azure/storage-blob');

const { beginCopy, INTERVAL, waitByClock } = require('./interval.cjs');

afterEach(() => jest.useRealTimers());

test('the clock of timers alone counts for the reference', async () => {
  const poller = await beginCopy(reference);
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance', 'Date'] });
  const { copyStatus, advanced } = await waitByClock(poller, jest.advanceTimersByTime);
  expect(copyStatus).toBe('success');
  expect(advanced).toBeGreaterThanOrEqual(INTERVAL);
});

// Everything is faked after the package was loaded and used, and given back again.

import * as blobferry from 'blobferry';
import { afterEach, expect, test, vi } from 'vitest';

import { EVERYTHING, STREAMS } from './everything.mjs';
import { beginCopy, INTERVAL, waitByClock } from './interval.cjs';
import { EXPECTED, work } from './work.cjs';

afterEach(() => vi.useRealTimers());

test('every kind of call, before anything is faked', async () => {
  expect(await work(blobferry)).toEqual(EXPECTED);
});

for (const now of [0, Date.now(), Date.UTC(2099, 0, 1)]) {
  test(`every kind of call under faked timers, in the year ${new Date(now).getUTCFullYear()}`, async () => {
    vi.useFakeTimers({ toFake: EVERYTHING, now });
    expect(await work(blobferry, STREAMS)).toEqual(EXPECTED);
  });
}

test('every kind of call under what is faked when nothing is said', async () => {
  vi.useFakeTimers();
  expect(await work(blobferry)).toEqual(EXPECTED);
  expect(vi.getTimerCount()).toBe(0);
});

test('the clock of the spec counts for an interval', async () => {
  const poller = await beginCopy(blobferry);
  vi.useFakeTimers({ toFake: EVERYTHING });
  const { copyStatus, advanced } = await waitByClock(poller, vi.advanceTimersByTime);
  expect(copyStatus).toBe('success');
  expect(advanced).toBeGreaterThanOrEqual(INTERVAL);
  expect(vi.getTimerCount()).toBe(0);
});

test('every kind of call after everything was given back', async () => {
  expect(await work(blobferry)).toEqual(EXPECTED);
});

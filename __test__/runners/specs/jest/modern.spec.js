'use strict';

// Everything is faked after the package was loaded and used, and given back again.

const blobferry = require('blobferry');

const { EXPECTED, work } = require('./work.cjs');

afterEach(() => jest.useRealTimers());

test('every kind of call, before anything is faked', async () => {
  expect(await work(blobferry)).toEqual(EXPECTED);
});

test('every kind of call under faked timers', async () => {
  jest.useFakeTimers();
  expect(await work(blobferry)).toEqual(EXPECTED);
  expect(jest.getTimerCount()).toBe(0);
});

for (const now of [0, Date.UTC(2099, 0, 1)]) {
  test(`every kind of call in the year ${new Date(now).getUTCFullYear()}`, async () => {
    jest.useFakeTimers({ now });
    expect(await work(blobferry)).toEqual(EXPECTED);
  });
}

test('every kind of call after everything was given back', async () => {
  expect(await work(blobferry)).toEqual(EXPECTED);
});

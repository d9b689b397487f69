'use strict';

// The fake timers of old, which put mocks in the place of timers and of nextTick.

jest.useFakeTimers({ legacyFakeTimers: true });
const blobferry = require('blobferry');

const { EXPECTED, work } = require('./work.cjs');

afterEach(() => jest.useRealTimers());

test('every kind of call under legacy fake timers, faked before the package is loaded', async () => {
  expect(await work(blobferry)).toEqual(EXPECTED);
});

test('every kind of call under legacy fake timers, faked again', async () => {
  jest.useFakeTimers({ legacyFakeTimers: true });
  expect(await work(blobferry)).toEqual(EXPECTED);
});

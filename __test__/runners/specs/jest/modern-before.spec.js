'use strict';

// Everything is faked before the package is loaded.

jest.useFakeTimers();
const blobferry = require('blobferry');

const { EXPECTED, work } = require('./work.cjs');

afterEach(() => jest.useRealTimers());

test('every kind of call, faked before the package is loaded', async () => {
  expect(setTimeout.clock ?? Date.clock).toBeDefined();
  expect(await work(blobferry)).toEqual(EXPECTED);
});

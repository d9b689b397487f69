'use strict';

// Nothing is faked.

const blobferry = require('blobferry');

const { EXPECTED, work } = require('./work.cjs');

test('every kind of call', async () => {
  expect(await work(blobferry)).toEqual(EXPECTED);
});

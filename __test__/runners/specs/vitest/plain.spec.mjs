// Nothing is faked.

import * as blobferry from 'blobferry';
import { expect, test } from 'vitest';

import { EXPECTED, work } from './work.cjs';

test('every kind of call', async () => {
  expect(await work(blobferry)).toEqual(EXPECTED);
});

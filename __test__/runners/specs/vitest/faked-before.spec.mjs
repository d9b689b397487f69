// Everything is faked before the package is loaded.

import { createRequire } from 'node:module';

import { afterEach, expect, test, vi } from 'vitest';

import { EVERYTHING, STREAMS } from './everything.mjs';
import { EXPECTED, work } from './work.cjs';

afterEach(() => vi.useRealTimers());

test('every kind of call, faked before the package is loaded', async () => {
  vi.useFakeTimers({ toFake: EVERYTHING });
  expect(vi.isFakeTimers()).toBe(true);
  // Vitest could not import it, for its own messages need what is faked.
  const blobferry = createRequire(import.meta.url)('blobferry');
  expect(await work(blobferry, STREAMS)).toEqual(EXPECTED);
});

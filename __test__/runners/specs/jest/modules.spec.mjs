// The package as an ES module, in Jest's own module system.

import { createRequire } from 'node:module';

import * as blobferry from 'blobferry';
import work from './work.cjs';

test('every kind of call, with the package imported', async () => {
  expect(await work.work(blobferry)).toEqual(work.EXPECTED);
});

test('every kind of call under faked timers, with the package imported', async () => {
  import.meta.jest.useFakeTimers();
  try {
    expect(await work.work(blobferry)).toEqual(work.EXPECTED);
  } finally {
    import.meta.jest.useRealTimers();
  }
});

test('what is imported and what is required is one package', () => {
  const required = createRequire(import.meta.url)('blobferry');
  expect(required.BlobServiceClient).toBe(blobferry.BlobServiceClient);
});

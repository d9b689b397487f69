// Vitest makes a mock of the whole package.

import { BlobServiceClient, newPipeline } from 'blobferry';
import { expect, test, vi } from 'vitest';

import { EXPECTED, work } from './work.cjs';

vi.mock('blobferry');

test('the whole package is mocked by itself', () => {
  const client = new BlobServiceClient('anything');
  expect(client.getContainerClient('a')).toBeUndefined();
  expect(client.getContainerClient).toHaveBeenCalledWith('a');
  expect(client).toBeInstanceOf(BlobServiceClient);
  expect(vi.isMockFunction(newPipeline)).toBe(true);
});

test('what is mocked is there all the same', async () => {
  expect(await work(await vi.importActual('blobferry'))).toEqual(EXPECTED);
});

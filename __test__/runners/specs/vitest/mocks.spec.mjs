// The package in part, and methods of its clients, are put in the place of by the spec.

import { BlobClient, BlobServiceClient, BlockBlobClient, ContainerClient } from 'blobferry';
import { afterEach, expect, test, vi } from 'vitest';

import { EXPECTED, work } from './work.cjs';

const ENDPOINT = 'https://account.blob.core.windows.net';

vi.mock('blobferry', async (importActual) => {
  const actual = await importActual();
  return { ...actual, newPipeline: vi.fn(() => 'mine') };
});

afterEach(() => vi.restoreAllMocks());

test('the package is mocked in part, and the rest works', async () => {
  const blobferry = await import('blobferry');
  expect(blobferry.newPipeline()).toBe('mine');
  expect(await work(blobferry)).toEqual(EXPECTED);
});

test('methods on the prototypes of clients are spied on', async () => {
  const container = new BlobServiceClient(ENDPOINT).getContainerClient('container');
  const blob = container.getBlockBlobClient('blob');
  vi.spyOn(BlobClient.prototype, 'getProperties').mockRejectedValue({ statusCode: 404, code: 'BlobNotFound' });
  expect(await blob.exists()).toBe(false);
  vi.spyOn(BlockBlobClient.prototype, 'upload').mockResolvedValue({ etag: 'mine' });
  expect(await blob.upload('abc', 3)).toEqual({ etag: 'mine' });
  vi.spyOn(ContainerClient.prototype, 'listBlobsFlat').mockImplementation(async function* () {
    yield { name: 'a' };
  });
  const names = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  expect(names).toEqual(['a']);
});

'use strict';

// What specs put in the place of methods is called as it is with the package's predecessor.

const { Readable } = require('node:stream');

afterEach(() => jest.restoreAllMocks());

const ENDPOINT = 'https://account.blob.core.windows.net';

for (const name of ['blobferry', '@azure/storage-blob']) {
  describe(name, () => {
    const library = require(name);
    const { BlobClient, BlobServiceClient, BlockBlobClient, ContainerClient } = library;
    const container = new BlobServiceClient(ENDPOINT).getContainerClient('container');
    const blob = container.getBlockBlobClient('blob');

    test('methods on the prototypes of clients are spied on', async () => {
      jest.spyOn(BlobClient.prototype, 'getProperties').mockResolvedValue({ contentLength: 3 });
      jest.spyOn(BlobClient.prototype, 'download').mockResolvedValue({ readableStreamBody: Readable.from(['abc']) });
      jest.spyOn(BlockBlobClient.prototype, 'upload').mockResolvedValue({ etag: 'mine' });
      expect(await blob.getProperties()).toEqual({ contentLength: 3 });
      const { readableStreamBody } = await container.getBlobClient('blob').download();
      expect(String((await readableStreamBody.toArray())[0])).toBe('abc');
      expect(await blob.upload('abc', 3)).toEqual({ etag: 'mine' });
      expect(BlockBlobClient.prototype.upload).toHaveBeenCalledWith('abc', 3);
    });

    test('methods that are made of others call those that stand in their place', async () => {
      const missing = Object.assign(new Error('gone'), {
        statusCode: 404,
        code: 'BlobNotFound',
        details: { errorCode: 'BlobNotFound' },
      });
      const properties = jest.spyOn(BlobClient.prototype, 'getProperties').mockRejectedValue(missing);
      expect(await blob.exists()).toBe(false);
      properties.mockResolvedValue({ contentLength: 3 });
      expect(await blob.exists()).toBe(true);
      jest.spyOn(BlobClient.prototype, 'delete').mockResolvedValue({ requestId: '1', _response: {} });
      expect(await blob.deleteIfExists()).toMatchObject({ succeeded: true, requestId: '1' });
      jest.spyOn(ContainerClient.prototype, 'create').mockResolvedValue({ requestId: '2', _response: {} });
      expect(await container.createIfNotExists()).toMatchObject({ succeeded: true, requestId: '2' });
      jest.spyOn(BlockBlobClient.prototype, 'upload').mockResolvedValue({ etag: 'mine' });
      await container.uploadBlockBlob('other', 'abc', 3);
      expect(BlockBlobClient.prototype.upload.mock.calls[0].slice(0, 2)).toEqual(['abc', 3]);
    });

    test('a listing is put in the place of one', async () => {
      jest.spyOn(ContainerClient.prototype, 'listBlobsFlat').mockImplementation(async function* () {
        yield { name: 'a' };
        yield { name: 'b' };
      });
      const names = [];
      for await (const item of container.listBlobsFlat()) names.push(item.name);
      expect(names).toEqual(['a', 'b']);
    });

    test('an instance is spied on, and the original method is restored', async () => {
      const spy = jest.spyOn(container, 'getBlobClient').mockReturnValue('mine');
      expect(container.getBlobClient('blob')).toBe('mine');
      spy.mockRestore();
      expect(container.getBlobClient('blob')).toBeInstanceOf(BlobClient);
    });

    test('the whole package is mocked by itself', () => {
      jest.isolateModules(() => {
        jest.doMock(name);
        const mocked = require(name);
        const service = mocked.BlobServiceClient.fromConnectionString('anything');
        expect(service).toBeUndefined();
        const client = new mocked.BlobServiceClient('anything');
        expect(client.getContainerClient('a')).toBeUndefined();
        expect(client.getContainerClient).toHaveBeenCalledWith('a');
        expect(client).toBeInstanceOf(mocked.BlobServiceClient);
        for (const member of ['StorageSharedKeyCredential', 'BlobSASPermissions', 'RestError', 'newPipeline']) {
          expect(jest.isMockFunction(mocked[member])).toBe(true);
        }
        const { BlobServiceClient: actual } = jest.requireActual(name);
        expect(new actual(ENDPOINT).getContainerClient('a').containerName).toBe('a');
        jest.dontMock(name);
      });
    });

    test('the package is mocked in part', () => {
      jest.isolateModules(() => {
        const getBlobClient = jest.fn(() => 'mine');
        jest.doMock(name, () => ({
          ...jest.requireActual(name),
          ContainerClient: jest.fn(() => ({ getBlobClient })),
        }));
        const mocked = require(name);
        expect(new mocked.ContainerClient(ENDPOINT).getBlobClient('a')).toBe('mine');
        expect(new mocked.BlobServiceClient(ENDPOINT).url).toBe(`${ENDPOINT}/`);
        jest.dontMock(name);
      });
    });
  });
}

'use strict';

// Block blobs: written in one piece and in blocks.

const { createHash } = require('node:crypto');

const id = (text) => Buffer.from(text).toString('base64');
const md5 = (text) => createHash('md5').update(text).digest();

module.exports = [
  {
    name: 'upload and read',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      await context.step('upload', 201, () => blob.upload('hello', 5));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('download', 200, () => blob.download());
      await context.step('overwrite', 201, () => blob.upload('other', 5));
      await context.step('download after', 200, () => blob.download());
      await context.step('delete', 202, () => blob.delete());
      await context.step('download at the end', '404 BlobNotFound', () => blob.download());
    },
  },
  {
    name: 'upload of nothing',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('empty');
      await context.step('upload', 201, () => blob.upload('', 0));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('download', 200, () => blob.download());
      await context.step('range of nothing', '416 InvalidRange', () => blob.download(0, 1));
      await context.step('block list', 200, () => blob.getBlockList('all'));
    },
  },
  {
    name: 'upload with every property',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      const blobHTTPHeaders = {
        blobContentType: 'text/plain; charset=utf-8',
        blobContentEncoding: 'identity',
        blobContentLanguage: 'de, en',
        blobContentDisposition: 'attachment; filename="a b.txt"',
        blobCacheControl: 'max-age=60',
        blobContentMD5: md5('hello'),
      };
      await context.step('upload', 201, () =>
        blob.upload('hello', 5, { blobHTTPHeaders, metadata: { Owner: 'someone', n_1: ' spaced ' } }),
      );
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('download', 200, () => blob.download());
      await context.step('overwrite', 201, () => blob.upload('hello', 5));
      await context.step('properties after', 200, () => blob.getProperties());
    },
  },
  {
    name: 'upload of bytes that are no text',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
      await context.step('upload', 201, () => blob.upload(bytes, 256));
      await context.step('download', 200, () => blob.download());
    },
  },
  {
    name: 'upload with a transactional MD5',
    async run(context) {
      const container = await context.container();
      const blob = container.getBlobClient('blob');
      const put = (sum) =>
        context.raw(blob, 'PUT', { headers: { 'x-ms-blob-type': 'BlockBlob', 'content-md5': sum }, body: 'hello' });
      await context.step('right', 201, () => put(md5('hello').toString('base64')));
      await context.step('wrong', '400 Md5Mismatch', () => put(md5('other').toString('base64')));
      await context.step('properties', 200, () => blob.getProperties());
    },
  },
  {
    name: 'put without a blob type',
    async run(context) {
      const blob = (await context.container()).getBlobClient('blob');
      const put = (headers) => context.raw(blob, 'PUT', { headers });
      await context.step('none', '400 MissingRequiredHeader', () => put({}));
      await context.step('unheard of', '400 InvalidHeaderValue', () => put({ 'x-ms-blob-type': 'Other' }));
    },
  },
  {
    name: 'upload in blocks',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      await context.step('stage a', 201, () => blob.stageBlock(id('a'), 'aaa', 3));
      await context.step('stage b', 201, () => blob.stageBlock(id('b'), 'bb', 2));
      await context.step('properties before', '404 BlobNotFound', () => blob.getProperties());
      await context.step('commit', 201, () => blob.commitBlockList([id('b'), id('a')]));
      await context.step('list after', 200, () => blob.getBlockList('all'));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('download', 200, () => blob.download());
      await context.step('stage c', 201, () => blob.stageBlock(id('c'), 'c', 1));
      await context.step('list with both', 200, () => blob.getBlockList('all'));
      await context.step('list committed', 200, () => blob.getBlockList('committed'));
      await context.step('list uncommitted', 200, () => blob.getBlockList('uncommitted'));
      await context.step('commit again', 201, () => blob.commitBlockList([id('a'), id('c'), id('a')]));
      await context.step('download again', 200, () => blob.download());
      await context.step('list at the end', 200, () => blob.getBlockList('all'));
    },
  },
  {
    name: 'block list before the first commit',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      await context.step('stage', 201, () => blob.stageBlock(id('a'), 'aaa', 3));
      await context.step('stage again', 201, () => blob.stageBlock(id('a'), 'aa', 2));
      await context.step('stage another', 201, () => blob.stageBlock(id('b'), 'b', 1));
      for (const kind of ['all', 'uncommitted', 'committed']) {
        await context.step(`list ${kind}`, 200, () => blob.getBlockList(kind));
      }
    },
  },
  {
    name: 'commit with every property',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      await blob.stageBlock(id('a'), 'aaa', 3);
      const blobHTTPHeaders = {
        blobContentType: 'text/css',
        blobContentEncoding: 'identity',
        blobContentLanguage: 'fr',
        blobContentDisposition: 'inline',
        blobCacheControl: 'no-store',
        blobContentMD5: md5('aaa'),
      };
      await context.step('commit', 201, () =>
        blob.commitBlockList([id('a')], { blobHTTPHeaders, metadata: { a: 'b' }, tags: { x: 'y' } }),
      );
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('download', 200, () => blob.download());
    },
  },
  {
    name: 'commit of nothing',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      await context.step('commit', 201, () => blob.commitBlockList([]));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('block list', 200, () => blob.getBlockList('all'));
    },
  },
  {
    name: 'blocks staged twice',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      await context.step('stage', 201, () => blob.stageBlock(id('a'), 'old', 3));
      await context.step('stage again', 201, () => blob.stageBlock(id('a'), 'newer', 5));
      await context.step('commit', 201, () => blob.commitBlockList([id('a')]));
      await context.step('download', 200, () => blob.download());
    },
  },
  {
    name: 'blocks that are rejected',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      await context.step('id that is no base64', '400 InvalidQueryParameterValue', () =>
        blob.stageBlock('%%%', 'a', 1),
      );
      await context.step('id that is too long', '400 OutOfRangeInput', () =>
        blob.stageBlock(id('x'.repeat(65)), 'a', 1),
      );
      await context.step('nothing in it', '400 InvalidHeaderValue', () => blob.stageBlock(id('a'), '', 0));
      await context.step('stage', 201, () => blob.stageBlock(id('a'), 'a', 1));
      await context.step('id of another length', '400 InvalidBlobOrBlock', () => blob.stageBlock(id('bbbb'), 'b', 1));
      await context.step('commit of another', '400 InvalidBlockList', () => blob.commitBlockList([id('z')]));
      const wrong = { transactionalContentMD5: md5('other') };
      await context.step('wrong MD5', '400 Md5Mismatch', () => blob.stageBlock(id('c'), 'c', 1, wrong));
    },
  },
  {
    name: 'block lists that are no XML',
    async run(context) {
      const blob = (await context.container()).getBlobClient('blob');
      const request = { query: 'comp=blocklist', headers: { 'content-type': 'application/xml' } };
      for (const body of ['nonsense', '<BlockList><Latest>YQ==</Latest>']) {
        await context.step(body, '400 InvalidXmlDocument', () => context.raw(blob, 'PUT', { ...request, body }));
      }
    },
  },
  {
    name: 'block list of the committed alone',
    async run(context) {
      const container = await context.container();
      const blob = container.getBlockBlobClient('blob');
      await blob.stageBlock(id('a'), 'committed', 9);
      await blob.commitBlockList([id('a')]);
      await blob.stageBlock(id('a'), 'uncommitted', 11);
      const request = { query: 'comp=blocklist', headers: { 'content-type': 'application/xml' } };
      for (const kind of ['Committed', 'Latest']) {
        const body = `<?xml version="1.0" encoding="utf-8"?><BlockList><${kind}>${id('a')}</${kind}></BlockList>`;
        await context.step(`commit ${kind}`, 201, () => context.raw(blob, 'PUT', { ...request, body }));
        await context.step(`download ${kind}`, 200, () => blob.download());
        if (kind === 'Committed') await blob.stageBlock(id('a'), 'uncommitted', 11);
      }
    },
  },
  {
    name: 'an upload drops staged blocks',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      await blob.stageBlock(id('a'), 'aaa', 3);
      await context.step('upload', 201, () => blob.upload('whole', 5));
      await context.step('block list', 200, () => blob.getBlockList('all'));
      await context.step('commit', '400 InvalidBlockList', () => blob.commitBlockList([id('a')]));
    },
  },
  {
    name: 'blocks of what is missing',
    async run(context) {
      const container = await context.container();
      const blob = container.getBlockBlobClient('missing');
      await context.step('list', '404 BlobNotFound', () => blob.getBlockList('all'));
      const other = context.service.getContainerClient(context.name()).getBlockBlobClient('blob');
      await context.step('stage without a container', '404 ContainerNotFound', () => other.stageBlock(id('a'), 'a', 1));
      await context.step('commit without a container', '404 ContainerNotFound', () => other.commitBlockList([]));
      await context.step('list without a container', '404 ContainerNotFound', () => other.getBlockList('all'));
    },
  },
  {
    name: 'upload in blocks by the SDK itself',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      const bytes = Buffer.alloc(300_000, 'abc');
      const options = { blockSize: 100_000, maxSingleShotSize: 100_000, concurrency: 1 };
      await context.step('upload', 201, () =>
        blob.uploadData(bytes, {
          ...options,
          metadata: { a: 'b' },
          blobHTTPHeaders: { blobContentType: 'text/plain' },
        }),
      );
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('download', 206, async () => {
        const read = await blob.downloadToBuffer(0, undefined, { blockSize: 100_000, concurrency: 1 });
        if (!read.equals(bytes)) throw new Error('other bytes came back');
      });
    },
  },
  {
    name: 'properties in plain headers',
    async run(context) {
      const blob = (await context.container()).getBlobClient('blob');
      const headers = {
        'x-ms-blob-type': 'BlockBlob',
        'content-type': 'text/plain',
        'content-encoding': 'identity',
        'content-language': 'de',
        'cache-control': 'no-cache',
      };
      await context.step('upload', 201, () => context.raw(blob, 'PUT', { headers, body: 'x' }));
      await context.step('properties', 200, () => blob.getProperties());
      const both = { ...headers, 'x-ms-blob-content-type': 'text/html', 'x-ms-blob-cache-control': 'private' };
      await context.step('upload with both', 201, () => context.raw(blob, 'PUT', { headers: both, body: 'x' }));
      await context.step('properties after', 200, () => blob.getProperties());
    },
  },
];

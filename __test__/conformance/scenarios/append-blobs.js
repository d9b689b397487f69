'use strict';

// Append blobs.

const { createHash } = require('node:crypto');

const md5 = (text) => createHash('md5').update(text).digest();

module.exports = [
  {
    name: 'append blob life',
    async run(context) {
      const blob = (await context.container()).getAppendBlobClient('log');
      await context.step('append before', '404 BlobNotFound', () => blob.appendBlock('x', 1));
      await context.step('create', 201, () => blob.create({ metadata: { a: 'b' } }));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('append', 201, () => blob.appendBlock('hello ', 6));
      await context.step('append again', 201, () => blob.appendBlock('world', 5));
      await context.step('properties after', 200, () => blob.getProperties());
      await context.step('download', 200, () => blob.download());
      await context.step('range', 206, () => blob.download(6, 3));
      await context.step('create again', 201, () => blob.create());
      await context.step('download at the end', 200, () => blob.download());
    },
  },
  {
    name: 'append blob with every property',
    async run(context) {
      const blob = (await context.container()).getAppendBlobClient('log');
      const blobHTTPHeaders = {
        blobContentType: 'text/csv',
        blobContentEncoding: 'identity',
        blobContentLanguage: 'en',
        blobContentDisposition: 'inline',
        blobCacheControl: 'no-cache',
      };
      await context.step('create', 201, () => blob.create({ blobHTTPHeaders, metadata: { a: 'b' } }));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('createIfNotExists', '409 BlobAlreadyExists', () => blob.createIfNotExists());
    },
  },
  {
    name: 'append conditions',
    async run(context) {
      const blob = (await context.container()).getAppendBlobClient('log');
      const { etag } = await blob.create();
      const append = (conditions) => blob.appendBlock('abc', 3, { conditions });
      await context.step('at the right place', 201, () => append({ appendPosition: 0 }));
      await context.step('at the wrong place', '412 AppendPositionConditionNotMet', () =>
        append({ appendPosition: 0 }),
      );
      await context.step('within the size', 201, () => append({ maxSize: 6 }));
      await context.step('beyond the size', '412 MaxBlobSizeConditionNotMet', () => append({ maxSize: 8 }));
      await context.step('with an old ETag', '412 ConditionNotMet', () => append({ ifMatch: etag }));
      await context.step('download', 200, () => blob.download());
    },
  },
  {
    name: 'append with an MD5',
    async run(context) {
      const blob = (await context.container()).getAppendBlobClient('log');
      await blob.create();
      const append = (text) => blob.appendBlock('abc', 3, { transactionalContentMD5: md5(text) });
      await context.step('right', 201, () => append('abc'));
      await context.step('wrong', '400 Md5Mismatch', () => append('xyz'));
      await context.step('properties', 200, () => blob.getProperties());
    },
  },
  {
    name: 'append blobs are no block blobs',
    async run(context) {
      const container = await context.container();
      const append = container.getAppendBlobClient('append');
      await append.create();
      const asBlock = container.getBlockBlobClient('append');
      const id = Buffer.from('a').toString('base64');
      await context.step('stage', '409 InvalidBlobType', () => asBlock.stageBlock(id, 'a', 1));
      await context.step('block list', '409 InvalidBlobType', () => asBlock.getBlockList('all'));
      await context.block(container, 'block');
      const asAppend = container.getAppendBlobClient('block');
      await context.step('append', '409 InvalidBlobType', () => asAppend.appendBlock('x', 1));
      await context.step('overwrite with a block blob', 201, () => asBlock.upload('x', 1));
      await context.step('properties', 200, () => asBlock.getProperties());
    },
  },
  {
    name: 'append blob and its snapshot',
    async run(context) {
      const blob = (await context.container()).getAppendBlobClient('log');
      await blob.create();
      await blob.appendBlock('one', 3);
      const { snapshot } = await blob.createSnapshot();
      await blob.appendBlock('two', 3);
      await context.step('snapshot', 200, () => blob.withSnapshot(snapshot).download());
      await context.step('base', 200, () => blob.download());
    },
  },
];

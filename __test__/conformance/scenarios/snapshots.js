'use strict';

// Snapshots.

module.exports = [
  {
    name: 'snapshot of a blob',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container, 'blob', 'old', { metadata: { a: 'b' } });
      const { snapshot } = await context.step('snapshot', 201, () => blob.createSnapshot());
      await blob.upload('newer', 5);
      const then = blob.withSnapshot(snapshot);
      await context.step('read', 200, () => then.download());
      await context.step('range', 206, () => then.download(1, 1));
      await context.step('properties', 200, () => then.getProperties());
      await context.step('base', 200, () => blob.download());
    },
  },
  {
    name: 'snapshot with metadata',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container, 'blob', 'old', { metadata: { a: 'b' } });
      const { snapshot } = await context.step('snapshot', 201, () => blob.createSnapshot({ metadata: { c: 'd' } }));
      await context.step('properties of the snapshot', 200, () => blob.withSnapshot(snapshot).getProperties());
      await context.step('properties of the base', 200, () => blob.getProperties());
    },
  },
  {
    name: 'snapshot that is missing',
    async run(context) {
      const blob = await context.block(await context.container());
      const never = blob.withSnapshot('2001-02-03T04:05:06.1234567Z');
      await context.step('read', '404 BlobNotFound', () => never.download());
      await context.step('properties', '404 BlobNotFound', () => never.getProperties());
      await context.step('delete', '404 BlobNotFound', () => never.delete());
    },
  },
  {
    name: 'snapshot conditions',
    async run(context) {
      const blob = await context.block(await context.container());
      const { etag } = await blob.getProperties();
      await context.step('right ETag', 201, () => blob.createSnapshot({ conditions: { ifMatch: etag } }));
      await context.step('wrong ETag', '412 ConditionNotMet', () =>
        blob.createSnapshot({ conditions: { ifMatch: '"0x8D00000000000AA"' } }),
      );
    },
  },
  {
    name: 'block list of a snapshot',
    async run(context) {
      const blob = (await context.container()).getBlockBlobClient('blob');
      const id = Buffer.from('a').toString('base64');
      await blob.stageBlock(id, 'aaa', 3);
      await blob.commitBlockList([id]);
      const { snapshot } = await blob.createSnapshot();
      await blob.upload('x', 1);
      await context.step('block list', 200, () => blob.withSnapshot(snapshot).getBlockList('committed'));
    },
  },
];

'use strict';

// Deleting blobs, and their snapshots.

async function withSnapshots(context) {
  const blob = await context.block(await context.container());
  return { blob, snapshots: await context.snapshots(blob, 2) };
}

module.exports = [
  {
    name: 'delete',
    async run(context) {
      const blob = await context.block(await context.container());
      await context.step('delete', 202, () => blob.delete());
      await context.step('delete again', '404 BlobNotFound', () => blob.delete());
    },
  },
  {
    name: 'delete of what has uncommitted blocks alone',
    async run(context) {
      const container = await context.container();
      const stage = async (name) => {
        const blob = container.getBlockBlobClient(name);
        await context.step(`${name}: stage`, 201, () => blob.stageBlock('YQ==', 'x', 1));
        return blob;
      };
      const ago = { conditions: { ifUnmodifiedSince: new Date('2000-01-01T00:00:00Z') } };
      const plain = await stage('plain');
      await context.step('plain: delete', 202, () => plain.delete());
      await context.step('plain: blocks', '404 BlobNotFound', () => plain.getBlockList('all'));
      await context.step('plain: delete again', '404 BlobNotFound', () => plain.delete());
      const bound = await stage('bound');
      await context.step('bound: delete if it has an ETag', '412 ConditionNotMet', () =>
        bound.delete({ conditions: { ifMatch: '"0x0"' } }),
      );
      await context.step('bound: delete if it is old', 202, () => bound.delete(ago));
      await context.step('bound: blocks', '404 BlobNotFound', () => bound.getBlockList('all'));
      const over = container.getBlockBlobClient('over');
      await context.step('over: upload', 201, () => over.upload('x', 1));
      await context.step('over: stage another', 201, () => over.stageBlock('Yg==', 'x', 1));
      await context.step('over: delete if it is old', '412 ConditionNotMet', () => over.delete(ago));
      await context.step('over: blocks', 200, () => over.getBlockList('all'));
    },
  },
  {
    name: 'delete with snapshots',
    async run(context) {
      const { blob } = await withSnapshots(context);
      await context.step('without saying', '409 SnapshotsPresent', () => blob.delete());
      await context.step('only the snapshots', 202, () => blob.delete({ deleteSnapshots: 'only' }));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('base', 202, () => blob.delete());
    },
  },
  {
    name: 'delete with all snapshots',
    async run(context) {
      const { blob, snapshots } = await withSnapshots(context);
      await context.step('all', 202, () => blob.delete({ deleteSnapshots: 'include' }));
      await context.step('base', '404 BlobNotFound', () => blob.getProperties());
      await context.step('snapshot', '404 BlobNotFound', () => blob.withSnapshot(snapshots[0]).getProperties());
    },
  },
  {
    name: 'delete of one snapshot',
    async run(context) {
      const { blob, snapshots } = await withSnapshots(context);
      const first = blob.withSnapshot(snapshots[0]);
      await context.step('delete', 202, () => first.delete());
      await context.step('delete again', '404 BlobNotFound', () => first.delete());
      await context.step('read', '404 BlobNotFound', () => first.download());
      await context.step('the other', 200, () => blob.withSnapshot(snapshots[1]).download());
    },
  },
  {
    name: 'delete of snapshots where there are none',
    async run(context) {
      const blob = await context.block(await context.container());
      await context.step('only the snapshots', 202, () => blob.delete({ deleteSnapshots: 'only' }));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('all', 202, () => blob.delete({ deleteSnapshots: 'include' }));
    },
  },
  {
    name: 'deletes that are rejected',
    async run(context) {
      const { blob, snapshots } = await withSnapshots(context);
      const headers = { 'x-ms-delete-snapshots': 'some' };
      await context.step('of some snapshots', 400, () => context.raw(blob, 'DELETE', { headers }));
      const query = `snapshot=${encodeURIComponent(snapshots[0])}`;
      await context.step('of a snapshot with all snapshots', 400, () =>
        context.raw(blob, 'DELETE', { query, headers: { 'x-ms-delete-snapshots': 'include' } }),
      );
      await context.step('list', 200, async () => {
        const container = context.service.getContainerClient(blob.containerName);
        await container.listBlobsFlat({ includeSnapshots: true }).byPage().next();
      });
    },
  },
];

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
    name: 'deletes that are refused',
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

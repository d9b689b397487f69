'use strict';

// Containers: create, exists, properties, delete, from the container's client and from the service's.

module.exports = [
  {
    name: 'container life',
    async run(library, context) {
      const container = context.service.getContainerClient(context.containerName());
      await context.step('exists before', () => container.exists());
      await context.step('create', () => container.create());
      await context.step('exists', () => container.exists());
      await context.step('getProperties', () => container.getProperties());
      await context.step('delete', () => container.delete());
      await context.step('exists after', () => container.exists());
    },
  },
  {
    name: 'container with metadata and public access',
    async run(library, context) {
      const container = context.service.getContainerClient(context.containerName());
      await context.step('create', () =>
        container.create({ metadata: { owner: 'someone', empty: '' }, access: 'container' }),
      );
      await context.step('getProperties', () => container.getProperties());
    },
  },
  {
    name: 'container with access to blobs',
    async run(library, context) {
      const container = context.service.getContainerClient(context.containerName());
      await context.step('create', () => container.create({ access: 'blob' }));
      await context.step('getProperties', () => container.getProperties());
    },
  },
  {
    name: 'container created twice',
    async run(library, context) {
      const container = context.service.getContainerClient(context.containerName());
      await context.step('first createIfNotExists', () => container.createIfNotExists({ metadata: { first: 'yes' } }));
      await context.step('second createIfNotExists', () => container.createIfNotExists());
      await context.step('create again', () => container.create());
      await context.step('first deleteIfExists', () => container.deleteIfExists());
      await context.step('second deleteIfExists', () => container.deleteIfExists());
    },
  },
  {
    name: 'missing container',
    async run(library, context) {
      const container = context.service.getContainerClient(context.containerName());
      await context.step('getProperties', () => container.getProperties());
      await context.step('delete', () => container.delete());
      await context.step('exists', () => container.exists());
      await context.step('list', () => container.listBlobsFlat().next());
    },
  },
  {
    name: 'container conditions',
    async run(library, context) {
      const { client } = await context.container();
      const longAgo = new Date('2001-02-03T04:05:06Z');
      await context.step('delete if unmodified since long ago', () =>
        client.delete({ conditions: { ifUnmodifiedSince: longAgo } }),
      );
      await context.step('getProperties with a lease it has not', () =>
        client.getProperties({ conditions: { leaseId: '11111111-2222-3333-4444-555555555555' } }),
      );
      await context.step('delete if modified since long ago', () =>
        client.delete({ conditions: { ifModifiedSince: longAgo } }),
      );
    },
  },
  {
    name: 'containers from the service client',
    async run(library, context) {
      const name = context.containerName();
      await context.step('createContainer', () =>
        context.service.createContainer(name, { metadata: { from: 'service' } }),
      );
      await context.step('createContainer again', () => context.service.createContainer(name));
      await context.step('deleteContainer', () => context.service.deleteContainer(name));
      await context.step('deleteContainer again', () => context.service.deleteContainer(name));
    },
  },
  {
    name: 'blobs from the container client',
    async run(library, context) {
      const { client, setup } = await context.container();
      let made;
      await context.step('uploadBlockBlob', async () => {
        const { blockBlobClient, response } = await client.uploadBlockBlob('blob', 'content', 7, {
          metadata: { a: 'b' },
        });
        made = blockBlobClient;
        return response;
      });
      context.note('the client of the blob', made);
      await context.step('uploadBlockBlob under a condition', () =>
        client.uploadBlockBlob('blob', 'content', 7, { conditions: { ifNoneMatch: '*' } }),
      );
      await setup.getBlobClient('blob').createSnapshot();
      await context.step('deleteBlob with snapshots', () => client.deleteBlob('blob'));
      await context.step('deleteBlob', () => client.deleteBlob('blob', { deleteSnapshots: 'include' }));
      await context.step('deleteBlob again', () => client.deleteBlob('blob'));
      const missing = context.service.getContainerClient(context.containerName());
      await context.step('uploadBlockBlob to a missing container', () => missing.uploadBlockBlob('blob', 'content', 7));
    },
  },
  {
    name: 'container names that the service refuses',
    async run(library, context) {
      for (const name of ['UPPER', 'a', 'two--dashes', 'under_score', 'with space', 'ünïcode', 'trailing-']) {
        await context.step(`create ${name}`, () => context.service.getContainerClient(name).create());
      }
    },
  },
];

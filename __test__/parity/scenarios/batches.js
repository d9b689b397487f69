'use strict';

// Batches: what is signed and sent, and the responses to each request.

const NAMES = ['a b', 'kept', 'ü'];

async function withBlobs(context, names = NAMES) {
  const container = await context.container();
  for (const name of names) await container.setup.getBlockBlobClient(name).upload('content', 7);
  return container;
}

/** A batch as a user sees it before it is sent. The order of headers is free. */
function written(batch) {
  const parts = batch.getHttpRequestBody().split(/\r\n(?=--batch_)|(?<=^)(?=--batch_)/);
  return {
    type: batch.getMultiPartContentType(),
    parts: parts.map((part) =>
      part
        .replace(/\r\n(?!\r\n)/g, '\n')
        .split('\n')
        .sort(),
    ),
    requests: [...batch.getSubRequests()].map(([id, { url, credential }]) => [id, url, credential.constructor.name]),
  };
}

module.exports = [
  {
    name: 'delete blobs with one request',
    async run(library, context) {
      const { client } = await withBlobs(context);
      const urls = ['a b', 'missing'].map((name) => client.getBlobClient(name).url);
      const batches = context.service.getBlobBatchClient();
      await context.step('by URL', () => batches.deleteBlobs(urls, client.credential));
      await context.step('by client', () => client.getBlobBatchClient().deleteBlobs([client.getBlobClient('ü')]));
      await context.step('with options', () =>
        batches.deleteBlobs([client.getBlobClient('kept')], { conditions: { ifMatch: '"0x1"' } }),
      );
    },
  },
  {
    name: 'delete blobs with their snapshots',
    async run(library, context) {
      const { client, setup } = await withBlobs(context);
      const blob = setup.getBlobClient('kept');
      const { snapshot } = await blob.createSnapshot();
      const batches = client.getBlobBatchClient();
      await context.step('without them', () => batches.deleteBlobs([client.getBlobClient('kept')]));
      await context.step('one snapshot', () =>
        batches.deleteBlobs([client.getBlobClient('kept').withSnapshot(snapshot)]),
      );
      await blob.createSnapshot();
      await context.step('all', () =>
        batches.deleteBlobs([client.getBlobClient('kept').url], client.credential, { deleteSnapshots: 'include' }),
      );
    },
  },
  {
    name: 'set access tiers with one request',
    async run(library, context) {
      const { client, setup } = await withBlobs(context);
      const batches = context.service.getBlobBatchClient();
      const blobs = NAMES.map((name) => client.getBlobClient(name));
      await context.step('by client', () => batches.setBlobsAccessTier(blobs, 'Archive'));
      await context.step('rehydrate', () =>
        batches.setBlobsAccessTier([blobs[0].url], client.credential, 'Hot', { rehydratePriority: 'High' }),
      );
      const { leaseId } = await setup.getBlobClient('kept').getBlobLeaseClient().acquireLease(60);
      context.names.set(leaseId, '<lease>');
      await context.step('with a lease', () =>
        client.getBlobBatchClient().setBlobsAccessTier([blobs[1]], 'Cool', { conditions: { leaseId } }),
      );
    },
  },
  {
    name: 'batches that are made by hand',
    async run(library, context) {
      const { client } = await withBlobs(context);
      const batch = client.getBlobBatchClient().createBatch();
      context.note('empty', written(batch));
      await context.step('a deletion', () => batch.deleteBlob(client.getBlobClient('a b')));
      await context.step('an anonymous one', () =>
        batch.deleteBlob(client.getBlobClient('ü').url, new library.AnonymousCredential(), { deleteSnapshots: 'only' }),
      );
      context.note('two', written(batch));
      const tiers = client.getBlobBatchClient().createBatch();
      await context.step('a tier', () => tiers.setBlobAccessTier(client.getBlobClient('ü'), 'Cool'));
      await context.step('a tier by URL', () =>
        tiers.setBlobAccessTier(client.getBlobClient('a b').url, client.credential, 'Hot', {
          rehydratePriority: 'High',
          conditions: { leaseId: 'lease', tagConditions: '"a"=\'b\'' },
        }),
      );
      context.note('tiers', written(tiers));
      await context.step('a deletion among tiers', () => tiers.deleteBlob(client.getBlobClient('ü')));
      await context.step('another type', () => batch.setBlobAccessTier(client.getBlobClient('ü'), 'Hot'));
      await context.step('no blob', () => batch.deleteBlob(5));
      await context.step('no credential', () => batch.deleteBlob(client.getBlobClient('ü').url));
      await context.step('submitted', () => client.getBlobBatchClient().submitBatch(batch, { timeoutInSeconds: 20 }));
      context.note('exports a class', batch instanceof library.BlobBatch);
    },
  },
  {
    name: 'batches that cannot be sent',
    async run(library, context) {
      const { client } = await withBlobs(context);
      const batches = new library.BlobBatchClient(client.url, client.credential);
      await context.step('no blobs', () => batches.deleteBlobs([]));
      await context.step('no batch', () => batches.submitBatch(undefined));
      const blobs = Array.from({ length: 257 }, (_, index) => client.getBlobClient(`b${index}`));
      await context.step('too many', () => batches.deleteBlobs(blobs));
      await context.step('too many tiers', () => batches.setBlobsAccessTier(blobs, 'Cool'));
    },
  },
  {
    name: 'batches that are rejected as a whole',
    async run(library, context) {
      const { client } = await withBlobs(context);
      const anonymous = new library.BlobBatchClient(client.url);
      await context.step('without a credential', () => anonymous.deleteBlobs([client.getBlobClient('kept')]));
      const gone = context.service.getContainerClient(context.containerName());
      await context.step('without a container', () => gone.getBlobBatchClient().deleteBlobs([gone.getBlobClient('b')]));
      await context.step('tiers without a credential', () =>
        anonymous.setBlobsAccessTier([client.getBlobClient('kept')], 'Cool'),
      );
      const batch = client.getBlobBatchClient().createBatch();
      await batch.setBlobAccessTier(client.getBlobClient('kept'), 'Cool');
      await context.step('made by hand, without a credential', () => anonymous.submitBatch(batch));
      const other = new library.StorageSharedKeyCredential(context.accountName, 'b3RoZXI=');
      const service = new library.BlobServiceClient(context.url, other);
      await context.step('by another key', () =>
        service.getBlobBatchClient().deleteBlobs([client.getBlobClient('kept')]),
      );
    },
  },
];

'use strict';

exports.packages = ['@azure/eventhubs-checkpointstore-blob@2.0.0'];

/** Who reads which partition of an event hub, and how far: conditions and metadata. */
exports.use = async ({ step, library, connectionString, container }) => {
  const { BlobCheckpointStore } = require('@azure/eventhubs-checkpointstore-blob');
  const client = library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  await client.create();
  const store = new BlobCheckpointStore(client);
  const place = ['Namespace.servicebus.windows.net', 'Hub', '$Default'];
  const [fullyQualifiedNamespace, eventHubName, consumerGroup] = place;
  const partition = { fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId: '0' };
  const shown = (list) =>
    list.map(({ ownerId, partitionId, etag, lastModifiedTimeInMs }) => ({
      ownerId,
      partitionId,
      etag: typeof etag,
      time: typeof lastModifiedTimeInMs,
    }));

  await step('claim', async () => shown(await store.claimOwnership([{ ...partition, ownerId: 'me' }])));
  await step('list', async () => shown(await store.listOwnership(...place)));
  await step('claim again', async () => {
    const [mine] = await store.listOwnership(...place);
    return shown(await store.claimOwnership([{ ...mine, ownerId: 'another' }]));
  });
  await step('claim with an old ETag', async () =>
    shown(await store.claimOwnership([{ ...partition, ownerId: 'late', etag: '"0x1"' }])),
  );
  await step('checkpoint', () => store.updateCheckpoint({ ...partition, sequenceNumber: 7, offset: '42' }));
  await step('checkpoints', () => store.listCheckpoints(...place));
  await step('checkpoint again', () => store.updateCheckpoint({ ...partition, sequenceNumber: 8, offset: '43' }));
  await step('checkpoints after that', () => store.listCheckpoints(...place));
};

'use strict';

exports.packages = ['botbuilder-azure-blobs@4.23.3', 'botbuilder-core@4.23.3'];

/** What bots remember, and transcripts of what they said. */
exports.use = async ({ step, connectionString, container }) => {
  const { BlobsStorage, BlobsTranscriptStore } = require('botbuilder-azure-blobs');
  const storage = new BlobsStorage(connectionString, container);
  const transcripts = new BlobsTranscriptStore(connectionString, container);

  await step('write', () => storage.write({ 'a/b': { count: 1 }, 'c d': { count: 2, name: 'x' } }));
  const withoutETag = (items) =>
    Object.fromEntries(Object.entries(items).map(([key, { eTag, ...item }]) => [key, { ...item, has: Boolean(eTag) }]));
  await step('read', async () => withoutETag(await storage.read(['a/b', 'c d', 'none'])));
  await step('write over it', async () => {
    const items = await storage.read(['a/b']);
    await storage.write({ 'a/b': { ...items['a/b'], count: 2 } });
    return withoutETag(await storage.read(['a/b']));
  });
  await step('write over what has changed', () => storage.write({ 'a/b': { count: 3, eTag: '"0x1"' } }));
  await step('delete', () => storage.delete(['c d', 'none']));
  await step('read after that', async () => withoutETag(await storage.read(['c d'])));
  const activity = (id) => ({
    id,
    type: 'message',
    text: `said ${id}`,
    channelId: 'channel',
    conversation: { id: 'conversation' },
    timestamp: new Date(Date.UTC(2024, 0, 1, 0, 0, Number(id))),
    from: { id: 'user' },
    recipient: { id: 'bot' },
  });
  await step('log a transcript', async () => {
    for (const id of ['1', '2', '3']) await transcripts.logActivity(activity(id));
  });
  await step('read a transcript', async () => {
    const { items } = await transcripts.getTranscriptActivities('channel', 'conversation');
    return items.map(({ text, timestamp }) => ({ text, timestamp }));
  });
  await step('list transcripts', async () => (await transcripts.listTranscripts('channel')).items.map(({ id }) => id));
  await step('delete a transcript', () => transcripts.deleteTranscript('channel', 'conversation'));
  await step('list transcripts after that', async () => (await transcripts.listTranscripts('channel')).items);
};

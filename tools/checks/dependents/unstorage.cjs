'use strict';

exports.packages = ['unstorage@1.17.6'];

/** A key-value store, as Nuxt and Nitro have it. */
exports.use = async ({ step, library, connectionString, container }) => {
  await library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container).create();
  const { createStorage } = await import('unstorage');
  const { default: driver } = await import('unstorage/drivers/azure-storage-blob');
  const storage = createStorage({ driver: driver({ connectionString, containerName: container }) });

  await step('set', () => storage.setItem('a:b', { value: 'ä' }));
  await step('set bytes', () => storage.setItemRaw('bytes', Buffer.from([0, 255, 1])));
  await step('get', () => storage.getItem('a:b'));
  await step('get bytes', async () => [...(await storage.getItemRaw('bytes'))]);
  await step('has', async () => [await storage.hasItem('a:b'), await storage.hasItem('none')]);
  await step('get what is missing', () => storage.getItem('none'));
  await step('keys', async () => (await storage.getKeys()).sort());
  await step('meta', async () => (await storage.getMeta('a:b')).mtime instanceof Date);
  await step('remove', () => storage.removeItem('a:b'));
  await step('clear', () => storage.clear());
  await step('keys after that', () => storage.getKeys());
};

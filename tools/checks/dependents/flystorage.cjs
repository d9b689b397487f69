'use strict';

exports.packages = ['@flystorage/azure-storage-blob@1.2.0', '@flystorage/file-storage@1.2.0'];

/** Files in a bucket: written by `uploadStream`, read, listed, copied by the service, shared by a SAS. */
exports.use = async ({ step, library, connectionString, container }) => {
  const { AzureStorageBlobStorageAdapter } = require('@flystorage/azure-storage-blob');
  const { FileStorage } = require('@flystorage/file-storage');
  const client = library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  await client.create();
  const storage = new FileStorage(new AzureStorageBlobStorageAdapter(client, { prefix: 'prefix' }));

  await step('write a text', () => storage.write('folder/a.txt', 'hello'));
  await step('write a stream', () =>
    storage.write('folder/deep/b.bin', require('node:stream').Readable.from([Buffer.alloc(100_000, 7)])),
  );
  await step('read', () => storage.readToString('folder/a.txt'));
  await step('read as bytes', async () => (await storage.readToUint8Array('folder/deep/b.bin')).length);
  await step('type and size', async () => [
    await storage.mimeType('folder/a.txt'),
    await storage.fileSize('folder/a.txt'),
  ]);
  await step('copy', () => storage.copyFile('folder/a.txt', 'copy.txt'));
  await step('move', () => storage.moveFile('copy.txt', 'moved.txt'));
  await step('exists', async () => [await storage.fileExists('moved.txt'), await storage.fileExists('copy.txt')]);
  await step('directory exists', async () => [
    await storage.directoryExists('folder'),
    await storage.directoryExists('none'),
  ]);
  for (const deep of [false, true]) {
    await step(`list, deep: ${deep}`, async () => {
      const found = [];
      for await (const { path, type, size } of storage.list('', { deep })) found.push({ path, type, size });
      return found.sort((a, b) => a.path.localeCompare(b.path));
    });
  }
  await step('a temporary URL', async () => {
    const url = await storage.temporaryUrl('moved.txt', { expiresAt: Date.now() + 60_000 });
    return (await fetch(url)).text();
  });
  await step('an upload that is prepared', async () => {
    const { url, method, headers } = await storage.prepareUpload('direct.txt', { expiresAt: Date.now() + 60_000 });
    return (await fetch(url, { method, headers, body: 'direct' })).status;
  });
  await step('a missing file', () => storage.readToString('none.txt'));
  await step('delete a directory', () => storage.deleteDirectory('folder'));
  await step('what is left', async () => (await storage.list('', { deep: true }).toArray()).map(({ path }) => path));
};

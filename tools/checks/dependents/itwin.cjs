'use strict';

exports.packages = ['@itwin/object-storage-azure@3.0.5', '@itwin/object-storage-core@3.0.5'];

/** Objects of engineering models: `uploadFile`, `uploadStream` in parts, SAS by `generateBlobSASQueryParameters`. */
exports.use = async ({ step, library, connectionString, container, account, key, endpoint }) => {
  const fs = require('node:fs');
  const path = require('node:path');
  const os = require('node:os');
  const { Readable } = require('node:stream');
  const { AzureServerStorage, BlobServiceClientWrapper } = require('@itwin/object-storage-azure/lib/server');
  const client = new BlobServiceClientWrapper(library.BlobServiceClient.fromConnectionString(connectionString));
  const storage = new AzureServerStorage({ accountName: account, accountKey: key, baseUrl: endpoint }, client);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-check-'));
  const file = path.join(folder, 'model.bin');
  fs.writeFileSync(file, Buffer.alloc(9 * 1024 * 1024, 3));
  const reference = (objectName) => ({ baseDirectory: container, relativeDirectory: 'models', objectName });
  const size = async (name) => (await storage.getObjectProperties(reference(name))).size;

  try {
    await step('create a directory', () => storage.createBaseDirectory({ baseDirectory: container }));
    await step('upload bytes', () =>
      storage.upload(
        reference('bytes'),
        Buffer.from('hello'),
        { kind: 'text' },
        { contentType: 'text/plain', cacheControl: 'no-cache' },
      ),
    );
    await step('upload a file', () => storage.upload(reference('file'), file));
    await step('upload a stream', () => storage.upload(reference('stream'), Readable.from([Buffer.alloc(100_000, 1)])));
    await step('upload a file in parts', () =>
      storage.uploadInMultipleParts(reference('parts'), file, {
        partSize: 4 * 1024 * 1024,
        queueSize: 3,
        metadata: { kind: 'model' },
      }),
    );
    await step('upload a stream in parts', () =>
      storage.uploadInMultipleParts(reference('stream-parts'), fs.createReadStream(file), {
        partSize: 1024 * 1024,
        queueSize: 2,
      }),
    );
    for (const name of ['bytes', 'file', 'stream', 'parts', 'stream-parts'])
      await step(`the size of ${name}`, () => size(name));
    await step('properties', async () => {
      const { metadata, contentType, cacheControl } = await storage.getObjectProperties(reference('bytes'));
      return { metadata, contentType, cacheControl };
    });
    await step('download to memory', async () => (await storage.download(reference('bytes'), 'buffer')).toString());
    await step('download to a file', async () => {
      const local = path.join(folder, 'down', 'model.bin');
      await storage.download(reference('parts'), 'local', local);
      return fs.readFileSync(local).equals(fs.readFileSync(file));
    });
    await step('list', async () =>
      (await storage.listObjects({ baseDirectory: container })).map(({ objectName }) => objectName),
    );
    await step('a URL to download', async () => (await fetch(await storage.getDownloadUrl(reference('bytes')))).text());
    await step('a URL to upload', async () => {
      const url = await storage.getUploadUrl(reference('direct'));
      return (await fetch(url, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: 'x' })).status;
    });
    await step('update metadata', () => storage.updateMetadata(reference('bytes'), { kind: 'other' }));
    await step('exists', async () => [
      await storage.objectExists(reference('bytes')),
      await storage.objectExists(reference('none')),
    ]);
    await step('delete what is missing', () => storage.deleteObject(reference('none')));
    await step('properties of what is missing', () => storage.getObjectProperties(reference('none')));
    await step('delete the directory', () => storage.deleteBaseDirectory({ baseDirectory: container }));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

'use strict';

exports.packages = ['@tweedegolf/sab-adapter-azure-blob@3.0.2'];

/** One interface for the storage of several clouds: uploads from paths, buffers and streams. */
exports.use = async ({ step, text, connectionString, container }) => {
  const fs = require('node:fs');
  const path = require('node:path');
  const os = require('node:os');
  const { AdapterAzureBlob } = require('@tweedegolf/sab-adapter-azure-blob');
  const adapter = new AdapterAzureBlob({ provider: 'azure', connectionString });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-check-'));
  const origPath = path.join(folder, 'file.txt');
  fs.writeFileSync(origPath, 'from a path');
  // The URL that it returns has a port of the run.
  const isFine = ({ value, error }) => ({ value: value !== null, error });

  try {
    await step('create a bucket', () => adapter.createBucket(container));
    await step('a bucket exists', () => adapter.bucketExists(container));
    await step('add from a path', async () =>
      isFine(await adapter.addFileFromPath({ bucketName: container, origPath, targetPath: 'path.txt' })),
    );
    await step('add from a buffer', async () =>
      isFine(
        await adapter.addFileFromBuffer({
          bucketName: container,
          buffer: Buffer.from('from a buffer'),
          targetPath: 'buffer.txt',
          options: { blobHTTPHeaders: { blobContentType: 'text/plain' } },
        }),
      ),
    );
    await step('add from a stream', async () =>
      isFine(
        await adapter.addFileFromStream({
          bucketName: container,
          readable: fs.createReadStream(origPath),
          targetPath: 'folder/stream.txt',
        }),
      ),
    );
    await step('list', () => adapter.listFiles(container));
    await step('size', () => adapter.sizeOf(container, 'path.txt'));
    await step('exists', () => adapter.fileExists(container, 'none.txt'));
    await step('read', async () => text((await adapter.getFileAsStream(container, 'buffer.txt')).value));
    await step('read a range', async () =>
      text((await adapter.getFileAsStream(container, 'path.txt', { start: 5, end: 5 })).value),
    );
    await step('read what is missing', async () => ({
      failed: (await adapter.getFileAsStream(container, 'none.txt')).error !== null,
    }));
    await step('a signed URL', async () =>
      (await fetch((await adapter.getSignedURL(container, 'buffer.txt', { expiresIn: 60 })).value)).text(),
    );
    await step('is it public', () => adapter.bucketIsPublic(container));
    await step('remove', () => adapter.removeFile(container, 'buffer.txt'));
    await step('list after that', () => adapter.listFiles(container));
    await step('delete a bucket', () => adapter.deleteBucket(container));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

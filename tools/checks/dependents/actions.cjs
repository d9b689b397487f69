'use strict';

exports.packages = ['@actions/cache@6.3.0', '@actions/artifact@6.2.1'];

/** What GitHub's runners do with caches and artifacts: signed URLs, files in blocks, a stream and its hash. */
exports.use = async ({ step, library, connectionString, container: name }) => {
  const fs = require('node:fs');
  const os = require('node:os');
  const path = require('node:path');
  const { PassThrough } = require('node:stream');
  const service = library.BlobServiceClient.fromConnectionString(connectionString);
  const container = service.getContainerClient(name);
  await container.create();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-actions-'));
  const archive = path.join(folder, 'cache.tzst');
  fs.writeFileSync(archive, Buffer.alloc(300_000, 'cache'));

  const inner = (file) => import(path.resolve('node_modules', '@actions', ...file.split('/')));
  const { uploadCacheArchiveSDK } = await inner('cache/lib/internal/uploadUtils.js');
  const { downloadCacheStorageSDK } = await inner('cache/lib/internal/downloadUtils.js');
  const { uploadToBlobStorage } = await inner('artifact/lib/internal/upload/blob-upload.js');

  const signed = (blob, permissions) =>
    container.getBlobClient(blob).generateSasUrl({
      permissions: library.BlobSASPermissions.parse(permissions),
      expiresOn: new Date(Date.now() + 3600_000),
    });
  /** These packages print commands for the runner, which are no result. */
  async function quietly(action) {
    const { write } = process.stdout;
    process.stdout.write = () => true;
    try {
      return await action();
    } catch (error) {
      error.message = error.message.replace(folder, '<folder>');
      throw error;
    } finally {
      process.stdout.write = write;
    }
  }
  const upload = async (blob, file, permissions = 'rcw') =>
    quietly(async () => {
      const options = { uploadChunkSize: 65_536, uploadConcurrency: 3, archiveSizeBytes: 300_000 };
      const response = await uploadCacheArchiveSDK(await signed(blob, permissions), file, options);
      return response._response.status;
    });
  const download = async (blob) =>
    quietly(async () => {
      const file = path.join(folder, 'restored');
      const options = { downloadConcurrency: 3, timeoutInMs: 5000, segmentTimeoutInMs: 5000 };
      await downloadCacheStorageSDK(await signed(blob, 'r'), file, options);
      return fs.readFileSync(file).equals(fs.readFileSync(archive));
    });
  const store = async (blob, pieces, permissions = 'rcw') =>
    quietly(async () => {
      const stream = new PassThrough();
      setImmediate(() => {
        for (const piece of pieces) stream.write(piece);
        stream.end();
      });
      return uploadToBlobStorage(await signed(blob, permissions), stream, 'application/zip');
    });

  try {
    await step('save a cache', () => upload('cache', archive));
    await step('save what is not there', () => upload('none', path.join(folder, 'none')));
    await step('save without permission', () => upload('cache', archive, 'r'));
    await step('restore a cache', () => download('cache'));
    await step('restore what is not there', () => download('none'));
    await step('store an artifact', () => store('artifact', ['x'.repeat(100_000), 'tail']));
    await step('store an empty artifact', () => store('empty', []));
    await step('store without permission', () => store('artifact', ['x'], 'r'));
    await step('what was stored', async () => {
      const { contentLength, contentType } = await container.getBlobClient('artifact').getProperties();
      return [contentLength, contentType];
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

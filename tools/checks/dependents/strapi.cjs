'use strict';

exports.packages = ['strapi-provider-upload-azure-storage@3.5.0'];

/** Uploads of a content management system, by `uploadStream` and a pipeline of its own. */
exports.use = async ({ step, library, connectionString, container, account, key, endpoint }) => {
  const { Readable } = require('node:stream');
  const provider = require('strapi-provider-upload-azure-storage').init({
    authType: 'default',
    account,
    accountKey: key,
    serviceBaseURL: endpoint,
    containerName: container,
    createContainerIfNotExist: 'true',
    defaultPath: 'assets',
    defaultCacheControl: 'max-age=60',
    cdnBaseURL: 'https://cdn.example',
  });
  const client = library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  const files = {
    small: { hash: 'small', ext: '.txt', mime: 'text/plain', stream: () => Readable.from([Buffer.from('hello')]) },
    large: { hash: 'large', ext: '.bin', mime: 'application/octet-stream', stream: () => Readable.from(pieces()) },
    empty: { hash: 'empty', ext: '.txt', mime: 'text/plain', stream: () => Readable.from([]) },
  };
  function* pieces() {
    for (let index = 0; index < 150; index += 1) yield Buffer.alloc(65_537, index);
  }

  for (const [name, { stream, ...file }] of Object.entries(files)) {
    await step(`upload ${name}`, async () => {
      const uploaded = { ...file, stream: stream() };
      await provider.uploadStream(uploaded);
      return uploaded.url;
    });
    await step(`what is stored of ${name}`, async () => {
      const blob = client.getBlockBlobClient(`assets/${name}${file.ext}`);
      const { contentLength, contentType, cacheControl } = await blob.getProperties();
      const { committedBlocks } = await blob.getBlockList('committed');
      const hash = require('node:crypto')
        .createHash('sha256')
        .update(await blob.downloadToBuffer())
        .digest('hex');
      return { contentLength, contentType, cacheControl, blocks: committedBlocks?.map(({ size }) => size), hash };
    });
  }
  await step('upload a stream that fails', () =>
    provider.uploadStream({
      hash: 'failing',
      ext: '.txt',
      mime: 'text/plain',
      stream: new Readable({
        read() {
          this.destroy(new Error('disk on fire'));
        },
      }),
    }),
  );
  await step('delete', () => provider.delete({ hash: 'small', ext: '.txt' }));
  await step('delete what is gone', () => provider.delete({ hash: 'small', ext: '.txt' }));
};

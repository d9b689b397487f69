'use strict';

exports.packages = ['strapi-provider-upload-azure-sa@0.0.3'];

/** Uploads of buffers, files and streams through a pipeline, and with a signature in the URL. */
exports.use = async ({ step, library, connectionString, container, account, key, endpoint }) => {
  const fs = require('node:fs');
  const os = require('node:os');
  const path = require('node:path');
  const provider = require('strapi-provider-upload-azure-sa');
  const client = library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  await client.create();
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-provider-')), 'file.txt');
  fs.writeFileSync(file, 'from a file');
  const signed = await client.generateSasUrl({
    permissions: library.ContainerSASPermissions.parse('rcwd'),
    expiresOn: new Date(Date.now() + 3600_000),
  });
  const contents = {
    buffer: () => ({ buffer: Buffer.from('from a buffer') }),
    path: () => ({ path: file }),
    stream: () => ({ stream: fs.createReadStream(file) }),
    nothing: () => ({}),
    missing: () => ({ path: 'none/none' }),
  };

  for (const [way, config] of Object.entries({
    'a key': { accountKey: key, defaultCacheControl: 'max-age=1', cdnBaseURL: 'https://cdn.example', removeCN: 'true' },
    'a signature': { sasToken: new URL(signed).search },
  })) {
    const uploads = provider.init({
      ...config,
      account,
      containerName: container,
      serviceBaseURL: endpoint,
      defaultPath: way,
    });
    for (const [name, content] of Object.entries(contents)) {
      const uploaded = { hash: name, ext: '.txt', mime: 'text/plain', ...content() };
      await step(`upload ${name}, with ${way}`, async () => {
        await uploads.upload(uploaded);
        const { pathname } = new URL(uploaded.url);
        return pathname;
      });
      await step(`what is stored of ${name}, with ${way}`, async () => {
        const { contentLength, contentType, cacheControl } = await client
          .getBlobClient(`${way}/${name}.txt`)
          .getProperties();
        return { contentLength, contentType, cacheControl };
      });
    }
    await step(`delete, with ${way}`, () => uploads.delete({ hash: 'buffer', ext: '.txt' }));
    await step(`delete what is gone, with ${way}`, () => uploads.delete({ hash: 'buffer', ext: '.txt' }));
  }
};

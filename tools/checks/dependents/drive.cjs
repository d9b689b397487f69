'use strict';

exports.packages = ['@directus/drive-azure@9.21.0', '@directus/drive@9.21.0'];

/** A disk that returns the responses of the clients unchanged. */
exports.use = async ({ step, text, library, connectionString, container, account, key, endpoint }) => {
  const { Readable } = require('node:stream');
  const { AzureBlobWebServicesStorage } = require('@directus/drive-azure');
  await library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container).create();
  const config = { accountName: account, accountKey: key, endpoint, containerName: container, root: 'root/' };
  const disk = new AzureBlobWebServicesStorage(config);
  /** The members that every version of the reference has. */
  const shown = ({ raw, ...others }) => [
    others,
    raw && ['requestId', 'etag', 'copyId', 'copyStatus'].map((name) => name in raw),
  ];

  await step('put', async () => shown(await disk.put('a.txt', 'hello')));
  await step('put bytes', async () => shown(await disk.put('b.txt', Buffer.from('ä'))));
  await step('put a stream', async () => shown(await disk.put('c.txt', Readable.from(['x', 'y']), 'text/plain')));
  // Its length is that of the characters.
  await step('put a text of other letters', async () => shown(await disk.put('d.txt', 'äöü')));
  for (const name of ['a.txt', 'c.txt', 'none']) {
    await step(`get ${name}`, async () => {
      const { content, raw } = await disk.get(name);
      return [content, raw.name];
    });
    await step(`get the bytes of ${name}`, async () => (await disk.getBuffer(name)).content.toString('hex'));
    await step(`get the stream of ${name}`, () => text(disk.getStream(name)));
    await step(`get a range of ${name}`, () => text(disk.getStream(name, { start: 1, end: 3 })));
    await step(`stat ${name}`, async () => {
      const { size, modified, raw } = await disk.getStat(name);
      return [size, modified instanceof Date, raw.contentType, raw.blobType];
    });
    await step(`exists ${name}`, async () => (await disk.exists(name)).exists);
    await step(`copy ${name}`, async () => shown(await disk.copy(name, 'copy')));
    await step(`fetch a signed URL of ${name}`, async () => {
      const { signedUrl } = await disk.getSignedUrl(name, { expiry: 60_000 });
      return (await fetch(signedUrl)).status;
    });
  }
  await step('move', async () => shown(await disk.move('copy', 'moved')));
  await step('move what is gone', () => disk.move('copy', 'moved'));
  await step('list', async () => {
    const found = [];
    for await (const { path, raw } of disk.flatList()) found.push([path, raw.properties.contentLength]);
    return found;
  });
  await step('delete', async () => (await disk.delete('a.txt')).wasDeleted);
  await step('delete what is gone', async () => (await disk.delete('a.txt')).wasDeleted);
};

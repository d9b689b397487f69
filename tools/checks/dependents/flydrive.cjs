'use strict';

exports.packages = ['flydrive-azure@0.0.4', 'flydrive@1.3.0'];

/** A disk: ranges of length zero, which mean everything, signed URLs, copies by a signed URL. */
exports.use = async ({ step, text, library, connectionString, container, account, key, endpoint }) => {
  const { Readable } = require('node:stream');
  const { AzureDriver } = await import('flydrive-azure');
  await library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container).create();
  const ago = () => ({ startsOn: new Date(Date.now() - 60_000) });

  for (const [way, config] of Object.entries({
    'a connection string': { connectionString, container },
    'a key': { name: account, key, container, localAddress: endpoint },
  })) {
    const disk = new AzureDriver(config);
    const withDisk = (label, action) => step(`${label}, with ${way}`, action);
    await withDisk('put', () => disk.put('a/b.txt', 'hello', { blobHTTPHeaders: { blobContentType: 'text/plain' } }));
    await withDisk('put nothing', () => disk.put('empty', ''));
    await withDisk('put a stream', () => disk.putStream('stream', Readable.from(['x', 'y'])));
    await withDisk('exists', async () => [await disk.exists('a/b.txt'), await disk.exists('none')]);
    for (const name of ['a/b.txt', 'empty', 'stream', 'none']) {
      await withDisk(`get ${name}`, () => disk.get(name));
      await withDisk(`get the stream of ${name}`, async () => text(await disk.getStream(name)));
      await withDisk(`get the bytes of ${name}`, async () => [...(await disk.getBytes(name))]);
      await withDisk(`copy ${name}`, () => disk.copy(name, `copy of ${name}`, ago()));
    }
    await withDisk('fetch a signed URL', async () => (await fetch(await disk.getSignedUrl('stream', ago()))).text());
    await withDisk('move', () => disk.move('stream', 'moved', ago()));
    await withDisk('properties', async () => {
      const { contentLength, contentType } = await disk.getMetaData('a/b.txt');
      return [contentLength, contentType];
    });
    await withDisk('delete', () => disk.delete('moved'));
    await withDisk('delete what is gone', () => disk.delete('moved'));
  }
};

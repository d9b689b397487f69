'use strict';

exports.packages = ['@directus/storage-driver-azure@13.0.5'];

/** Files of a content management system: `uploadStream`, ranges, copies, uploads in pieces. */
exports.use = async ({ step, text, library, connectionString, container, account, key, endpoint }) => {
  const { Readable } = require('node:stream');
  const { DriverAzure } = await import('@directus/storage-driver-azure');
  await library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container).create();
  const driver = new DriverAzure({
    accountName: account,
    accountKey: key,
    endpoint,
    containerName: container,
    root: 'root',
  });

  await step('write', () => driver.write('a.txt', Readable.from([Buffer.from('hello world')]), 'text/plain'));
  await step('read', async () => text(await driver.read('a.txt')));
  await step('read a range', async () => text(await driver.read('a.txt', { range: { start: 2, end: 6 } })));
  await step('stat', async () => {
    const { size, modified } = await driver.stat('a.txt');
    return { size, modified: modified instanceof Date };
  });
  await step('exists', async () => [await driver.exists('a.txt'), await driver.exists('none')]);
  await step('copy', () => driver.copy('a.txt', 'b.txt'));
  await step('move', () => driver.move('b.txt', 'folder/c.txt'));
  await step('upload in pieces', async () => {
    const upload = await driver.createChunkedUpload('pieces.bin', { size: 6, metadata: {} });
    let offset = 0;
    for (const piece of ['abc', 'def'])
      offset = await driver.writeChunk('pieces.bin', Readable.from([Buffer.from(piece)]), offset, upload);
    await driver.finishChunkedUpload('pieces.bin', upload);
    return [offset, await text(await driver.read('pieces.bin'))];
  });
  await step('list', async () => {
    const found = [];
    for await (const name of driver.list()) found.push(name);
    return found;
  });
  await step('delete', () => driver.delete('a.txt'));
  await step('read what is gone', () => driver.read('a.txt'));
  await step('stat what is gone', () => driver.stat('a.txt'));
};

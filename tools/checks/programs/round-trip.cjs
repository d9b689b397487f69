'use strict';

// A program of a user: puts a blob, copies it, lists, reads, deletes. Prints what it saw, and which package it ran on.
// Arguments: the name to require. The connection string is in the environment, as users have it.

const { randomUUID } = require('node:crypto');

const packageName = process.argv[2] ?? 'blobferry';

async function roundTrip(library) {
  const service = library.BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE_CONNECTION_STRING);
  const container = service.getContainerClient(`check-${randomUUID()}`);
  await container.create();
  try {
    const source = container.getBlockBlobClient('source.txt');
    await source.upload('hello', 5, { metadata: { color: 'blue' } });
    const destination = container.getBlobClient('destination.txt');
    const poller = await destination.beginCopyFromURL(source.url);
    await poller.pollUntilDone();
    const names = [];
    for await (const { name } of container.listBlobsFlat()) names.push(name);
    const content = (await destination.downloadToBuffer()).toString();
    return { content, names };
  } finally {
    await container.delete();
  }
}

module.exports = { roundTrip };

if (require.main === module) {
  const library = require(packageName);
  roundTrip(library).then(
    (result) => console.log(JSON.stringify({ ...result, package: require(`${packageName}/package.json`).name })),
    (error) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}

'use strict';

// Begins a relay by blocks and prints its saved text whenever it is further, until somebody ends the process.

const { blobferry } = require('../../support/blobferry');

const [sourceString, destinationString, name, blockSize] = process.argv.slice(2);
const client = (connectionString) => new blobferry.BlobClient(connectionString, 'container', name);

async function main() {
  const poller = await client(destinationString).beginCopyFrom(client(sourceString), {
    strategy: 'relay',
    blockSize: Number(blockSize),
    concurrency: 1,
    metadata: { kept: 'yes' },
  });
  console.log(poller.toString());
  await poller.pollUntilDone();
  console.log('done');
}

void main();

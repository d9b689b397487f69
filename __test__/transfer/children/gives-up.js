'use strict';

// Begins a copy by blocks and cancels it when it gets the signal SIGUSR2. Arguments: connection strings of source and destination, the name,
// strategy. Says "begun".

const { blobferry } = require('../../support/blobferry');

const [sourceString, destinationString, name, strategy] = process.argv.slice(2);
const client = (connectionString, blob) =>
  new blobferry.BlobClient(connectionString, 'container', blob, { retryOptions: { maxTries: 1 } });

async function main() {
  const options = { strategy, blockSize: 10_000, concurrency: 1 };
  const poller = await client(destinationString, name).beginCopyFrom(client(sourceString, 'source'), options);
  process.once('SIGUSR2', () => void poller.cancelOperation());
  console.log('begun');
  await poller.pollUntilDone();
}

void main();

'use strict';

// Starts a copy and cancels it when it gets the signal SIGUSR2. Arguments: connection strings of source and destination, the name,
// strategy. Prints the saved text of the copy, then "begun".

const { blobferry } = require('../../support/blobferry');

const [sourceString, destinationString, name, strategy] = process.argv.slice(2);
const client = (connectionString, blob) =>
  new blobferry.BlobClient(connectionString, 'container', blob, { retryOptions: { maxTries: 1 } });

const LAYOUT = strategy === 'asynchronous' ? { intervalInMs: 1 } : { blockSize: 10_000, concurrency: 1 };

async function main() {
  const source = client(sourceString, 'source');
  const poller = await client(destinationString, name).beginCopyFrom(source, { strategy, ...LAYOUT });
  process.once('SIGUSR2', () => void poller.cancelOperation());
  console.log(poller.toString());
  console.log('begun');
  await poller.pollUntilDone();
}

void main();

'use strict';

// Begins a copy by Copy Blob, or continues with a saved one, and prints its saved text; then it polls until somebody ends the
// process.

const { blobferry } = require('../../support/blobferry');

const [sourceString, destinationString, name, saved, options] = process.argv.slice(2);
const client = (connectionString) => new blobferry.BlobClient(connectionString, 'container', name);

async function main() {
  console.log('started');
  const poller = await client(destinationString).beginCopyFrom(client(sourceString), {
    strategy: 'asynchronous',
    intervalInMs: 1,
    ...JSON.parse(options),
    ...(saved && { resumeFrom: saved }),
  });
  console.log(poller.toString());
  await poller.pollUntilDone();
}

void main();

'use strict';

// Copies a container, and reports when the copy has started.

const { parentPort, workerData } = require('node:worker_threads');

const { PACKAGE, source, destination, names } = workerData;
const { BlobServiceClient } = require(PACKAGE);

async function main() {
  const [from, to] = [source, destination].map((text, index) =>
    BlobServiceClient.fromConnectionString(text).getContainerClient(names[index]),
  );
  const poller = await to.beginCopyFromContainer(from, { concurrency: 8 });
  parentPort.postMessage('begun');
  await poller.pollUntilDone();
}

void main();

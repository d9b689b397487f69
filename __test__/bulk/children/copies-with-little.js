'use strict';

// Copies a container, in a process that has little of something. Prints the summary.

const { packageName, urls, keys, options } = JSON.parse(process.argv[2]);
const { ContainerClient, StorageSharedKeyCredential } = require(packageName);

// One attempt of ten is reset in some tests, whichever blob it is for.
const RETRIES = { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 20, maxTries: 20 } };

function clientOf(side, account) {
  return new ContainerClient(urls[side], new StorageSharedKeyCredential(account, keys[side]), RETRIES);
}

async function main() {
  const poller = await clientOf('destination', 'two').beginCopyFromContainer(clientOf('source', 'one'), options);
  await poller.pollUntilDone().catch(() => undefined);
  console.log(JSON.stringify(poller.getOperationState().summary));
}

void main();

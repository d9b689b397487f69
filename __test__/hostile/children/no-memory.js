'use strict';

// Reads what is far longer than the memory that its parent leaves it. Argument: the server's origin. Prints "ready" once everything
// is loaded, waits for a signal, then prints what the call failed with, and what the next one did.

const { blobferry } = require('../../support/blobferry');

const [origin] = process.argv.slice(2);
const options = { retryOptions: { maxTries: 1 } };
const container = new blobferry.ContainerClient(`${origin}/account/container`, undefined, options);
const blob = container.getBlockBlobClient('blob');

async function main() {
  await blob.exists();
  // A signal that is waited for keeps no process.
  const alive = setInterval(() => {}, 1000);
  const signalled = new Promise((resolve) => process.once('SIGUSR2', resolve));
  console.log('ready');
  await signalled;
  clearInterval(alive);
  const error = await container
    .listBlobsFlat()
    .byPage()
    .next()
    .catch((failure) => failure);
  console.log(JSON.stringify({ name: error.name, code: error.code, message: error.message }));
  console.log(await blob.exists());
}

void main();

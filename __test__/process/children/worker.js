'use strict';

// Starts copies at a server that never responds, reports that, and continues until it is terminated.

const { parentPort, workerData } = require('node:worker_threads');

const { packageName, origin, copies } = workerData;
const library = require(packageName);

const container = new library.ContainerClient(
  `${origin}/account/container`,
  new library.StorageSharedKeyCredential('account', 'a2V5'),
);
for (let number = 0; number < copies; number += 1) {
  container
    .getBlobClient(`blob-${number}`)
    .beginCopyFromURL(`${origin}/account/container/source`)
    .catch(() => {});
}
container
  .getBlobClient('read')
  .download()
  .catch(() => {});
container
  .getBlockBlobClient('written')
  .upload(Buffer.alloc(1024 * 1024), 1024 * 1024)
  .catch(() => {});
parentPort.postMessage('started');

// Terminates worker threads in the middle of their uploads of any size; what they began ends with them.

'use strict';

const { Readable } = require('node:stream');
const { isMainThread, workerData } = require('node:worker_threads');

const { terminateWhileUploading } = require('../../support/terminated-uploads');

const WORKERS = 5;
/** Two blocks of each of four uploads are sent at once. */
const OPEN = 8;
const BLOCK = 8_000_000;

function work({ packageName, origin, file }) {
  const { AnonymousCredential, ContainerClient } = require(packageName);
  const container = new ContainerClient(`${origin}/account/c`, new AnonymousCredential());
  const options = { maxSingleShotSize: 0, blockSize: BLOCK, concurrency: 2 };
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536);
    })(),
  );
  const blob = (name) => container.getBlockBlobClient(name);
  blob('memory')
    .uploadData(new Uint8Array(4 * BLOCK), options)
    .catch(console.error);
  blob('blob')
    .uploadData(new Blob([new Uint8Array(4 * BLOCK)]), options)
    .catch(console.error);
  blob('file').uploadFile(file, options).catch(console.error);
  blob('stream').uploadStream(endless, BLOCK, 2).catch(console.error);
}

async function main(packageName, file) {
  const whole = await terminateWhileUploading({
    filename: __filename,
    workers: WORKERS,
    uploads: OPEN,
    workerData: { packageName, file },
  });
  console.log(JSON.stringify({ whole }));
}

if (isMainThread) main(process.argv[2], process.argv[3]);
else work(workerData);

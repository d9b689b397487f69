// Terminates worker threads in the middle of their uploads, of every kind of body; what they began ends with them.

'use strict';

const { Readable } = require('node:stream');
const { isMainThread, workerData } = require('node:worker_threads');

const { terminateWhileUploading } = require('../../support/terminated-uploads');

const WORKERS = 10;
const BODIES = 4;
/** More than the system keeps of a connection. */
const LENGTH = 32_000_000;

function work({ packageName, origin }) {
  const { AnonymousCredential, ContainerClient } = require(packageName);
  const container = new ContainerClient(`${origin}/account/c`, new AnonymousCredential());
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536);
    })(),
  );
  const bodies = [new Uint8Array(LENGTH), new Blob([new Uint8Array(LENGTH)]), endless, 'x'.repeat(LENGTH)];
  bodies.forEach((body, at) => {
    const length = body === endless ? 2 ** 30 : LENGTH;
    container.getBlockBlobClient(String(at)).upload(body, length).catch(console.error);
  });
}

async function main(packageName) {
  const whole = await terminateWhileUploading({
    filename: __filename,
    workers: WORKERS,
    uploads: BODIES,
    workerData: { packageName },
  });
  console.log(JSON.stringify({ whole }));
}

if (isMainThread) main(process.argv[2]);
else work(workerData);

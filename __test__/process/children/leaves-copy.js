'use strict';

// Leaves a process in the middle of a copy: three blocks are there, the fourth is held back. Arguments: package, connection
// strings of source and destination, how to leave, options as JSON.

const { Worker, isMainThread } = require('node:worker_threads');

const [, , packageName, from, to, way, options] = process.argv;
const { BlobClient } = require(packageName);

const BLOCKS = 3;

const ways = {
  exit: () => process.exit(7),
  /** Thrown outside of everything that could catch it. */
  throw: () =>
    setImmediate(() => {
      throw new Error('thrown by the script');
    }),
  /** Nobody waits any more, so the process ends by itself. */
  stop: (poller) => poller.stopPolling(),
};

async function main() {
  const poller = await new BlobClient(to, 'container', 'destination').beginCopyFrom(
    new BlobClient(from, 'container', 'source'),
    JSON.parse(options),
  );
  let left = false;
  poller.onProgress(({ copyProgress }) => {
    const [copied] = copyProgress.split('/').map(Number);
    if (left || copied < BLOCKS * JSON.parse(options).blockSize) return;
    left = true;
    ways[way](poller);
  });
  await poller.pollUntilDone();
}

if (isMainThread && process.env['IN_WORKER'] === 'yes') new Worker(__filename, { argv: process.argv.slice(2) });
else main().catch((error) => console.log(error.name));

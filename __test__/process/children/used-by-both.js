'use strict';

// The main thread has copies in flight while a worker with its own is terminated: they must not notice.
// Arguments: package.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const { poll, startPendingCopies } = require('../../support/pending-copies');
const { startSilentServer } = require('../../support/raw-server');

const packageName = process.argv[2];

async function main() {
  const library = require(packageName);
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const copies = await startPendingCopies({
    polls: [
      async () => {
        await released;
        return { status: 500 };
      },
      poll('success'),
    ],
  });
  const options = { retryOptions: { maxTries: 2, retryDelayInMs: 1 } };
  const poller = await copies.destination(library, options).beginCopyFromURL(copies.sourceUrl, { intervalInMs: 1 });
  const waiting = poller.pollUntilDone();
  await copies.server.arrived(2);

  const silent = await startSilentServer();
  const worker = new Worker(path.join(__dirname, 'worker.js'), {
    workerData: { packageName, origin: silent.origin, copies: 5 },
  });
  await once(worker, 'message');
  await silent.opened;
  await worker.terminate();
  await silent.close();

  release();
  assert.equal((await waiting).copyStatus, 'success');
  await copies.close();
  console.log('done');
}

main();

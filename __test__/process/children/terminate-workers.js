'use strict';

// Terminates worker threads with copies in flight, in a process of its own: a crash would take the test runner with it.
// Arguments: package.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const { startSilentServer } = require('../../support/raw-server');
const { startPendingCopies } = require('../../support/pending-copies');

const packageName = process.argv[2];

async function terminateOne(server) {
  const worker = new Worker(path.join(__dirname, 'worker.js'), {
    workerData: { packageName, origin: server.origin, copies: 20 },
  });
  const connected = server.opened;
  await once(worker, 'message');
  await connected;
  assert.equal(await worker.terminate(), 1);
}

/** Resolves once the server has no connection left: what a thread owned died with it. */
async function abandoned(server) {
  while (server.connections.size > 0)
    await Promise.race([...server.connections].map((socket) => once(socket, 'close')));
}

async function main() {
  for (let round = 0; round < 5; round += 1) {
    const server = await startSilentServer();
    await terminateOne(server);
    await abandoned(server);
    await server.close();
  }

  // Several at once.
  const servers = await Promise.all(Array.from({ length: 4 }, startSilentServer));
  await Promise.all(servers.map(terminateOne));
  await Promise.all(servers.map((server) => server.close()));

  // The main thread loads the library after all that, and it works.
  const copies = await startPendingCopies();
  const poller = await copies.destination(require(packageName)).beginCopyFromURL(copies.sourceUrl);
  assert.equal(poller.getOperationState().copyId, copies.copyId);
  await copies.close();
  console.log('done');
}

main();

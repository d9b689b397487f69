'use strict';

// Terminates a worker thread in the middle of its work, while the main thread, which shares the engine, lives on. Arguments:
// package, and JSON with `work` (what the worker does), `faults`, `stalled` (how many requests are then held back; without it, the
// work is under way once it has sent some) and `old` (what is at the destination before).

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const { startSimulator } = require('../../support/simulator');

const packageName = process.argv[2];
const { work, faults = [], stalled, old } = JSON.parse(process.argv[3]);

const ACCOUNTS = [
  { name: 'one', key: 'b25lIGtleQ==' },
  { name: 'two', key: 'dHdvIGtleQ==' },
];

/** More than any test can copy: only its owner's end ends it. */
const ENDLESS = 100 * 1024 ** 3;

/** More requests than an account has connections. */
const AT_ONCE = 1_000;

/** After this many responses without a new request, none is expected any more. */
const QUIET = 100;

/** What is waited for: whoever ends this process because it hangs shows what it printed. */
async function until(what, holds) {
  console.log(`waits for ${what}`);
  while (!(await holds()));
}

async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-worker-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const simulator = await startSimulator({ accounts: ACCOUNTS });
  // The main thread has the library in use: the engine's threads do not end with the worker.
  const { BlobServiceClient } = require(packageName);
  const container = async (account) => {
    const service = BlobServiceClient.fromConnectionString(simulator.connectionString(account));
    const client = service.getContainerClient('container');
    await client.create();
    return client;
  };
  await container('one');
  const to = await container('two');
  await simulator.synthetic({ account: 'one', container: 'container', blob: 'source', size: ENDLESS });
  await simulator.syntheticContainer({ account: 'one', container: 'many', count: 1_000_000, size: 10 });
  await to.getBlockBlobClient('small').upload('small', 5);
  const destination = to.getBlockBlobClient('destination');
  if (old !== undefined) await destination.upload(old, old.length);
  await simulator.copies({ pending: { untilReleased: true } });
  await simulator.faults(...faults);
  await simulator.clearRequests();
  await simulator.clearStatistics();

  const worker = new Worker(path.join(__dirname, 'copying-worker.js'), {
    workerData: {
      packageName,
      from: simulator.connectionString('one'),
      to: simulator.connectionString('two'),
      work,
      folder,
    },
  });
  await once(worker, 'message');
  const requested = async () => {
    const { operations } = await simulator.statistics();
    return Object.values(operations).reduce((sum, count) => sum + count, 0);
  };
  if (stalled === undefined) {
    const first = await requested();
    await until('the work', async () => (await requested()) > first + 10);
  } else {
    await until('the stall', async () => (await simulator.stalls()) === stalled);
  }
  await worker.terminate();

  // Requests in flight are abandoned: nobody waits for those that are held back.
  console.log('waits for the end of what was sent');
  await simulator.idle();
  let seen = await requested();
  let quiet = 0;
  await until('silence', async () => {
    const now = await requested();
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
    return quiet === QUIET;
  });

  // Nobody tidied up after the worker, either: blocks that are there can be continued with.
  const { operations } = await simulator.statistics();
  for (const operation of ['deleteBlob', 'abortCopyBlob', 'putBlockList']) assert.equal(operations[operation], 0);
  await simulator.clearFaults();

  await until('the end of the unfinished file', () => readdirSync(folder).length === 0);

  // The engine is in order for those who are left, and no connection is missing: more requests at once than any number of them.
  await Promise.all(Array.from({ length: AT_ONCE }, () => to.getBlobClient('small').getProperties()));
  if (old === undefined) assert.equal(await destination.exists(), false);
  else assert.equal((await destination.downloadToBuffer()).toString(), old);
  await simulator.stop();
  console.log('done');
}

void main();

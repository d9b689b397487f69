'use strict';

// A process that ends during a copy leaves the destination unchanged, and uncommitted blocks for a resumed copy.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { PACKAGE, blobferry, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { startSimulator } = require('../support/simulator');

const SCRIPT = path.join(__dirname, 'children', 'leaves-copy.js');

const ACCOUNTS = [
  { name: 'one', key: 'b25lIGtleQ==' },
  { name: 'two', key: 'dHdvIGtleQ==' },
];

const OPERATIONS = { blocks: 'putBlockFromUrl', relay: 'putBlock' };

/** How a process is left, and what it then ends with. */
const WAYS = {
  exit: { label: 'by process.exit', code: 7 },
  throw: { label: 'by an error that nobody catches', code: 1, stderr: /thrown by the script/ },
  stop: { label: 'because nobody waits any more', code: 0, stdout: 'PollerStoppedError' },
};

describe('a process is left in the middle of a copy', { skip: isReference && 'copies of blobferry' }, () => {
  let simulator;
  let destination;
  before(async () => {
    simulator = await startSimulator({ accounts: ACCOUNTS });
    for (const { name } of ACCOUNTS) await containerOf(name).create();
    await simulator.synthetic({ account: 'one', container: 'container', blob: 'source', size: 1_000_000 });
    destination = containerOf('two').getBlockBlobClient('destination');
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    await simulator.clearStatistics();
    // A blob that is written drops the blocks that wait.
    await destination.upload('old', 3);
  });

  function containerOf(account) {
    const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account));
    return service.getContainerClient('container');
  }

  for (const [strategy, operation] of Object.entries(OPERATIONS)) {
    for (const [way, { label, code, stderr = /^$/, stdout = '' }] of Object.entries(WAYS)) {
      for (const inWorker of ['no', 'yes']) {
        test(`${label}: ${strategy}${inWorker === 'yes' ? ', in a worker thread' : ''}`, async () => {
          await simulator.faults({ which: { operation }, when: { after: 3 }, what: { stall: true } });
          const child = await runChild(SCRIPT, {
            arguments: [
              PACKAGE,
              simulator.connectionString('one'),
              simulator.connectionString('two'),
              way,
              JSON.stringify({ strategy, blockSize: 100_000, concurrency: 1 }),
            ],
            environment: { IN_WORKER: inWorker },
          });
          assert.equal(child.timedOut, false, 'the process must end by itself');
          assert.equal(child.signal, null, child.stderr);
          // process.exit() of a worker ends the worker alone.
          assert.equal(child.code, way === 'exit' && inWorker === 'yes' ? 0 : code, child.stderr);
          assert.match(child.stderr, stderr);
          assert.equal(child.stdout.trim(), stdout);
          while ((await simulator.stalls()) > 0);

          const { uncommittedBlocks } = await destination.getBlockList('uncommitted');
          assert.deepEqual(
            uncommittedBlocks.map(({ size }) => size),
            [100_000, 100_000, 100_000],
          );
          assert.equal((await destination.downloadToBuffer()).toString(), 'old');
          const { operations } = await simulator.statistics();
          assert.deepEqual([operations.deleteBlob, operations.putBlockList], [0, 0]);
        });
      }
    }
  }
});

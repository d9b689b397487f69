'use strict';

// What callers of beginCopyFromContainer may do that is odd, but legal.

const assert = require('node:assert/strict');
const path = require('node:path');
const { before, beforeEach, describe, test } = require('node:test');
const vm = require('node:vm');
const { Worker } = require('node:worker_threads');

const { PACKAGE } = require('../support/blobferry');
const { eventsOf, namesOf } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const COUNT = 300;

describe('odd callers of beginCopyFromContainer', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  before(async () => {
    await accounts.simulator.syntheticContainer({ account: 'one', container: 'many', count: COUNT, size: 10 });
    from = accounts.within('one', 'many');
  });
  beforeEach(async () => {
    ({ simulator, to } = await accounts.fresh({ name: 'to', source: false }));
  });

  const copies = async () => (await simulator.statistics()).operations.copyBlobFromUrl;

  test('options that are inherited, behind getters, proxies, or of another realm', async () => {
    const read = [];
    class Options {
      get include() {
        read.push('include');
        return ['*0'];
      }
    }
    const values = [
      new Options(),
      Object.create({ include: ['*0'] }),
      new Proxy({ include: new Proxy(['*0'], {}) }, {}),
      vm.runInNewContext('({ include: ["*0"], minSize: new Number(1), modifiedSince: new Date(0) })'),
    ];
    for (const options of values) {
      const { copied, filtered } = await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
      assert.deepEqual([copied, filtered], [COUNT / 10, COUNT - COUNT / 10]);
    }
    assert.deepEqual(read, ['include']);
  });

  test('options that are changed after the call', async () => {
    const options = { include: ['*0'] };
    const beginning = to.beginCopyFromContainer(from, options);
    options.include.push('*1');
    options.prefix = 'nothing';
    assert.equal((await (await beginning).pollUntilDone()).copied, COUNT / 10);
  });

  test('two jobs into one container in one tick: both copy everything', async () => {
    const pollers = await Promise.all([to.beginCopyFromContainer(from), to.beginCopyFromContainer(from)]);
    for (const { copied } of await Promise.all(pollers.map((poller) => poller.pollUntilDone())))
      assert.equal(copied, COUNT);
    assert.equal((await namesOf(to)).length, COUNT);
  });

  test('two waits for one job, and two loops that share its events', async () => {
    const poller = await to.beginCopyFromContainer(from);
    const loops = [eventsOf(poller), eventsOf(poller)];
    const [one, two] = await Promise.all([poller.pollUntilDone(), poller.pollUntilDone()]);
    assert.deepEqual(one, two);
    const names = (await Promise.all(loops)).flat().map(({ source }) => source);
    assert.equal(new Set(names).size, COUNT);
    assert.equal(names.length, COUNT);
  });

  test('a loop that is left, then the result', async () => {
    const poller = await to.beginCopyFromContainer(from);
    for await (const { event } of poller) {
      assert.equal(event, 'copied');
      break;
    }
    assert.equal((await poller.pollUntilDone()).copied, COUNT);
  });

  test('a job that is canceled twice, paused and stopped afterwards', async () => {
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from, { concurrency: 4 });
    const waiting = [poller.pollUntilDone(), poller.pollUntilDone()].map((promise) =>
      assert.rejects(promise, { name: 'PollerCancelledError' }),
    );
    await Promise.all([poller.cancelOperation(), poller.cancelOperation()]);
    await Promise.all(waiting);
    poller.pause();
    poller.resume();
    poller.stopPolling();
    assert.equal(poller.isDone(), true);
    assert.equal(poller.getOperationState().isCancelled, true);
    await simulator.releaseStalls();
  });

  test('a callback that throws at each call is reported once, and the job continues', async () => {
    const warnings = [];
    const onWarning = ({ code }) => warnings.push(code);
    process.on('warning', onWarning);
    try {
      let calls = 0;
      const onProgress = () => {
        calls += 1;
        throw new Error('mine');
      };
      const poller = await to.beginCopyFromContainer(from, { onProgress, concurrency: 1 });
      poller.onProgress(onProgress);
      assert.equal((await poller.pollUntilDone()).copied, COUNT);
      await new Promise((resolve) => setImmediate(resolve));
      assert.ok(calls > 1);
      assert.deepEqual(warnings, ['BLOBFERRY_ON_PROGRESS_THREW']);
    } finally {
      process.removeListener('warning', onWarning);
    }
  });

  test('a worker that ends takes its job with it', async () => {
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, when: { after: 20 }, what: { stall: true } });
    const worker = new Worker(path.join(__dirname, 'children', 'copying-worker.js'), {
      workerData: {
        PACKAGE,
        source: simulator.connectionString('one'),
        destination: simulator.connectionString('two'),
        names: ['many', to.containerName],
      },
    });
    await new Promise((resolve) => worker.once('message', resolve));
    while ((await simulator.stalls()) === 0) await new Promise((resolve) => setImmediate(resolve));
    await worker.terminate();
    // What it had sent is dropped, and counted.
    await simulator.idle();
    await simulator.clearFaults();
    const then = await copies();
    for (let request = 0; request < 20; request += 1) await to.exists();
    await simulator.idle();
    assert.equal(await copies(), then);
    assert.ok(then < COUNT);
  });
});

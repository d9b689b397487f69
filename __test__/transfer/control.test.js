'use strict';

// Stopping, aborting, canceling, saving and resuming copies that this process makes. The simulator stalls requests, so
// nothing depends on time.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { failing, fill, startTwoAccounts } = require('./helpers');

const BLOCKS = { strategy: 'relay', blockSize: 10_000, concurrency: 1 };

describe('a copy of 100,000 bytes by ten blocks', () => {
  let simulator;
  let from;
  let to;

  before(async () => {
    ({ simulator, from, to } = await startTwoAccounts());
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    // Requests that the previous test abandoned may still have been on their way.
    await simulator.idle();
    await simulator.clearRequests();
  });

  let names = 0;
  async function pair() {
    const name = `blob-${(names += 1)}`;
    const [source, destination] = [from.getBlockBlobClient(name), to.getBlockBlobClient(name)];
    await source.upload(fill(100_000), 100_000);
    return { source, destination };
  }

  const stallAt = (nth) => simulator.faults({ which: { operation: 'putBlock' }, when: { nth }, what: { stall: true } });

  /** Resolves once a request is held back. The response of the simulator takes time, and there is no other wait. */
  async function stalled() {
    while ((await simulator.stalls()) === 0);
  }

  const staged = async () => (await simulator.requests({ operation: 'putBlock' })).length;

  test('abortSignal ends it after it has started, and nothing is left behind', async () => {
    const { source, destination } = await pair();
    await stallAt(3);
    const controller = new AbortController();
    const poller = await destination.beginCopyFrom(source, { ...BLOCKS, abortSignal: controller.signal });
    const done = failing(poller.pollUntilDone());
    await stalled();
    controller.abort();
    assert.equal((await done).name, 'AbortError');
    assert.equal(poller.isDone(), true);
    assert.equal((await failing(destination.getBlockList('all'))).statusCode, 404);
    await simulator.releaseStalls();
  });

  test('abortSignal of pollUntilDone ends the waiting alone', async () => {
    const { source, destination } = await pair();
    await stallAt(3);
    const controller = new AbortController();
    const poller = await destination.beginCopyFrom(source, BLOCKS);
    const done = failing(poller.pollUntilDone({ abortSignal: controller.signal }));
    await stalled();
    controller.abort();
    assert.equal((await done).name, 'AbortError');
    assert.equal(poller.isDone(), false);
    await simulator.releaseStalls();
    await poller.pollUntilDone();
    assert.deepEqual(await destination.downloadToBuffer(), fill(100_000));
  });

  test('stopPolling ends the wait, and the copy continues', async () => {
    const { source, destination } = await pair();
    await stallAt(3);
    const poller = await destination.beginCopyFrom(source, BLOCKS);
    const done = failing(poller.pollUntilDone());
    await stalled();
    poller.stopPolling();
    assert.equal((await done).name, 'PollerStoppedError');
    assert.equal(poller.isStopped(), true);
    await simulator.releaseStalls();
    while (!poller.isDone()) await poller.poll();
    assert.ok(poller.getResult().etag);
  });

  test('cancelOperation ends it, twice is once, and what follows throws', async () => {
    const { source, destination } = await pair();
    await stallAt(3);
    const poller = await destination.beginCopyFrom(source, BLOCKS);
    await stalled();
    await Promise.all([poller.cancelOperation(), poller.cancelOperation()]);
    const { isCancelled, isCompleted } = poller.getOperationState();
    assert.deepEqual({ isCancelled, isCompleted }, { isCancelled: true, isCompleted: undefined });
    for (const action of [() => poller.poll(), () => poller.pollUntilDone()]) {
      assert.equal((await failing(action())).name, 'PollerCancelledError');
    }
    assert.throws(() => poller.getResult(), { name: 'PollerCancelledError' });
    await simulator.releaseStalls();
    assert.equal(await destination.exists(), false);
  });

  test('a copy that has ended cannot be cancelled', async () => {
    const { source, destination } = await pair();
    const poller = await destination.beginCopyFrom(source, BLOCKS);
    const result = await poller.pollUntilDone();
    await poller.cancelOperation();
    assert.deepEqual(poller.getResult(), result);
    assert.equal(await destination.exists(), true);
  });

  test('a process that is killed in the middle, and another that makes what is missing', async () => {
    const { source, destination } = await pair();
    await stallAt(5);
    let saved;
    const child = runChild(path.join(__dirname, 'children', 'copy.js'), {
      arguments: [simulator.connectionString('one'), simulator.connectionString('two'), source.name, '10000'],
      onLine(line, process) {
        saved ??= line;
        void stalled().then(() => process.kill('SIGKILL'));
      },
    });
    assert.equal((await child).signal, 'SIGKILL');
    await simulator.idle();
    await simulator.clearFaults();
    const { uncommittedBlocks } = await destination.getBlockList('uncommitted');
    assert.ok(uncommittedBlocks.length >= 4 && uncommittedBlocks.length < 10, String(uncommittedBlocks.length));
    await simulator.clearRequests();
    const seen = [];
    const poller = await destination.beginCopyFrom(source, {
      resumeFrom: saved,
      onProgress: ({ copyProgress }) => seen.push(copyProgress),
    });
    assert.equal(poller.getOperationState().strategy, 'relay');
    await poller.pollUntilDone();
    assert.ok(!seen.includes('0/100000'), 'it begins where the other one was');
    assert.equal(await staged(), 10 - uncommittedBlocks.length);
    assert.deepEqual(await destination.downloadToBuffer(), fill(100_000));
    assert.deepEqual((await destination.getProperties()).metadata, { kept: 'yes' }, 'the saved options hold');
  });

  test('a source that changed since is rejected before anything is copied', async () => {
    const { source, destination } = await pair();
    await simulator.faults({ which: { operation: 'putBlock' }, when: { after: 3 }, what: { status: 503 } });
    const quick = new blobferry.BlobClient(simulator.connectionString('two'), 'container', source.name, {
      retryOptions: { maxTries: 1 },
    });
    const poller = await quick.beginCopyFrom(source, BLOCKS);
    const failure = await failing(poller.pollUntilDone());
    assert.equal(failure.statusCode, 503);
    assert.match(failure.message, /at block 4 of 10 \(bytes 30000-39999\)/);
    assert.equal(
      (await destination.getBlockList('uncommitted')).uncommittedBlocks.length,
      3,
      'they stay, to be resumed',
    );
    await source.upload('changed', 7);
    await simulator.clearRequests();
    const error = await failing(destination.beginCopyFrom(source, { resumeFrom: poller.toString() }));
    assert.equal(error.code, 'SourceChanged');
    assert.match(error.message, /without "resumeFrom"/);
    assert.equal(await staged(), 0);
  });

  test('a text of another source is rejected', async () => {
    const [first, second] = [await pair(), await pair()];
    const poller = await first.destination.beginCopyFrom(first.source, BLOCKS);
    const saved = JSON.parse(poller.toString());
    await poller.pollUntilDone();
    const { etag } = await second.source.getProperties();
    saved.state.transfer.etag = etag;
    const error = await failing(second.destination.beginCopyFrom(second.source, { resumeFrom: JSON.stringify(saved) }));
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /another source/);
  });

  test('the text of an asynchronous copy is that of beginCopyFromURL', async () => {
    const { source } = await pair();
    await simulator.copies({ pending: { untilReleased: true } });
    const destination = from.getBlockBlobClient(`near-${source.name}`);
    const poller = await destination.beginCopyFrom(source, { strategy: 'asynchronous', intervalInMs: 1 });
    const saved = poller.toString();
    assert.equal(JSON.parse(saved).state.copyId, poller.getOperationState().copyId);
    await simulator.release();
    const resumed = await destination.beginCopyFromURL(source.url, { resumeFrom: saved, intervalInMs: 1 });
    assert.equal((await resumed.pollUntilDone()).copyStatus, 'success');
    const again = await destination.beginCopyFrom(source, { resumeFrom: saved, intervalInMs: 1 });
    assert.equal((await again.pollUntilDone()).copyStatus, 'success');
    await simulator.copies({});
  });

  test('no signature can be read in the state or in the text', async () => {
    const { source, destination } = await pair();
    await simulator.copies({ pending: { untilReleased: true } });
    for (const strategy of ['asynchronous', 'blocks', 'synchronous']) {
      const poller = await destination.beginCopyFrom(source, { strategy, intervalInMs: 1 });
      assert.doesNotMatch(`${poller.toString()}${JSON.stringify(poller.getOperationState())}`, /sig=/);
      await simulator.release();
      const result = await poller.pollUntilDone();
      assert.doesNotMatch(JSON.stringify([result, result._response]), /sig=(?!REDACTED)/);
    }
    await simulator.copies({});
  });

  test('a throw in onProgress does not end it', async () => {
    const { source, destination } = await pair();
    const warnings = [];
    const listen = (warning) => warnings.push(warning.code);
    process.on('warning', listen);
    const poller = await destination.beginCopyFrom(source, {
      ...BLOCKS,
      onProgress: () => {
        throw new Error('of the script');
      },
    });
    await poller.pollUntilDone();
    process.removeListener('warning', listen);
    assert.deepEqual(await destination.downloadToBuffer(), fill(100_000));
  });
});

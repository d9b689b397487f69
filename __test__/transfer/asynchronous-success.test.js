'use strict';

// Copies by Copy Blob that end well, or end before they change anything.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { useAccounts } = require('./asynchronous-helpers');
const { failing, fill } = require('./helpers');

let simulator;
let accounts;

useAccounts((started) => {
  accounts = started;
  ({ simulator } = started);
});

describe('a copy by Copy Blob that ends well', () => {
  test('over a blob leaves no snapshot; where there was none it takes one request', async () => {
    const blobs = await accounts.pair();
    await simulator.clearRequests();
    await (await blobs.destination.beginCopyFrom(blobs.source, { strategy: 'asynchronous' })).pollUntilDone();
    assert.deepEqual(await accounts.sentTo(blobs.destination), [
      'copyBlob',
      'getBlobProperties',
      'getBlobTags',
      'snapshotBlob',
      'copyBlob',
      'deleteBlob',
    ]);
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), await accounts.fullStateOf(blobs.source));
    const fresh = await accounts.pair({ exists: false });
    await simulator.clearRequests();
    await (await fresh.destination.beginCopyFrom(fresh.source, { strategy: 'asynchronous' })).pollUntilDone();
    assert.deepEqual(await accounts.sentTo(fresh.destination), ['copyBlob']);
  });

  test('though it was canceled too late', async () => {
    const blobs = await accounts.pair();
    const poller = await accounts.pending(blobs, 'success');
    await simulator.release();
    await poller.cancelOperation();
    const { isCancelled, isCompleted } = poller.getOperationState();
    assert.deepEqual([isCancelled, isCompleted], [undefined, true]);
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
    assert.deepEqual(await accounts.snapshots(blobs.destination), []);
  });

  test('or with an error, when it had failed before it was canceled', async () => {
    const blobs = await accounts.pair();
    const there = await accounts.fullStateOf(blobs.destination);
    const poller = await accounts.pending(blobs, 'failed');
    await simulator.release();
    await poller.cancelOperation();
    const error = await failing(poller.pollUntilDone());
    assert.match(error.message, /OperationCancelled.*is back/);
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
  });

  test('is canceled while it is verified, and the old blob is restored', async () => {
    const blobs = await accounts.pair();
    const there = await accounts.fullStateOf(blobs.destination);
    const poller = await accounts.pending(blobs, 'success', { verify: 'crc64' });
    await simulator.faults({ which: { operation: 'getBlob', account: 'two' }, what: { stall: true } });
    await simulator.release();
    const done = failing(poller.pollUntilDone());
    while ((await simulator.stalls()) === 0);
    await poller.cancelOperation();
    assert.equal((await done).name, 'PollerCancelledError');
    await simulator.clearFaults();
    await simulator.releaseStalls();
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
    assert.deepEqual(await accounts.snapshots(blobs.destination), []);
  });

  test('is polled during a check of its content: the poll ends with its signal, and the check continues', async () => {
    const blobs = await accounts.pair();
    const poller = await accounts.pending(blobs, 'success', { verify: 'crc64' });
    await simulator.faults({ which: { operation: 'getBlob', account: 'two' }, what: { stall: true } });
    await simulator.release();
    const done = poller.pollUntilDone();
    while ((await simulator.stalls()) === 0);
    const controller = new AbortController();
    const polled = failing(poller.poll({ abortSignal: controller.signal }));
    const cancelled = failing(poller.cancelOperation({ abortSignal: AbortSignal.abort() }));
    controller.abort();
    assert.deepEqual([(await polled).name, (await cancelled).name], ['AbortError', 'AbortError']);
    await simulator.clearFaults();
    await simulator.releaseStalls();
    assert.equal((await done).copyStatus, 'success');
  });

  test('is aborted by its signal while it starts: nothing has happened', async () => {
    for (const [operation, nth, exists, script] of [
      ['snapshotBlob', 1, true, {}],
      ['copyBlob', 2, true, {}],
      ['copyBlob', 2, true, { pending: { polls: 2 } }],
      ['copyBlob', 1, false, {}],
      ['copyBlob', 1, false, { pending: { polls: 2 } }],
    ]) {
      const blobs = await accounts.pair({ exists });
      const there = await accounts.fullStateOf(blobs.destination);
      const controller = new AbortController();
      await simulator.faults({
        which: { operation, blob: blobs.destination.name },
        when: { nth },
        what: { stall: true },
      });
      await simulator.copies(script);
      const options = { strategy: 'asynchronous', abortSignal: controller.signal };
      const begun = failing(blobs.destination.beginCopyFrom(blobs.source, options));
      while ((await simulator.stalls()) === 0);
      controller.abort();
      await simulator.clearFaults();
      await simulator.releaseStalls();
      assert.equal((await begun).name, 'AbortError');
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there, operation);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    }
  });

  test('a snapshot of a blob is copied over the blob itself', async () => {
    const blobs = await accounts.pair();
    const content = await blobs.destination.downloadToBuffer();
    const { snapshot } = await blobs.destination.createSnapshot();
    await blobs.destination.upload('changed', 7);
    const poller = await blobs.destination.beginCopyFrom(blobs.destination.withSnapshot(snapshot), {
      strategy: 'asynchronous',
    });
    await poller.pollUntilDone();
    assert.deepEqual(await blobs.destination.downloadToBuffer(), content);
    assert.deepEqual(await accounts.snapshots(blobs.destination), [snapshot]);
    assert.notDeepEqual(content, fill(7));
  });
});

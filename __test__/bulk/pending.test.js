'use strict';

// Copies that the service makes in its own time: they are polled together, by listing the destination, and hold up no others.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('pending copies of a container copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh({ source: false }));
  });

  const operations = async () => (await simulator.statistics()).operations;

  /** Waits for this number of requests of an operation. */
  async function until(operation, count) {
    while ((await operations())[operation] < count);
  }

  const fill = (count) =>
    simulator.syntheticContainer({ account: 'one', container: `container-${number}`, count, size: 10 });

  test('S13: a thousand are polled by listing, and each failed one is reported with its reason', async () => {
    await fill(1000);
    const names = await namesOf(from);
    const failed = names.filter((_, index) => index % 100 === 99);
    await simulator.copies({
      pending: { untilReleased: true },
      end: 'success',
      rules: failed.map((blob) => ({ blob, pending: { untilReleased: true }, end: 'failed' })),
    });
    await simulator.clearStatistics();
    const poller = await to.beginCopyFromContainer(from, { strategy: 'asynchronous', concurrency: 16 });
    const ended = failing(poller.pollUntilDone());
    // Those that are pending leave their places to others.
    await until('copyBlob', 1000);
    // From here on only polls are sent.
    const before = await operations();
    await until('listBlobs', before.listBlobs + 3);
    const { getBlobProperties } = await operations();
    while (poller.getOperationState().summary.pendingCopies < 1000) await operations();
    assert.ok(getBlobProperties - before.getBlobProperties < 50, `${getBlobProperties} blobs were polled alone`);
    await simulator.release();
    const error = await ended;
    assert.equal(error.code, 'ContainerCopyIncomplete');
    const end = poller.getOperationState().summary;
    assert.deepEqual([end.copied, end.failed, end.failedByCode, end.pendingCopies], [990, 10, { CopyFailed: 10 }, 0]);
    assert.deepEqual(end.failures.map(({ source }) => source).sort(), failed);
    for (const { message } of end.failures) assert.match(message, /Blob copy failed with reason: ".+"/);
    const all = await operations();
    // Each end is looked at once; what failed is looked at again, and removed.
    assert.ok(all.getBlobProperties - before.getBlobProperties <= 1000 + 50 + 10 * 4, JSON.stringify(all));
    assert.equal((await namesOf(to)).length, 990);
  });

  test('S13: one that is not listed, or cannot be, is polled individually', async () => {
    await fill(40);
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'two' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    await simulator.copies({ pending: { polls: 2 }, end: 'success' });
    const poller = await to.beginCopyFromContainer(from, { strategy: 'asynchronous' });
    assert.equal((await poller.pollUntilDone()).copied, 40);
    const { getBlobProperties } = await operations();
    assert.ok(getBlobProperties >= 40 * 3, `${getBlobProperties} looks`);
  });

  test('S13: a write by another client while it is pending is noticed', async () => {
    await fill(12);
    const [first] = await namesOf(from);
    await simulator.copies({ pending: { untilReleased: true }, end: 'success' });
    const poller = await to.beginCopyFromContainer(from, { strategy: 'asynchronous' });
    const ended = failing(poller.pollUntilDone());
    await until('copyBlob', 12);
    const id = (await to.getBlobClient(first).getProperties()).copyId;
    await to.getBlobClient(first).abortCopyFromURL(id);
    await upload(to, first, 'of somebody else');
    await simulator.release();
    await ended;
    const { summary } = poller.getOperationState();
    assert.deepEqual([summary.copied, summary.failed], [11, 1]);
    assert.equal((await to.getBlobClient(first).downloadToBuffer()).toString(), 'of somebody else');
  });

  test('S13: a job that is canceled leaves none pending', async () => {
    await fill(100);
    await simulator.copies({ pending: { untilReleased: true }, end: 'success' });
    const poller = await to.beginCopyFromContainer(from, { strategy: 'asynchronous' });
    const ended = failing(poller.pollUntilDone());
    await until('copyBlob', 100);
    await poller.cancelOperation();
    assert.equal((await ended).name, 'PollerCancelledError');
    assert.equal(await simulator.release(), 0);
    assert.deepEqual(await namesOf(to), []);
  });
});

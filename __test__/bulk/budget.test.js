'use strict';

// What jobs share: the requests in flight, the bytes each second, and the time of an attempt, which does not run while it waits for its turn.

const assert = require('node:assert/strict');
const { after, afterEach, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing, startTwoAccounts } = require('../transfer/helpers');
const { assertPaced, containerBeside, namesOf, upload } = require('./helpers');

const TEBIBYTE = 2 ** 40;

describe('the budget of a container copy', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts({
      retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 },
    }));
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    number += 1;
    [from, to] = ['one', 'two'].map((account) => within(account, `budget-${number}`));
    await to.create();
    await simulator.clearStatistics();
    await simulator.clearRequests();
  });

  afterEach(async () => {
    await simulator.releaseStalls();
    await simulator.idle();
  });

  const within = (account, name, options) => containerBeside(containerOf(account, options), name);

  for (const concurrency of [1, 2, 8]) {
    test(`S14: one of a tebibyte leaves room for small ones, and all together keep within ${concurrency} at once`, async () => {
      await from.create();
      // The first one of the listing, so that it is there before all others.
      await simulator.synthetic({ account: 'one', container: from.containerName, blob: 'a huge one', size: TEBIBYTE });
      const small = Array.from({ length: 300 }, (_, index) => `small ${index}`);
      await Promise.all(small.map((name) => upload(from, name, 'x')));
      await simulator.clearStatistics();
      await simulator.faults({ which: { operation: 'putBlockFromUrl' }, what: { stall: true } });
      const poller = await to.beginCopyFromContainer(from, { concurrency });
      const done = poller.pollUntilDone();
      done.catch(() => undefined);
      const blocks = Math.ceil(concurrency / 2);
      while ((await simulator.stalls()) < blocks);
      if (concurrency > 1) {
        // The blocks do not move, and everything else is copied.
        while (poller.getOperationState().summary.copied < small.length) await simulator.stalls();
      }
      assert.equal(await simulator.stalls(), blocks);
      await poller.cancelOperation();
      await failing(done);
    });
  }

  test('S14: with small ones that wait as well, no more are in flight than may be', async () => {
    await from.create();
    await simulator.synthetic({ account: 'one', container: from.containerName, blob: 'm huge', size: TEBIBYTE });
    for (const name of ['a', 'b', 'c', 'n', 'o', 'p', 'q', 'r', 's', 't']) await upload(from, name, 'x');
    await simulator.clearStatistics();
    await simulator.faults(
      { which: { operation: 'putBlockFromUrl' }, what: { stall: true } },
      ...['n', 'o', 'p', 'q', 'r', 's', 't'].map((blob) => ({
        which: { operation: 'copyBlobFromUrl', blob },
        what: { stall: true },
      })),
    );
    const poller = await to.beginCopyFromContainer(from, { concurrency: 8 });
    const done = poller.pollUntilDone();
    done.catch(() => undefined);
    while ((await simulator.stalls()) < 8);
    // A request of another kind completes, and no further one has arrived in the meantime.
    for (let look = 0; look < 50; look += 1) assert.equal(await simulator.stalls(), 8);
    await poller.cancelOperation();
    await failing(done);
  });

  test('S14: the huge one arrives whole among the small ones', async () => {
    await from.create();
    await simulator.synthetic({ account: 'one', container: from.containerName, blob: 'huge', size: TEBIBYTE / 8 });
    for (const name of ['a', 'z']) await upload(from, name, 'x');
    const { copied, copiedBytes } = await (await to.beginCopyFromContainer(from, { concurrency: 32 })).pollUntilDone();
    assert.deepEqual([copied, copiedBytes], [3, TEBIBYTE / 8 + 2]);
    assert.equal((await to.getBlobClient('huge').getProperties()).contentLength, TEBIBYTE / 8);
  });

  test('S3: the wait for bytes is not timed, so that a small limit fails no copy', async () => {
    const [count, size, limit] = [64, 10_000, 128_000];
    await simulator.syntheticContainer({ account: 'one', container: from.containerName, count, size });
    // The last ones wait for nearly five seconds, each attempt may take four, and none is made twice.
    const retryOptions = { maxTries: 1, tryTimeoutInMs: 4000 };
    const [source, destination] = [from, to].map(({ containerName, url }) =>
      within(url.includes('/one/') ? 'one' : 'two', containerName, { retryOptions }),
    );
    await simulator.clearRequests();
    const begun = await simulator.now();
    const poller = await destination.beginCopyFromContainer(source, {
      strategy: 'relay',
      maxBytesPerSecond: limit,
      concurrency: count,
    });
    const { copied, failed, stragglers, throttled } = await poller.pollUntilDone();
    assert.deepEqual([copied, failed, stragglers, throttled], [count, 0, 0, {}]);
    const written = await simulator.requests({ operation: 'putBlob' });
    assert.equal(written.length, count, 'each is sent once');
    assertPaced(written, begun, limit / size);
    assert.equal((await simulator.requests({ operation: 'getBlob' })).length, count);
    assert.equal((await namesOf(to)).length, count);
  });

  test('S12: within one account, a tebibyte is one request and polls; across accounts, auto leaves it to no queue of the service', async () => {
    await from.create();
    await simulator.synthetic({ account: 'one', container: from.containerName, blob: 'huge', size: TEBIBYTE });
    await upload(from, 'small', 'x');
    await simulator.copies({ pending: { polls: 3 }, end: 'success' });
    const beside = within('one', `budget-${number}-beside`);
    await beside.create();
    await simulator.clearStatistics();
    const job = await beside.beginCopyFromContainer(from);
    assert.deepEqual([(await job.pollUntilDone()).copiedBytes], [TEBIBYTE + 1]);
    const { copyBlob, putBlockFromUrl, putBlob, copyBlobFromUrl } = (await simulator.statistics()).operations;
    assert.deepEqual(
      [copyBlob, putBlockFromUrl, putBlob, copyBlobFromUrl],
      [1, 0, 0, 1],
      'the small one is one request',
    );
    assert.equal((await beside.getBlobClient('huge').getProperties()).contentLength, TEBIBYTE);

    await simulator.clearStatistics();
    await simulator.faults({ which: { operation: 'putBlockFromUrl' }, what: { stall: true } });
    const across = await to.beginCopyFromContainer(from, { concurrency: 4 });
    const ended = failing(across.pollUntilDone());
    while ((await simulator.stalls()) === 0);
    assert.equal((await simulator.statistics()).operations.copyBlob, 0);
    await across.cancelOperation();
    await ended;
  });

  test('S12: within one account, the copy of a large blob keeps what any other copy keeps, and replaces safely', async () => {
    await from.create();
    await simulator.synthetic({ account: 'one', container: from.containerName, blob: 'huge', size: TEBIBYTE });
    const huge = from.getBlobClient('huge');
    await huge.setMetadata({ Own: 'er' });
    await huge.setTags({ a: 'b' });
    await huge.setAccessTier('Cool');
    await simulator.copies({ pending: { polls: 2 }, end: 'success' });
    const beside = within('one', `budget-${number}-beside`);
    await beside.create();
    await upload(beside, 'huge', 'old');
    const options = { verify: 'properties', overwrite: 'ifDifferent' };
    const { copied, failures } = await (await beside.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.equal(copied, 1, JSON.stringify(failures));
    const copy = beside.getBlobClient('huge');
    const { contentLength, metadata, accessTier } = await copy.getProperties();
    assert.deepEqual([contentLength, metadata.own, accessTier], [TEBIBYTE, 'er', 'Cool']);
    assert.deepEqual((await copy.getTags()).tags, { a: 'b' });
    assert.deepEqual(await namesOf(beside, { includeSnapshots: true }), ['huge'], 'no snapshot is left');
    const again = await (await beside.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.deepEqual([again.copied, again.skipped], [0, { same: 1 }]);
    // A copy that fails gives the old blob back.
    await upload(beside, 'huge', 'old');
    await simulator.copies({ pending: { untilReleased: true }, end: 'failed' });
    const failed = await beside.beginCopyFromContainer(from);
    const ended = failing(failed.pollUntilDone());
    while (failed.getOperationState().summary.pendingCopies === 0) await failed.poll();
    await simulator.copies({});
    await simulator.release();
    assert.equal((await ended).code, 'ContainerCopyIncomplete');
    assert.equal((await copy.downloadToBuffer()).toString(), 'old');
  });

  test('S12: with only the write permission a large blob is replaced by blocks, and a new scope is written by blocks', async () => {
    await from.create();
    const size = 2 ** 28 + 1;
    await simulator.synthetic({ account: 'one', container: from.containerName, blob: 'large', size });
    const beside = within('one', `budget-${number}-beside`);
    await beside.create();
    await upload(beside, 'large', 'old');
    const sas = await beside.generateSasUrl({
      permissions: blobferry.ContainerSASPermissions.parse('cw'),
      expiresOn: new Date(Date.now() + 3600_000),
    });
    await simulator.clearStatistics();
    const writer = new blobferry.ContainerClient(sas);
    // A signature shows its permissions; of other credentials, the service's rejection does.
    await simulator.faults({
      which: { operation: 'snapshotBlob' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    for (const destination of [writer, beside]) {
      await simulator.clearStatistics();
      const { copied, failures } = await (await destination.beginCopyFromContainer(from)).pollUntilDone();
      assert.equal(copied, 1, JSON.stringify(failures));
      assert.equal((await beside.getBlobClient('large').getProperties()).contentLength, size);
      assert.ok((await simulator.statistics()).operations.putBlockFromUrl > 1);
    }
    const writes = async (options) => (await beside.planContainerCopy(from, options)).requests.write;
    assert.equal(await writes({}), 1);
    assert.ok((await writes({ encryptionScope: 's' })) > 1, 'Copy Blob takes no scope');
  });

  test('S12: within one account no bytes move, so a limit of bytes is not used up', async () => {
    await from.create();
    await simulator.synthetic({ account: 'one', container: from.containerName, blob: 'huge', size: TEBIBYTE });
    await upload(from, 'small', 'x');
    const beside = within('one', `budget-${number}-beside`);
    await beside.create();
    const job = await beside.beginCopyFromContainer(from, { maxBytesPerSecond: 1_000_000 });
    assert.equal((await job.pollUntilDone()).copiedBytes, TEBIBYTE + 1);
  });
});

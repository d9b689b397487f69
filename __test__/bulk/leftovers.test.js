'use strict';

// What an earlier run of a container copy left at the destination: copies that the service has not finished.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { describeContainer, eventsOf, upload } = require('./helpers');
const { kill, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

const { BlobSASPermissions } = blobferry;

const BLOBS = 4;

describe('copies that an earlier run left pending', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;
  let folder;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder } = await accounts.fresh());
    for (let index = 0; index < BLOBS; index += 1) await upload(from, `blob ${index}`, `content ${index}`);
    // Times are in whole seconds.
    await simulator.advanceClock(10);
    await simulator.clearStatistics();
    await simulator.clearRequests();
  });

  const operations = async () => (await simulator.statistics()).operations;

  const options = () => ({ strategy: 'asynchronous', journal: path.join(folder, String(number)) });

  /** Kills a process whose copies are all pending. */
  async function leave() {
    await simulator.copies({ pending: { untilReleased: true }, end: 'success' });
    const { child, ended } = startCopy(simulator, `container-${number}`, options());
    while ((await operations()).copyBlob < BLOBS);
    await kill(simulator, child, ended);
    await simulator.copies({ pending: null, end: 'success' });
    await simulator.clearStatistics();
    await simulator.clearRequests();
  }

  test('they are waited for, and not started again', async () => {
    await leave();
    const poller = await to.beginCopyFromContainer(from, options());
    const done = poller.pollUntilDone();
    // Each is seen pending before it ends.
    for (let index = 0; index < BLOBS; index += 1) {
      const looks = () => simulator.requests({ operation: 'getBlobProperties', blob: `blob ${index}` });
      while ((await looks()).length < 4);
    }
    await simulator.release();
    const summary = await done;
    assert.deepEqual([summary.listed, summary.copied], [BLOBS, BLOBS]);
    assert.equal((await operations()).abortCopyBlob, 0);
    const started = (await simulator.requests({ operation: 'copyBlob' })).filter(({ status }) => status === 202);
    assert.deepEqual(started, []);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('one whose source has changed since is copied again', async () => {
    await leave();
    await upload(from, 'blob 1', 'changed');
    const poller = await to.beginCopyFromContainer(from, options());
    const done = poller.pollUntilDone();
    while ((await operations()).getBlobProperties < BLOBS);
    await simulator.release();
    assert.equal((await done).copied, BLOBS);
    assert.equal((await to.getBlobClient('blob 1').downloadToBuffer()).toString(), 'changed');
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('they are aborted, if that is wanted', async () => {
    await leave();
    const poller = await to.beginCopyFromContainer(from, { ...options(), leftovers: 'abort' });
    assert.equal((await poller.pollUntilDone()).copied, BLOBS);
    assert.equal((await operations()).abortCopyBlob, BLOBS);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('one of another source is left alone, and its blob fails', async () => {
    await simulator.copies({ pending: { untilReleased: true }, end: 'success' });
    await upload(from, 'other', 'other');
    const url = await from.getBlobClient('other').generateSasUrl({
      permissions: BlobSASPermissions.parse('r'),
      expiresOn: new Date(Date.now() + 3_600_000),
    });
    const other = await to.getBlobClient('blob 2').beginCopyFromURL(url, { intervalInMs: 1 });
    await simulator.copies({ pending: null, end: 'success' });
    const poller = await to.beginCopyFromContainer(from, { ...options(), leftovers: 'abort' });
    const events = await eventsOf(poller);
    await failing(poller.pollUntilDone());
    const failed = events.filter(({ event }) => event === 'failed');
    assert.deepEqual(
      failed.map(({ source, code }) => [source, code]),
      [['blob 2', 'PendingCopyOperation']],
    );
    assert.equal((await operations()).abortCopyBlob, 0);
    await simulator.release();
    await other.pollUntilDone();
  });
});

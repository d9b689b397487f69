'use strict';

// A container that is deleted while a job copies from it or to it: the job ends and says so. The blobs that are left have not vanished one
// by one, and those at the destination are not failures of their own.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { command } = require('./command');
const { laterThan, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const BLOBS = 40;

describe('a container that is deleted in the middle of a copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;
  let folder;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder } = await accounts.fresh());
    for (let index = 0; index < BLOBS; index += 1) await upload(from, `blob ${String(index).padStart(2, '0')}`);
  });

  /** Deletes a container while a request for the copy of a blob waits, and lets the request continue. */
  async function deleteAmid(container) {
    while ((await simulator.stalls()) === 0);
    await container.delete();
    await simulator.clearFaults();
    await simulator.releaseStalls();
  }

  const stall = (operation, blob) =>
    simulator.faults({ which: { operation, blob, account: 'two', role: 'client' }, what: { stall: true } });

  for (const side of ['source', 'destination']) {
    test(`C1: the job ends if it is the ${side}, and goes on once it is back`, async () => {
      const options = { concurrency: 1, journal: path.join(folder, `${number}-journal`) };
      await stall('copyBlobFromUrl', 'blob 10');
      const poller = await to.beginCopyFromContainer(from, options);
      const lost = side === 'source' ? from : to;
      const [reported] = await Promise.all([settled(poller), deleteAmid(lost)]);
      await assert.rejects(poller.pollUntilDone(), {
        code: 'ContainerNotFound',
        message: /^One of the containers is not there any more\. The job stopped, and what was copied stays\./,
      });
      assert.deepEqual([reported.summary.copied, reported.summary.skipped, reported.summary.failed], [10, {}, 0]);
      // The same call, when somebody has restored it.
      await lost.create();
      for (let index = 0; index < BLOBS; index += 1) {
        if (side === 'source') await upload(from, `blob ${String(index).padStart(2, '0')}`);
      }
      const { summary } = await settled(await to.beginCopyFromContainer(from, options));
      assert.deepEqual([summary.copied, summary.failed], [BLOBS, 0]);
    });
  }

  test('C1: the command ends with the exit code of a missing container', async () => {
    await stall('copyBlobFromUrl', 'blob 10');
    const environment = {
      BLOBFERRY_SOURCE_CONNECTION_STRING: simulator.connectionString('one'),
      BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
    };
    const ended = command(['copy', from.url, to.url, '--concurrency', '1'], { environment });
    await deleteAmid(from);
    const { code, stderr } = await ended;
    assert.equal(code, 4);
    assert.match(stderr, /not there any more/);
    assert.match(stderr, /With --journal FILE, the same command would continue/);
  });

  test('C1: an entry whose container is missing fails, and the others are copied', async () => {
    const missing = accounts.within('one', `missing-${number}`);
    const entries = [
      { source: missing.getBlobClient('x'), destination: 'x' },
      { source: from.getBlobClient('blob 00'), destination: 'y' },
      { source: from.getBlobClient('nothing'), destination: 'z' },
    ];
    await upload(to, 'before');
    const { summary } = await settled(
      await to.beginCopyFromContainer(
        [entries[1], ...entries.map((entry, index) => ({ ...entry, destination: `${index}` }))],
        {},
      ),
    );
    assert.deepEqual(
      [summary.copied, summary.skipped, summary.failedByCode],
      [2, { vanished: 1 }, { ContainerNotFound: 1 }],
    );
  });

  for (const code of ['ContainerNotFound', 'ContainerDisabled']) {
    test(`C1: one of an account fails alone, also as the first, and in a run that continues: ${code}`, async () => {
      const prefix = `of-account-${number}-`;
      await accounts.fillAccounts(prefix, { a: ['1', '2'], b: ['3'] }, { a: [], b: [] });
      await simulator.faults({
        which: { operation: 'copyBlobFromUrl', container: `${prefix}a`, account: 'two' },
        what: { status: code === 'ContainerDisabled' ? 403 : 404, code },
      });
      const [source, destination] = ['one', 'two'].map(accounts.accountOf);
      const options = { containerPrefix: prefix };
      for (let run = 1; run <= 2; run += 1) {
        const poller = await destination.beginCopyFromAccount(source, options);
        const error = await failing(poller.pollUntilDone());
        assert.equal(error.code, 'ContainerCopyIncomplete', error.message);
        const { summary } = poller.getOperationState();
        assert.deepEqual([summary.copied, summary.failedByCode], [1, { [code]: 2 }], `run ${run}`);
        options.resumeFrom = poller.toString();
      }
    });
  }

  test('D2: a mirror withholds its deletes if it is the destination', async () => {
    for (let index = 0; index < 10; index += 1) await upload(to, `extraneous ${index}`);
    await laterThan(to);
    await stall('deleteBlob', 'extraneous 0');
    const poller = await to.beginCopyFromContainer(from, { deleteExtraneous: true, concurrency: 1 });
    const [{ summary }] = await Promise.all([settled(poller), deleteAmid(to)]);
    await assert.rejects(poller.pollUntilDone(), { code: 'DeletesWithheld' });
    assert.match(summary.deletes.withheldBecause, /destination container is not there any more/);
    assert.equal(summary.deletes.wanted, 10);
    assert.equal(summary.deletes.done + summary.deletes.withheld, 10);
  });
});

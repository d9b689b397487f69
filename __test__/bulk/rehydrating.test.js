'use strict';

// Archived blobs that are copied to an online tier: each by one Copy Blob, which the service then rehydrates.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { command } = require('./command');
const { settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { ContainerClient, readManifest } = blobferry;
const REHYDRATE = { archived: 'rehydrate' };

describe('archived blobs that are copied to an online tier', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let folder;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, folder, number } = await accounts.fresh());
    await simulator.rehydration(60);
    for (const name of ['archived', 'hot', 'rehydrating']) await upload(from, name, name, { metadata: { a: name } });
    for (const name of ['archived', 'rehydrating']) await from.getBlobClient(name).setAccessTier('Archive');
    await from.getBlobClient('rehydrating').setAccessTier('Hot');
    await simulator.clearStatistics();
  });

  async function run(source, destination, options) {
    const poller = await destination.beginCopyFromContainer(source, options);
    const reported = await settled(poller);
    return {
      ...reported,
      error: await poller.pollUntilDone().then(
        () => undefined,
        (error) => error,
      ),
    };
  }

  const stateOf = async (name) => {
    const { accessTier, archiveStatus, rehydratePriority, metadata } = await to.getBlobClient(name).getProperties();
    return [accessTier, archiveStatus, rehydratePriority, metadata.a];
  };

  for (const [what, source] of [
    ['in another account', () => from],
    ['within an account', () => accounts.within('two', `near-${number}`)],
  ]) {
    test(`P9: they are copied ${what}, and counted apart`, async () => {
      const container = source();
      if (container !== from) {
        await container.create();
        for (const name of ['archived', 'hot']) await upload(container, name, name, { metadata: { a: name } });
        await container.getBlobClient('archived').setAccessTier('Archive');
      }
      await simulator.clearStatistics();
      const manifest = path.join(folder, `${number}.ndjson`);
      const options = { ...REHYDRATE, rehydrateTo: 'Cool', rehydratePriority: 'High', manifest };
      const { error, events, summary } = await run(container, to, options);
      assert.equal(error, undefined, error?.message);
      assert.deepEqual([summary.copied, summary.rehydrations], [2, 1]);
      const { copyBlob, copyBlobFromUrl } = await accounts.operations();
      assert.deepEqual([copyBlob, copyBlobFromUrl], [1, 1]);
      assert.deepEqual(
        events
          .filter(({ event }) => event === 'copied')
          .map(({ source: name, rehydrating }) => [name, rehydrating])
          .sort(),
        [
          ['archived', true],
          ['hot', undefined],
        ],
      );
      assert.match(readFileSync(manifest, 'utf8'), /"source":"archived".*"rehydrating":true/);
      assert.deepEqual(await stateOf('archived'), ['Archive', 'rehydrate-pending-to-cool', 'High', 'archived']);
      await simulator.advanceClock(61);
      assert.deepEqual(await stateOf('archived'), ['Cool', undefined, undefined, 'archived']);
      assert.equal(String(await to.getBlobClient('archived').downloadToBuffer()), 'archived');
      assert.equal((await container.getBlobClient('archived').getProperties()).accessTier, 'Archive');
    });
  }

  test('P9, P12: one that is being rehydrated is skipped until that has ended', async () => {
    const { summary } = await run(from, to, REHYDRATE);
    assert.deepEqual([summary.copied, summary.skipped], [2, { rehydrating: 1 }]);
    assert.equal((await stateOf('archived'))[1], 'rehydrate-pending-to-hot');
  });

  test('P9: a second run leaves copies that are on their way, and also those that have arrived', async () => {
    const options = { ...REHYDRATE, overwrite: 'ifDifferent', prefix: 'archived' };
    assert.equal((await run(from, to, options)).summary.rehydrations, 1);
    for (const seconds of [0, 61]) {
      if (seconds > 0) await simulator.advanceClock(seconds);
      const { summary } = await run(from, to, options);
      assert.deepEqual([summary.copied, summary.skipped], [0, { same: 1 }]);
    }
  });

  for (const how of ['resumeFrom', 'journal', 'failed', 'rerun']) {
    test(`P9, P12: a job that could not copy a blob which is being rehydrated completes once it is back (${how})`, async () => {
      const [journal, failed] = ['journal', 'failed'].map((name) =>
        path.join(folder, `${name}-${how}-${number}.ndjson`),
      );
      const options = {
        archived: how === 'failed' || how === 'journal' ? 'fail' : 'rehydrate',
        overwrite: 'ifDifferent',
      };
      if (how === 'journal') options.journal = journal;
      if (how === 'failed') options.failed = failed;
      const first = await to.beginCopyFromContainer(from, options);
      const error = await first.pollUntilDone().then(
        () => undefined,
        (thrown) => thrown,
      );
      const { copied, skipped, failedByCode } = first.getOperationState().summary;
      if (options.archived === 'fail') {
        assert.deepEqual([error?.code, copied, failedByCode], ['ContainerCopyIncomplete', 1, { BlobArchived: 2 }]);
        await from.getBlobClient('archived').setAccessTier('Hot');
      } else {
        assert.deepEqual([error, copied, skipped], [undefined, 2, { rehydrating: 1 }]);
      }
      await simulator.advanceClock(61);
      const again =
        how === 'failed'
          ? await to.beginCopyFromContainer(readManifest(failed, { source: from }))
          : await to.beginCopyFromContainer(from, {
              ...options,
              ...(how === 'resumeFrom' && { resumeFrom: first.toString() }),
            });
      const summary = await again.pollUntilDone();
      // What was skipped is done for a saved job, and a blob that failed is not.
      if (how === 'resumeFrom') {
        assert.deepEqual([summary.copied, summary.skipped], [2, { rehydrating: 1 }]);
        const rerun = await to.beginCopyFromContainer(from, options);
        assert.deepEqual((await rerun.pollUntilDone()).copied, 1);
      }
      for (const name of ['archived', 'hot', 'rehydrating']) {
        assert.equal(String(await to.getBlobClient(name).downloadToBuffer()), name);
        assert.deepEqual(await stateOf(name).then(([, status, , a]) => [status, a]), [undefined, name]);
      }
    });
  }

  test('P9: one that is to fail does so before a request, and the error says what to do; what is there already is left', async () => {
    for (const options of [
      {},
      { strategy: 'synchronous' },
      { move: true },
      { overwrite: 'ifDifferent' },
      { overwrite: 'never' },
    ]) {
      const { summary } = await run(from, to, { archived: 'fail', prefix: 'archived', ...options });
      assert.deepEqual(summary.failedByCode, { BlobArchived: 1 }, JSON.stringify(options));
      assert.match(summary.failures[0].message, /"archived": "rehydrate"/);
    }
    const entries = [{ source: from.getBlobClient('archived'), destination: 'archived' }];
    assert.deepEqual((await run(entries, to, { archived: 'fail' })).summary.failedByCode, { BlobArchived: 1 });
    // That is no obstacle at the destination.
    await upload(to, 'archived', 'old');
    const replaces = { archived: 'fail', prefix: 'archived', archivedDestination: 'replace', typeConflict: 'replace' };
    assert.deepEqual((await run(from, to, replaces)).summary.failedByCode, { BlobArchived: 1 });
    assert.equal(String(await to.getBlobClient('archived').downloadToBuffer()), 'old');
    await to.getBlobClient('archived').delete();
    const writes = (await simulator.requests({})).filter(
      ({ method, headers }) => method === 'PUT' && headers['x-ms-copy-source'],
    );
    assert.deepEqual(writes, []);
    await run(from, to, { ...REHYDRATE, overwrite: 'ifDifferent', prefix: 'archived' });
    const { summary } = await run(from, to, { archived: 'fail', overwrite: 'ifDifferent', prefix: 'archived' });
    assert.deepEqual([summary.failed, summary.skipped], [0, { same: 1 }]);
  });

  test('P9: the strategy concerns the other blobs, and entries are copied alike', async () => {
    for (const strategy of ['relay', 'blocks', 'synchronous']) {
      const destinationPrefix = `${strategy}/`;
      const { error, summary } = await run(from, to, { ...REHYDRATE, strategy, destinationPrefix });
      assert.deepEqual([error, summary.copied, summary.rehydrations], [undefined, 2, 1], error?.message);
    }
    const entry = { source: from.getBlobClient('archived'), destination: 'entry' };
    assert.equal((await run([entry], to, REHYDRATE)).summary.rehydrations, 1);
    const { etag } = await from.getBlobClient('archived').getProperties();
    const known = { ...entry, destination: 'known', length: 8, etag };
    assert.equal((await run([known], to, REHYDRATE)).summary.rehydrations, 1);
  });

  test('P9, O3: a plan counts them, and those that would fail', async () => {
    const plan = await to.planContainerCopy(from, REHYDRATE);
    assert.deepEqual([plan.copies, plan.rehydrations, plan.skipped], [2, 1, { rehydrating: 1 }]);
    assert.deepEqual(await accounts.operations().then(({ copyBlob }) => copyBlob), undefined);
    const strict = await to.planContainerCopy(from, { archived: 'fail' });
    assert.deepEqual([strict.copies, strict.failedByCode], [1, { BlobArchived: 2 }]);
    assert.match(strict.failures[0].message, /"archived": "rehydrate"/);
  });

  test('P9: a copy that stays pending is waited for', async () => {
    await simulator.copies({ pending: { polls: 2 }, end: 'success' });
    const { error, summary } = await run(from, to, { ...REHYDRATE, prefix: 'archived' });
    assert.deepEqual([error, summary.rehydrations, summary.pendingCopies], [undefined, 1, 0]);
  });

  test('P9: a verification that would read the copy fails for these blobs alone', async () => {
    const { summary } = await run(from, to, { ...REHYDRATE, verify: 'crc64' });
    assert.deepEqual([summary.copied, summary.failed], [1, 1]);
    assert.match(summary.failures[0].message, /Use "length", or verify it when it is back/);
    assert.equal((await run(from, to, { ...REHYDRATE, verify: 'length' })).summary.copied, 2);
  });

  test('P9: options that contradict each other are named before any request', async () => {
    await simulator.clearRequests();
    for (const [options, option] of [
      [{ ...REHYDRATE, move: true }, 'move'],
      [{ ...REHYDRATE, snapshots: true }, 'snapshots'],
      [{ ...REHYDRATE, versions: true }, 'versions'],
      [{ rehydrateTo: 'Hot' }, 'rehydrateTo'],
      [{ archived: 'skip', rehydratePriority: 'High' }, 'rehydratePriority'],
      [{ ...REHYDRATE, rehydrateTo: 'Archive' }, 'rehydrateTo'],
      [{ archived: 'thaw' }, 'archived'],
    ]) {
      const error = await failing(to.beginCopyFromContainer(from, options));
      assert.ok(error instanceof RangeError && error.message.includes(`"${option}"`), error.message);
    }
    assert.deepEqual(await simulator.requests(), []);
  });

  test('P9: an older service version cannot copy them to another account', async () => {
    const older = new ContainerClient(to.url, to.credential, { serviceVersion: '2020-10-02' });
    const error = await failing(older.beginCopyFromContainer(from, REHYDRATE));
    assert.match(error.message, /needs the service version 2021-02-12 .* asks for 2020-10-02/);
  });

  test('P9: the command has the same options, and tells how many are on their way', async () => {
    const environment = {
      BLOBFERRY_SOURCE_KEY: simulator.accountKey('one'),
      BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
    };
    const args = ['--archived', 'rehydrate', '--rehydrate-to', 'Cold', '--rehydrate-priority', 'High'];
    const { code, stdout, stderr } = await command(['copy', from.url, to.url, ...args], { environment });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /rehydrations +1\n/);
    assert.deepEqual((await stateOf('archived')).slice(1, 3), ['rehydrate-pending-to-cold', 'High']);
  });
});

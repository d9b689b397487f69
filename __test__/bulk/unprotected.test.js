'use strict';

// Copies that were written and not protected when their process was killed, or when a request failed: Copy Blob and Put Blob From URL take
// neither a policy nor a hold, so that both are set by requests after them.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/libraries');
const { laterThan, settled, upload } = require('./helpers');
const { kill, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

const { planShards, runShard } = blobferry;
const HOUR = 3600_000;

describe('a copy that was left without its policy and hold', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;
  let folder;
  let until;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder } = await accounts.fresh());
    until = new Date(Math.ceil(Date.now() / 1000) * 1000 + HOUR);
  });

  const journalOf = (name) => path.join(folder, `${number}-${name}`);

  const operations = async () => (await simulator.statistics()).operations;

  const protectionOf = async (name) => {
    const { immutabilityPolicyExpiresOn, legalHold } = await to.getBlobClient(name).getProperties();
    return [immutabilityPolicyExpiresOn?.getTime(), legalHold];
  };

  /** An append blob becomes a block blob by Put Blob From URL. */
  async function uploadProtected(name, content = name) {
    const append = from.getAppendBlobClient(name);
    await append.create();
    await append.appendBlock(content, Buffer.byteLength(content));
    await append.setImmutabilityPolicy({ expiriesOn: until, policyMode: 'Unlocked' });
    await append.setLegalHold(true);
  }

  /** Kills a job that waits for the response to a request for this blob. */
  async function killAt(operation, blob, options, what = {}) {
    await simulator.faults({ which: { operation, account: 'two', blob }, what: { stall: true, ...what } });
    const { child, ended } = startCopy(simulator, `container-${number}`, options);
    let isOver = false;
    ended.then(() => (isOver = true));
    while (!isOver && (await simulator.stalls()) === 0);
    assert.equal((await kill(simulator, child, ended)).signal, 'SIGKILL');
    await simulator.clearFaults();
  }

  const OPTIONS = { keepImmutability: true, blobType: 'block', concurrency: 1 };

  for (const overwrite of ['never', 'always', 'ifDifferent', 'ifSourceNewer']) {
    for (const operation of ['setImmutabilityPolicy', 'setLegalHold']) {
      test(`T9, J1: killed at ${operation} with ${overwrite}, the resumed job completes it`, async () => {
        for (const name of ['a', 'b', 'c']) await uploadProtected(name);
        await upload(from, 'd');
        const options = { ...OPTIONS, overwrite, journal: journalOf('journal') };
        await killAt(operation, 'b', options);
        await simulator.clearStatistics();
        const { summary, error } = await startCopy(simulator, `container-${number}`, options).ended;
        assert.equal(error, undefined, error?.message);
        assert.deepEqual([summary.listed, summary.copied, summary.skipped, summary.failed], [4, 4, {}, 0]);
        for (const name of ['a', 'b', 'c']) assert.deepEqual(await protectionOf(name), [until.getTime(), true], name);
        assert.deepEqual(await protectionOf('d'), [undefined, undefined]);
      });
    }
  }

  test('T9: a state that was saved before the blob was begun suffices', async () => {
    for (const name of ['a', 'b']) await uploadProtected(name);
    const options = { ...OPTIONS, overwrite: 'never' };
    await simulator.faults({ which: { operation: 'putBlobFromUrl', account: 'two' }, what: { status: 404 } });
    const first = await to.beginCopyFromContainer(from, { ...options, maxErrors: 0 });
    await assert.rejects(first.pollUntilDone());
    const resumeFrom = first.toString();
    await killAt('setLegalHold', 'b', { ...options, resumeFrom });
    const { summary } = await settled(await to.beginCopyFromContainer(from, { ...options, resumeFrom }));
    assert.deepEqual([summary.copied, summary.skipped, summary.failed], [1, { exists: 1 }, 0]);
    for (const name of ['a', 'b']) assert.deepEqual(await protectionOf(name), [until.getTime(), true], name);
  });

  const run = async (options) => settled(await to.beginCopyFromContainer(from, options));

  for (const [strategy, operation, what] of [
    ['auto', 'copyBlobFromUrl', { after: true }],
    ['blocks', 'putBlockList', { after: true }],
    ['relay', 'putBlob', { after: true }],
    ['asynchronous', 'setLegalHold', {}],
    ['asynchronous', 'setLegalHold', { after: true }],
  ]) {
    for (const overwrite of ['always', 'never']) {
      const when = what.after ? 'after' : 'before';
      test(`T9, J1: ${strategy} with ${overwrite}, killed ${when} ${operation}, ends as without the kill`, async () => {
        for (const name of ['a', 'b']) {
          await upload(from, name);
          await from.getBlobClient(name).setImmutabilityPolicy({ expiriesOn: until, policyMode: 'Unlocked' });
          await from.getBlobClient(name).setLegalHold(true);
        }
        await laterThan(from);
        const options = { keepImmutability: true, concurrency: 1, strategy, overwrite, journal: journalOf('journal') };
        await killAt(operation, 'b', options, what);
        const { summary } = await run(options);
        assert.deepEqual([summary.listed, summary.failed], [2, 0], JSON.stringify(summary.failures));
        // What has all of its protection already, and may not be overwritten, is there like any other blob.
        const isThere = overwrite === 'never' && what.after;
        assert.deepEqual([summary.copied, summary.skipped], isThere ? [1, { exists: 1 }] : [2, {}]);
        for (const name of ['a', 'b']) assert.deepEqual(await protectionOf(name), [until.getTime(), true], name);
      });
    }
  }

  for (const overwrite of ['never', 'always']) {
    for (const [what, fault] of [
      [
        'a busy service',
        { which: { operation: 'setLegalHold' }, when: { first: 8 }, what: { status: 503, code: 'ServerBusy' } },
      ],
      [
        'a lost response',
        {
          which: { operation: 'putBlobFromUrl', account: 'two' },
          when: { first: 1 },
          what: { after: true, reset: true },
        },
      ],
    ]) {
      test(`T9: ${what} between the copy and its hold takes nothing of it, with ${overwrite}`, async () => {
        await uploadProtected('a');
        await simulator.faults(fault);
        const { summary } = await run({ ...OPTIONS, overwrite });
        assert.deepEqual([summary.copied, summary.failed], [1, 0], JSON.stringify(summary));
        assert.deepEqual(await protectionOf('a'), [until.getTime(), true]);
        assert.ok((await simulator.faultReport())[0].fired > 0);
      });
    }

    test(`T9: a hold that was refused is set by the next run of the job, with ${overwrite}`, async () => {
      for (const name of ['a', 'b']) await uploadProtected(name);
      const options = { ...OPTIONS, overwrite, journal: journalOf('journal') };
      await simulator.faults({
        which: { operation: 'setLegalHold', blob: 'b' },
        what: { status: 403, code: 'AuthorizationFailure' },
      });
      assert.deepEqual((await run(options)).summary.failedByCode, { AuthorizationFailure: 1 });
      await simulator.clearFaults();
      const { summary } = await run(options);
      assert.deepEqual([summary.copied, summary.failed], [2, 0], JSON.stringify(summary));
      assert.deepEqual(await protectionOf('b'), [until.getTime(), true]);
    });
  }

  test('T9: a copy that has a record is completed by any later job, and its plan says so', async () => {
    for (const name of ['a', 'b']) await uploadProtected(name);
    const options = { ...OPTIONS, overwrite: 'ifDifferent' };
    await killAt('setImmutabilityPolicy', 'b', options);
    const plan = await to.planContainerCopy(from, options);
    assert.deepEqual([plan.copies, plan.skipped, plan.requests.write], [1, { same: 1 }, 2]);
    assert.deepEqual(await protectionOf('b'), [undefined, undefined]);
    const { summary } = await run(options);
    assert.deepEqual([summary.copied, summary.skipped], [1, { same: 1 }]);
    assert.deepEqual(await protectionOf('b'), [until.getTime(), true]);
    await simulator.clearStatistics();
    assert.deepEqual((await run(options)).summary.skipped, { same: 2 });
    const { setImmutabilityPolicy = 0, setLegalHold = 0, getBlobProperties = 0 } = await operations();
    assert.deepEqual([setImmutabilityPolicy, setLegalHold, getBlobProperties], [0, 0, 0]);
  });

  test('T9: what was there before the job is left alone', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await uploadProtected(name);
    // The very same content, and another one.
    await upload(to, 'a');
    await upload(to, 'c', 'C');
    await laterThan(to);
    const options = { ...OPTIONS, overwrite: 'never', journal: journalOf('journal') };
    await killAt('setLegalHold', 'b', options);
    // Somebody else is quicker.
    await upload(to, 'd', 'D');
    await simulator.clearStatistics();
    const { summary } = await run(options);
    assert.deepEqual([summary.copied, summary.skipped, summary.failed], [1, { exists: 3 }, 0]);
    for (const name of ['a', 'c', 'd']) assert.deepEqual(await protectionOf(name), [undefined, undefined], name);
    assert.deepEqual(await protectionOf('b'), [until.getTime(), true]);
    const { getBlob = 0, setImmutabilityPolicy = 0, setLegalHold } = await operations();
    // "b" has its policy already. The contents of "b" and "d" were compared: both are as long as their sources, and new.
    assert.deepEqual([getBlob, setImmutabilityPolicy, setLegalHold], [4, 0, 1]);
  });

  test('T9, J1: a policy of the destination itself does not make a copied blob fail when the job is resumed', async () => {
    for (const name of ['a', 'b']) await upload(from, name);
    const options = { strategy: 'blocks', concurrency: 1, journal: journalOf('journal') };
    await killAt('putBlockList', 'b', options, { after: true });
    // As the default policy of its container would.
    await to.getBlobClient('b').setImmutabilityPolicy({ expiriesOn: until, policyMode: 'Unlocked' });
    const { summary } = await run(options);
    assert.deepEqual([summary.copied, summary.failed], [2, 0], JSON.stringify(summary.failures));
    // A job that has not written it does not take it for its own.
    assert.deepEqual((await run({ strategy: 'blocks' })).summary.failedByCode, { BlobImmutableDueToPolicy: 1 });
  });

  test('T9: entries and the copy of an account are completed as well', async () => {
    await uploadProtected('a');
    const entries = () => [{ source: from.getBlobClient('a'), destination: 'a' }];
    const options = { ...OPTIONS, overwrite: 'never' };
    await simulator.faults({
      which: { operation: 'setLegalHold', account: 'two' },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    const first = await to.beginCopyFromContainer(entries(), options);
    await assert.rejects(first.pollUntilDone());
    await simulator.clearFaults();
    const second = await to.beginCopyFromContainer(entries(), { ...options, resumeFrom: first.toString() });
    assert.equal((await second.pollUntilDone()).copied, 1);
    assert.deepEqual(await protectionOf('a'), [until.getTime(), true]);
  });

  test('T9: a shard that is run again completes what its first run left', async () => {
    for (const name of ['a', 'b']) await uploadProtected(name);
    const sides = { source: from, destination: to };
    const plan = await planShards({ ...sides, copy: { keepImmutability: true, blobType: 'block' } });
    await simulator.faults({
      which: { operation: 'setLegalHold', account: 'two', blob: 'b' },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    assert.equal((await runShard(plan.shards[0], sides)).failed.length, 1);
    await simulator.clearFaults();
    const { summary, failed } = await runShard(plan.shards[0], sides);
    assert.deepEqual([summary.copied, summary.skipped, failed], [1, { same: 1 }, []]);
    assert.deepEqual(await protectionOf('b'), [until.getTime(), true]);
  });
});

'use strict';

// Where the listings of a killed job continue, for all jobs that read both sides, or all states of a blob. Nothing
// waits for what an earlier process has listed.

const assert = require('node:assert/strict');
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { laterThan, namesOf, upload } = require('./helpers');
const { killAfter, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

const BLOBS = 300;
const CONCURRENCY = 4;

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

describe('the listings of a job that was killed in the middle', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let container;
  let journal;

  beforeEach(async () => {
    const fresh = await accounts.fresh({ name: 'resumed', source: false });
    ({ simulator, from, to } = fresh);
    container = `resumed-${fresh.number}`;
    journal = path.join(fresh.folder, container);
    // Names that do not show the order of their account.
    await simulator.syntheticContainer({ account: 'one', container, count: BLOBS, prefix: 'log/', size: 10 });
  });

  /** Has a process copy half of the blobs, and kills it. */
  async function killAtHalf(options) {
    const { signal } = await killAfter(simulator, container, options, 'copyBlobFromUrl', BLOBS / 2, []);
    assert.equal(signal, 'SIGKILL');
    await simulator.clearRequests();
    await simulator.clearStatistics();
  }

  /** Resumes the job: its summary, and the number of pages that were requested before the first blob was copied. */
  async function resume(options) {
    const { summary, error } = await startCopy(simulator, container, options).ended;
    assert.equal(error, undefined);
    const requests = await simulator.requests();
    const first = requests.findIndex(({ operation }) => operation === 'copyBlobFromUrl');
    assert.ok(first >= 0);
    const lists = requests.slice(0, first).filter(({ operation }) => operation === 'listBlobs').length;
    return { summary, lists, copies: (await simulator.statistics()).operations.copyBlobFromUrl };
  }

  for (const [label, given] of [
    ['overwrite: never', { overwrite: 'never' }],
    ['overwrite: ifDifferent', { overwrite: 'ifDifferent' }],
    ['overwrite: ifSourceNewer', { overwrite: 'ifSourceNewer' }],
    ['deleteExtraneous', { deleteExtraneous: true }],
    ['deleteExtraneous and overwrite: never', { deleteExtraneous: true, overwrite: 'never' }],
    ['versions', { versions: true }],
    ['overwrite: always', {}],
  ]) {
    test(`J1: with ${label}, they resume where they were`, async () => {
      const options = { journal, pageSize: 5, concurrency: CONCURRENCY, ...given };
      for (const name of ['a', 'log/0000 x', 'z']) await upload(to, name);
      // What is as new as the job is never deleted.
      await laterThan(to);
      await killAtHalf(options);
      const { summary, lists, copies } = await resume(options);
      // A page of each side, those that are read ahead, and one for each name that was in flight: of 30 pages before.
      assert.ok(lists <= 2 + 5 + CONCURRENCY, `${lists} lists before the first copy`);
      assert.ok(copies <= BLOBS / 2 + CONCURRENCY, `${copies} copies`);
      assert.deepEqual([summary.copied + sum(summary.skipped), summary.failed], [BLOBS, 0]);
      const names = await namesOf(from);
      if (given.deleteExtraneous) {
        assert.deepEqual([summary.deletes.wanted, summary.deletes.done], [3, 3]);
        assert.deepEqual(await namesOf(to), names);
      } else {
        assert.deepEqual(await namesOf(to), [...names, 'a', 'log/0000 x', 'z'].sort());
      }
    });
  }

  for (const [label, features, which] of [
    ['ignores', { ignoresStartFrom: true }, undefined],
    ['refuses', {}, { query: { startFrom: '*' } }],
  ]) {
    test(`J1: a destination that ${label} where a listing starts is listed from its beginning, and compared as well`, async () => {
      const options = { journal, pageSize: 5, concurrency: CONCURRENCY, overwrite: 'never' };
      await simulator.features(features, 'two');
      try {
        await killAtHalf(options);
        if (which) await simulator.faults({ which: { account: 'two', ...which }, what: { status: 400, code: 'X' } });
        const { summary, copies } = await resume(options);
        assert.ok(copies <= BLOBS / 2 + CONCURRENCY, `${copies} copies`);
        assert.deepEqual([summary.copied + sum(summary.skipped), summary.failed], [BLOBS, 0]);
        assert.deepEqual(await namesOf(to), await namesOf(from));
      } finally {
        await simulator.clearFaults();
        await simulator.features({ ignoresStartFrom: false }, 'two');
      }
    });
  }

  test('D1, D4: the deletes of a resumed job are measured by all of both sides', async () => {
    const options = { journal, pageSize: 5, concurrency: CONCURRENCY, deleteExtraneous: true };
    for (let index = 0; index < 40; index += 1) await upload(to, `a ${index}`);
    await laterThan(to);
    await killAtHalf(options);
    const saved = readFileSync(journal);
    // The blobs before the place where the job continues reach the limit.
    const { error } = await startCopy(simulator, container, { ...options, maxDeletes: 39 }).ended;
    assert.equal(error.code, 'DeletesWithheld');
    assert.equal((await simulator.statistics()).operations.deleteBlob ?? 0, 0);
    // Without a word that a listing is at its end, nothing is deleted either.
    writeFileSync(journal, saved);
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'two' },
      when: { after: 60 },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    const rejected = await startCopy(simulator, container, options).ended;
    await simulator.clearFaults();
    assert.equal(rejected.error.code, 'DeletesWithheld');
    assert.equal((await simulator.statistics()).operations.deleteBlob ?? 0, 0);
    writeFileSync(journal, saved);
    const { summary } = await startCopy(simulator, container, options).ended;
    assert.equal(summary.deletes.done, 40);
    assert.deepEqual(await namesOf(to), await namesOf(from));
  });
});

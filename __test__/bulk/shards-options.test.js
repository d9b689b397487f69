'use strict';

// Options of a plan for shards: contradictions are reported before anything is copied, and a repeated part of a shard has all options.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { contentOf, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { planShards, runShard, ShardError } = blobferry;

describe('options of shards', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh({ name: 'shards' }));
  });

  for (const [copy, why] of [
    [{ move: true, archived: 'rehydrate' }, /"move" cannot be combined with "archived": "rehydrate"/],
    [{ deleteExtraneous: true, maxDeletes: 1.5 }, /"maxDeletes" must be a whole number/],
    [{ deleteExtraneous: true, rename: 'x/{name}' }, /"rename" and "deleteExtraneous" cannot be combined/],
    [{ deleteExcluded: true }, /"deleteExcluded" has a meaning only with "deleteExtraneous"/],
    [{ deleteExtraneous: true, asOf: new Date(), include: [/x/] }, /"asOf" and "deleteExtraneous" cannot be combined/],
    [{ snapshots: true }, /options\.copy\.snapshots cannot be part of a plan.*Use beginCopyFromContainer/],
    [{ versions: true, overwrite: 'ifDifferent' }, /options\.copy\.versions cannot be part of a plan/],
    [{ snapshots: true, overwrite: 'always' }, /options\.copy\.snapshots cannot be part of a plan/],
    [{ include: ['['] }, /"\[" is not closed/],
  ]) {
    test(`are checked together before anything is copied: ${Object.keys(copy).join(', ')}`, async () => {
      const error = await failing(planShards({ source: from, destination: to, copy }));
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, why);
    });
  }

  for (const [change, why] of [
    [
      { options: { excludeOwners: ['ada'] } },
      /has the option "excludeOwners", which this version.*Run it with the version that planned it/,
    ],
    [{ options: { dryRun: true } }, /has the option "dryRun"/],
    [{ options: { versions: true } }, /has the option "versions"/],
    [{ order: 'sideways' }, /not as planShards\(\) or runShard\(\) made it/],
    [{ schema: 2 }, /another version of blobferry \(schema 2\)/],
  ]) {
    test(`a shard that this version would run otherwise than planned is rejected: ${JSON.stringify(change)}`, async () => {
      await upload(from, 'a');
      const [shard] = (await planShards({ source: from, destination: to })).shards;
      const changed = { ...shard, ...change, options: { ...shard.options, ...change.options } };
      const error = await failing(runShard(JSON.stringify(changed), { source: from, destination: to }));
      assert.ok(error instanceof ShardError, String(error));
      assert.deepEqual([error.code, why.test(error.message)], [2, true], error.message);
      assert.deepEqual(await namesOf(to), []);
    });
  }

  test('T1: a blob that is raced gets the version of the requested time', async () => {
    await simulator.features({ versioning: true }, 'one');
    for (const name of ['a', 'b', 'c']) await upload(from, name, 'old');
    await simulator.advanceClock(2);
    const asOf = new Date(await simulator.now());
    await simulator.advanceClock(2);
    for (const name of ['a', 'b', 'c']) await upload(from, name, 'newer');
    const { shards } = await planShards({ source: from, destination: to, copy: { asOf } });
    // As often as a copy looks again, another client writes the blob.
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', account: 'two', blob: 'b' },
      when: { first: 4 },
      what: { status: 412, code: 'ConditionNotMet' },
    });
    const { failed, summary } = await runShard(shards[0], { source: from, destination: to });
    assert.deepEqual([failed, summary.failed, summary.copied], [[], 0, 3]);
    assert.deepEqual(await namesOf(to), ['a', 'b', 'c']);
    for (const name of ['a', 'b', 'c']) assert.equal(await contentOf(to, name), 'old', name);
  });
});

'use strict';

// A shard that is abandoned reports that, whatever it does at that moment. A result would tell a queue that the shard is done.

const assert = require('node:assert/strict');
const { afterEach, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startRecordingProxy } = require('../support/recording-proxy');
const { failing } = require('../transfer/helpers');
const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { mergeShardResults, planShards, runShard, ShardError, StorageSharedKeyCredential } = blobferry;

/** What the service responds to the request for a blob that another client has just written. */
const RACED = { status: 412, headers: { 'x-ms-error-code': 'ConditionNotMet' }, body: '' };

describe('a shard that is given up', () => {
  const accounts = useTwoAccounts();
  let proxy;
  let sides;
  let plan;
  let shard;

  beforeEach(async () => {
    const { simulator } = accounts;
    const { from, to } = await accounts.fresh({ name: 'shards' });
    for (const name of ['a', 'b']) await upload(from, name);
    proxy = await startRecordingProxy(simulator.origin);
    const credential = new StorageSharedKeyCredential('two', simulator.accountKey('two'));
    const destination = new to.constructor(to.url.replace(simulator.origin, proxy.origin), credential);
    sides = { source: from, destination };
    plan = await planShards(sides);
    [shard] = plan.shards;
    proxy.take();
  });
  afterEach(() => proxy.close());

  /**
   * Runs the shard. The writes of the blob `b` are raced until it counts as failed. `responds` decides what happens to those after that,
   * when the shard checks it again.
   */
  function run(responds, options) {
    let hasFailed = false;
    let again = 0;
    proxy.inject(({ method, target }) => {
      if (method !== 'PUT' || !/\/b(\?|$)/.test(target)) return undefined;
      if (!hasFailed) return RACED;
      again += 1;
      return responds();
    });
    const onEvent = ({ event }) => void (hasFailed ||= event === 'failed');
    const ended = runShard(shard, sides, { ...options, onEvent });
    return ended.finally(() => assert.ok(again > 0, 'the blob was not checked again'));
  }

  test('while it copies a blob again that another client wrote: 130, and no result', async () => {
    const given = new AbortController();
    const hang = () => {
      given.abort();
      return { hang: true };
    };
    const error = await failing(run(hang, { abortSignal: given.signal }));
    assert.ok(error instanceof ShardError, String(error));
    assert.equal(error.code, 130, error.message);
    assert.equal(error.result, undefined);
    assert.deepEqual(await namesOf(sides.destination), ['a']);
  });

  test('a blob that another client wrote, and that the second attempt copies, is no failure', async () => {
    const { failed, summary } = await run(() => undefined);
    assert.deepEqual([failed, summary.copied, summary.failed, summary.failedByCode], [[], 2, 0, {}]);
    assert.deepEqual(await namesOf(sides.destination), ['a', 'b']);
  });

  test('D17, P16: a second attempt has the options of the shard: each state that it replaces is kept, and times are recorded', async () => {
    const copy = { keepReplaced: { prefix: 'kept/' }, keepTimes: true, overwrite: 'ifDifferent' };
    [shard] = (await planShards({ ...sides, copy })).shards;
    // As often as a copy looks again, another client writes the blob. The last state is found by the second attempt alone.
    const races = 4;
    await accounts.simulator.faults({
      which: { operation: 'copyBlobFromUrl', account: 'two', blob: 'b' },
      when: { first: races },
      what: { status: 412, code: 'ConditionNotMet' },
      then: {
        put: { account: 'two', container: sides.destination.containerName, blob: 'b', body: 'of somebody else' },
      },
    });
    const { failed, summary } = await runShard(shard, sides);
    assert.deepEqual([failed, summary.failed], [[], 0]);
    const kept = (await namesOf(sides.destination)).filter((name) => name.startsWith('kept/'));
    assert.equal(kept.length, races);
    const [first, second] = await Promise.all(
      ['a', 'b'].map(async (name) => (await sides.destination.getBlobClient(name).getProperties()).metadata),
    );
    assert.ok(Object.keys(first).length > 1, JSON.stringify(first));
    assert.deepEqual(Object.keys(second).sort(), Object.keys(first).sort());
  });

  test('a blob that cannot be copied again because the service fails is in the result', async () => {
    const fails = { status: 403, headers: { 'x-ms-error-code': 'AuthorizationFailure' }, body: '' };
    const { failed, summary } = await run(() => fails);
    assert.deepEqual([summary.copied, summary.failed], [1, 1]);
    assert.deepEqual(
      failed.map(({ source, code }) => [source, code]),
      [['b', 'ConditionNotMet']],
    );
  });

  test('7: a copy that its time cuts off is in the rest, and in no other number', async () => {
    let isHung = false;
    proxy.inject(({ method, target }) => {
      if (isHung || method !== 'PUT' || !/\/b(\?|$)/.test(target)) return undefined;
      isHung = true;
      return { hang: true };
    });
    const first = await runShard(shard, sides, { maxDuration: 500 });
    assert.deepEqual([first.summary.listed, first.summary.copied], [1, 1]);
    assert.deepEqual(
      first.rest.map(({ range }) => range),
      [{ from: 'b' }],
    );
    const second = await runShard(first.rest[0], sides);
    const { complete, totals } = mergeShardResults(plan, [second, first]);
    assert.deepEqual([complete, totals.listed, totals.copied, totals.skipped], [true, 2, 2, {}]);
    assert.deepEqual(await namesOf(sides.destination), ['a', 'b']);
  });
});

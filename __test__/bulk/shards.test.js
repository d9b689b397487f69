'use strict';

// planShards, runShard, mergeShardResults between two accounts of the simulator: whatever the cuts, the shards together are one whole copy.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startAzurite } = require('../support/azurite');
const { startTwoAccounts } = require('../transfer/helpers');
const { ODDER_NAMES, ODD_NAMES, containerBeside, laterThan, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { BlobServiceClient, mergeShardResults, planShards, runShard, ShardError } = blobferry;

/** Everything goes through JSON, as through a queue. */
const sent = (value) => JSON.parse(JSON.stringify(value));

/** Runs the shards of a plan and what they leave, the last one first. */
async function runAll(plan, sides, options) {
  const open = [...plan.shards];
  const results = [];
  for (let shard = open.pop(); shard; shard = open.pop()) {
    const result = sent(await runShard(sent(shard), sides, options));
    results.push(result);
    open.push(...result.rest);
  }
  return results;
}

async function contentsOf(container) {
  const contents = {};
  for (const name of await namesOf(container)) {
    contents[name] = (await container.getBlockBlobClient(name).downloadToBuffer()).toString();
  }
  return contents;
}

describe('shards between two accounts', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let sides;

  beforeEach(async () => {
    const { from, to, ...fresh } = await accounts.fresh({ name: 'shards' });
    simulator = fresh.simulator;
    sides = { source: from, destination: to };
  });

  const fill = (names) => Promise.all(names.map((name) => upload(sides.source, name)));
  const plan = (options) => planShards({ ...sides, ...options });

  for (const maxBlobs of [1, 3, 1000]) {
    test(`the shards together copy every odd name once, ${maxBlobs} blobs a shard`, async () => {
      await fill(ODDER_NAMES);
      const cut = sent(await plan({ maxBlobs }));
      assert.ok(cut.shards.length > 1);
      const results = await runAll(cut, sides);
      const { complete, missing, failed, totals, last } = mergeShardResults(cut, results);
      assert.deepEqual([complete, missing, failed, last], [true, [], [], undefined]);
      assert.deepEqual([totals.listed, totals.copied, totals.failed], [ODDER_NAMES.length, ODDER_NAMES.length, 0]);
      assert.deepEqual(await contentsOf(sides.destination), await contentsOf(sides.source));
      assert.ok(results.every(({ summary }) => summary.listed <= maxBlobs));
    });
  }

  test('N4, D8: a service that ignores where a listing starts gets no blob copied twice', async () => {
    await fill(ODDER_NAMES);
    await simulator.features({ ignoresStartFrom: true }, 'one');
    try {
      const cut = await plan({ maxBlobs: 4 });
      const { totals, complete } = mergeShardResults(cut, await runAll(cut, sides));
      assert.deepEqual([complete, totals.listed, totals.copied], [true, ODDER_NAMES.length, ODDER_NAMES.length]);
    } finally {
      await simulator.features({ ignoresStartFrom: false }, 'one');
    }
  });

  test('a shard may run twice, also at the same time, and counts once', async () => {
    await fill(Array.from({ length: 60 }, (_, index) => `blob ${index}`));
    const cut = await plan({ maxBlobs: 1000 });
    const [shard] = cut.shards;
    const results = await Promise.all([1, 2, 3].map(() => runShard(shard, sides)));
    results.push(await runShard(shard, sides));
    assert.deepEqual(
      results.map(({ failed }) => failed),
      [[], [], [], []],
    );
    assert.deepEqual(results[3].summary.skipped, { same: 60 });
    assert.equal(mergeShardResults(cut, results).totals.listed, 60);
    assert.deepEqual(await contentsOf(sides.destination), await contentsOf(sides.source));
  });

  test('O4: a blob that fails is a result of its shard, and does not make the shard fail', async () => {
    await fill(['a', 'b', 'c']);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'b' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const cut = await plan({ copy: { deleteExtraneous: true } });
    const merged = mergeShardResults(cut, await runAll(cut, sides));
    assert.deepEqual([merged.complete, merged.totals.copied, merged.last], [true, 2, undefined]);
    assert.deepEqual(
      merged.failed.map(({ source, destination, code }) => [source, destination, code]),
      [['b', 'b', 'BlobImmutableDueToPolicy']],
    );
    assert.match(merged.withheldBecause, /1 blobs could not be copied/);
  });

  test('7: a shard whose time is over hands the rest back', async () => {
    await fill(Array.from({ length: 40 }, (_, index) => `blob ${index}`));
    const cut = await plan();
    const first = await runShard(cut.shards[0], sides, { maxDuration: 1, concurrency: 1 });
    const results = [first];
    for (let [rest] = first.rest; rest;) {
      const result = await runShard(rest, sides);
      results.push(result);
      [rest] = result.rest;
    }
    assert.equal(mergeShardResults(cut, results).complete, true);
    assert.deepEqual(await contentsOf(sides.destination), await contentsOf(sides.source));
  });

  test('D1: deletes are in the last step, and withheld while a shard is missing', async () => {
    await fill(['p/a', 'q/b', 'r/c']);
    for (const name of ['p/a', 'x']) await upload(sides.destination, name, 'old');
    await laterThan(sides.destination);
    const cut = await plan({ copy: { deleteExtraneous: true } });
    await upload(sides.destination, 'y', 'came later');
    const results = await runAll(cut, sides);
    assert.deepEqual(await namesOf(sides.destination), ['p/a', 'q/b', 'r/c', 'x', 'y']);
    for (const left of results) {
      const merged = mergeShardResults(
        cut,
        results.filter((result) => result !== left),
      );
      assert.deepEqual([merged.complete, merged.last, merged.missing], [false, undefined, [left.shard]]);
      assert.match(merged.withheldBecause, /1 shards have not/);
    }
    const { last } = mergeShardResults(cut, results);
    const { summary } = await runShard(sent(last), sides);
    assert.equal(summary.deletes.done, 1);
    assert.deepEqual(await namesOf(sides.destination), ['p/a', 'q/b', 'r/c', 'y']);
    assert.equal((await contentsOf(sides.destination))['p/a'], 'p/a');
  });

  test('M3: a move deletes no source before its last step', async () => {
    await fill(['p/a', 'q/b']);
    const cut = await plan({ copy: { move: true } });
    const results = await runAll(cut, sides);
    assert.deepEqual(await namesOf(sides.source), ['p/a', 'q/b']);
    const { summary } = await runShard(mergeShardResults(cut, results).last, sides);
    assert.equal(summary.moved, 2);
    assert.deepEqual([await namesOf(sides.source), await namesOf(sides.destination)], [[], ['p/a', 'q/b']]);
  });

  test('what concerns all shards fails the shard, with the exit code that says what to do', async () => {
    await fill(['a']);
    const { shards } = await plan();
    const fails = async (shard, own = sides, options = {}) => {
      const error = await runShard(shard, own, options).then(assert.fail, (thrown) => thrown);
      assert.ok(error instanceof ShardError, String(error));
      return error.code;
    };
    assert.equal(await fails('nonsense'), 2);
    assert.equal(await fails({ ...shards[0], schema: 9 }), 2);
    assert.equal(await fails({ ...shards[0], range: { from: 'other' } }), 2);
    assert.equal(await fails(shards[0], { ...sides, source: sides.destination }), 2);
    assert.equal(await fails(shards[0], sides, { concurrency: -1 }), 2);
    await sides.destination.delete();
    assert.equal(await fails(shards[0]), 4);
  });

  test('options that one process has, or that are not safe twice, are rejected', async () => {
    for (const copy of [
      { overwrite: 'always' },
      { move: true, overwrite: 'ifDifferent' },
      { move: true, deleteExtraneous: true },
      { rename: '{base}' },
      { journal: 'file' },
    ]) {
      await assert.rejects(plan({ copy }), RangeError, JSON.stringify(copy));
    }
  });

  test('J10: no shard and no result has a secret', async () => {
    await fill(['a']);
    const sas = 'sv=2021&sig=secret';
    const signed = { source: `${sides.source.url}?${sas}`, destination: sides.destination };
    const cut = await plan();
    const results = await Promise.allSettled(cut.shards.map((shard) => runShard(shard, signed)));
    const text = JSON.stringify([cut, results.map(({ value, reason }) => value ?? reason.message)]);
    assert.doesNotMatch(text, /secret/);
  });
});

test('D9: with a hierarchical namespace, ranges are in its order', async () => {
  const { simulator, from, to, containerOf } = await startTwoAccounts();
  try {
    await from.delete();
    await simulator.features({ hierarchicalNamespace: true }, 'one');
    const source = containerBeside(containerOf('one'), 'tree');
    await source.create();
    const names = ['A', 'A-B', 'B-C', 'B/x', 'B/y/z', 'B.d', 'C/-', 'C/a', 'D'];
    for (const name of names) await upload(source, name);
    for (const maxBlobs of [1, 2, 5]) {
      const sides = { source, destination: containerBeside(to, `tree-${maxBlobs}`) };
      await sides.destination.create();
      const cut = await planShards({ ...sides, maxBlobs });
      assert.equal(cut.shards[0].order, 'hierarchical');
      const { complete, totals } = mergeShardResults(cut, await runAll(cut, sides));
      assert.deepEqual([complete, totals.copied, totals.skipped], [true, names.length, { directory: 3 }]);
      assert.deepEqual(await namesOf(sides.destination), [...names].sort());
    }
  } finally {
    await simulator.stop();
  }
});

test('shards on Azurite', async () => {
  const account = (name) => ({ name, key: Buffer.from(`${name} key`).toString('base64') });
  const [one, two] = await Promise.all(['one', 'two'].map((name) => startAzurite({ account: account(name) })));
  try {
    const [source, destination] = [one, two].map(({ connectionString }) =>
      BlobServiceClient.fromConnectionString(connectionString).getContainerClient('shards'),
    );
    await Promise.all([source.create(), destination.create()]);
    for (const name of ODD_NAMES) await upload(source, name);
    const cut = await planShards({
      source,
      destination,
      maxBlobs: 5,
      copy: { strategy: 'relay' },
      isHierarchicalNamespace: false,
    });
    const results = await runAll(cut, { source, destination });
    const { complete, totals } = mergeShardResults(cut, results);
    assert.deepEqual([complete, totals.copied, totals.failed], [true, ODD_NAMES.length, 0]);
    assert.deepEqual(await contentsOf(destination), await contentsOf(source));
  } finally {
    one.stop();
    two.stop();
  }
});

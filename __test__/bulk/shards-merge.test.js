'use strict';

// The sum of shards as a property: in whatever order the results come, however often a shard ran, wherever its runs stopped and whatever got
// lost on the way, the sum is the same, and what it calls complete is. The seed is printed; BLOBFERRY_SEED repeats it.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startTwoAccounts } = require('../transfer/helpers');
const { ODDER_NAMES, namesOf: namesIn, upload } = require('./helpers');
const { compareNames, cutAt, generator, isWithin, restOf, withRange } = require('./shard-ranges');

const { mergeShardResults, planShards, runShard } = blobferry;

const SEED = Number(process.env.BLOBFERRY_SEED ?? Date.now() % 2 ** 31);
const ROUNDS = 300;

const random = generator(SEED);
const CHARACTERS = ['a', 'b', '/', '-', '~', '\u{FF5E}', '\u{1F600}'];
const nameOf = () => Array.from({ length: 1 + random(4) }, () => CHARACTERS[random(CHARACTERS.length)]).join('');
const someNames = (most) => [...new Set(Array.from({ length: random(most) }, nameOf))];
const sent = (value) => JSON.parse(JSON.stringify(value));

function shuffled(list) {
  const all = [...list];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = random(at + 1);
    [all[at], all[other]] = [all[other], all[at]];
  }
  return all;
}

function planOf(names, order, copy) {
  const common = {
    kind: 'blobferry shard',
    schema: 1,
    plan: `plan ${random(1e9)}`,
    step: 'copy',
    source: 'https://one.example/c',
    destination: 'https://two.example/c',
    beganAt: new Date(0).toISOString(),
    order,
    maxBlobs: 100,
    maxBytes: 100,
    options: copy,
  };
  const shards = cutAt(names, order, 1 + random(5)).map((range) => withRange(common, range));
  return { kind: 'blobferry shard plan', schema: 1, id: common.plan, shards };
}

/** A run of a shard that stops somewhere, fails for some names, and has some cut off. `there` is what the destination has. */
function run(shard, names, there) {
  const inside = names.filter((name) => isWithin(shard.range, name, shard.order));
  const stops = random(2) === 0;
  const taken = stops ? inside.slice(0, random(inside.length + 1)) : inside;
  const summary = {
    listed: taken.length,
    filtered: 0,
    copied: 0,
    copiedBytes: 0,
    moved: 0,
    failed: 0,
    conflicts: 0,
    skipped: {},
    notKept: {},
    failedByCode: {},
    throttled: {},
  };
  const failed = [];
  const open = [];
  for (const name of taken) {
    const fate = random(8);
    if (fate === 0) {
      failed.push({ source: name, destination: name, code: 'LeaseIdMissing', message: 'leased' });
      open.push(name);
      summary.failed += 1;
      summary.failedByCode.LeaseIdMissing = summary.failed;
    } else if (fate === 1 && stops) {
      open.push(name);
    } else if (there.has(name)) {
      summary.skipped.same = (summary.skipped.same ?? 0) + 1;
    } else {
      there.add(name);
      summary.copied += 1;
      summary.copiedBytes += 10;
    }
  }
  const left = new Set(failed.map(({ source }) => source));
  const rest = stops ? [withRange(shard, restOf(shard.range, { last: taken.at(-1), open }, left, shard.order))] : [];
  return { kind: 'blobferry shard result', schema: 1, shard, rest, summary, failed };
}

for (const order of ['flat', 'hierarchical']) {
  test(`the sum does not depend on the order of the results, nor on how often a shard ran (${order})`, (t) => {
    t.diagnostic(`BLOBFERRY_SEED=${SEED}`);
    for (let round = 0; round < ROUNDS; round += 1) {
      const names = someNames(30).sort((one, other) => compareNames(one, other, order));
      const plan = planOf(someNames(6), order, { deleteExtraneous: true });
      const there = new Set();
      const results = [];
      let merged;
      for (let step = 0; ; step += 1) {
        merged = mergeShardResults(plan, results);
        const context = JSON.stringify({ SEED, round, step });
        for (let again = 0; again < 3; again += 1) {
          const others = shuffled([...results, ...results.filter(() => random(3) === 0)]);
          assert.deepEqual(
            sent(
              mergeShardResults(
                plan,
                others.map((result) => JSON.stringify(result)),
              ),
            ),
            sent(merged),
            context,
          );
        }
        const failed = new Set(merged.failed.map(({ source }) => source));
        if (merged.complete) {
          for (const name of names) assert.ok(there.has(name) || failed.has(name), `${name} is lost: ${context}`);
        }
        if (merged.last)
          for (const name of names) assert.ok(there.has(name), `${name} is missing before the last step: ${context}`);
        assert.equal(merged.last !== undefined, merged.complete && failed.size === 0, context);
        assert.equal(merged.totals.failed, merged.failed.length, context);
        if (merged.complete) break;
        // Some that are missing, some again, some whose result gets lost.
        const known = results.map(({ shard }) => shard);
        const chosen = [...merged.missing.slice(0, 1 + random(3)), ...known.filter(() => random(8) === 0)];
        for (const shard of shuffled(chosen)) {
          const result = run(shard, names, there);
          if (random(5) > 0) results.push(sent(result));
        }
        assert.ok(step < 10_000, context);
      }
      if (results.every(({ summary, rest }) => summary.failed === 0 && rest.length === 0)) {
        assert.equal(merged.totals.listed, names.length);
      }
    }
  });
}

test('of runs of one shard that ended, the sum has the one that failed least', () => {
  const plan = planOf([], 'flat', { deleteExtraneous: true });
  const [shard] = plan.shards;
  const result = (copied, failed) => ({
    ...run(shard, [], new Set()),
    rest: [],
    summary: { ...run(shard, [], new Set()).summary, listed: 2, copied, failed: failed.length },
    failed: failed.map((source) => ({ source, message: 'no' })),
  });
  const results = [result(1, ['b']), result(0, []), result(2, ['a', 'b'])];
  for (let again = 0; again < 10; again += 1) {
    const merged = mergeShardResults(plan, shuffled(results));
    assert.deepEqual([merged.failed, merged.totals.copied, merged.last?.step], [[], 0, 'last']);
  }
});

test('a chain of fifty thousand rests is added up', () => {
  const plan = planOf([], 'flat', {});
  const results = [];
  let [shard] = plan.shards;
  for (let at = 0; at < 50_000; at += 1) {
    const result = { ...run(shard, [], new Set()), rest: [] };
    const next = withRange(shard, { after: `name ${String(at).padStart(6, '0')}` });
    results.push({ ...result, summary: { ...result.summary, listed: 1, copied: 1 }, rest: at < 49_999 ? [next] : [] });
    shard = next;
  }
  const merged = mergeShardResults(plan, shuffled(results));
  assert.deepEqual([merged.complete, merged.totals.copied], [true, 50_000]);
});

test('shards that run in any order, twice, at the same time, in parts and with results that get lost copy each odd name once', async (t) => {
  t.diagnostic(`BLOBFERRY_SEED=${SEED}`);
  const { simulator, from, to } = await startTwoAccounts({ retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 } });
  try {
    for (const name of ODDER_NAMES) await upload(from, name);
    const sides = { source: from, destination: to };
    const plan = sent(await planShards({ ...sides, maxShards: 4 }));
    const results = [];
    let merged = mergeShardResults(plan, results);
    while (!merged.complete) {
      const chosen = shuffled([...merged.missing, ...results.map(({ shard }) => shard).filter(() => random(4) === 0)]);
      const runs = chosen.flatMap((shard) => {
        // The size of a shard is no part of its id.
        const sized = () => ({ ...shard, maxBlobs: random(2) === 0 ? 1 + random(6) : 1000 });
        return random(3) === 0 ? [sized(), sized()] : [sized()];
      });
      for (const result of await Promise.all(runs.map((shard) => runShard(sent(shard), sides)))) {
        if (random(5) > 0) results.push(sent(result));
      }
      merged = mergeShardResults(plan, results);
      assert.deepEqual(sent(mergeShardResults(plan, shuffled(results))), sent(merged), `BLOBFERRY_SEED=${SEED}`);
    }
    assert.deepEqual([merged.failed, merged.totals.listed], [[], ODDER_NAMES.length], `BLOBFERRY_SEED=${SEED}`);
    assert.deepEqual(await namesIn(to), await namesIn(from));
    for (const name of ODDER_NAMES) {
      assert.equal((await to.getBlobClient(name).downloadToBuffer()).toString(), name, JSON.stringify(name));
    }
  } finally {
    await simulator.stop();
  }
});

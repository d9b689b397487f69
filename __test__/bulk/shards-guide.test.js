'use strict';

// What docs/guides/shards.md shows and says runs here as it stands there.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { laterThan, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { mergeShardResults, planShards, runShard, ShardError } = blobferry;
const GUIDE = readFileSync(path.join(__dirname, '../../docs/guides/shards.md'), 'utf8');
const EXAMPLES = [...GUIDE.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);
const AsyncFunction = (async () => {}).constructor;

const NAMES = ['2025/x', '2026/01/a', '2026/01/b', '2026/02/c', '2026/d', 'e'];
const OF_2026 = NAMES.filter((name) => name.startsWith('2026/'));

describe('the guide of shards', () => {
  const accounts = useTwoAccounts({ maxTries: 2 });
  let simulator;
  let photos;
  let backup;

  beforeEach(async () => {
    ({ simulator, from: photos, to: backup } = await accounts.fresh());
    for (const name of NAMES) await upload(photos, name);
  });

  /** Runs an example with changes to its text, each of which has to fit; resolves with what it declares. */
  async function runs(code, changes = {}, wants = []) {
    let text = code;
    for (const [was, is] of Object.entries(changes)) {
      assert.ok(text.includes(was), `the guide has no ${was} any more`);
      text = text.replace(was, is);
    }
    const given = { photos, backup, planShards, runShard, mergeShardResults };
    return new AsyncFunction(...Object.keys(given), `${text}\nreturn { ${wants.join(', ')} };`)(
      ...Object.values(given),
    );
  }

  test('each example runs, and copies what it says', async () => {
    assert.ok(EXAMPLES.length > 0);
    for (const code of EXAMPLES) {
      const reported = await runs(code, {}, ['complete', 'missing', 'totals', 'failed', 'last']);
      assert.deepEqual(
        [reported.complete, reported.missing, reported.failed, reported.last],
        [true, [], [], undefined],
      );
      assert.equal(reported.totals.copied, OF_2026.length);
      assert.deepEqual(await namesOf(backup), OF_2026);
      for (const name of OF_2026) assert.equal((await backup.getBlobClient(name).downloadToBuffer()).toString(), name);
      for (const name of OF_2026) await backup.deleteBlob(name);
    }
  });

  test('the same example mirrors and moves, and its last line is the last step', async () => {
    const [code] = EXAMPLES;
    await upload(backup, '2026/gone');
    await laterThan(backup);
    const mirror = await runs(code, { "prefix: '2026/'": "prefix: '2026/', deleteExtraneous: true" }, ['last']);
    assert.equal(mirror.last.step, 'last');
    assert.deepEqual(await namesOf(backup), OF_2026);
    for (const name of OF_2026) await backup.deleteBlob(name);
    await runs(code, { "prefix: '2026/'": "prefix: '2026/', move: true" });
    assert.deepEqual(await namesOf(backup), OF_2026);
    assert.deepEqual(await namesOf(photos), ['2025/x', 'e']);
  });

  test('a queue that keeps one job for each id runs what was handed back twice once', async () => {
    const plan = await planShards({ source: photos, destination: backup, maxBlobs: 1, maxShards: 1 });
    const queue = new Map(plan.shards.map((shard) => [shard.id, shard]));
    const results = [];
    // Iterating a map includes entries that are added during the iteration.
    for (const shard of queue.values()) {
      for (const result of [1, 2].map(() => runShard(JSON.stringify(shard), { source: photos, destination: backup }))) {
        results.push(await result);
        for (const rest of results.at(-1).rest) queue.set(rest.id, rest);
      }
    }
    assert.equal(queue.size, NAMES.length);
    const { complete, totals } = mergeShardResults(plan, results);
    assert.deepEqual([complete, totals.listed, totals.copied], [true, NAMES.length, NAMES.length]);
  });

  test('an indexed job runs its part and what that leaves, and every code of the table is one that a process can end with', async () => {
    const plan = await planShards({ source: photos, destination: backup, maxBlobs: 1 });
    const results = [];
    for (let index = 0; index < plan.shards.length; index += 1) {
      const open = [plan.shards[index]];
      for (let shard = open.pop(); shard; shard = open.pop()) {
        const result = await runShard(shard, { source: photos, destination: backup });
        results.push(result);
        open.push(...result.rest);
      }
    }
    assert.equal(mergeShardResults(plan, results).complete, true);
    const reported = [...GUIDE.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, codes]) => codes.split(', ').map(Number));
    assert.deepEqual(
      [...reported].sort((one, other) => one - other),
      [1, 2, 3, 4, 5, 75, 130],
    );
    for (const code of reported) assert.equal(new ShardError('message', code).code, code);
  });

  test('the codes of the table are those that a shard fails with', async () => {
    const sides = { source: photos, destination: backup };
    const { shards } = await planShards({ ...sides, maxShards: 1 });
    const code = async (options = {}, own = sides) => {
      const error = await failing(runShard(shards[0], own, options));
      assert.ok(error instanceof ShardError, String(error));
      return error.code;
    };
    await simulator.faults({ which: { operation: 'listBlobs' }, what: { reset: true } });
    assert.equal(await code(), 75);
    await simulator.clearFaults();
    const wrong = new photos.constructor(photos.url, new blobferry.StorageSharedKeyCredential('one', 'd3Jvbmc='));
    assert.equal(await code({}, { ...sides, source: wrong }), 3);
    assert.equal(await code({}, { ...sides, source: backup }), 2);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    assert.equal(await code(), 3);
    await simulator.clearFaults();
    await backup.delete();
    assert.equal(await code(), 4);
  });

  test('an activity has a heartbeat, and its cancellation ends the shard with the code that says so', async () => {
    const { shards } = await planShards({ source: photos, destination: backup, maxShards: 1 });
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'e' }, what: { stall: true } });
    const cancellation = new AbortController();
    let beats = 0;
    const error = await failing(
      runShard(
        shards[0],
        { source: photos, destination: backup },
        {
          abortSignal: cancellation.signal,
          onProgress: ({ summary }) => {
            beats += 1;
            if (summary.copied === NAMES.length - 1) cancellation.abort();
          },
        },
      ),
    );
    assert.deepEqual([error.constructor, error.code, beats > 0], [ShardError, 130, true]);
    await simulator.clearFaults();
    await simulator.releaseStalls();
    const again = await runShard(shards[0], { source: photos, destination: backup });
    assert.deepEqual([again.summary.listed, again.failed], [NAMES.length, []]);
  });
});

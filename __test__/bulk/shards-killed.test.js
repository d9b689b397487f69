'use strict';

// A shard whose process is killed, and that a queue gives to another one.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');

const { PACKAGE, blobferry } = require('../support/blobferry');
const { startTwoAccounts } = require('../transfer/helpers');
const { namesOf, upload } = require('./helpers');
const { kill } = require('./killed');

const { mergeShardResults, planShards, runShard } = blobferry;
const COUNT = 60;
const DONE = 20;

test('a shard whose process is killed (SIGKILL) and that runs again copies the rest, and counts once', async () => {
  const { simulator, from, to } = await startTwoAccounts();
  let child;
  try {
    for (let index = 0; index < COUNT; index += 1) await upload(from, `blob ${index}`);
    const plan = await planShards({ source: from, destination: to, maxShards: 1 });
    const [shard] = plan.shards;
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, when: { after: DONE }, what: { stall: true } });
    const job = {
      packageName: PACKAGE,
      from: simulator.connectionString('one'),
      to: simulator.connectionString('two'),
      container: from.containerName,
      shard,
    };
    child = spawn(
      process.execPath,
      [
        '-r',
        path.join(__dirname, '..', 'support', 'die-with-parent.js'),
        path.join(__dirname, 'children', 'runs-shard.js'),
        JSON.stringify(job),
      ],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal)));
    while ((await simulator.stalls()) === 0 && child.exitCode === null) await new Promise((go) => setImmediate(go));
    assert.equal(await kill(simulator, child, ended), 'SIGKILL');
    await simulator.clearFaults();

    assert.deepEqual(mergeShardResults(plan, []).missing, [shard]);
    const result = await runShard(JSON.stringify(shard), { source: from, destination: to });
    const { complete, totals, failed } = mergeShardResults(plan, [result]);
    assert.deepEqual([complete, failed, totals.listed], [true, [], COUNT]);
    // Copies that had a response before are complete, and not made again.
    assert.ok((totals.skipped.same ?? 0) >= 1, JSON.stringify(totals));
    assert.equal(totals.copied + totals.skipped.same, COUNT);
    const names = await namesOf(to);
    assert.equal(names.length, COUNT);
    for (const name of names) assert.equal((await to.getBlobClient(name).downloadToBuffer()).toString(), name);
  } finally {
    child?.kill('SIGKILL');
    await simulator.stop();
  }
});

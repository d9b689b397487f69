'use strict';

// Regular expressions for `include` and `exclude`: they mean what they mean in JavaScript, on both sides, in shards and in jobs that are resumed.

const assert = require('node:assert/strict');
const { before, beforeEach, describe, test } = require('node:test');
const vm = require('node:vm');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { ODDER_NAMES, describeContainer, eventsOf, laterThan, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { planShards, runShard } = blobferry;

describe('regular expressions of a container copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;
  let accountOf;

  before(async () => {
    accountOf = (account) =>
      blobferry.BlobServiceClient.fromConnectionString(accounts.simulator.connectionString(account));
  });
  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
  });

  const fill = (names, container = from) => Promise.all(names.map((name) => upload(container, name)));
  const copied = async (options) => (await to.beginCopyFromContainer(from, options)).pollUntilDone();

  test('O6: every odd name is matched as by RegExp.prototype.test with any flags', async () => {
    await fill(ODDER_NAMES);
    for (const pattern of [
      /^.$/,
      /^.$/u,
      /a/i,
      /^[^/]*\.txt$/g,
      /[a-z]/y,
      /\p{Emoji_Presentation}/u,
      /\\/,
      /\u0001control$/s,
      /^e\u0301$/,
      new RegExp('x{1000}', 'd'),
    ]) {
      for (const pageSize of [3, 5000]) {
        await Promise.all((await namesOf(to)).map((name) => to.getBlobClient(name).delete()));
        const summary = await copied({ include: [pattern], pageSize });
        const expected = (await namesOf(from)).filter((name) => new RegExp(pattern.source, pattern.flags).test(name));
        assert.ok(expected.length > 0, String(pattern));
        assert.deepEqual(await namesOf(to), expected, String(pattern));
        assert.deepEqual([summary.copied, summary.listed], [expected.length, ODDER_NAMES.length]);
      }
    }
    const { operations } = await simulator.statistics();
    assert.equal(operations.getBlobProperties ?? 0, 0, 'no request is sent for it');
  });

  test('O6: globs and expressions include together, and what excludes comes first', async () => {
    await fill(['a.txt', 'b.txt', 'c.bin', 'd.bin', 'e']);
    await copied({ include: ['*.txt', /^[cd]\./, { regex: '^E$', flags: 'i' }], exclude: [/^b/, 'd*'] });
    assert.deepEqual(await namesOf(to), ['a.txt', 'c.bin', 'e']);
  });

  test('g and y skip no name, and the position of the one that was passed is not touched', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `aa${String(index).padStart(2, '0')}`);
    await fill(names);
    const global = /a/g;
    global.lastIndex = 3;
    assert.equal((await copied({ include: [global], dryRun: true })).copied, 50);
    assert.equal(global.lastIndex, 3);
    assert.equal((await copied({ include: [/a/gy], dryRun: true })).copied, 50);
    assert.equal((await copied({ include: [/0/y], dryRun: true })).filtered, 50);
  });

  test('one of another realm, of a subclass, and one that is changed after the call', async () => {
    await fill(['a', 'b', 'c']);
    const foreign = vm.runInNewContext('/^a$/');
    class Named extends RegExp {
      get description() {
        return 'mine';
      }
    }
    const changing = /^c$/;
    const list = [foreign, new Named('^b$'), changing];
    const poller = to.beginCopyFromContainer(from, { include: list });
    changing.compile('^nothing$');
    list.length = 0;
    await (await poller).pollUntilDone();
    assert.deepEqual(await namesOf(to), ['a', 'b', 'c']);
  });

  test('what cannot be used as one is an error before any request', async () => {
    class Own extends RegExp {
      exec() {
        return null;
      }
    }
    await simulator.clearRequests();
    for (const [include, kind, message] of [
      [
        [new Own('a')],
        TypeError,
        /options\.include\[0\] is a RegExp that cannot be read: it has an exec\(\) or test\(\) of its own/,
      ],
      [['*', new Proxy(/a/, {})], TypeError, /options\.include\[1\] is a RegExp that cannot be read/],
      [[{}], TypeError, /options\.include\[0\] must be a glob, a RegExp, or \{ regex, flags \}/],
      // V8 also says which expression it is, and Bun does not.
      [
        [{ regex: '(' }],
        RangeError,
        /options\.include\[0\] is no regular expression of JavaScript: Invalid regular expression: /,
      ],
      [[{ regex: 'a', flags: 'q' }], RangeError, /options\.include\[0\] is no regular expression/],
      [[{ regex: 1 }], TypeError, /options\.include\[0\]\.regex must be a string/],
      [/a/, TypeError, /options\.include must be an array/],
      [[/a/, 7], TypeError, /options\.include\[1\] must be a string/],
    ]) {
      const error = await failing(to.beginCopyFromContainer(from, { include }));
      assert.ok(error instanceof kind, error.stack);
      assert.match(error.message, message);
    }
    const entries = await failing(to.beginCopyFromContainer([], { exclude: [/a/] }));
    assert.match(entries.message, /"exclude" is for a source that is a container/);
    assert.deepEqual(await simulator.requests(), []);
  });

  test('what an expression throws ends the job with that very error, and nothing is copied', async (t) => {
    await fill(['a']);
    const thrown = new Error('no more stack');
    const poller = await to.beginCopyFromContainer(from, { include: [/a/] });
    // Only the engine of JavaScript itself throws here, for lack of stack.
    t.mock.method(RegExp.prototype, 'test', () => {
      throw thrown;
    });
    const error = await failing(poller.pollUntilDone());
    t.mock.restoreAll();
    assert.equal(error, thrown);
    assert.deepEqual(await namesOf(to), []);
  });

  test('D5: a mirror with an expression neither copies nor deletes what it hides, on any page', async () => {
    await fill(['a.js', 'b.py', 'd/e.py', 'f.js']);
    await fill(['b.py', 'c.py', 'd/e.py', 'x.js', 'y.js', 'z.py'], to);
    await laterThan(to);
    for (const pageSize of [1, 5000]) {
      const summary = await copied({
        exclude: [/\.PY$/i],
        overwrite: 'ifDifferent',
        deleteExtraneous: true,
        pageSize,
      });
      assert.deepEqual(summary.deletes.excluded, 4);
    }
    assert.deepEqual(await namesOf(to), ['a.js', 'b.py', 'c.py', 'd/e.py', 'f.js', 'z.py']);
    assert.equal((await to.getBlockBlobClient('b.py').downloadToBuffer()).toString(), 'b.py');
  });

  test('D6: deleteExcluded deletes what an expression hides, and nothing else, with a prefix that is mapped', async () => {
    await fill(['p/a.js', 'p/b.py']);
    await fill(['q/b.py', 'q/c.py', 'q/x.js', 'other.py'], to);
    await laterThan(to);
    const summary = await copied({
      prefix: 'p/',
      destinationPrefix: 'q/',
      // It sees the names of the source, also for what only the destination has.
      exclude: [/^p\/.*\.py$/],
      deleteExtraneous: true,
      deleteExcluded: true,
      allowMassDeletes: true,
    });
    assert.deepEqual(await namesOf(to), ['other.py', 'q/a.js']);
    assert.deepEqual([summary.deletes.done, summary.deletes.excluded], [3, 2]);
  });

  test('a resumed job accepts the same expressions, and rejects others', async () => {
    await fill(Array.from({ length: 40 }, (_, index) => `blob ${String(index).padStart(2, '0')}`));
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 21' }, what: { stall: true } });
    const options = { include: [/[02468]$/, /1$/u], pageSize: 4, concurrency: 1 };
    const poller = await to.beginCopyFromContainer(from, options);
    while ((await simulator.stalls()) === 0);
    const saved = poller.toString();
    await poller.cancelOperation();
    await failing(poller.pollUntilDone());
    await simulator.clearFaults();
    await simulator.releaseStalls();
    for (const include of [[/[02468]$/], [/[02468]$/i, /1$/u], [/[02468]$/, '*1'], undefined]) {
      const error = await failing(to.beginCopyFromContainer(from, { ...options, include, resumeFrom: saved }));
      assert.match(error.message, /other options/);
    }
    const include = [/[02468]$/, { regex: '1$', flags: 'u' }];
    const resumed = await to.beginCopyFromContainer(from, { ...options, include, resumeFrom: saved });
    const summary = await resumed.pollUntilDone();
    assert.deepEqual([summary.copied, summary.filtered], [24, 16]);
    assert.equal((await namesOf(to)).length, 24);
  });

  test('shards carry expressions as plain JSON', async () => {
    await fill(ODDER_NAMES);
    const sides = { source: from, destination: to };
    const plan = await planShards({ ...sides, copy: { include: [/^a/i, 'e*'], exclude: ['a b'] }, maxBlobs: 2 });
    assert.deepEqual(plan.shards[0].options.include, [{ regex: '^a', flags: 'i' }, 'e*']);
    assert.deepEqual(plan.shards[0].options.exclude, ['a b']);
    const open = [...plan.shards];
    for (let shard = open.pop(); shard; shard = open.pop()) {
      const result = await runShard(JSON.stringify(shard), sides);
      assert.deepEqual(result.failed, []);
      open.push(...JSON.parse(JSON.stringify(result.rest)));
    }
    const expected = (await namesOf(from)).filter((name) => /^a/i.test(name) || /^e[^/]*$/.test(name));
    assert.deepEqual(
      await namesOf(to),
      expected.filter((name) => name !== 'a b'),
    );
    await assert.rejects(planShards({ ...sides, copy: { include: [{ regex: '(' }] } }), RangeError);
  });

  test('a plan, a comparison and a copy of an account take expressions, too', async () => {
    await fill(['a', 'b', 'c']);
    await fill(['b', 'x'], to);
    const options = { exclude: [/^[ax]$/] };
    assert.equal((await to.planContainerCopy(from, options)).copies, 2);
    const { equal, missing, extra, filtered } = await to.verifyContainer(from, options);
    assert.deepEqual([equal, missing, extra, filtered], [1, 1, 0, 1]);
    const containers = { includeContainers: [`container-${number}`] };
    const job = await accountOf('two').beginCopyFromAccount(accountOf('one'), { ...options, ...containers });
    const events = await eventsOf(job);
    assert.equal((await job.pollUntilDone()).copied, 2);
    assert.equal(events.filter(({ event }) => event === 'copied').length, 2);
    assert.deepEqual(await namesOf(to), ['b', 'c', 'x']);
    assert.deepEqual(Object.keys(await describeContainer(to)), ['b', 'c', 'x']);
  });

  test('the event loop turns while a page of names is tested', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `${'a'.repeat(18)}${index}`);
    await fill(names);
    // Each test takes long, and the names of one page would take hundreds of times as long as a slice.
    const slow = /^(a|a)+$/;
    const poller = await to.beginCopyFromContainer(from, { exclude: [slow], dryRun: true });
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const { copied: taken } = await poller.pollUntilDone();
    clearInterval(timer);
    assert.equal(taken, 300);
    assert.ok(turns >= 3, `${turns} turns`);
  });
});

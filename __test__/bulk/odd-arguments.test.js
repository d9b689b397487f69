'use strict';

// Odd and wrong arguments of what plans, compares and cuts copies of containers, and of entries.

const assert = require('node:assert/strict');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');
const vm = require('node:vm');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { mergeShardResults, planShards, runShard } = blobferry;

describe('odd arguments of plans, comparisons, shards and entries', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let folder;

  beforeEach(async () => {
    ({ simulator, from, to, folder } = await accounts.fresh());
    for (const name of ['a', 'b', 'c']) await upload(from, name);
    await simulator.clearRequests();
  });

  /** Fails with a message that is about the caller's mistake, and sends nothing. */
  async function rejected(promise, kind, message) {
    const error = await failing(promise);
    assert.equal(error.name, kind, String(error));
    assert.match(error.message, message);
    assert.deepEqual(await simulator.requests(), []);
    return error;
  }

  test('a plan and a comparison read options of every kind, as a copy does', async () => {
    class Options {
      get include() {
        return ['a'];
      }
    }
    for (const options of [
      new Options(),
      Object.create(new Options()),
      new Proxy(Object.freeze({ include: Object.freeze(['a']) }), {}),
      vm.runInNewContext('Object.create(null, { include: { value: ["a"] } })'),
    ]) {
      const { copies, filtered } = await to.planContainerCopy(from, options);
      assert.deepEqual([copies, filtered], [1, 2]);
      const compared = await to.verifyContainer(from, options);
      assert.deepEqual([compared.missing, compared.filtered], [1, 2]);
    }
  });

  test('a comparison has no files, and a copy is no comparison', async () => {
    const file = (name) => path.join(folder, `compared-${name}`);
    const files = { journal: file('journal'), manifest: file('manifest'), failed: file('failed') };
    assert.equal((await to.verifyContainer(from, files)).missing, 3);
    assert.deepEqual(Object.values(files).filter(existsSync), []);
    const { summary } = await settled(await to.beginCopyFromContainer(from, { compare: 'length' }));
    assert.deepEqual([summary.copied, await namesOf(to)], [3, ['a', 'b', 'c']]);
  });

  for (const method of ['planContainerCopy', 'verifyContainer']) {
    test(`${method} waits for what its callback returns, and rejects with what that rejects with`, async () => {
      let running = 0;
      let most = 0;
      const seen = [];
      const onEvent = async ({ source }) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(source);
        running -= 1;
      };
      await to[method](from, { onEvent });
      assert.deepEqual([seen.sort(), most, running], [['a', 'b', 'c'], 1, 0]);
      const thrown = new Error('by the callback');
      assert.equal(await failing(to[method](from, { onEvent: () => Promise.reject(thrown) })), thrown);
    });
  }

  test('a source that is a client of something else is named as such, before anything is sent', async () => {
    const [account, other] = ['one', 'two'].map((name) =>
      blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(name)),
    );
    for (const method of ['beginCopyFromContainer', 'planContainerCopy', 'verifyContainer']) {
      await rejected(to[method](account), 'TypeError', /source must be the client of a container, not of an account/);
      const blob = from.getBlobClient('a');
      await rejected(to[method](blob), 'TypeError', /source must be the client of a container, not of a blob/);
    }
    await rejected(other.beginCopyFromAccount(from), 'TypeError', /client of an account, not of a container/);
    await rejected(other.beginCopyFromAccount(from.getBlobClient('a')), 'TypeError', /not of a blob/);
    // An object with no more than a URL and a pipeline counts as the client that it claims to be.
    const { url, pipeline } = from;
    assert.equal((await to.planContainerCopy({ url, pipeline })).copies, 3);
  });

  test('planShards names what is wrong, before anything is sent', async () => {
    const both = { source: from, destination: to };
    for (const [options, kind, message] of [
      [undefined, 'TypeError', /options\.source must be the client of a container, not undefined/],
      [null, 'TypeError', /options\.source/],
      ['x', 'TypeError', /options must be an object, not a string/],
      [{ source: from.url, destination: to }, 'TypeError', /options\.source .* not a string/],
      [{ source: from, destination: to.getBlobClient('x') }, 'TypeError', /options\.destination/],
      [{ ...both, copy: 'x' }, 'TypeError', /options\.copy must be an object/],
      [{ ...both, copy: { overwrite: 'always' } }, 'RangeError', /options\.copy\.overwrite must be ifDifferent/],
      [{ ...both, copy: { overwrite: 'sometimes' } }, 'RangeError', /options\.copy\.overwrite must be ifDifferent/],
      [{ ...both, copy: { modifiedSince: new Date(NaN) } }, 'RangeError', /options\.copy\.modifiedSince/],
      [
        { ...both, copy: { modifiedBefore: '2024-01-01T00:00' } },
        'RangeError',
        /options\.copy\.modifiedBefore .* zone/,
      ],
      [{ ...both, isHierarchicalNamespace: 'no' }, 'TypeError', /options\.isHierarchicalNamespace must be a boolean/],
      [{ ...both, maxShards: 0 }, 'RangeError', /options\.maxShards/],
    ]) {
      await rejected(planShards(options), kind, message);
    }
  });

  test('planShards reads each option once, so that what was checked is what is planned', async () => {
    let reads = 0;
    const copy = {
      get overwrite() {
        reads += 1;
        return reads === 1 ? 'never' : 'always';
      },
    };
    const inherited = Object.create({ source: from, destination: new Proxy(to, {}), copy });
    const { shards } = await planShards(inherited);
    assert.deepEqual([shards[0].options, reads], [{ overwrite: 'never' }, 1]);
  });

  test('runShard fails with a ShardError that says not to run it again for any wrong argument', async () => {
    const [shard] = (await planShards({ source: from, destination: to, maxShards: 1 })).shards;
    const sides = { source: from, destination: to };
    await simulator.clearRequests();
    for (const [parameters, message] of [
      [[], /first argument must be a shard/],
      [[shard], /credentials\.destination must be the client of a container/],
      [[shard, null], /credentials\.destination/],
      [[shard, 'x'], /credentials must be an object, not a string/],
      [[shard, { destination: to }], /credentials\.source must be a string/],
      [[shard, sides, 'x'], /options must be an object, not a string/],
      [[shard, sides, { onEvent: 5 }], /options\.onEvent must be a function, not 5/],
      [[shard, sides, { concurrency: NaN }], /options\.concurrency/],
    ]) {
      const error = await rejected(runShard(...parameters), 'ShardError', message);
      assert.equal(error.code, 2);
    }
    const result = await runShard(Object.freeze(new Proxy(shard, {})), Object.freeze(sides), null);
    assert.equal(result.summary.copied, 3);
  });

  test('what a callback of a shard throws is the cause of its error, also if it is no error', async () => {
    const [shard] = (await planShards({ source: from, destination: to, maxShards: 1 })).shards;
    for (const thrown of [new Error('mine'), Object.create(null), undefined, 'text', Symbol('mine')]) {
      const onEvent = () => {
        throw thrown;
      };
      const error = await failing(runShard(shard, { source: from, destination: to }, { onEvent }));
      assert.deepEqual([error.name, error.code, error.cause], ['ShardError', 1, thrown]);
      assert.equal(typeof error.message, 'string');
    }
  });

  test('mergeShardResults names what is no plan and what is no result of it', async () => {
    const plan = await planShards({ source: from, destination: to, maxShards: 1 });
    const [shard] = plan.shards;
    const result = await runShard(shard, { source: from, destination: to });
    for (const wrong of [undefined, null, {}, JSON.stringify(plan), { ...plan, shards: 5 }]) {
      assert.throws(() => mergeShardResults(wrong, []), {
        name: 'TypeError',
        message: /plan must be what planShards\(\)/,
      });
    }
    for (const wrong of [undefined, null, {}, 5, JSON.stringify([result])]) {
      assert.throws(() => mergeShardResults(plan, wrong), { name: 'TypeError', message: /results must be iterable/ });
    }
    const without = (name) => Object.fromEntries(Object.entries(result).filter(([key]) => key !== name));
    for (const wrong of [
      ...[null, 5, '{', 'null', {}, { ...result, shard: null }, { ...result, shard: { plan: plan.id } }],
      ...['rest', 'failed', 'summary', 'kind'].map(without),
    ]) {
      assert.throws(() => mergeShardResults(plan, [result, wrong]), {
        name: 'TypeError',
        message: /results must be what runShard\(\) gave for shards of the plan/,
      });
    }
    assert.equal(mergeShardResults(plan, new Set([result, JSON.stringify(result)])).totals.copied, 3);
  });

  test('N13: of two entries with one destination, the second one fails and names the first, also much later', async () => {
    const known = [];
    for await (const { name, properties } of from.listBlobsFlat()) known.push([name, properties]);
    const [first, second] = known.map(([name, { contentLength: length, etag }]) => ({
      source: from.getBlobClient(name),
      length,
      etag,
    }));
    const { events, summary } = await settled(
      await to.beginCopyFromContainer([
        { ...first, destination: 'z' },
        { ...second, destination: 'z' },
        { ...second, destination: 'Z' },
      ]),
    );
    assert.deepEqual([summary.copied, summary.failedByCode], [2, { InvalidEntry: 1 }]);
    const failure = events.find(({ event }) => event === 'failed');
    assert.deepEqual([failure.source, failure.destination], [second.source.url, 'z']);
    assert.match(failure.message, /[Ee]ntry 2 .*"z" is that of entry 1 already/);
    assert.equal((await to.getBlobClient('z').downloadToBuffer()).toString(), 'a');
    // The same in a job that is resumed: what is done comes by again, and still has its name.
    const many = Array.from({ length: 3000 }, (_, at) => ({ ...first, destination: `many/${at}` }));
    const entries = [...many, { ...second, destination: 'many/7' }];
    const poller = await to.beginCopyFromContainer(entries, { dryRun: true });
    const long = await settled(poller);
    assert.deepEqual([long.summary.copied, long.summary.failedByCode], [many.length, { InvalidEntry: 1 }]);
    assert.match(long.summary.failures[0].message, /3001 .*is that of entry 8 already/);
  });
});

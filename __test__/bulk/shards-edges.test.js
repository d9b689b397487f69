'use strict';

// Pages of a listing that are not what a shard may expect, at the edges of its range above all: either the shard has each of its names once,
// or it fails and is missing in the sum. It never copies what is another shard's, and never calls a part of its range the whole.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startRecordingProxy } = require('../support/recording-proxy');
const { failing, startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, namesOf, upload } = require('./helpers');

const { mergeShardResults, planShards, runShard, ShardError, StorageSharedKeyCredential } = blobferry;

/** Three ranges: before `c/`, from there to before `p/`, and what follows. Both edges are names of blobs as well. */
const NAMES = ['a', 'b/1', 'c', 'c.', 'c/', 'c/1', 'c/2', 'c/\u{FFFD}', 'o', 'p', 'p/', 'p/1', 'q'];
const MIDDLE = ['c/', 'c/1', 'c/2', 'c/\u{FFFD}', 'o', 'p'];

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

describe('hostile pages at the edges of shards', () => {
  let simulator;
  let containerOf;
  let proxy;
  let sides;
  let direct;
  let known;
  let number = 0;

  before(async () => {
    const retryOptions = { retryDelayInMs: 1, maxRetryDelayInMs: 5, maxTries: 2 };
    ({ simulator, containerOf } = await startTwoAccounts({ retryOptions }));
    proxy = await startRecordingProxy(simulator.origin);
  });
  after(async () => {
    await proxy.close();
    await simulator.stop();
  });
  beforeEach(async () => {
    proxy.inject();
    number += 1;
    const [from, destination] = ['one', 'two'].map((account) =>
      containerBeside(containerOf(account), `edges-${number}`),
    );
    await Promise.all([from.create(), destination.create()]);
    for (const name of NAMES) await upload(from, name);
    known = new Map();
    for await (const { name, properties } of from.listBlobsFlat()) known.set(name, properties);
    direct = from;
    const credential = new StorageSharedKeyCredential('one', simulator.accountKey('one'));
    const source = new from.constructor(from.url.replace(simulator.origin, proxy.origin), credential);
    sides = { source, destination };
    proxy.take();
  });

  const plan = async (copy = {}) => {
    const made = await planShards({ ...sides, copy: { strategy: 'relay', ...copy } });
    if (copy.prefix === undefined) {
      const ranges = made.shards.map(({ range }) => range);
      assert.deepEqual(ranges, [{ to: 'b/' }, { from: 'b/', to: 'c/' }, { from: 'c/', to: 'p/' }, { from: 'p/' }]);
    }
    return made;
  };
  const middleOf = ({ shards }) => shards.find(({ range }) => range.from === 'c/');
  const sent = (value) => JSON.parse(JSON.stringify(value));

  /** One page as the service would write it. `next` is left out if it is null. */
  const page =
    (names, next = '') =>
    () => {
      const blobs = names.map((name) => {
        const { etag = '"0x1"', contentLength = 1 } = known.get(name) ?? {};
        const properties = `<Last-Modified>Sat, 01 Aug 2026 00:00:00 GMT</Last-Modified><Etag>${etag.replaceAll('"', '')}</Etag><Content-Length>${contentLength}</Content-Length><BlobType>BlockBlob</BlobType>`;
        return `<Blob><Name>${escaped(name)}</Name><Properties>${properties}</Properties><Metadata /></Blob>`;
      });
      const marker = next === null ? '' : `<NextMarker>${next}</NextMarker>`;
      return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${blobs.join('')}</Blobs>${marker}</EnumerationResults>`;
    };

  /** Replaces the source's listing by these pages, by the marker that requests each; the first one has none. */
  function lists(pages) {
    proxy.inject(({ target }) => {
      const query = new URL(target, proxy.origin).searchParams;
      if (query.get('comp') !== 'list' || query.get('restype') !== 'container') return undefined;
      const given = pages[query.get('marker') ?? '']?.();
      if (given === undefined) return { status: 400, headers: { 'x-ms-error-code': 'InvalidQueryParameterValue' } };
      return {
        status: 200,
        headers: { 'content-type': 'application/xml', date: new Date().toUTCString() },
        body: given,
      };
    });
  }
  const listed = () => proxy.requests.filter(({ target }) => target.includes('comp=list')).length;

  async function runOthers(made, results) {
    for (const shard of made.shards)
      if (shard !== middleOf(made)) results.push(sent(await runShard(sent(shard), sides)));
    return mergeShardResults(made, results);
  }

  /** All blobs are there once, and are what the source has. */
  async function isWhole({ complete, totals, failed, missing }) {
    assert.deepEqual([complete, missing, failed, totals.failed], [true, [], [], 0]);
    assert.deepEqual([totals.listed, totals.copied], [NAMES.length, NAMES.length]);
    assert.deepEqual(await namesOf(sides.destination), await namesOf(direct));
    for (const name of NAMES) {
      assert.equal((await sides.destination.getBlobClient(name).downloadToBuffer()).toString(), name);
    }
  }

  for (const [what, pages, requests] of [
    ['has what is before and behind both edges', { '': page(NAMES) }, 1],
    [
      'begins long before the range',
      { '': page(['a', 'b/1'], 'm'), m: page(['c', 'c.'], 'n'), n: page(NAMES.slice(4)) },
      3,
    ],
    [
      'ends a page right at either edge',
      { '': page(['c', 'c.', 'c/'], 'm'), m: page(MIDDLE.slice(1), 'n'), n: page(['p/', 'p/1'], 'o') },
      3,
    ],
    [
      'has pages without blobs at both ends',
      { '': page([], 'm'), m: page(MIDDLE, 'n'), n: page([], 'o'), o: page([]) },
      4,
    ],
    [
      'goes on for ever behind the range',
      { '': page(MIDDLE, 'm'), m: page(['p/', 'p/1'], 'n'), n: page(['q'], 'o') },
      2,
    ],
  ]) {
    test(`a listing that ${what} is cut at the edges, and is not read further`, async () => {
      const made = await plan();
      lists(pages);
      proxy.take();
      const result = sent(await runShard(sent(middleOf(made)), sides));
      assert.deepEqual([result.summary.listed, result.summary.copied, result.rest], [MIDDLE.length, MIDDLE.length, []]);
      assert.deepEqual(await namesOf(sides.destination), MIDDLE);
      // One page may be requested while the last one is processed, and no more.
      assert.ok(listed() <= requests, `${listed()} pages`);
      proxy.inject();
      await isWhole(await runOthers(made, [result]));
    });
  }

  for (const [what, pages] of [
    [
      'repeats a page',
      { '': page(MIDDLE.slice(0, 3), 'm'), m: page(MIDDLE.slice(0, 3), 'n'), n: page(MIDDLE.slice(3)) },
    ],
    ['repeats the last name of a page', { '': page(MIDDLE.slice(0, 3), 'm'), m: page(MIDDLE.slice(2)) }],
    ['has a name twice', { '': page(['c/', 'c/1', 'c/1', 'c/2', 'o', 'p']) }],
    ['goes backwards within a page', { '': page(['c/1', 'c/', 'c/2', 'o', 'p']) }],
    ['goes backwards from page to page', { '': page(['c/2', 'o'], 'm'), m: page(['c/', 'c/1', 'p']) }],
    ['goes back before the range', { '': page(['c/', 'c/1'], 'm'), m: page(['a', 'b/1', 'c', 'c/2', 'o', 'p']) }],
    ['jumps behind the range and back on one page', { '': page(['c/', 'p/1', 'c/1', 'c/2', 'o', 'p']) }],
    ['gives the marker of a page again', { '': page(['c/', 'c/1'], 'm'), m: page(['c/2'], 'm') }],
    ['ends without a word that it is the end', { '': page(['c/', 'c/1'], 'm'), m: page(['c/2'], null) }],
    ['ends without a word on its first page', { '': page(['c/', 'c/1'], null) }],
    ['is cut off', { '': page(['c/', 'c/1'], 'm'), m: () => page(MIDDLE.slice(2))().slice(0, -40) }],
    ['is in the order of another namespace', { '': page(['c/', 'c/1', 'o/1', 'o.', 'p']) }],
  ]) {
    test(`a listing that ${what} fails the shard, which is missing until it runs again`, async () => {
      const made = await plan({ deleteExtraneous: true });
      lists(pages);
      const error = await failing(runShard(sent(middleOf(made)), sides));
      assert.ok(error instanceof ShardError, String(error));
      assert.equal(error.code, 75, error.message);
      // What it has copied by then is its own.
      for (const name of await namesOf(sides.destination)) assert.ok(MIDDLE.includes(name), name);
      proxy.inject();
      const results = [];
      const without = await runOthers(made, results);
      assert.deepEqual([without.complete, without.last, without.missing], [false, undefined, [middleOf(made)]]);
      results.push(sent(await runShard(sent(middleOf(made)), sides)));
      const merged = mergeShardResults(made, results);
      const { same = 0 } = merged.totals.skipped;
      merged.totals.copied += same;
      await isWhole(merged);
      assert.equal(merged.last?.step, 'last');
    });
  }

  test('names not in the range are in the rest, whatever the later pages are', async () => {
    const made = await plan();
    const shard = middleOf(made);
    lists({ '': page(NAMES.slice(2, 7), 'm'), m: page(['a']) });
    const handed = { ...shard, maxBlobs: 2 };
    const first = sent(await runShard(sent(handed), sides));
    assert.deepEqual([first.summary.copied, first.rest.map(({ range }) => range)], [2, [{ after: 'c/1', to: 'p/' }]]);
    proxy.inject();
    const rest = sent(await runShard({ ...first.rest[0], maxBlobs: 100 }, sides));
    assert.deepEqual([rest.summary.listed, rest.rest], [MIDDLE.length - 2, []]);
    await isWhole(await runOthers(made, [first, rest]));
  });

  test('names without the prefix that was requested are not copied, nor what is listed with them', async () => {
    const made = await plan({ prefix: 'c/', destinationPrefix: 'z/' });
    lists({ '': page(['a', 'c', 'c.', 'c/1', 'd', 'p/1']) });
    for (const shard of made.shards) {
      const error = await runShard(sent(shard), sides).then(
        () => undefined,
        (thrown) => thrown,
      );
      assert.ok(error instanceof ShardError, String(error));
      assert.match(error.message, /does not begin with the prefix/);
    }
    assert.deepEqual(await namesOf(sides.destination), []);
  });

  for (const overwrite of ['always', 'ifDifferent']) {
    test(`D2: a copy of all that the listing ends without a word is an error, and what came is copied (${overwrite})`, async () => {
      lists({ '': page(NAMES.slice(0, 4), 'm'), m: page(NAMES.slice(4, 6), null) });
      const { source, destination } = sides;
      const poller = await destination.beginCopyFromContainer(source, { strategy: 'relay', overwrite });
      const error = await failing(poller.pollUntilDone());
      assert.match(error.message, /does not say that it is the last/);
      assert.equal(poller.getOperationState().summary.listingComplete, false);
      assert.deepEqual(await namesOf(destination), NAMES.slice(0, 6));
      proxy.inject();
      const resumed = await destination.beginCopyFromContainer(source, {
        strategy: 'relay',
        overwrite,
        resumeFrom: poller.toString(),
      });
      await resumed.pollUntilDone();
      assert.deepEqual(await namesOf(destination), await namesOf(direct));
    });
  }

  test('D2: a container of an account whose listing ends without a word has failed', async () => {
    lists({ '': page(NAMES.slice(0, 4), null) });
    const accounts = Object.values(sides).map(
      ({ url, credential }) => new blobferry.BlobServiceClient(url.replace(/\/[^/]+$/, ''), credential),
    );
    const container = `edges-${number}`;
    const poller = await accounts[1].beginCopyFromAccount(accounts[0], {
      strategy: 'relay',
      includeContainers: [container],
    });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'AccountCopyIncomplete', error.message);
    const { containers } = poller.getOperationState().summary;
    assert.deepEqual(
      containers.failures.map((failure) => failure.container),
      [container],
    );
    assert.deepEqual(await namesOf(sides.destination), NAMES.slice(0, 4));
  });
});

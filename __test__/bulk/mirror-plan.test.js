'use strict';

// planContainerCopy and verifyContainer between two accounts of the simulator: what they report, and that they only read. Tests are named by the
// rows of the requirements.

const assert = require('node:assert/strict');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { crc64 } = require('../support/crc64');
const { failing } = require('../transfer/helpers');
const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('plans and comparisons of containers', () => {
  const accounts = useTwoAccounts({ maxTries: 2 });
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh({ name: 'plan' }));
  });

  const methods = async () => [...new Set((await simulator.requests()).map(({ method }) => method))].sort();

  test('S16, N10, O3: a plan has the copies, skips, deletes and requests, and only reads', async () => {
    for (const name of ['p/a', 'p/b', 'p/c', 'p/same', 'p/x.tmp']) await upload(from, name);
    await upload(to, 'q/same', 'p/same');
    await upload(to, 'q/extra');
    await simulator.synthetic({ account: 'one', container: `plan-${number}`, blob: 'p/large', size: 2 ** 30 });
    await simulator.advanceClock(2);
    await simulator.clearRequests();
    const events = [];
    const options = {
      prefix: 'p/',
      destinationPrefix: 'q/',
      exclude: ['**/*.tmp'],
      overwrite: 'ifDifferent',
      deleteExtraneous: true,
      maxDeletes: 5,
    };
    const plan = await to.planContainerCopy(from, { ...options, onEvent: (event) => events.push(event) });
    assert.deepEqual(
      await methods(),
      ['GET', 'HEAD'].filter((method) => method === 'GET'),
    );
    assert.deepEqual([plan.copies, plan.skipped, plan.filtered, plan.failed], [4, { same: 1 }, 1, 0]);
    assert.equal(plan.bytes, 9 + 2 ** 30);
    assert.deepEqual([plan.deletes.wanted, plan.deletes.done], [1, 1]);
    assert.deepEqual(plan.examples[0], { source: 'p/a', destination: 'q/a' });
    assert.equal(plan.examples.length, 3);
    assert.equal(events.length, 6);
    const { write, list, delete: deletes } = plan.requests;
    await simulator.clearStatistics();
    await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    const { operations } = await simulator.statistics();
    assert.equal(operations.copyBlobFromUrl + operations.putBlockFromUrl + operations.putBlockList, write);
    assert.deepEqual([operations.listBlobs, operations.deleteBlob], [list, deletes]);
  });

  test('a plan that a brake would stop says so, and one whose listing fails is none', async () => {
    await upload(to, 'x');
    await simulator.advanceClock(2);
    const plan = await to.planContainerCopy(from, { deleteExtraneous: true });
    assert.deepEqual([plan.deletes.done, plan.deletes.withheld], [0, 1]);
    assert.match(plan.deletes.withheldBecause, /"allowMassDeletes"/);
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'one' },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    assert.equal((await failing(to.planContainerCopy(from))).statusCode, 403);
    assert.deepEqual(await namesOf(to), ['x']);
  });

  test('P1, P7: a comparison reports what is equal, different, missing, extra and unproven, and writes nothing', async () => {
    const put = async (container, name, content, options) => upload(container, name, content, options);
    for (const side of [from, to]) {
      await put(side, 'equal', 'same', { metadata: { k: 'v' }, tags: { a: 'b' } });
      const blocks = side.getBlockBlobClient('blocks');
      const id = Buffer.from('1').toString('base64');
      await blocks.stageBlock(id, side === from ? 'content' : 'CONTENT', 7);
      await blocks.commitBlockList([id]);
    }
    await put(from, 'bytes', 'one');
    await put(to, 'bytes', 'two');
    await put(from, 'metadata', 'x', { metadata: { k: 'v' } });
    await put(to, 'metadata', 'x', { metadata: { k: 'w' } });
    await put(from, 'tags', 'x', { tags: { a: 'b' } });
    await put(to, 'tags', 'x', { tags: { a: 'c' } });
    await put(from, 'length', 'x');
    await put(to, 'length', 'xx');
    await put(from, 'missing', 'x');
    await put(to, 'extra', 'x');
    await simulator.clearRequests();
    const outcome = async (compare) => {
      const events = [];
      const result = await to.verifyContainer(from, { compare, pageSize: 2, onEvent: (event) => events.push(event) });
      const { equal, different, missing, extra, unproven } = result;
      const reported = Object.fromEntries(
        events.map(({ event, source, destination, fields }) => [source ?? destination, fields?.join() ?? event]),
      );
      assert.equal(events.length, equal + different + missing + extra + unproven);
      return reported;
    };
    const common = { missing: 'missing', extra: 'extra', equal: 'equal' };
    const length = await outcome('length');
    assert.deepEqual(length, {
      ...common,
      length: 'contentLength',
      bytes: 'equal',
      metadata: 'equal',
      tags: 'equal',
      blocks: 'equal',
    });
    const properties = {
      ...common,
      length: 'contentLength,contentMD5',
      bytes: 'contentMD5',
      metadata: 'metadata',
      tags: 'tags',
      blocks: 'unproven',
    };
    assert.deepEqual(await outcome('properties'), properties);
    assert.deepEqual(await outcome(undefined), properties);
    assert.deepEqual(await outcome('hash'), { ...properties, blocks: 'content' });
    assert.deepEqual(await outcome('content'), { ...properties, blocks: 'content' });
    assert.ok((await methods()).every((method) => method === 'GET' || method === 'HEAD'));
  });

  test('P7, P8: content is read also where both sides have the same hash, which a damaged copy has too', async () => {
    for (const name of ['damaged', 'whole']) await upload(from, name, 'content');
    await (await to.beginCopyFromContainer(from)).pollUntilDone();
    await upload(to, 'damaged', 'CONTENT');
    const { contentMD5: blobContentMD5, contentType } = await from.getBlobClient('damaged').getProperties();
    await to.getBlobClient('damaged').setHTTPHeaders({ blobContentMD5, blobContentType: contentType });
    const reported = async (compare) => {
      const events = [];
      await to.verifyContainer(from, {
        compare,
        onEvent: ({ event, source, by }) => void events.push([source, event, by]),
      });
      return events.sort();
    };
    const byHash = ['damaged', 'whole'].map((name) => [name, 'equal', 'hash']);
    assert.deepEqual(await reported('properties'), byHash);
    assert.deepEqual(await reported('hash'), byHash);
    assert.deepEqual(await reported('content'), [
      ['damaged', 'different', undefined],
      ['whole', 'equal', 'content'],
    ]);
    assert.deepEqual((await reported('length'))[0], ['damaged', 'equal', undefined]);
  });

  test('P8: the event of a copy has the hash and the state of its source', async () => {
    await upload(from, 'a', 'content');
    const source = await from.getBlobClient('a').getProperties();
    for (const options of [{}, { strategy: 'relay' }, { move: true, overwrite: 'always' }]) {
      const { events } = await settled(await to.beginCopyFromContainer(from, options));
      const destination = await to.getBlobClient('a').getProperties();
      assert.deepEqual(
        events.map(({ event, etag, sourceEtag, contentMD5 }) => [event, etag, sourceEtag, contentMD5]),
        [
          [
            options.move ? 'moved' : 'copied',
            destination.etag,
            source.etag,
            Buffer.from(source.contentMD5).toString('base64'),
          ],
        ],
      );
    }
  });

  test('P8, O4: the event and the manifest have the CRC-64 of what a verification has read', async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-crc64-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const contents = {
      empty: Buffer.alloc(0),
      small: Buffer.from('123456789'),
      large: Buffer.alloc(8 * 1024 * 1024 + 5),
    };
    for (let at = 0; at < contents.large.length; at += 1) contents.large[at] = (at * 31) % 251;
    for (const [name, content] of Object.entries(contents)) await from.getBlockBlobClient(name).uploadData(content);
    const sums = Object.fromEntries(Object.entries(contents).map(([name, content]) => [name, crc64(content)]));
    assert.equal(Buffer.from(sums.small, 'base64').readBigUInt64LE(), 0xae8b14860a799888n);
    for (const [options, isKnown] of [
      [{ verify: 'crc64' }, true],
      [{ verify: 'content', strategy: 'relay' }, true],
      [{ verify: 'properties' }, false],
      [{}, false],
      // What a move finds at the destination is compared, too.
      [{ move: true }, true],
    ]) {
      const manifest = path.join(folder, 'manifest.ndjson');
      const { events } = await settled(await to.beginCopyFromContainer(from, { manifest, ...options }));
      const lines = readFileSync(manifest, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      for (const reported of [events, lines]) {
        const found = Object.fromEntries(reported.map(({ source, contentCRC64 }) => [source, contentCRC64]));
        const expected = Object.fromEntries(Object.keys(sums).map((name) => [name, isKnown ? sums[name] : undefined]));
        assert.deepEqual(found, expected, JSON.stringify(options));
      }
    }
  });

  test('a copy with ifDifferent equals its source regardless of what it records', async () => {
    await upload(from, 'a', 'x', { metadata: { k: 'v' } });
    await (await to.beginCopyFromContainer(from, { overwrite: 'ifDifferent' })).pollUntilDone();
    const result = await to.verifyContainer(from);
    assert.deepEqual([result.equal, result.differences], [1, []]);
  });

  for (const method of ['planContainerCopy', 'verifyContainer']) {
    test(`${method} that is aborted rejects with an AbortError, also once it has begun`, async () => {
      for (const name of ['a', 'b', 'c']) await upload(from, name);
      await simulator.faults({
        which: { operation: 'listBlobs', account: 'one' },
        when: { nth: [2, 3, 4] },
        what: { stall: true },
      });
      const controller = new AbortController();
      const waiting = failing(to[method](from, { pageSize: 1, abortSignal: controller.signal }));
      while ((await simulator.stalls()) === 0);
      controller.abort();
      assert.equal((await waiting).name, 'AbortError');
      await simulator.clearFaults();
      await simulator.releaseStalls();
    });
  }

  test('a comparison that cannot list both sides to their end is an error, and a wrong option is named', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await upload(from, name);
      await upload(to, name);
    }
    for (const account of ['one', 'two']) {
      await simulator.faults({
        which: { operation: 'listBlobs', account },
        when: { after: 1 },
        what: { status: 403, code: 'AuthorizationFailure' },
      });
      const error = await failing(to.verifyContainer(from, { pageSize: 2 }));
      assert.ok(error.statusCode === 403 || error.code === 'VerificationIncomplete', String(error));
    }
    await simulator.clearFaults();
    const wrong = await failing(to.verifyContainer(from, { compare: 'everything' }));
    assert.ok(wrong instanceof RangeError && /"compare"/.test(wrong.message), String(wrong));
    const thrown = new Error('by the callback');
    const rejected = await failing(
      to.verifyContainer(from, {
        onEvent: () => {
          throw thrown;
        },
      }),
    );
    assert.equal(rejected, thrown);
  });
});

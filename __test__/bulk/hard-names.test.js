'use strict';

// Names at the limits: as long as a name may be, with characters that take twelve in a URL, and all that is odd, where blobs are moved,
// deleted or kept, and not only copied.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { ODDER_NAMES, contentOf, describeContainer, namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

/** 1,024 UTF-16 units each. The URLs of the last two are longer than the 2 KiB that the service takes of a source. */
const PLAIN = ['y'.repeat(1024), 'a/'.repeat(512)];
const LONG_URLS = ['%'.repeat(1024), '\u{1F600}'.repeat(512)];
/** What signatures take for a slash, so that this process reads it in any case. */
const UNSIGNED = 'a\\b';
const NAMES = [...ODDER_NAMES, 'a.', '\uFFFE', '\u007F', ...PLAIN, ...LONG_URLS];

describe('names at the limits', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const fill = (container) => Promise.all(NAMES.map((name) => upload(container, name)));
  const run = async (options) => settled(await to.beginCopyFromContainer(from, options));

  test('N8: names whose URLs the service does not take are relayed, and no others', async () => {
    await fill(from);
    await simulator.clearRequests();
    const { summary } = await run({ pageSize: 3 });
    assert.deepEqual([summary.copied, summary.failures.map(({ message }) => message)], [NAMES.length, []]);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
    const relayed = (await simulator.requests({ operation: 'putBlob' })).map(({ path }) => decodeURIComponent(path));
    const names = relayed.map((place) => place.split('/').slice(3).join('/'));
    assert.deepEqual(names.sort(), [...LONG_URLS, UNSIGNED].sort());
    // Who says how blobs are copied gets that.
    const requested = await run({ strategy: 'synchronous' });
    const failed = requested.events.filter(({ event }) => event === 'failed').map(({ source }) => source);
    assert.deepEqual(failed.sort(), [...LONG_URLS, UNSIGNED].sort());
    assert.equal(requested.summary.copied, NAMES.length - failed.length);
    // Another error of a header has nothing to do with the length.
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'a' },
      what: { status: 400, code: 'InvalidHeaderValue' },
    });
    assert.deepEqual((await run({ prefix: 'a', include: ['a'] })).summary.failedByCode, { InvalidHeaderValue: 1 });
  });

  test('A1, N4: a first blob whose signature the service does not take says nothing about the others', async () => {
    const others = Array.from({ length: 20 }, (_, index) => `b ${index}`);
    for (const name of [UNSIGNED, ...others]) await upload(from, name);
    await simulator.clearRequests();
    const { summary } = await run();
    assert.deepEqual([summary.copied, summary.failed], [1 + others.length, 0]);
    assert.equal((await simulator.requests({ operation: 'putBlob' })).length, 1, 'only that one is relayed');
    const requested = (await run({ strategy: 'synchronous' })).summary;
    assert.deepEqual([requested.copied, requested.failures.map(({ source }) => source)], [others.length, [UNSIGNED]]);
  });

  const BACKSLASHES = ['a\\b', '\\', 'e\\', 'a/b\\c/d', 'x\\y.'];
  const SAYS =
    /has a backslash, which some services take for a slash in the signature for one blob\. .*"auto" or "relay"/;

  test('N4: what a strategy cannot copy for a backslash in its name says so, and the others are copied', async () => {
    for (const name of [...BACKSLASHES, 'a/b', 'x/y', 'plain']) await upload(from, name);
    for (const strategy of ['synchronous', 'asynchronous', 'blocks']) {
      const { events, summary } = await run({ strategy });
      assert.deepEqual([summary.copied, summary.failed], [3, BACKSLASHES.length], strategy);
      const failures = events.filter(({ event }) => event === 'failed');
      assert.deepEqual(failures.map(({ source }) => source).sort(), [...BACKSLASHES].sort());
      for (const { message } of failures) {
        assert.match(message, SAYS);
        assert.doesNotMatch(message, /ends in a dot/);
      }
    }
    for (const strategy of ['auto', 'relay']) assert.equal((await run({ strategy })).summary.failed, 0, strategy);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('N4: a single copy of such a blob is right, or its error says what to do', async () => {
    const expiresOn = new Date(Date.now() + 3_600_000);
    const signed = await from.generateSasUrl({ permissions: blobferry.ContainerSASPermissions.parse('r'), expiresOn });
    const container = new blobferry.ContainerClient(signed);
    const permissions = blobferry.BlobSASPermissions.parse('r');
    for (const name of BACKSLASHES) {
      await upload(from, name);
      await upload(from, name.replaceAll('\\', '/') || 'root', 'not this one');
      const ofBlob = await from.getBlobClient(name).generateSasUrl({ permissions, expiresOn });
      for (const strategy of ['auto', 'synchronous', 'asynchronous', 'blocks', 'relay']) {
        const copy = async (source) => {
          const poller = await to.getBlockBlobClient('copy').beginCopyFrom(source, { strategy });
          await poller.pollUntilDone();
          assert.equal(await contentOf(to, 'copy'), name, strategy);
          await to.deleteBlob('copy');
        };
        await copy(container.getBlobClient(name).url);
        const error = await copy(ofBlob).catch((rejection) => rejection);
        assert.match(error?.message, SAYS, `${strategy} ${name}`);
        const ofClient = await copy(from.getBlobClient(name)).catch((rejection) => rejection);
        if (['auto', 'relay'].includes(strategy)) assert.equal(ofClient, undefined);
        else assert.match(ofClient?.message, SAYS, `${strategy} ${name}`);
      }
    }
  });

  test('M3, N8: all of them are moved', async () => {
    await fill(from);
    const expected = await describeContainer(from);
    const { summary } = await run({ move: true, pageSize: 3 });
    assert.deepEqual([summary.moved, summary.failures.map(({ message }) => message)], [NAMES.length, []]);
    assert.deepEqual(await namesOf(from), []);
    assert.deepEqual(await describeContainer(to), expected);
  });

  test('D12, N8: all of them are deleted by a mirror, and what resembles them stays', async () => {
    const kept = ['a/b/c', 'h\u0012.jpg', 'A', '%25', 'x'.repeat(999)];
    await fill(to);
    for (const container of [from, to]) for (const name of kept) await upload(container, name);
    await simulator.advanceClock(2);
    const { summary } = await run({ deleteExtraneous: true, allowMassDeletes: true, overwrite: 'never' });
    assert.deepEqual([summary.deletes.done, summary.deletes.refused], [NAMES.length, 0]);
    assert.deepEqual((await namesOf(to)).sort(), [...kept].sort());
  });

  test('D17, N8: what cannot be kept because its name would be too long is not deleted', async () => {
    await upload(from, 'keep');
    await fill(to);
    await simulator.advanceClock(2);
    const options = { deleteExtraneous: true, allowMassDeletes: true, keepReplaced: { prefix: 'kept/' } };
    const { events, summary } = await run(options);
    const long = [...PLAIN, ...LONG_URLS];
    assert.deepEqual([summary.deletes.done, summary.deletes.refused], [NAMES.length - long.length, long.length]);
    const denied = events.filter(({ event }) => event === 'deleteRefused');
    assert.deepEqual(denied.map(({ destination }) => destination).sort(), [...long].sort());
    assert.ok(denied.every(({ code, message }) => code === 'ReplacedBlobNotKept' && /would be too long/.test(message)));
    const expected = NAMES.map((name) => (long.includes(name) ? name : `kept/${name}`));
    assert.deepEqual((await namesOf(to)).sort(), ['keep', ...expected].sort());
  });
});

'use strict';

// Single rows of the requirements that no other file has, on the simulator. `table.js` has all rows.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../../support/blobferry');
const { startAltering } = require('../altering-proxy');
const { describeContainer, namesOf, settled, upload } = require('../helpers');
const { useTwoAccounts } = require('../two-accounts');

const { BlobServiceClient, ContainerClient } = blobferry;

describe('rows of the requirements', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
  });

  async function run(options) {
    return settled(await to.beginCopyFromContainer(from, options));
  }

  test('T12: blocks of another client with ids of another length fail that blob alone, and its content stays', async () => {
    for (const name of ['x', 'y']) await upload(from, name, 'new '.repeat(50));
    await upload(to, 'x', 'old');
    await to.getBlockBlobClient('x').stageBlock(Buffer.from('other').toString('base64'), 'z', 1);
    const { events, summary } = await run({ strategy: 'blocks', blockSize: 64 });
    const failed = events.find(({ event }) => event === 'failed');
    assert.deepEqual([failed.source, failed.code, summary.copied], ['x', 'InvalidBlobOrBlock', 1]);
    assert.match(failed.message, /block/i);
    assert.equal((await to.getBlobClient('x').downloadToBuffer()).toString(), 'old');
    // One request writes the whole blob, and clears them.
    await run({});
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('T12: a blob that consists of blocks whose ids have another length is replaced by blocks', async () => {
    await upload(from, 'x', 'new '.repeat(50));
    const blob = to.getBlockBlobClient('x');
    const ids = [1, 2].map((number) => Buffer.from(`block-${String(number).padStart(40, '0')}`).toString('base64'));
    for (const id of ids) await blob.stageBlock(id, 'old', 3);
    await blob.commitBlockList(ids);
    const { summary } = await run({ strategy: 'blocks' });
    assert.deepEqual([summary.copied, summary.failed], [1, 0]);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('C6: the same size is not the same content', async () => {
    await upload(from, 'x', 'aaaa');
    await upload(to, 'x', 'bbbb');
    const { summary } = await run({ overwrite: 'ifDifferent' });
    assert.equal(summary.copied, 1);
    assert.equal((await to.getBlobClient('x').downloadToBuffer()).toString(), 'aaaa');
  });

  test('O13: a source that is gone after it was listed is no success', async () => {
    for (const name of ['x', 'y']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'x' },
      when: { nth: 1 },
      then: { delete: { account: 'one', container: `container-${number}`, blob: 'x' } },
    });
    const { summary } = await run({});
    assert.deepEqual([summary.copied, summary.skipped, summary.failed], [1, { vanished: 1 }, 0]);
    assert.deepEqual(await namesOf(to), ['y']);
  });

  test('P20: what the source does not have is not sent', async () => {
    await upload(from, 'x');
    await run({});
    const properties = await to.getBlobClient('x').getProperties();
    for (const name of ['cacheControl', 'contentLanguage', 'contentEncoding', 'contentDisposition']) {
      assert.equal(properties[name], undefined, name);
    }
    assert.equal(properties.contentType, 'application/octet-stream');
  });

  test('C9: a dry run compares as the run does', async () => {
    await upload(from, 'x', 'same');
    await upload(to, 'x', 'same');
    for (const dryRun of [true, false]) {
      const { summary } = await run({ overwrite: 'ifDifferent', dryRun });
      assert.deepEqual([summary.copied, summary.skipped], [0, { same: 1 }]);
    }
  });

  test('P9: archived blobs are left out and counted apart, and fail if that is wanted', async () => {
    for (const name of ['hot 1', 'hot 2', 'hot 3', 'archived 1', 'archived 2']) await upload(from, name);
    for (const name of ['archived 1', 'archived 2']) await from.getBlobClient(name).setAccessTier('Archive');
    await simulator.clearRequests();
    const { events, summary } = await run({});
    assert.deepEqual([summary.copied, summary.skipped, summary.failed], [3, { archived: 2 }, 0]);
    const skipped = events
      .filter(({ event }) => event === 'skipped')
      .map(({ source, reason }) => `${source}: ${reason}`);
    assert.deepEqual(skipped, ['archived 1: archived', 'archived 2: archived']);
    const about = (await simulator.requests({})).filter(({ path }) => path.includes('archived'));
    assert.deepEqual(about, [], 'the listing tells, so that nothing is asked');
    const strict = await run({ archived: 'fail', strategy: 'synchronous' });
    assert.deepEqual([strict.summary.copied, strict.summary.failed], [3, 2]);
    assert.match(strict.summary.failures[0].message, /archive/i);
  });

  test('A2: two accounts with keys: a private source is signed for the service', async () => {
    await upload(from, 'x', 'x'.repeat(1000));
    assert.notEqual((await fetch(from.getBlobClient('x').url)).status, 200);
    for (const strategy of ['synchronous', 'blocks', 'asynchronous', 'relay']) {
      await simulator.clearRequests();
      const { summary } = await run({ strategy, blockSize: 300, destinationPrefix: strategy });
      assert.deepEqual([summary.copied, summary.failures], [1, []], strategy);
      const sources = (await simulator.requests({})).flatMap(({ headers }) => headers['x-ms-copy-source'] ?? []);
      if (strategy !== 'relay')
        assert.ok(sources.length > 0 && sources.every((url) => new URL(url).searchParams.has('sig')));
      // The destination's key signs nothing of the source, and the other way round.
      const signers = (await simulator.requests({})).map(({ path, headers }) => [
        path.split('/')[1],
        /SharedKey (\w+):/.exec(headers.authorization ?? '')?.[1],
      ]);
      assert.ok(
        signers.every(([account, signer]) => signer === undefined || signer === account),
        JSON.stringify(signers),
      );
    }
  });

  test('S11: containers are created at the same time, and not one after the other', async () => {
    const services = ['one', 'two'].map((account) =>
      BlobServiceClient.fromConnectionString(simulator.connectionString(account)),
    );
    const names = Array.from({ length: 40 }, (_, at) => `s11-${number}-${at}`);
    for (const name of names) await upload((await services[0].createContainer(name)).containerClient, 'x');
    await simulator.faults({ which: { operation: 'createContainer' }, what: { stall: true } });
    const poller = await services[1].beginCopyFromAccount(services[0], { containerPrefix: `s11-${number}-` });
    // None of them gets a response, and others are requested nevertheless.
    while ((await simulator.stalls()) < 8);
    await simulator.clearFaults();
    await simulator.releaseStalls();
    const { copied, containers } = await poller.pollUntilDone();
    assert.deepEqual([copied, containers.created], [names.length, names.length]);
  });

  test('O7: a thousand names in a random order take a request each, and nothing is listed', async () => {
    const count = 1000;
    await simulator.syntheticContainer({ account: 'one', container: `named-${number}`, count, size: 10 });
    const source = accounts.within('one', `named-${number}`);
    const known = [];
    for await (const { name, properties } of source.listBlobsFlat()) known.push([name, properties]);
    // The same order each time, and no order of names.
    known.sort(([one], [other]) => one.split('').reverse().join('').localeCompare(other.split('').reverse().join('')));
    await simulator.clearStatistics();
    function* entries() {
      for (const [name, { contentLength: length, etag }] of known) {
        yield { source: source.getBlobClient(name), destination: name, length, etag };
      }
    }
    const { summary } = await settled(await to.beginCopyFromContainer(entries()));
    assert.equal(summary.copied, count);
    const sent = Object.values((await simulator.statistics()).operations).reduce((sum, one) => sum + one, 0);
    assert.ok(sent <= count * 1.002, `${sent} requests`);
  });

  test('P21: everything that a copy does not keep has the name that the table of the guide gives it', async () => {
    const guide = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'guides', 'containers.md'), 'utf8');
    const table = /\| what \| kept \| counted in `notKept` as \|\n(?<rows>(?:\|.*\n)+)/.exec(guide).groups.rows;
    const kinds = [...table.matchAll(/\| `(?<kind>\w+)` \|$/gm)].map(({ groups }) => groups.kind);
    assert.ok(kinds.length >= 6, kinds.join());
    await from.getPageBlobClient('page').create(512, { tier: 'P10' });
    await upload(from, 'hash');
    await from.getBlobClient('hash').setHTTPHeaders({ blobContentMD5: Buffer.from('no hash') });
    await upload(from, 'tags', 'x', { tags: { a: 'b', c: 'd' } });
    await upload(from, 'plain');
    // Neither does the service take the tags along, nor may anybody write them.
    const what = { status: 403, code: 'AuthorizationPermissionMismatch' };
    const rejected = ['x-ms-tags', 'x-ms-copy-source-tag-option'].map((header) => ({ [header]: '*' }));
    await simulator.faults(...rejected.map((headers) => ({ which: { account: 'two', headers }, what })));
    const { events, summary } = await run({ onTagsForbidden: 'skip' });
    assert.deepEqual([summary.copied, summary.failures], [4, []]);
    assert.deepEqual(summary.notKept, { accessTier: 1, contentMd5: 1, tags: 1 });
    const reported = Object.fromEntries(events.map(({ source, notKept }) => [source, notKept]));
    assert.deepEqual(reported, { page: ['accessTier'], hash: ['contentMd5'], tags: ['tags'], plain: undefined });
    for (const kind of Object.keys(summary.notKept)) assert.ok(kinds.includes(kind), kind);
  });

  test('P18: the encryption scope of a source is not that of the copy, and is reported', async () => {
    for (const name of ['scoped', 'plain']) await upload(from, name);
    const url = new URL(from.url);
    const proxy = await startAltering(url.origin, ({ url: path }, { body }) => {
      if (!path.includes('comp=list')) return undefined;
      const scope = '<EncryptionScope>mine</EncryptionScope></Properties>';
      const item = /(<Name>scoped<\/Name>.*?)<\/Properties>/s;
      return { body: body.toString().replace(item, `$1${scope}`) };
    });
    try {
      const source = new ContainerClient(`${proxy.origin}${url.pathname}`, from.credential);
      const { events, summary } = await settled(await to.beginCopyFromContainer(source));
      assert.deepEqual([summary.copied, summary.notKept], [2, { encryptionScope: 1 }]);
      assert.deepEqual(events.find(({ source: name }) => name === 'scoped').notKept, ['encryptionScope']);
      const sent = (await simulator.requests({})).map(({ headers }) => headers['x-ms-encryption-scope']);
      assert.ok(sent.every((scope) => scope === undefined));
    } finally {
      proxy.stop();
    }
  });

  test('T9: a hold of the source is no obstacle to its copy, and the source keeps it', async () => {
    for (const name of ['held', 'plain']) await upload(from, name);
    await from.getBlobClient('held').setLegalHold(true);
    const { summary } = await run({});
    assert.deepEqual([summary.copied, summary.failures], [2, []]);
    assert.equal((await from.getBlobClient('held').getProperties()).legalHold, true);
  });

  test('T10: blobs that are deleted and can be recovered are no sources', async () => {
    const service = BlobServiceClient.fromConnectionString(simulator.connectionString('one'));
    await service.setProperties({ deleteRetentionPolicy: { enabled: true, days: 7 } });
    try {
      for (const name of ['live', 'deleted']) await upload(from, name);
      await from.deleteBlob('deleted');
      assert.deepEqual(await namesOf(from, { includeDeleted: true }), ['deleted', 'live']);
      const { summary } = await run({});
      assert.deepEqual([summary.listed, summary.copied, await namesOf(to)], [1, 1, ['live']]);
    } finally {
      await service.setProperties({ deleteRetentionPolicy: { enabled: false } });
    }
  });
});

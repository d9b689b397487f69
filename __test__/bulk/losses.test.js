'use strict';

// What a container copy cannot keep of a blob, or cannot read at all: the others are copied, and losses are reported.

const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing, startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, namesOf, outcomesOf, settled, upload } = require('./helpers');

const RETRIES = { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 } };

/** Three bytes, where the 16 of an MD5 hash should be. */
const NO_HASH = Buffer.from([1, 2, 3]);

/** The events and the summary of a copy, however it ends. */
const run = async (from, to, options) => settled(await to.beginCopyFromContainer(from, options));

const contentOf = async (container, name) => (await container.getBlobClient(name).downloadToBuffer()).toString();

describe('what a container copy cannot keep', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts(RETRIES));
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    number += 1;
    [from, to] = ['one', 'two'].map((account) => containerBeside(containerOf(account), `container-${number}`));
    await Promise.all([from.create(), to.create()]);
    await simulator.clearRequests();
  });

  /** Uploads with headers that no client sends. */
  async function put(name, headers, content = 'x') {
    const sas = blobferry.generateBlobSASQueryParameters(
      {
        containerName: from.containerName,
        permissions: blobferry.ContainerSASPermissions.parse('cw'),
        expiresOn: new Date(Date.now() + 3600_000),
      },
      containerOf('one').credential,
    );
    const url = `${from.getBlobClient(name).url}?${sas}`;
    const sent = { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob', ...headers }, body: content };
    assert.equal((await fetch(url, sent)).status, 201);
  }

  async function uploadWithoutHash(name, content) {
    await upload(from, name, content, { metadata: { Own: 'er' } });
    await from.getBlobClient(name).setHTTPHeaders({ blobContentMD5: NO_HASH, blobContentType: 'text/x' });
  }

  test('P6: an invalid stored MD5 hash is left out, and reported', async () => {
    for (const options of [{}, { verify: 'properties' }, { verify: 'md5' }, { strategy: 'relay' }]) {
      await uploadWithoutHash('bad', 'content');
      await upload(from, 'good');
      const { events, summary } = await run(from, to, options);
      const hint = JSON.stringify(options);
      assert.deepEqual([summary.copied, summary.failed], [2, 0], `${hint} ${JSON.stringify(summary.failures)}`);
      const { contentMD5, contentType, metadata } = await to.getBlobClient('bad').getProperties();
      assert.deepEqual([contentType, metadata, await contentOf(to, 'bad')], ['text/x', { own: 'er' }, 'content'], hint);
      assert.ok((await to.getBlobClient('good').getProperties()).contentMD5, hint);
      if (options.strategy === 'relay') continue;
      assert.notDeepEqual(Buffer.from(contentMD5 ?? []), NO_HASH, hint);
      assert.deepEqual(summary.notKept, { contentMd5: 1 }, hint);
      assert.deepEqual(events.find(({ source }) => source === 'bad').notKept, ['contentMd5'], hint);
      if (options.verify) {
        const { equal, different, unproven } = summary.verified;
        assert.deepEqual([equal, different, unproven], [1, 0, 1], hint);
      }
    }
  });

  test('P6: an entry of the caller with such a hash is copied without it too', async () => {
    await uploadWithoutHash('bad', 'content');
    const source = from.getBlobClient('bad');
    const { etag, contentLength: length } = await source.getProperties();
    for (const entry of [
      { source, destination: 'listed', etag, length },
      { source, destination: 'requested' },
    ]) {
      const { summary } = await run([entry], to, {});
      assert.deepEqual([summary.copied, summary.notKept], [1, { contentMd5: 1 }], JSON.stringify(summary.failures));
      assert.equal(await contentOf(to, entry.destination), 'content');
      assert.equal((await to.getBlobClient(entry.destination).getProperties()).contentType, 'text/x');
    }
  });

  test('P5: names of metadata that the service does not take fail, are left out or changed, before any write', async () => {
    const server = http.createServer((request, response) => {
      response.setHeader('ETag', '"1"');
      response.setHeader('x-ms-meta-x-y', 'v');
      response.setHeader('x-ms-meta-own', 'er');
      response.setHeader('Content-Length', 1);
      response.end(request.method === 'HEAD' ? undefined : 'x');
    });
    await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const source = `http://127.0.0.1:${server.address().port}/x`;
      await upload(from, 'plain');
      const entries = () => [
        { source, destination: 'x' },
        { source: from.getBlobClient('plain'), destination: 'plain' },
      ];
      await simulator.clearRequests();
      const { events, summary } = await run(entries(), to, {});
      assert.deepEqual([summary.copied, summary.failedByCode], [1, { InvalidMetadata: 1 }]);
      assert.match(events.find(({ event }) => event === 'failed').message, /"x-y".*"invalidMetadata"/);
      const requests = await simulator.requests({});
      assert.ok(!requests.some(({ path, method }) => method === 'PUT' && path.endsWith('/x')));
      for (const [invalidMetadata, metadata] of [
        ['drop', { own: 'er' }],
        ['rename', { own: 'er', x_x002d_y: 'v' }],
      ]) {
        for (const strategy of ['auto', 'relay']) {
          const options = { invalidMetadata, strategy };
          const changed = await run(entries(), to, options);
          assert.deepEqual([changed.summary.copied, changed.summary.notKept], [2, { metadata: 1 }]);
          assert.deepEqual((await to.getBlobClient('x').getProperties()).metadata, metadata, JSON.stringify(options));
        }
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  test('P12: a rehydrating blob is reported as such, and is copied once it is rehydrated', async () => {
    for (const name of ['archived', 'hot', 'rehydrating']) await upload(from, name);
    for (const name of ['archived', 'rehydrating']) await from.getBlobClient(name).setAccessTier('Archive');
    await simulator.rehydration(600);
    await from.getBlobClient('rehydrating').setAccessTier('Hot');
    const { events, summary } = await run(from, to, {});
    assert.deepEqual(outcomesOf(events), { archived: 'archived', hot: 'copied', rehydrating: 'rehydrating' });
    assert.deepEqual([summary.failed, summary.skipped], [0, { archived: 1, rehydrating: 1 }]);
    const { summary: entries } = await run([{ source: from.getBlobClient('rehydrating'), destination: 'x' }], to, {});
    assert.deepEqual(entries.skipped, { rehydrating: 1 });
    const { summary: strict } = await run(from, to, { archived: 'fail', prefix: 'rehydrating' });
    assert.equal(strict.failed, 1);
    await simulator.advanceClock(601);
    assert.equal((await run(from, to, {})).summary.copied, 2);
  });

  test('P13: an unknown tier reaches the destination unchanged', async () => {
    for (const account of ['one', 'two']) await simulator.features({ furtherTiers: ['Frozen'] }, account);
    for (const [name, content] of [
      ['x', 'x'],
      ['large', 'l'.repeat(300)],
    ]) {
      await put(name, { 'x-ms-access-tier': 'Frozen' }, content);
    }
    for (const options of [{}, { strategy: 'blocks' }, { strategy: 'relay' }]) {
      assert.deepEqual((await run(from, to, options)).summary.copied, 2, JSON.stringify(options));
      for (const name of ['x', 'large']) {
        assert.equal((await to.getBlobClient(name).getProperties()).accessTier, 'Frozen');
      }
    }
    for (const account of ['one', 'two']) await simulator.features({}, account);
  });

  test('P17: blobs under a customer-provided key fail one by one, before any request, and the others are copied', async () => {
    for (const name of ['1 key', '2 key']) await put(name, { 'x-ms-encryption-key-sha256': 'aGFzaA==' });
    for (const name of ['3 plain', '4 plain']) await upload(from, name);
    await simulator.clearRequests();
    const { events, summary } = await run(from, to, {});
    assert.deepEqual([summary.copied, summary.failedByCode], [2, { KeyNeeded: 2 }]);
    assert.deepEqual(outcomesOf(events), {
      '1 key': 'KeyNeeded',
      '2 key': 'KeyNeeded',
      '3 plain': 'copied',
      '4 plain': 'copied',
    });
    const failure = events.find(({ code }) => code === 'KeyNeeded');
    assert.match(failure.message, /customer-provided key.*aGFzaA==.*"sourceCustomerProvidedKey"/);
    const touched = (await simulator.requests({})).filter(({ path }) => /key$/.test(decodeURIComponent(path)));
    assert.deepEqual(touched, []);
    // Facts that are not listed come from the source itself.
    const { summary: entries } = await run([{ source: from.getBlobClient('1 key'), destination: 'x' }], to, {});
    assert.deepEqual(entries.failedByCode, { KeyNeeded: 1 }, JSON.stringify(entries.failures));
    // A plan reports the same as the run.
    assert.equal((await run(from, to, { dryRun: true })).summary.failedByCode.KeyNeeded, 2);
    assert.deepEqual(await namesOf(to), ['3 plain', '4 plain']);
  });

  test('T5: append and page blobs become block blobs where that is wanted', async () => {
    const options = { metadata: { Own: 'er' }, blobHTTPHeaders: { blobContentType: 'text/x' } };
    const append = from.getAppendBlobClient('append');
    await append.create(options);
    await append.appendBlock('a'.repeat(700), 700);
    const page = from.getPageBlobClient('page');
    await page.create(1024, options);
    await page.uploadPages('p'.repeat(512), 512, 512);
    await upload(from, 'block');
    const typesOf = async () => {
      const types = {};
      for (const name of await namesOf(to)) types[name] = (await to.getBlobClient(name).getProperties()).blobType;
      return types;
    };
    await run(from, to, { blobType: 'same' });
    assert.deepEqual(await typesOf(), { append: 'AppendBlob', block: 'BlockBlob', page: 'PageBlob' });
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay']) {
      for (const name of await namesOf(to)) await to.deleteBlob(name);
      const { summary } = await run(from, to, { blobType: 'block', strategy, verify: 'content' });
      assert.deepEqual([summary.copied, summary.failed], [3, 0], `${strategy} ${JSON.stringify(summary.failures)}`);
      assert.deepEqual(await typesOf(), { append: 'BlockBlob', block: 'BlockBlob', page: 'BlockBlob' }, strategy);
      assert.equal(await contentOf(to, 'append'), 'a'.repeat(700));
      assert.equal(await contentOf(to, 'page'), '\0'.repeat(512) + 'p'.repeat(512));
      const { contentType, metadata } = await to.getBlobClient('append').getProperties();
      assert.deepEqual([contentType, metadata], ['text/x', { own: 'er' }]);
    }
    assert.equal((await run(from, to, { blobType: 'block', dryRun: true })).summary.copied, 3);
  });

  test('T5: other conversions are rejected before anything is written', async () => {
    await upload(from, 'x', 'x'.repeat(700));
    await simulator.clearRequests();
    for (const options of [{ blobType: 'page' }, { blobType: 'block', strategy: 'asynchronous' }]) {
      const error = await failing(to.beginCopyFromContainer(from, options));
      assert.ok(error instanceof RangeError);
      assert.match(error.message, /"blobType"/);
    }
    assert.deepEqual(await simulator.requests({}), []);
  });

  test('T4: an append blob whose copy lost its response is whole once, and nothing was appended', async () => {
    const append = from.getAppendBlobClient('log');
    await append.create();
    for (const line of ['one\n', 'two\n']) await append.appendBlock(line, line.length);
    await simulator.clearRequests();
    for (const options of [{}, { blobType: 'block' }, { blobType: 'block', strategy: 'blocks' }]) {
      await to.deleteBlob('log', { deleteSnapshots: 'include' }).catch(() => undefined);
      await simulator.faults({
        which: { account: 'two', method: 'PUT' },
        when: { first: 2 },
        what: { after: true, reset: true },
      });
      const { summary } = await run(from, to, options);
      assert.deepEqual([summary.copied, summary.failed], [1, 0], JSON.stringify(summary.failures));
      assert.equal(await contentOf(to, 'log'), 'one\ntwo\n');
    }
    const sent = (await simulator.requests({})).map(({ operation }) => operation);
    assert.ok(!sent.some((operation) => operation.startsWith('appendBlock')), sent.join());
  });
});

describe('what a container copy cannot keep of a hierarchical namespace', () => {
  let simulator;
  let containerOf;
  let flat;
  let number = 0;
  const trees = {};

  before(async () => {
    let from;
    let to;
    ({ simulator, containerOf, from, to } = await startTwoAccounts(RETRIES));
    await Promise.all([from.delete(), to.delete()]);
  });
  after(() => simulator.stop());

  async function containers(hierarchical) {
    for (const account of ['one', 'two']) {
      for (const name of trees[account] ?? []) await containerBeside(containerOf(account), name).delete();
      await simulator.features({ hierarchicalNamespace: hierarchical.includes(account) }, account);
    }
    number += 1;
    const made = ['one', 'two'].map((account) => containerBeside(containerOf(account), `container-${number}`));
    for (const account of ['one', 'two']) trees[account] = [`container-${number}`];
    await Promise.all(made.map((container) => container.create()));
    [, flat] = made;
    await simulator.clearRequests();
    return made;
  }

  test('H5: access control lists are reported as not kept, with the number of blobs, and fail nothing', async () => {
    for (const hierarchical of [['one'], ['one', 'two']]) {
      const [from, to] = await containers(hierarchical);
      for (const name of ['a', 'd/b', 'd/c']) await upload(from, name);
      const { events, summary } = await run(from, to, { verify: 'properties' });
      assert.deepEqual([summary.copied, summary.failed], [3, 0], JSON.stringify(summary.failures));
      assert.deepEqual(summary.notKept, { accessControlList: 3 });
      assert.deepEqual(events.find(({ source }) => source === 'a').notKept, ['accessControlList']);
      assert.equal((await run(from, to, { dryRun: true })).summary.notKept.accessControlList, 3);
    }
    const [from, to] = await containers([]);
    await upload(from, 'a');
    assert.deepEqual((await run(from, to, {})).summary.notKept, {});
    assert.ok(flat);
  });

  test('H6: tags are not sent to an account that has none; how many blobs lost them is said once', async () => {
    const [from, to] = await containers(['two']);
    for (let at = 0; at < 5; at += 1) await upload(from, `tagged ${at}`, 'x', { tags: { a: 'b' } });
    await upload(from, 'untagged', 'x');
    await simulator.clearRequests();
    const { events, summary } = await run(from, to, { verify: 'properties', concurrency: 3 });
    assert.deepEqual([summary.copied, summary.failed], [6, 0], JSON.stringify(summary.failures));
    assert.deepEqual(summary.notKept, { tags: 5 });
    assert.equal(events.filter(({ notKept }) => notKept?.includes('tags')).length, 5);
    const requests = await simulator.requests({});
    const about = requests.filter(
      ({ headers, operation, query }) =>
        headers['x-ms-tags'] !== undefined ||
        headers['x-ms-copy-source-tag-option'] !== undefined ||
        /Tags/.test(operation) ||
        /include=[^&]*tags/.test(query ?? ''),
    );
    assert.deepEqual(about, []);
    assert.equal(requests.filter(({ operation }) => /AccountInf/i.test(operation)).length, 1);
  });

  test('H6: a filter by tags over an account that has none is an error that says so, before anything is copied', async () => {
    const [from, to] = await containers(['one']);
    await upload(from, 'a');
    const error = await failing(to.beginCopyFromContainer(from, { tagFilter: '"a" = \'b\'' }));
    assert.match(error.message, /cannot be listed. Nothing was copied..*hierarchical namespace/);
    assert.deepEqual(await namesOf(to), []);
  });
});

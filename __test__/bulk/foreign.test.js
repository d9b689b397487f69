'use strict';

// Blobs that the service treats in its own way: files that another API wrote, tiers that a client does not know, hierarchical namespaces.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, contentOf, namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const RETRIES = { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 } };

async function run(from, to, options) {
  return settled(await to.beginCopyFromContainer(from, options));
}

describe('blobs that the service treats in its own way', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  test('H7: a file that the Data Lake API wrote takes no blocks: it fails alone, and keeps its content', async () => {
    for (const name of ['x', 'y', 'z']) await upload(from, name, 'new '.repeat(50));
    await upload(to, 'x', 'old');
    await simulator.faults({
      which: { operation: 'putBlockFromUrl', blob: 'x' },
      what: { status: 409, code: 'BlobOperationNotSupported' },
    });
    const { events, summary } = await run(from, to, { strategy: 'blocks', blockSize: 64 });
    const failed = events.filter(({ event }) => event === 'failed');
    assert.deepEqual(
      failed.map(({ source, code }) => [source, code]),
      [['x', 'BlobOperationNotSupported']],
    );
    assert.equal(summary.copied, 2);
    assert.equal(await contentOf(to, 'x'), 'old');
    // One request that writes the whole blob may replace such a file.
    await run(from, to, {});
    assert.equal(await contentOf(to, 'x'), 'new '.repeat(50));
  });

  test('A12: a SAS that is bound to addresses is reported for the first blob, and a relay is suggested', async () => {
    for (let index = 0; index < 50; index += 1) await upload(from, `blob ${index}`, 'x');
    await simulator.faults({
      which: { operation: 'getBlob', role: 'source' },
      what: { status: 403, code: 'AuthorizationSourceIPMismatch' },
    });
    const poller = await to.beginCopyFromContainer(from, { strategy: 'synchronous' });
    const error = await poller.pollUntilDone().then(assert.fail, (thrown) => thrown);
    assert.match(error.message, /addresses/);
    assert.match(error.message, /relay/);
    const { operations } = await simulator.statistics();
    assert.equal(operations.copyBlobFromUrl, 1);
    assert.deepEqual(await namesOf(to), []);
  });

  test('P15: the tier of a page blob is left out and counted, and the blob is copied', async () => {
    await from.getPageBlobClient('page').create(512, { tier: 'P10' });
    await from.getPageBlobClient('page').uploadPages('p'.repeat(512), 0, 512);
    const { summary } = await run(from, to, {});
    assert.deepEqual([summary.copied, summary.failed, summary.notKept], [1, 0, { accessTier: 1 }]);
    assert.equal(await contentOf(to, 'page'), 'p'.repeat(512));
  });

  test('P13: each online tier, also Cold, reaches the destination with the same text', async () => {
    for (const tier of ['Hot', 'Cool', 'Cold']) await upload(from, tier, tier, { tier });
    const { summary } = await run(from, to, {});
    assert.equal(summary.copied, 3);
    for (const tier of await namesOf(to)) {
      assert.equal((await to.getBlobClient(tier).getProperties()).accessTier, tier);
    }
  });
});

describe('an account with a hierarchical namespace as the source', () => {
  let simulator;
  let source;
  let to;

  before(async () => {
    let containerOf;
    let from;
    ({ simulator, from, to, containerOf } = await startTwoAccounts(RETRIES));
    await from.delete();
    await simulator.features({ hierarchicalNamespace: true }, 'one');
    source = containerBeside(containerOf('one'), 'tree');
    await source.create();
  });
  after(() => simulator.stop());

  test('H6: tags are not requested in an account that has none', async () => {
    for (const name of ['a', 'd/b']) await upload(source, name);
    await simulator.clearRequests();
    const { summary } = await run(source, to, { verify: 'properties' });
    const requested = (await simulator.requests({})).filter(
      ({ headers, operation, query }) =>
        headers['x-ms-copy-source-tag-option'] !== undefined ||
        headers['x-ms-tags'] !== undefined ||
        /Tags/.test(operation) ||
        /include=[^&]*tags/.test(query ?? ''),
    );
    assert.deepEqual(requested, []);
    assert.deepEqual([summary.copied, summary.failed], [2, 0]);
    assert.equal(await contentOf(to, 'd/b'), 'd/b');
  });

  test('H8: a prefix that runs through a file is an error, not an empty source whose mirror deletes everything', async () => {
    await upload(source, 'r/readme');
    await upload(to, 'r/readme/x', 'kept');
    const error = await to
      .beginCopyFromContainer(source, { prefix: 'r/readme/x', deleteExtraneous: true })
      .then((poller) => poller.pollUntilDone())
      .then(assert.fail, (thrown) => thrown);
    assert.equal(error.name, 'RestError', String(error));
    assert.equal(await contentOf(to, 'r/readme/x'), 'kept');
  });
});

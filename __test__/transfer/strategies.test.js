'use strict';

// Every strategy, end to end, between two accounts of the simulator, which reads sources as the service does: the
// copied content, the requests on each side, and what happens if a side changes or fails.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');
const { describeBlob, failing, fill, settle, startTwoAccounts } = require('./helpers');

const MIB = 1024 * 1024;
describe('beginCopyFrom between two accounts', () => {
  let simulator;
  let from;
  let to;

  before(async () => {
    ({ simulator, from, to } = await startTwoAccounts());
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    // Requests that the previous test abandoned may still have been on their way.
    await simulator.idle();
    await simulator.clearRequests();
  });

  let names = 0;
  const fresh = () => to.getBlockBlobClient(`destination ${(names += 1)}`);

  async function source(length = 100_000, options = {}) {
    const client = from.getBlockBlobClient(`source ${(names += 1)}`);
    await client.upload(fill(length), length, {
      metadata: { owner: 'me' },
      tags: { project: 'x' },
      tier: 'Cool',
      blobHTTPHeaders: { blobContentType: 'text/plain', blobCacheControl: 'no-cache' },
      ...options,
    });
    return client;
  }

  for (const [strategy, options] of [
    ['synchronous', {}],
    ['synchronous', { strategy: 'synchronous', blobHTTPHeaders: { blobContentType: 'text/html' } }],
    ['blocks', { strategy: 'blocks', blockSize: 30_000 }],
    ['relay', { strategy: 'relay', blockSize: 30_000 }],
    ['relay', { strategy: 'relay' }],
    ['asynchronous', { strategy: 'asynchronous' }],
  ]) {
    test(`${strategy} with ${JSON.stringify(options)}: content, properties, metadata, tags and tier arrive`, async () => {
      const origin = await source();
      const destination = fresh();
      const poller = await destination.beginCopyFrom(origin, options);
      const result = await poller.pollUntilDone();
      assert.equal(poller.getOperationState().strategy, strategy);
      assert.ok(result.etag);
      const expected = await describeBlob(origin);
      if (options.blobHTTPHeaders) {
        Object.assign(expected, { contentType: 'text/html', cacheControl: undefined });
        delete expected.contentMD5;
      }
      const found = await describeBlob(destination);
      if (options.blobHTTPHeaders) delete found.contentMD5;
      assert.deepEqual(found, expected);
    });
  }

  test('a progress that grows to the whole, a poller that is done', async () => {
    const origin = await source(64_000);
    const seen = [];
    const poller = await fresh().beginCopyFrom(origin, {
      strategy: 'blocks',
      blockSize: 1000,
      concurrency: 2,
      onProgress: ({ copyProgress }) => seen.push(Number(copyProgress.split('/')[0])),
    });
    await poller.pollUntilDone();
    assert.equal(poller.isDone(), true);
    assert.equal(poller.getOperationState().copyProgress, '64000/64000');
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
  });

  test('every block is pinned by the ETag of the source, and signed for reading alone', async () => {
    const origin = await source(50_000);
    const { etag } = await origin.getProperties();
    await settle(await fresh().beginCopyFrom(origin, { strategy: 'blocks', blockSize: 10_000 }));
    const staged = await simulator.requests({ operation: 'putBlockFromUrl' });
    assert.equal(staged.length, 5);
    for (const { headers } of staged) {
      assert.equal(headers['x-ms-source-if-match'], etag);
      assert.match(headers['x-ms-copy-source'], /[?&]sp=r&/);
    }
  });

  test('a snapshot is a source of its own', async () => {
    const origin = await source(50_000);
    const { snapshot } = await origin.createSnapshot();
    await origin.upload('changed', 7);
    for (const strategy of ['synchronous', 'blocks', 'relay', 'asynchronous']) {
      const destination = fresh();
      await settle(await destination.beginCopyFrom(origin.withSnapshot(snapshot), { strategy, intervalInMs: 1 }));
      assert.deepEqual(await destination.downloadToBuffer(), fill(50_000), strategy);
    }
  });

  test('a source that changes ends the copy, and the destination is not there', async () => {
    const origin = await source(50_000);
    await simulator.faults({
      which: { operation: 'putBlockFromUrl' },
      when: { nth: 2 },
      what: {},
      then: { put: { account: 'one', container: 'container', blob: origin.name, body: 'changed' } },
    });
    const destination = fresh();
    const poller = await destination.beginCopyFrom(origin, { strategy: 'blocks', blockSize: 10_000, concurrency: 1 });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'SourceChanged');
    assert.ok(error.message.includes(encodeURI(origin.name)), error.message);
    assert.equal(await destination.exists(), false);
    const blocks = await failing(destination.getBlockList('all'));
    assert.equal(blocks.statusCode, 404, 'no block is left behind');
  });

  test('cancelling leaves nothing behind; an existing blob stays as it was', async () => {
    const origin = await source(50_000);
    for (const exists of [false, true]) {
      const destination = fresh();
      if (exists) await destination.upload('before', 6);
      const stall = { which: { operation: 'putBlockFromUrl' }, when: { nth: 3 }, what: { stall: true } };
      await simulator.clearFaults();
      await simulator.faults(stall);
      const poller = await destination.beginCopyFrom(origin, { strategy: 'blocks', blockSize: 10_000, concurrency: 1 });
      while ((await simulator.stalls()) === 0) await poller.poll();
      await poller.cancelOperation();
      assert.equal((await failing(poller.pollUntilDone())).name, 'PollerCancelledError');
      await simulator.releaseStalls();
      assert.equal(await destination.exists(), exists);
      if (exists) assert.equal((await destination.downloadToBuffer()).toString(), 'before');
    }
  });

  test('a blob that came in the middle is not lost', async () => {
    const origin = await source(50_000);
    const destination = fresh();
    await simulator.faults({
      which: { operation: 'putBlockFromUrl' },
      when: { nth: 2 },
      what: {},
      then: { put: { account: 'two', container: 'container', blob: destination.name, body: 'theirs' } },
    });
    const options = { strategy: 'blocks', blockSize: 10_000, overwrite: 'never' };
    const error = await failing(settle(await destination.beginCopyFrom(origin, options)));
    assert.equal(error.statusCode, 409);
    assert.equal(error.code, 'BlobAlreadyExists');
    assert.equal((await destination.downloadToBuffer()).toString(), 'theirs');
  });

  test('nothing at all, and a lease', async () => {
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay', 'asynchronous']) {
      const origin = await source(0);
      const destination = fresh();
      await destination.upload('before', 6);
      const lease = destination.getBlobLeaseClient();
      const { leaseId } = await lease.acquireLease(-1);
      const options = { strategy, intervalInMs: 1 };
      const rejected = await failing(
        destination.beginCopyFrom(origin, options).then((poller) => poller.pollUntilDone()),
      );
      assert.equal(rejected.statusCode, 412, strategy);
      await settle(await destination.beginCopyFrom(origin, { ...options, conditions: { leaseId } }));
      assert.equal((await destination.getProperties()).contentLength, 0);
    }
  });

  test('what the service may not read is relayed', async () => {
    const origin = await source(50_000);
    await simulator.faults({
      which: { role: 'source' },
      what: { status: 403, code: 'AuthorizationFailure', message: 'The firewall says no.' },
    });
    const destination = fresh();
    const poller = await destination.beginCopyFrom(origin);
    await poller.pollUntilDone();
    assert.equal(poller.getOperationState().strategy, 'relay');
    assert.deepEqual(await describeBlob(destination), await describeBlob(origin));
    const error = await failing(settle(await fresh().beginCopyFrom(origin, { strategy: 'blocks' })));
    assert.equal(error.details.copySourceStatusCode, 403);
    assert.match(error.message, /The firewall says no/);
    assert.doesNotMatch(`${error.message}${error.stack}${JSON.stringify(error)}`, /sig=(?!REDACTED)/);
  });

  test('a file of Azure Files, by a URL with a signature', async () => {
    const content = fill(50_000)
      .toString('latin1')
      .replace(/[^ -~]/g, 'x');
    const url = await simulator.file('share/folder/file.txt', content, 'one');
    const signature = blobferry.generateAccountSASQueryParameters(
      {
        services: 'f',
        resourceTypes: 'o',
        permissions: blobferry.AccountSASPermissions.parse('r'),
        expiresOn: new Date(Date.now() + 3600_000),
      },
      from.credential,
    );
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay', 'asynchronous']) {
      const destination = fresh();
      const options = { strategy, intervalInMs: 1, blockSize: 20_000 };
      await settle(await destination.beginCopyFrom(`${url}?${signature.toString()}`, options));
      assert.equal((await destination.downloadToBuffer()).toString(), content, strategy);
    }
  });

  test('anything that a web server gives', async () => {
    const content = fill(20_000);
    const server = await startScriptedServer(({ method, headers }) => {
      const [first, last] = (headers.range ?? `bytes=0-${content.length - 1}`).slice('bytes='.length).split('-');
      const part = content.subarray(Number(first), Number(last) + 1);
      const length = method === 'HEAD' ? content.length : part.length;
      const range = { 'content-range': `bytes ${first}-${last}/${content.length}` };
      return {
        status: headers.range ? 206 : 200,
        headers: { etag: '"page"', 'content-type': 'text/html', 'content-length': length, ...range },
        body: part,
      };
    });
    for (const strategy of ['auto', 'blocks', 'relay']) {
      const destination = fresh();
      const options = { strategy, blockSize: 7000, verify: 'crc64' };
      await settle(await destination.beginCopyFrom(`${server.origin}/page.html`, options));
      assert.deepEqual(await destination.downloadToBuffer(), content, strategy);
      assert.equal((await destination.getProperties()).contentType, 'text/html');
    }
    await server.close();
  });

  test('page blobs, append blobs and the archive go by Copy Blob', async () => {
    const page = from.getPageBlobClient(`page ${(names += 1)}`);
    await page.create(1024);
    await page.uploadPages(fill(512), 0, 512);
    const append = from.getAppendBlobClient(`append ${(names += 1)}`);
    await append.create();
    await append.appendBlock('one', 3);
    for (const [origin, kind] of [
      [page, 'PageBlob'],
      [append, 'AppendBlob'],
    ]) {
      const destination = fresh();
      const poller = await destination.beginCopyFrom(origin, { intervalInMs: 1 });
      assert.equal(poller.getOperationState().strategy, 'asynchronous');
      await poller.pollUntilDone();
      assert.equal((await destination.getProperties()).blobType, kind);
      assert.deepEqual(await destination.downloadToBuffer(), await origin.downloadToBuffer());
    }
    const archived = await source(1000, { tier: 'Archive' });
    const online = from.getBlockBlobClient(`online ${(names += 1)}`);
    const poller = await online.beginCopyFrom(archived, { tier: 'Hot', rehydratePriority: 'High', intervalInMs: 1 });
    assert.equal(poller.getOperationState().strategy, 'asynchronous');
  });

  test('a blob that is too large for one request goes by blocks, without passing through this process', async () => {
    const size = 300 * MIB;
    await simulator.synthetic({ account: 'one', container: 'container', blob: 'large', size });
    await simulator.clearStatistics();
    const destination = fresh();
    const poller = await destination.beginCopyFrom(from.getBlobClient('large'));
    assert.equal(poller.getOperationState().strategy, 'blocks');
    await poller.pollUntilDone();
    const { contentLength } = await destination.getProperties();
    assert.equal(contentLength, size);
    const { operations, peakInFlightByOperation } = await simulator.statistics();
    assert.equal(operations.putBlockFromUrl, 38);
    assert.ok(peakInFlightByOperation.putBlockFromUrl <= 32);
  });

  test('verifying by content reads both sides, and finds a difference', async () => {
    const origin = await source(50_000);
    for (const verify of ['length', 'md5', 'crc64']) {
      await settle(await fresh().beginCopyFrom(origin, { strategy: 'blocks', blockSize: 20_000, verify }));
    }
    await simulator.faults({
      which: { operation: 'getBlob', account: 'two', role: 'client' },
      what: { body: { corrupt: 100 } },
    });
    for (const verify of ['md5', 'crc64']) {
      const error = await failing(settle(await fresh().beginCopyFrom(origin, { verify })));
      assert.equal(error.code, 'VerifyFailed', error.stack);
    }
  });
});

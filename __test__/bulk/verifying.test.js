'use strict';

// What `verify` finds after each copy of a container copy.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { settled, upload } = require('./helpers');
const { SHORT_WAITS, useTwoAccounts } = require('./two-accounts');

describe('verification of a container copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
    await simulator.copies({});
    await simulator.clearRequests();
  });

  const everything = {
    blobHTTPHeaders: { blobContentType: 'text/x', blobCacheControl: 'no-store', blobContentLanguage: 'de' },
    metadata: { owner: 'me' },
    tags: { k: 'v' },
    tier: 'Cool',
  };

  async function copied(options, destination = to) {
    return settled(await destination.beginCopyFromContainer(from, options));
  }

  /** The destination of a client whose writes are changed on their way, as a service with a fault would do. */
  function tampered(change) {
    const factory = {
      create: (next) => ({
        sendRequest(request) {
          if (request.method === 'PUT') change(request);
          return next.sendRequest(request);
        },
      }),
    };
    const { accountName, accountKey } = /AccountName=(?<accountName>[^;]+);AccountKey=(?<accountKey>[^;]+)/.exec(
      simulator.connectionString('two'),
    ).groups;
    const credential = new blobferry.StorageSharedKeyCredential(accountName, accountKey);
    const pipeline = blobferry.newPipeline(credential, { retryOptions: SHORT_WAITS });
    pipeline.factories.unshift(factory);
    return new blobferry.ContainerClient(to.url, pipeline);
  }

  for (const verify of ['length', 'properties', 'content', 'md5', 'crc64']) {
    test(`P8: ${verify} finds whole copies equal`, async () => {
      await upload(from, 'x', 'content', everything);
      await upload(from, 'y', 'content');
      const { summary, events } = await copied({ verify, keepTimes: true, overwrite: 'ifDifferent' });
      assert.deepEqual([summary.copied, summary.failures], [2, []]);
      const { equal, different, unproven } = summary.verified;
      assert.deepEqual({ equal, different, unproven }, { equal: 2, different: 0, unproven: 0 });
      assert.deepEqual(
        events.map((event) => event.verified),
        ['equal', 'equal'],
      );
    });
  }

  test('P1: each field that was not written as it was to be is named, and the copy is a failure', async () => {
    await upload(from, 'x', 'content', everything);
    await upload(from, 'y', 'content');
    const fault = tampered((request) => {
      if (new URL(request.url).pathname.endsWith('/x')) request.headers.set('x-ms-meta-owner', 'you');
    });
    for (const verify of ['properties', 'content']) {
      const { summary } = await copied({ verify }, fault);
      assert.deepEqual([summary.copied, summary.failedByCode], [1, { VerifyFailed: 1 }]);
      assert.match(summary.failures[0].message, /metadata/);
      assert.deepEqual([summary.verified.equal, summary.verified.different], [1, 1]);
    }
    const { summary } = await copied({ verify: 'length' }, fault);
    assert.equal(summary.failed, 0);
  });

  test('P1: tags and the tier are compared as well', async () => {
    await upload(from, 'x', 'content', everything);
    const fault = tampered(({ headers }) => {
      headers.set('x-ms-tags', 'k=w');
      headers.set('x-ms-access-tier', 'Cold');
    });
    const { summary } = await copied({ verify: 'properties' }, fault);
    assert.match(summary.failures[0].message, /accessTier, tags|tags, accessTier/);
  });

  test('P7: content is read on both sides, and what differs is a failure', async () => {
    await upload(from, 'x', 'content');
    await upload(from, 'y', 'content');
    await simulator.faults({
      which: { operation: 'getBlob', account: 'two', blob: 'x', role: 'client' },
      what: { body: { corrupt: 3 } },
    });
    const { summary } = await copied({ verify: 'content' });
    assert.deepEqual([summary.failedByCode, summary.verified.equal], [{ VerifyFailed: 1 }, 1]);
    assert.match(summary.failures[0].message, /content differs/);
  });

  test('P7: a blob without an MD5 hash is unproven, one with a false hash differs', async () => {
    await upload(from, 'false', 'content');
    const claim = await from.getBlobClient('false').setHTTPHeaders({ blobContentMD5: Buffer.alloc(16, 1) });
    assert.ok(claim.etag);
    const none = from.getBlockBlobClient('none');
    await none.stageBlock(Buffer.from('1').toString('base64'), 'content', 7);
    await none.commitBlockList([Buffer.from('1').toString('base64')]);
    assert.equal((await none.getProperties()).contentMD5, undefined);
    const { summary, events } = await copied({ verify: 'md5' });
    const { equal, different, unproven } = summary.verified;
    assert.deepEqual({ equal, different, unproven }, { equal: 0, different: 1, unproven: 1 });
    assert.equal(events.find(({ source }) => source === 'none').verified, 'unproven');
    assert.deepEqual(summary.failedByCode, { VerifyFailed: 1 });
  });

  test('S16: properties cost one request for a blob, and one more for its tags', async () => {
    await upload(from, 'x', 'content');
    await simulator.clearRequests();
    await copied({ verify: 'properties', pageSize: 10 });
    const requests = await simulator.requests({ blob: 'x' });
    const atDestination = requests.filter(({ path }) => path.startsWith('/two/')).slice(1);
    assert.deepEqual(
      atDestination.map(({ operation }) => operation),
      ['getBlobProperties'],
    );
    await upload(from, 'x', 'content', { tags: { k: 'v' } });
    await simulator.clearRequests();
    await copied({ verify: 'properties' });
    const tags = (await simulator.requests({ blob: 'x' })).filter(({ operation }) => operation === 'getBlobTags');
    assert.equal(tags.length, 2, 'those of the source are read to be written');
  });

  test('D16: the old content is back when an asynchronous copy differs', async () => {
    await upload(from, 'x', 'content', { metadata: { owner: 'me' } });
    await upload(to, 'x', 'old');
    const fault = tampered((request) => {
      if (request.headers.get('x-ms-copy-source')) request.headers.set('x-ms-meta-owner', 'you');
    });
    const { summary } = await copied({ verify: 'properties', strategy: 'asynchronous' }, fault);
    assert.deepEqual([summary.failedByCode, summary.verified.different], [{ VerifyFailed: 1 }, 1]);
    assert.equal((await to.getBlobClient('x').downloadToBuffer()).toString(), 'old');
  });

  test('M1: a source stays whose copy differs', async () => {
    await upload(from, 'x', 'content', { metadata: { owner: 'me' } });
    const fault = tampered((request) => {
      if (request.headers.get('x-ms-copy-source')) request.headers.set('x-ms-meta-owner', 'you');
    });
    const { summary } = await copied({ verify: 'properties', move: true }, fault);
    assert.deepEqual([summary.moved, summary.failedByCode], [0, { VerifyFailed: 1 }]);
    assert.equal(await from.getBlobClient('x').exists(), true);
  });

  test('an entry is verified as well', async () => {
    await upload(from, 'x', 'content', everything);
    const entries = [{ source: from.getBlobClient('x'), destination: 'x', length: 7 }];
    const poller = await to.beginCopyFromContainer(entries, { verify: 'properties' });
    const { verified } = await poller.pollUntilDone();
    assert.equal(verified.equal, 1);
  });

  test('a value that there is not is rejected before anything is written', async () => {
    const error = await failing(to.beginCopyFromContainer(from, { verify: 'hash' }));
    assert.match(error.message, /"verify" must be one of "none", "length", "properties", "content", "md5", "crc64"/);
    assert.deepEqual(
      (await simulator.requests({})).filter(({ method }) => method === 'PUT'),
      [],
    );
  });
});

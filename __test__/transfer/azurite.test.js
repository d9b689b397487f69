'use strict';

// beginCopyFrom with Azurite on both sides: the copied content, when a destination is replaced, and who reads the
// source. The two sides are separate instances with their own accounts, neither of which can read the other's blobs.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { startAzurite } = require('../support/azurite');
const { blobferry } = require('../support/blobferry');
const { describeBlob, failing, fill, settle } = require('./helpers');

const { BlobClient, BlobSASPermissions, BlobServiceClient } = blobferry;

describe('beginCopyFrom', () => {
  let one;
  let two;
  let from;
  let near;
  let to;

  before(async () => {
    const account = (name) => ({ name, key: Buffer.from(`${name} key`).toString('base64') });
    [one, two] = await Promise.all([
      startAzurite({ account: account('one') }),
      startAzurite({ account: account('two') }),
    ]);
    const container = async (instance, name) => {
      const client = BlobServiceClient.fromConnectionString(instance.connectionString).getContainerClient(name);
      await client.create();
      return client;
    };
    from = await container(one, 'source');
    near = await container(one, 'near');
    to = await container(two, 'destination');
  });
  after(() => {
    one.stop();
    two.stop();
  });

  let names = 0;
  const fresh = (container = to) => container.getBlockBlobClient(`folder/destination ${(names += 1)} ä`);

  async function source(content = fill(100_000), options = {}) {
    const client = from.getBlockBlobClient(`folder/source ${(names += 1)} ä`);
    await client.upload(content, content.length, {
      metadata: { owner: 'me' },
      tags: { project: 'x y' },
      tier: 'Cool',
      blobHTTPHeaders: {
        blobContentType: 'text/plain',
        blobCacheControl: 'no-cache',
        blobContentLanguage: 'de',
        blobContentEncoding: 'identity',
        blobContentDisposition: 'attachment',
      },
      ...options,
    });
    return client;
  }

  const signed = (client, permissions = 'r') =>
    client.generateSasUrl({
      permissions: BlobSASPermissions.parse(permissions),
      expiresOn: new Date(Date.now() + 3600 * 1000),
    });

  for (const [label, length, options] of [
    ['by blocks', 100_000, { blockSize: 7000, concurrency: 3 }],
    ['in one', 100_000, {}],
    ['with a last block that is full', 21_000, { blockSize: 7000 }],
    ['of nothing', 0, {}],
  ]) {
    test(`a relay ${label} keeps content, properties, metadata, tags and tier`, async () => {
      const origin = await source(fill(length));
      const destination = fresh();
      const poller = await destination.beginCopyFrom(origin, { strategy: 'relay', ...options });
      const result = await poller.pollUntilDone();
      assert.equal(result.etag, (await destination.getProperties()).etag);
      assert.equal(result._response.request.method, 'PUT');
      const state = poller.getOperationState();
      assert.equal(state.strategy, 'relay');
      assert.equal(state.copyProgress, `${length}/${length}`);
      assert.deepEqual(poller.getResult(), result);
      assert.deepEqual(await describeBlob(destination), await describeBlob(origin));
    });
  }

  for (const strategy of ['auto', 'synchronous', 'asynchronous', 'relay']) {
    test(`within one account, ${strategy} needs no signature`, async () => {
      const origin = await source();
      const destination = fresh(near);
      await settle(await destination.beginCopyFrom(origin, { strategy }));
      const [expected, found] = [await describeBlob(origin), await describeBlob(destination)];
      // Azurite gives a copy no hash.
      assert.deepEqual({ ...found, contentMD5: undefined }, { ...expected, contentMD5: undefined });
    });
  }

  test('passed properties replace those of the source', async () => {
    const destination = fresh();
    await settle(
      await destination.beginCopyFrom(await source(), {
        strategy: 'relay',
        metadata: {},
        tags: {},
        tier: 'Hot',
        blobHTTPHeaders: { blobContentType: 'text/html' },
      }),
    );
    const { metadata, tags, accessTier, contentType, cacheControl } = await describeBlob(destination);
    assert.deepEqual({ metadata, tags, accessTier }, { metadata: {}, tags: {}, accessTier: 'Hot' });
    assert.equal(contentType, 'text/html');
    assert.ok(!cacheControl);
  });

  test('a source by its URL: signed, or in the same account', async () => {
    const origin = await source(fill(1000));
    const expected = await origin.downloadToBuffer();
    for (const [url, destination] of [
      [await signed(origin, 'rt'), fresh()],
      [new URL(await signed(origin, 'rt')), fresh()],
      [await signed(origin, 'rt'), fresh(near)],
      [origin.url, fresh(near)],
      [
        (await origin.createSnapshot()) && origin.withSnapshot((await origin.createSnapshot()).snapshot).url,
        fresh(near),
      ],
    ]) {
      await settle(await destination.beginCopyFrom(url, { strategy: 'relay' }));
      assert.deepEqual(await destination.downloadToBuffer(), expected);
    }
  });

  test('a source that may not be read is named, with what to do', async () => {
    const origin = await source(fill(10));
    const error = await failing(fresh().beginCopyFrom(origin.url));
    assert.equal(error.name, 'RestError');
    assert.ok(error.message.includes(origin.url), error.message);
    assert.match(error.message, /client that may read it/);
    const missing = await failing(fresh().beginCopyFrom(from.getBlobClient('missing')));
    assert.equal(missing.statusCode, 404);
    assert.match(missing.message, /The source .*source\/missing cannot be read/);
  });

  test('tags that cannot be read have to be given', async () => {
    const origin = await source(fill(10));
    // Azurite returns the number of tags to any reader of the blob.
    const error = await failing(fresh().beginCopyFrom(await signed(origin, 'r'), { strategy: 'relay' }));
    assert.match(error.message, /pass the option "tags"/);
    const destination = fresh();
    await settle(await destination.beginCopyFrom(await signed(origin, 'r'), { strategy: 'relay', tags: { a: 'b' } }));
    assert.deepEqual((await destination.getTags()).tags, { a: 'b' });
  });

  describe('overwrite', () => {
    const relay = (overwrite) => ({ strategy: 'relay', overwrite });
    const content = async (client) => (await client.downloadToBuffer()).toString();

    test('always replaces, by default too', async () => {
      const destination = fresh();
      await destination.upload('before', 6);
      for (const overwrite of [undefined, 'always']) {
        await settle(await destination.beginCopyFrom(await source(Buffer.from('after')), relay(overwrite)));
        assert.equal(await content(destination), 'after');
      }
    });

    test('never rejects when there is a blob', async () => {
      const destination = fresh();
      await settle(await destination.beginCopyFrom(await source(Buffer.from('first')), relay('never')));
      const error = await failing(destination.beginCopyFrom(await source(Buffer.from('second')), relay('never')));
      assert.equal(error.name, 'RestError');
      assert.equal(error.statusCode, 409);
      assert.equal(error.code, 'BlobAlreadyExists');
      assert.equal(await content(destination), 'first');
    });

    test('ifSourceNewer leaves what is newer', async () => {
      const older = await source(Buffer.from('older'));
      const destination = fresh();
      await settle(await destination.beginCopyFrom(older, relay('ifSourceNewer')));
      const poller = await destination.beginCopyFrom(older, relay('ifSourceNewer'));
      assert.equal(poller.isDone(), true);
      const result = await poller.pollUntilDone();
      assert.equal(result.skipped, true);
      assert.equal(result.etag, (await destination.getProperties()).etag);
      assert.ok(result.lastModified instanceof Date);
    });

    test('ifDifferent compares the hashes', async () => {
      const origin = await source(Buffer.from('content'));
      const destination = fresh();
      await destination.upload('another', 7);
      assert.equal((await settle(await destination.beginCopyFrom(origin, relay('ifDifferent')))).skipped, undefined);
      assert.equal(await content(destination), 'content');
      assert.equal((await settle(await destination.beginCopyFrom(origin, relay('ifDifferent')))).skipped, true);
    });

    test('a skipped copy can be saved, and is the same when it is resumed', async () => {
      const origin = await source(Buffer.from('content'));
      const destination = fresh();
      await settle(await destination.beginCopyFrom(origin, relay('ifDifferent')));
      const poller = await destination.beginCopyFrom(origin, relay('ifDifferent'));
      const again = await destination.beginCopyFrom(origin, { resumeFrom: poller.toString() });
      assert.equal(again.isDone(), true);
      // As in the reference, members that are undefined are not saved.
      const saved = Object.entries(poller.getResult()).filter(([, value]) => value !== undefined);
      assert.deepEqual(again.getResult(), Object.fromEntries(saved));
    });
  });

  test('conditions on the destination and on the source hold', async () => {
    const origin = await source(Buffer.from('content'));
    const destination = fresh();
    await destination.upload('before', 6);
    const wrong = { ifMatch: '"0x1"' };
    const rejected = await failing(
      settle(await destination.beginCopyFrom(origin, { strategy: 'relay', conditions: wrong })),
    );
    assert.equal(rejected.statusCode, 412);
    const unread = await failing(destination.beginCopyFrom(origin, { strategy: 'relay', sourceConditions: wrong }));
    assert.equal(unread.statusCode, 412);
    assert.match(unread.message, /sourceConditions/);
    assert.equal((await destination.downloadToBuffer()).toString(), 'before');
    const { etag } = await destination.getProperties();
    await settle(await destination.beginCopyFrom(origin, { strategy: 'relay', conditions: { ifMatch: etag } }));
  });

  test('a blob client of any kind is a source', async () => {
    const origin = await source(Buffer.from('content'));
    const { credential } = from;
    for (const client of [
      from.getBlobClient(origin.name),
      new BlobClient(origin.url, credential),
      new BlobClient(await signed(origin, 'rt')),
      origin.getAppendBlobClient(),
    ]) {
      const destination = to.getBlobClient(`destination ${(names += 1)}`);
      await settle(await destination.beginCopyFrom(client, { strategy: 'relay' }));
      assert.equal((await destination.downloadToBuffer()).toString(), 'content');
    }
  });
});

'use strict';

// Difficult destinations: insufficient permissions, blocks of somebody else, blobs that are created, deleted or leased
// meanwhile. The destination is unchanged, or the copy is complete, and the error says what was in the way.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');
const { failing, fill } = require('./helpers');

const SIZE = 50_000;
const CONTENT = fill(SIZE);
const BLOCKS = { strategy: 'blocks', blockSize: 10_000, concurrency: 1 };
const STAGING = { operation: ['putBlock', 'putBlockFromUrl'] };

describe('a destination', () => {
  let simulator;
  let from;
  let to;

  before(async () => {
    simulator = await startSimulator({
      accounts: [
        { name: 'one', key: 'b25lIGtleQ==' },
        { name: 'two', key: 'dHdvIGtleQ==' },
      ],
    });
    const container = async (account) => {
      const options = { retryOptions: { maxTries: 3, retryDelayInMs: 1 } };
      const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account), options);
      const client = service.getContainerClient('container');
      await client.create();
      return client;
    };
    [from, to] = [await container('one'), await container('two')];
    await from.getBlockBlobClient('source').upload(CONTENT, SIZE);
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    // Requests that the previous test abandoned may still have been on their way.
    await simulator.idle();
    await simulator.clearRequests();
  });

  let names = 0;
  const fresh = () => to.getBlockBlobClient(`destination-${(names += 1)}`);
  const source = () => from.getBlockBlobClient('source');
  const copy = async (destination, options) => (await destination.beginCopyFrom(source(), options)).pollUntilDone();

  /** Resolves once a request is held back. */
  async function stalled() {
    while ((await simulator.stalls()) === 0);
  }

  async function limited(destination, permissions) {
    const expiresOn = new Date(Date.now() + 3_600_000);
    const url = await destination.generateSasUrl({
      permissions: blobferry.BlobSASPermissions.parse(permissions),
      expiresOn,
    });
    return new blobferry.BlockBlobClient(url);
  }

  const isThere = (destination) => destination.exists();
  const uncommitted = async (destination) =>
    destination.getBlockList('uncommitted').then(
      ({ uncommittedBlocks }) => uncommittedBlocks.length,
      ({ statusCode }) => assert.equal(statusCode, 404) ?? 0,
    );

  for (const permissions of ['cw', 'rcw']) {
    test(`that may not be deleted ("${permissions}") shows no empty blob when a copy is cancelled`, async () => {
      const destination = fresh();
      await simulator.faults({ which: STAGING, when: { nth: 3 }, what: { stall: true } });
      const poller = await (await limited(destination, permissions)).beginCopyFrom(source(), BLOCKS);
      await stalled();
      await poller.cancelOperation();
      await simulator.releaseStalls();
      assert.equal(await isThere(destination), false);
    });
  }

  test('that may be deleted has nothing left when a copy is cancelled', async () => {
    const destination = fresh();
    await simulator.faults({ which: STAGING, when: { nth: 3 }, what: { stall: true } });
    const poller = await (await limited(destination, 'rcwd')).beginCopyFrom(source(), BLOCKS);
    await stalled();
    await poller.cancelOperation();
    await simulator.releaseStalls();
    assert.equal(await isThere(destination), false);
    assert.equal(await uncommitted(destination), 0);
  });

  for (const verify of [undefined, 'none', 'length']) {
    test(`is there when a copy is cancelled while its blocks are put together (verify: ${verify}), and the poller says so`, async () => {
      const destination = fresh();
      await simulator.faults({ which: { operation: 'putBlockList' }, what: { after: true, stall: true } });
      const poller = await destination.beginCopyFrom(source(), { ...BLOCKS, verify });
      await stalled();
      const cancelled = poller.cancelOperation();
      await simulator.clearFaults();
      await simulator.releaseStalls();
      await cancelled;
      assert.equal(poller.getOperationState().isCompleted, true);
      assert.ok(poller.getResult().etag);
      assert.deepEqual(await destination.downloadToBuffer(), CONTENT);
    });
  }

  test('with blocks of another client, whose ids have another length, accepts the copy', async () => {
    const destination = fresh();
    await destination.stageBlock(Buffer.from('theirs').toString('base64'), 'x', 1);
    for (const strategy of ['blocks', 'relay']) {
      await copy(destination, { ...BLOCKS, strategy });
      assert.deepEqual(await destination.downloadToBuffer(), CONTENT);
      await destination.delete();
      await destination.stageBlock(Buffer.from('theirs').toString('base64'), 'x', 1);
    }
  });

  test('that is a blob with such blocks keeps both, and the error says what is in the way', async () => {
    const destination = fresh();
    await destination.upload('before', 6);
    await destination.stageBlock(Buffer.from('theirs').toString('base64'), 'x', 1);
    const error = await failing(copy(destination, BLOCKS));
    assert.match(error.message, /blocks.*another client.*another length/s);
    assert.equal((await destination.downloadToBuffer()).toString(), 'before');
    assert.equal(await uncommitted(destination), 1);
  });

  test('that another client commits in the middle drops the blocks, and the error says so', async () => {
    const destination = fresh();
    await simulator.faults({
      which: { operation: 'putBlockList', account: 'two' },
      when: { first: 1 },
      then: { put: { body: 'theirs' } },
    });
    const error = await failing(copy(destination, BLOCKS));
    assert.equal(error.code, 'InvalidBlockList');
    assert.match(error.message, /another client/);
    assert.equal((await destination.downloadToBuffer()).toString(), 'theirs');
  });

  for (const [overwrite, code] of [
    ['never', 'BlobAlreadyExists'],
    ['ifDifferent', 'ConditionNotMet'],
    ['ifSourceNewer', 'ConditionNotMet'],
  ]) {
    for (const strategy of ['synchronous', 'blocks', 'relay']) {
      test(`that is replaced in the middle keeps what came (${overwrite}, ${strategy})`, async () => {
        const destination = fresh();
        if (overwrite === 'ifDifferent') await destination.upload('before', 6);
        const last = { operation: ['copyBlobFromUrl', 'putBlockList', 'putBlob'], account: 'two' };
        await simulator.faults({ which: last, when: { first: 1 }, then: { put: { body: 'theirs' } } });
        const options = { ...BLOCKS, strategy, overwrite, ...(strategy === 'synchronous' && { blockSize: undefined }) };
        const error = await failing(copy(destination, options));
        assert.ok([code, 'BlobAlreadyExists', 'InvalidBlockList'].includes(error.code), error.stack);
        assert.equal((await destination.downloadToBuffer()).toString(), 'theirs');
      });
    }
  }

  for (const strategy of ['synchronous', 'blocks', 'relay']) {
    test(`that is leased in the middle keeps what it was (${strategy})`, async () => {
      const destination = fresh();
      await destination.upload('before', 6);
      const last = { operation: ['copyBlobFromUrl', 'putBlockList', 'putBlob'], account: 'two' };
      await simulator.faults({ which: last, when: { first: 1 }, then: { lease: {} } });
      const error = await failing(copy(destination, { ...BLOCKS, strategy }));
      assert.equal(error.code, 'LeaseIdMissing', error.stack);
      assert.equal((await destination.downloadToBuffer()).toString(), 'before');
    });

    test(`that is a page blob keeps it, and the error says what to do (${strategy})`, async () => {
      const destination = fresh();
      const page = to.getPageBlobClient(destination.name);
      await page.create(512);
      const error = await failing(copy(destination, { ...BLOCKS, strategy }));
      assert.match(error.message, /another type|[Dd]elete it/);
      assert.equal((await page.getProperties()).blobType, 'PageBlob');
    });

    test(`that is archived stays, and the error says what to do (${strategy})`, async () => {
      const destination = fresh();
      await destination.upload('before', 6);
      await destination.setAccessTier('Archive');
      const error = await failing(copy(destination, { ...BLOCKS, strategy }));
      assert.equal(error.code, 'BlobArchived', error.stack);
      assert.match(error.message, /delete it first/);
      assert.equal((await destination.getProperties()).contentLength, 6);
    });

    test(`whose container is deleted in the middle says so (${strategy})`, async () => {
      const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString('two'));
      const container = service.getContainerClient(`gone-${(names += 1)}`);
      await container.create();
      const destination = container.getBlockBlobClient('destination');
      const all = { operation: ['copyBlobFromUrl', 'putBlockList', 'putBlob'], account: 'two' };
      const query = 'restype=container';
      await simulator.faults({
        which: all,
        when: { first: 1 },
        then: { request: { method: 'DELETE', query, blob: '' } },
      });
      const error = await failing(copy(destination, { ...BLOCKS, strategy }));
      assert.match(error.code, /Container/, error.stack);
      assert.match(error.message, /gone-/);
    });
  }

  test('that was made by a copy whose process ended right after is recognised by the one that resumes it', async () => {
    for (const overwrite of ['always', 'never', 'ifDifferent']) {
      const destination = fresh();
      await simulator.faults({ which: STAGING, when: { nth: 3 }, what: { stall: true } });
      const poller = await destination.beginCopyFrom(source(), { ...BLOCKS, overwrite });
      await stalled();
      const saved = poller.toString();
      await simulator.clearFaults();
      await simulator.releaseStalls();
      await poller.pollUntilDone();
      const { etag } = await destination.getProperties();
      await simulator.clearRequests();
      const again = await destination.beginCopyFrom(source(), { resumeFrom: saved });
      const result = await again.pollUntilDone();
      assert.equal(result.etag, etag, overwrite);
      assert.equal((await simulator.requests({ operation: 'putBlockFromUrl' })).length, 0, overwrite);
    }
  });
});

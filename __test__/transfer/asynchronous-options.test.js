'use strict';

// Copies by Copy Blob take the options of all other copies: verification, properties, metadata, tier. What Copy Blob
// does not write is written after the service has copied, before the copy counts as completed.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { KINDS, useAccounts } = require('./asynchronous-helpers');
const { failing, fill, settle } = require('./helpers');

let simulator;
let accounts;

useAccounts((started) => {
  accounts = started;
  ({ simulator } = started);
});

const ASYNCHRONOUS = { strategy: 'asynchronous', intervalInMs: 1 };
const PROPERTIES = { blobContentType: 'image/png', blobCacheControl: 'max-age=1', blobContentLanguage: 'eo' };

/** The ways to a copy: one that ends at once, and one that is polled. */
const WAYS = {
  'at once': (blobs, options) =>
    blobs.destination.beginCopyFrom(blobs.source, { ...ASYNCHRONOUS, ...options }).then(settle),
  async 'after a while'(blobs, options) {
    const poller = await accounts.pending(blobs, 'success', options);
    await simulator.release();
    return poller.pollUntilDone();
  },
};

describe('verify', () => {
  for (const verify of ['none', 'length', 'md5', 'crc64']) {
    for (const [way, copy] of Object.entries(WAYS)) {
      test(`${verify}: a copy that ends ${way}`, async () => {
        const blobs = await accounts.pair();
        const result = await copy(blobs, { verify });
        assert.equal(result.copyStatus, 'success');
        assert.deepEqual(await accounts.fullStateOf(blobs.destination), await accounts.fullStateOf(blobs.source));
        assert.deepEqual(await accounts.snapshots(blobs.destination), []);
      });
    }
  }

  test('a difference in the content restores the old blob with any check', async () => {
    for (const verify of ['md5', 'crc64']) {
      for (const [way, copy] of Object.entries(WAYS)) {
        const blobs = await accounts.pair();
        const there = await accounts.fullStateOf(blobs.destination);
        await simulator.faults({
          which: { operation: 'getBlob', account: 'two', blob: blobs.destination.name },
          what: { body: { corrupt: 100 } },
        });
        const error = await failing(copy(blobs, { verify }));
        await simulator.clearFaults();
        assert.equal(error.code, 'VerifyFailed', `${way} ${error.stack}`);
        assert.match(error.message, /is back\.$/);
        assert.doesNotMatch(error.message, /Delete the destination/);
        assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
      }
    }
  });

  test('a check that cannot be made now leaves the copy as it is, and the next call makes it', async () => {
    const blobs = await accounts.pair();
    const poller = await accounts.pending(blobs, 'success', { verify: 'crc64' });
    await simulator.faults({
      which: { operation: 'getBlob', blob: blobs.destination.name },
      when: { first: 4 },
      what: { status: 503, code: 'ServerBusy', headers: { 'x-ms-retry-after-ms': '1' } },
    });
    await simulator.release();
    const impatient = new blobferry.BlobClient(simulator.connectionString('two'), 'container', blobs.destination.name, {
      retryOptions: { maxTries: 1 },
    });
    const resumed = await failing(impatient.beginCopyFrom(blobs.source, { resumeFrom: poller.toString() }));
    assert.equal(resumed.statusCode, 503);
    assert.match(resumed.message, /could not be brought to its end yet.*in the snapshot.*Poll again, or resume/s);
    assert.equal((await accounts.snapshots(blobs.destination)).length, 1);
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
    assert.deepEqual(await accounts.snapshots(blobs.destination), []);
  });

  test('a destination in the archive cannot be read, which is said before anything is sent to it', async () => {
    const blobs = await accounts.pair({ exists: false });
    for (const verify of ['md5', 'crc64']) {
      for (const strategy of ['asynchronous', 'blocks']) {
        const error = await failing(
          blobs.destination.beginCopyFrom(blobs.source, { strategy, verify, tier: 'Archive' }),
        );
        assert.ok(error instanceof RangeError);
        assert.match(error.message, /archived.*"length"/);
      }
    }
    assert.equal(await blobs.destination.exists(), false);
    await settle(
      await blobs.destination.beginCopyFrom(blobs.source, { ...ASYNCHRONOUS, verify: 'length', tier: 'Archive' }),
    );
    assert.equal((await blobs.destination.getProperties()).accessTier, 'Archive');
  });
});

describe('what Copy Blob does not write', () => {
  for (const kind of Object.keys(KINDS)) {
    for (const [way, copy] of Object.entries(WAYS)) {
      test(`blobHTTPHeaders and no metadata: a ${kind} that is copied ${way}`, async () => {
        const blobs = await accounts.pair({ kind });
        const result = await copy(blobs, { verify: 'crc64', blobHTTPHeaders: PROPERTIES, metadata: {} });
        assert.equal(result.copyStatus, 'success');
        assert.ok(result.copyId);
        const found = await blobs.destination.getProperties();
        assert.equal(result.etag, found.etag, 'the result is the blob as it is in the end');
        assert.deepEqual(
          [found.contentType, found.cacheControl, found.contentLanguage, found.metadata],
          ['image/png', 'max-age=1', 'eo', {}],
        );
        const { contentMD5, blobSequenceNumber } = await blobs.source.getProperties();
        assert.deepEqual([found.contentMD5, found.blobSequenceNumber], [contentMD5, blobSequenceNumber]);
        assert.deepEqual(await blobs.destination.downloadToBuffer(), fill(2048));
        assert.deepEqual(await accounts.snapshots(blobs.destination), []);
      });
    }
  }

  test('metadata: {} means none in every strategy', async () => {
    for (const strategy of ['synchronous', 'blocks', 'relay', 'asynchronous']) {
      const blobs = await accounts.pair({ exists: false });
      await settle(await blobs.destination.beginCopyFrom(blobs.source, { strategy, metadata: {}, intervalInMs: 1 }));
      assert.deepEqual((await blobs.destination.getProperties()).metadata, {}, strategy);
    }
  });

  test('properties of which none is given are none, as in every strategy', async () => {
    for (const strategy of ['synchronous', 'blocks', 'relay', 'asynchronous']) {
      const blobs = await accounts.pair({ exists: false });
      const options = { strategy, blobHTTPHeaders: {}, intervalInMs: 1 };
      await settle(await blobs.destination.beginCopyFrom(blobs.source, options));
      assert.equal((await blobs.destination.getProperties()).contentType, 'application/octet-stream', strategy);
    }
  });

  test('are each bound to the ETag, and carry the lease', async () => {
    const blobs = await accounts.pair();
    const { leaseId } = await blobs.destination.getBlobLeaseClient().acquireLease(-1);
    const options = { blobHTTPHeaders: PROPERTIES, metadata: {}, conditions: { leaseId } };
    await WAYS['at once'](blobs, options);
    for (const operation of ['setBlobMetadata', 'setBlobProperties']) {
      const [{ headers }] = await simulator.requests({ operation, blob: blobs.destination.name });
      assert.match(headers['if-match'], /^"/, operation);
      assert.equal(headers['x-ms-lease-id'], leaseId);
    }
  });

  test('a rejection of setting them restores the old blob', async () => {
    for (const operation of ['setBlobMetadata', 'setBlobProperties']) {
      const blobs = await accounts.pair();
      const there = await accounts.fullStateOf(blobs.destination);
      const which = { operation, blob: blobs.destination.name };
      await simulator.faults({ which, what: { status: 403, code: 'AuthorizationPermissionMismatch' } });
      const options = { blobHTTPHeaders: PROPERTIES, metadata: {} };
      const error = await failing(WAYS['after a while'](blobs, options));
      await simulator.clearFaults();
      assert.deepEqual([error.statusCode, error.code], [403, 'AuthorizationPermissionMismatch']);
      assert.match(error.message, /is back/);
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there, operation);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    }
  });

  test('a write by another client in between is kept', async () => {
    const blobs = await accounts.pair();
    await simulator.faults({
      which: { operation: 'setBlobProperties', blob: blobs.destination.name },
      what: {},
      then: { put: { account: 'two', container: 'container', blob: blobs.destination.name, body: 'theirs' } },
    });
    const error = await failing(WAYS['at once'](blobs, { blobHTTPHeaders: PROPERTIES }));
    assert.equal(error.code, 'CopyReplaced');
    assert.equal((await blobs.destination.downloadToBuffer()).toString(), 'theirs');
    assert.equal((await accounts.snapshots(blobs.destination)).length, 1);
  });
});

describe('tier', () => {
  test('Archive is set last where there was a blob, so that it can come back', async () => {
    const blobs = await accounts.pair();
    const there = await accounts.fullStateOf(blobs.destination);
    const failed = await accounts.pending(blobs, 'failed', { tier: 'Archive' });
    await simulator.release();
    await failing(failed.pollUntilDone());
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
    await WAYS['after a while'](blobs, { tier: 'Archive', metadata: {}, blobHTTPHeaders: PROPERTIES });
    const found = await blobs.destination.getProperties();
    assert.deepEqual([found.accessTier, found.metadata, found.contentType], ['Archive', {}, 'image/png']);
    assert.deepEqual(await accounts.snapshots(blobs.destination), []);
  });

  test('the copy of an archived blob takes nothing that would have to be set afterwards', async () => {
    const blobs = await accounts.pair({ exists: false, source: { tier: 'Archive' } });
    const near = accounts.from.getBlockBlobClient(`near-${blobs.source.name}`);
    for (const [options, pattern] of [
      [{ blobHTTPHeaders: PROPERTIES }, /"blobHTTPHeaders".*offline/],
      [{ metadata: {} }, /"metadata".*offline/],
      [{ verify: 'crc64' }, /on its way out of the archive/],
    ]) {
      const error = await failing(near.beginCopyFrom(blobs.source, { tier: 'Hot', ...options }));
      assert.ok(error instanceof RangeError, error.stack);
      assert.match(error.message, pattern);
    }
    await settle(await near.beginCopyFrom(blobs.source, { tier: 'Hot', verify: 'length', metadata: { is: 'near' } }));
    assert.equal((await near.getProperties()).archiveStatus, 'rehydrate-pending-to-hot');
  });
});

describe('a client that may not do everything', () => {
  const expiresOn = new Date(Date.now() + 3600_000);

  async function signed({ destination }, permissions) {
    const url = await accounts.to.generateSasUrl({
      permissions: blobferry.ContainerSASPermissions.parse(permissions),
      expiresOn,
    });
    return new blobferry.BlobClient(`${destination.url}?${new URL(url).searchParams}`);
  }

  test('that may write and read, but not delete: the snapshot that is left is named', async () => {
    const blobs = await accounts.pair({ old: { tags: undefined } });
    const destination = await signed(blobs, 'rw');
    const options = { ...ASYNCHRONOUS, tags: {} };
    const copied = await destination.beginCopyFrom(blobs.source, options);
    assert.equal((await copied.pollUntilDone()).copyStatus, 'success');
    assert.deepEqual([copied.getOperationState().leftSnapshot], await accounts.snapshots(blobs.destination));
    const poller = await accounts.pending({ source: blobs.source, destination }, 'failed', options);
    await simulator.release();
    const error = await failing(poller.pollUntilDone());
    assert.match(error.message, /is back\. Its snapshot .* could not be deleted/s);
    assert.deepEqual(await blobs.destination.downloadToBuffer(), fill(2048));
  });

  test('whose signature is for the blob alone, which opens no snapshot: the error names where the old blob is', async () => {
    const blobs = await accounts.pair({ old: { tags: undefined } });
    const content = await blobs.destination.downloadToBuffer();
    const permissions = blobferry.BlobSASPermissions.parse('rwd');
    const destination = new blobferry.BlobClient(await blobs.destination.generateSasUrl({ permissions, expiresOn }));
    const poller = await accounts.pending({ source: blobs.source, destination }, 'failed', { tags: {} });
    await simulator.release();
    const error = await failing(poller.pollUntilDone());
    const [snapshot] = await accounts.snapshots(blobs.destination);
    assert.ok(error.message.includes(`its content is in the snapshot ${snapshot}`), error.message);
    assert.doesNotMatch(error.message, /sig=(?!REDACTED)/);
    assert.deepEqual(await blobs.destination.withSnapshot(snapshot).downloadToBuffer(), content);
  });

  test('that may write alone: what is there is not risked, and where nothing is, it copies', async () => {
    const blobs = await accounts.pair();
    const there = await accounts.fullStateOf(blobs.destination);
    const options = { ...ASYNCHRONOUS, tags: {} };
    const error = await failing((await signed(blobs, 'w')).beginCopyFrom(blobs.source, options));
    assert.equal(error.statusCode, 403);
    assert.match(error.message, /permission to read it, or delete it first if it may be lost/);
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
    const fresh = await accounts.pair({ exists: false });
    await settle(await (await signed(fresh, 'c')).beginCopyFrom(fresh.source, options));
    assert.deepEqual(await fresh.destination.downloadToBuffer(), fill(2048));
  });

  test('that gets no snapshot, or no tags: nothing is started', async () => {
    for (const operation of ['snapshotBlob', 'getBlobTags']) {
      const blobs = await accounts.pair();
      const there = await accounts.fullStateOf(blobs.destination);
      const which = { operation, blob: blobs.destination.name, account: 'two' };
      await simulator.faults({ which, what: { status: 403, code: 'AuthorizationPermissionMismatch' } });
      const error = await failing(accounts.pending(blobs, 'success'));
      await simulator.clearFaults();
      assert.deepEqual([error.statusCode, error.code], [403, 'AuthorizationPermissionMismatch']);
      assert.match(error.message, /Nothing was copied\. Give the permission .*delete the destination first/);
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    }
  });
});

'use strict';

// Copies by Copy Blob, which empties its destination first. Whatever ends them, the old blob is restored completely, or
// nothing is left. Blobs of others are not touched.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { KINDS, useAccounts } = require('./asynchronous-helpers');
const { failing } = require('./helpers');

let simulator;
let accounts;

useAccounts((started) => {
  accounts = started;
  ({ simulator } = started);
});

/** How a copy can end badly: what is done to one that is pending, and what its owner hears. */
const ENDINGS = {
  'the service gives it up': {
    end: 'failed',
    make: () => simulator.release(),
    hears: (error) => assert.match(error.message, /copy failed with reason: "500 OperationCancelled/),
  },
  'somebody else aborts it': {
    make: ({ destination }, poller) => destination.abortCopyFromURL(poller.getOperationState().copyId),
    hears: (error) => assert.equal(error.code, 'CopyAborted'),
  },
  'its source changes': {
    make: async ({ source }) => {
      await source.setMetadata({ is: 'newer' });
      await simulator.release();
    },
    hears: (error) => assert.match(error.message, /412 ConditionNotMet/),
  },
  'its owner cancels it': {
    make: (_, poller) => poller.cancelOperation(),
    hears: (error) => assert.equal(error.name, 'PollerCancelledError'),
  },
  'what arrives is something else': {
    options: { verify: 'crc64' },
    make: async ({ destination }) => {
      const which = { operation: 'getBlob', account: 'two', blob: destination.name, role: 'client' };
      await simulator.faults({ which, what: { body: { corrupt: 10 } } });
      await simulator.release();
    },
    hears: (error) => assert.equal(error.code, 'VerifyFailed'),
  },
};

test('a copy by Copy Blob with an unknown status ends, and the previous blob is named', async () => {
  for (const exists of [true, false]) {
    const blobs = await accounts.pair({ exists });
    const there = await accounts.fullStateOf(blobs.destination);
    const poller = await accounts.pending(blobs, 'success');
    const replaceHeaders = { 'x-ms-copy-status': 'resting' };
    const which = { operation: 'getBlobProperties', account: 'two', blob: blobs.destination.name };
    await simulator.faults({ which, what: { replaceHeaders } });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'CopyStatusUnknown');
    assert.match(error.message, /"resting"/);
    await simulator.clearFaults();
    const [snapshot] = await accounts.snapshots(blobs.destination);
    assert.equal(snapshot !== undefined, exists);
    if (snapshot) {
      assert.ok(error.message.includes(snapshot), error.message);
      const kept = await blobs.destination.withSnapshot(snapshot).downloadToBuffer();
      assert.equal(kept.toString('base64'), there.content);
    }
    await simulator.release();
  }
});

describe('a copy by Copy Blob that ends badly', () => {
  for (const [ending, { end, options, make, hears }] of Object.entries(ENDINGS)) {
    for (const kind of Object.keys(KINDS)) {
      for (const exists of [true, false]) {
        test(`${ending}: ${exists ? `the ${kind} that was there is back` : `no ${kind} is left`}`, async () => {
          const blobs = await accounts.pair({ kind, exists, old: kind === 'BlockBlob' ? { tier: 'Cool' } : {} });
          const there = await accounts.fullStateOf(blobs.destination);
          const poller = await accounts.pending(blobs, end, {
            blobHTTPHeaders: { blobContentType: 'x/y' },
            ...options,
          });
          assert.equal((await accounts.snapshots(blobs.destination)).length, exists ? 1 : 0);
          await make(blobs, poller);
          const error = await failing(poller.pollUntilDone());
          await simulator.clearFaults();
          hears(error);
          if (error.name !== 'PollerCancelledError') {
            assert.match(error.message, exists ? /is back\.$/ : /Nothing was left/, error.message);
          }
          assert.equal(poller.isDone(), true);
          assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
          assert.deepEqual(await accounts.snapshots(blobs.destination), []);
        });
      }
    }
  }

  test('snapshots that the blob had stay, and only they', async () => {
    const blobs = await accounts.pair();
    const { snapshot } = await blobs.destination.createSnapshot();
    for (const end of ['failed', 'success']) {
      const poller = await accounts.pending(blobs, end);
      await simulator.release();
      await poller.pollUntilDone().catch(() => undefined);
      assert.deepEqual(await accounts.snapshots(blobs.destination), [snapshot]);
    }
  });

  test('a lease of the destination is kept', async () => {
    const blobs = await accounts.pair();
    const there = await accounts.fullStateOf(blobs.destination);
    const { leaseId } = await blobs.destination.getBlobLeaseClient().acquireLease(-1);
    for (const make of [() => simulator.release(), (poller) => poller.cancelOperation()]) {
      const poller = await accounts.pending(blobs, 'failed', { conditions: { leaseId } });
      await make(poller);
      await failing(poller.pollUntilDone());
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
      assert.equal((await blobs.destination.getProperties()).leaseState, 'leased');
    }
    assert.deepEqual(await accounts.snapshots(blobs.destination), []);
  });

  test('a lease whose id is missing rejects the copy, and nothing is left behind', async () => {
    const blobs = await accounts.pair();
    const there = await accounts.fullStateOf(blobs.destination);
    await blobs.destination.getBlobLeaseClient().acquireLease(-1);
    const error = await failing(accounts.pending(blobs, 'success'));
    assert.deepEqual([error.statusCode, error.code], [412, 'LeaseIdMissing']);
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
    assert.deepEqual(await accounts.snapshots(blobs.destination), []);
  });

  test('a sealed append blob is sealed again', async () => {
    const blobs = await accounts.pair({ kind: 'AppendBlob' });
    await blobs.destination.seal();
    const there = await accounts.fullStateOf(blobs.destination);
    assert.equal(there.isSealed, true);
    const poller = await accounts.pending(blobs, 'failed');
    await simulator.release();
    await failing(poller.pollUntilDone());
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
  });

  test('a copy that the service gives up at once', async () => {
    const blobs = await accounts.pair({ exists: false });
    await simulator.copies({ end: 'failed' });
    const error = await failing(blobs.destination.beginCopyFrom(blobs.source, { strategy: 'asynchronous' }));
    assert.match(error.message, /Nothing was left/);
    assert.equal(await blobs.destination.exists(), false);
  });

  test('what cannot be brought back is in the snapshot that the error names', async () => {
    const blobs = await accounts.pair();
    const content = await blobs.destination.downloadToBuffer();
    await simulator.copies({ end: 'failed' });
    const error = await failing(blobs.destination.beginCopyFrom(blobs.source, { strategy: 'asynchronous' }));
    const [snapshot] = await accounts.snapshots(blobs.destination);
    assert.match(error.message, /could not be brought back/);
    assert.ok(error.message.includes(snapshot), error.message);
    assert.deepEqual(await blobs.destination.withSnapshot(snapshot).downloadToBuffer(), content);
  });

  test('a slow restore of a blob is awaited by polling and by canceling', async () => {
    for (const cancels of [false, true]) {
      const blobs = await accounts.pair();
      const there = await accounts.fullStateOf(blobs.destination);
      const poller = await accounts.pending(blobs, 'failed');
      await simulator.copies({ pending: { polls: 3 } });
      if (cancels) {
        await poller.cancelOperation();
        assert.equal(poller.isDone(), true);
      } else {
        await simulator.release();
        await poller.poll();
        assert.equal(poller.isDone(), false, 'it has not ended before all is done');
        assert.equal(JSON.parse(poller.toString()).state.isCompleted, undefined);
        await failing(poller.pollUntilDone());
      }
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    }
  });
});

describe('a destination that another client writes', () => {
  test('while the copy is under way, is left alone', async () => {
    for (const exists of [true, false]) {
      const blobs = await accounts.pair({ exists });
      const content = exists ? await blobs.destination.downloadToBuffer() : undefined;
      const poller = await accounts.pending(blobs, 'success');
      await blobs.destination.abortCopyFromURL(poller.getOperationState().copyId);
      await blobs.destination.upload('theirs', 6);
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'CopyReplaced');
      assert.match(error.message, /Another client has written the destination/);
      assert.equal((await blobs.destination.downloadToBuffer()).toString(), 'theirs');
      const kept = await accounts.snapshots(blobs.destination);
      assert.equal(kept.length, exists ? 1 : 0);
      if (exists) {
        assert.ok(error.message.includes(kept[0]), error.message);
        assert.deepEqual(await blobs.destination.withSnapshot(kept[0]).downloadToBuffer(), content);
      }
    }
  });

  test('between the check and the snapshot, or the snapshot and the start, is checked again', async () => {
    for (const operation of ['snapshotBlob', 'copyBlob']) {
      const blobs = await accounts.pair();
      const nth = operation === 'copyBlob' ? 2 : 1;
      await simulator.faults({
        which: { operation, blob: blobs.destination.name },
        when: { nth },
        what: {},
        then: { put: { account: 'two', container: 'container', blob: blobs.destination.name, body: 'theirs' } },
      });
      const poller = await accounts.pending(blobs, 'failed');
      await simulator.release();
      await failing(poller.pollUntilDone());
      assert.equal((await blobs.destination.downloadToBuffer()).toString(), 'theirs', operation);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    }
  });

  test('while the old blob is restored, is left alone', async () => {
    const blobs = await accounts.pair();
    await simulator.faults({
      which: { operation: 'copyBlob', blob: blobs.destination.name },
      when: { nth: 3 },
      what: {},
      then: { put: { account: 'two', container: 'container', blob: blobs.destination.name, body: 'theirs' } },
    });
    const poller = await accounts.pending(blobs, 'failed');
    await simulator.release();
    const error = await failing(poller.pollUntilDone());
    assert.match(error.message, /Another client has written/);
    assert.equal((await blobs.destination.downloadToBuffer()).toString(), 'theirs');
  });
});

describe('a destination that cannot be replaced', () => {
  test('of another type: the error says so, and nothing was started', async () => {
    const { source } = await accounts.pair({ kind: 'PageBlob', exists: false });
    const destination = accounts.to.getBlockBlobClient(source.name);
    await destination.upload('block', 5);
    const error = await failing(destination.beginCopyFrom(source));
    assert.deepEqual([error.statusCode, error.code], [409, 'InvalidBlobType']);
    assert.match(error.message, /is a BlockBlob.*Delete the destination first/);
    assert.equal((await destination.downloadToBuffer()).toString(), 'block');
    assert.ok(!(await accounts.sentTo(destination)).includes('snapshotBlob'));
  });

  test('in the archive: the error says what to do', async () => {
    const blobs = await accounts.pair();
    await blobs.destination.setAccessTier('Archive');
    const error = await failing(accounts.pending(blobs, 'success'));
    assert.deepEqual([error.statusCode, error.code], [409, 'BlobArchived']);
    assert.match(error.message, /Delete it first.*setAccessTier/);
    assert.equal((await blobs.destination.getProperties()).accessTier, 'Archive');
    assert.deepEqual(await accounts.snapshots(blobs.destination), []);
  });

  test('while a copy of another client is pending', async () => {
    const blobs = await accounts.pair();
    const other = await accounts.pair({ exists: false });
    await simulator.copies({ pending: { untilReleased: true } });
    const theirs = await blobs.destination.beginCopyFrom(other.source, { strategy: 'asynchronous', intervalInMs: 1 });
    const error = await failing(accounts.pending(blobs, 'success'));
    assert.deepEqual([error.statusCode, error.code], [409, 'PendingCopyOperation']);
    await simulator.release();
    assert.equal((await theirs.pollUntilDone()).copyStatus, 'success');
  });

  test('a blob that must not be there, or must be another one', async () => {
    for (const [options, code] of [
      [{ overwrite: 'never' }, 'BlobAlreadyExists'],
      [{ conditions: { ifNoneMatch: '*' } }, 'BlobAlreadyExists'],
      [{ conditions: { ifMatch: '"other"' } }, 'ConditionNotMet'],
      [{ conditions: { tagConditions: '"was" = \'there\'' } }, 'ConditionNotMet'],
      [{ conditions: { ifUnmodifiedSince: new Date(0) } }, 'ConditionNotMet'],
      [{ conditions: { ifModifiedSince: new Date(Date.now() + 3600_000) } }, 'ConditionNotMet'],
    ]) {
      const blobs = await accounts.pair();
      const there = await accounts.fullStateOf(blobs.destination);
      const error = await failing(accounts.pending(blobs, 'success', options));
      assert.equal(error.code, code, `${JSON.stringify(options)} ${error.stack}`);
      assert.ok([409, 412].includes(error.statusCode));
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    }
  });

  test('conditions that hold, and modes that replace, still protect the copy', async () => {
    for (const options of [
      { overwrite: 'ifDifferent' },
      { conditions: { tagConditions: '"was" = \'here\'' } },
      { conditions: { ifNoneMatch: '"other"' } },
      { conditions: { ifModifiedSince: new Date(0) } },
    ]) {
      for (const end of ['failed', 'success']) {
        const blobs = await accounts.pair();
        const there = await accounts.fullStateOf(blobs.destination);
        const poller = await accounts.pending(blobs, end, options);
        await simulator.release();
        await poller.pollUntilDone().catch(() => undefined);
        const expected = end === 'failed' ? there : { ...(await accounts.fullStateOf(blobs.source)) };
        assert.deepEqual(await accounts.fullStateOf(blobs.destination), expected, JSON.stringify(options));
        assert.deepEqual(await accounts.snapshots(blobs.destination), []);
      }
    }
  });
});

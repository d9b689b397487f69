'use strict';

// A process is killed while it replaces a blob by Copy Blob, and its saved state is lost. The snapshot that it took stays until the same
// copy is made again, which finds it: it deletes it, or restores the blob from it. Snapshots of others stay.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');

const { runChild } = require('../support/child');
const { useAccounts } = require('./asynchronous-helpers');
const { failing } = require('./helpers');

const MARK = 'blobferry_backup';

let simulator;
let accounts;

useAccounts((started) => {
  accounts = started;
  ({ simulator } = accounts);
});

const stalled = async () => {
  while ((await simulator.stalls()) === 0);
};

/** A child that copies, and is killed while this request is held back, or once it has taken effect. */
async function killed({ source }, rule) {
  await simulator.faults(rule);
  const child = await runChild(path.join(__dirname, 'children', 'asynchronous.js'), {
    arguments: [simulator.connectionString('one'), simulator.connectionString('two'), source.name, '', '{}'],
    onLine(line, process) {
      if (line === 'started') void stalled().then(() => process.kill('SIGKILL'));
    },
  });
  assert.equal(child.signal, 'SIGKILL', child.stderr);
  await simulator.idle();
  await simulator.copies({});
  await simulator.clearFaults();
}

const copy = ({ source, destination }, options) =>
  destination.beginCopyFrom(source, { strategy: 'asynchronous', intervalInMs: 1, ...options });

/** The snapshots of a blob and what their metadata are, by time. */
async function backups({ destination }) {
  const found = [];
  for (const snapshot of await accounts.snapshots(destination)) {
    const { metadata } = await destination.withSnapshot(snapshot).getProperties();
    found.push({ snapshot, metadata, isMarked: MARK in metadata });
  }
  return found;
}

/** Moments at which a snapshot is there that nobody will delete. */
const MOMENTS = {
  'once the snapshot is taken': { which: { operation: 'snapshotBlob' }, what: { after: true, stall: true } },
  'before Copy Blob begins': {
    which: { operation: 'copyBlob', account: 'two' },
    when: { nth: 2 },
    what: { stall: true },
  },
  'once Copy Blob has succeeded': {
    which: { operation: 'copyBlob', account: 'two' },
    when: { nth: 2 },
    what: { after: true, stall: true },
  },
};

describe('the snapshot that a killed process left', () => {
  for (const kind of ['PageBlob', 'AppendBlob', 'BlockBlob']) {
    for (const [moment, rule] of Object.entries(MOMENTS)) {
      test(`${moment} is deleted when the same copy has been made again (${kind})`, async () => {
        const blobs = await accounts.pair({ kind });
        const { snapshot: others } = await blobs.destination.createSnapshot();
        await killed(blobs, rule);
        const left = await backups(blobs);
        assert.deepEqual(
          left.map(({ isMarked, metadata }) => [isMarked, metadata.is]),
          [
            [false, 'old'],
            [true, 'old'],
          ],
        );
        const { snapshot: later } = await blobs.destination.createSnapshot({ metadata: { is: 'later' } });
        await (await copy(blobs)).pollUntilDone();
        assert.deepEqual(await blobs.destination.downloadToBuffer(), await blobs.source.downloadToBuffer());
        assert.deepEqual(await accounts.snapshots(blobs.destination), [others, later]);
        assert.deepEqual((await blobs.destination.getProperties()).metadata, { is: 'new' });
      });
    }
  }

  test('stays when another blob is replaced, and when another source is copied there', async () => {
    const blobs = await accounts.pair();
    const another = await accounts.pair({ source: { metadata: { is: 'another' } } });
    await killed(blobs, MOMENTS['before Copy Blob begins']);
    const [{ snapshot }] = await backups(blobs);
    await (await copy(another)).pollUntilDone();
    await (await copy({ ...another, destination: blobs.destination })).pollUntilDone();
    assert.deepEqual(await accounts.snapshots(blobs.destination), [snapshot]);
  });

  test('is distinguished from that of a blob that was copied from it', async () => {
    const blobs = await accounts.pair();
    await killed(blobs, MOMENTS['before Copy Blob begins']);
    const [{ metadata }] = await backups(blobs);
    // Somebody has copied it over the blob by hand, and works on.
    await blobs.destination.setMetadata(metadata);
    await simulator.advanceClock(120);
    const { snapshot: others } = await blobs.destination.createSnapshot();
    await (await copy(blobs)).pollUntilDone();
    assert.deepEqual(await accounts.snapshots(blobs.destination), [others]);
    assert.deepEqual((await blobs.destination.getProperties()).metadata, { is: 'new' });
  });

  test('stays if listing is not permitted, and the copy is still made', async () => {
    const blobs = await accounts.pair();
    await killed(blobs, MOMENTS['before Copy Blob begins']);
    const [{ snapshot }] = await backups(blobs);
    await simulator.faults({
      which: { operation: 'listBlobs' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    await (await copy(blobs)).pollUntilDone();
    await simulator.clearFaults();
    assert.deepEqual(await accounts.snapshots(blobs.destination), [snapshot]);
  });

  test('is the only trace if its mark may not be taken away from a blob that had no metadata', async () => {
    const blobs = await accounts.pair({ old: { metadata: {} } });
    const { content } = await accounts.fullStateOf(blobs.destination);
    const poller = await accounts.pending(blobs, 'failed');
    await simulator.faults({
      which: { operation: 'setBlobMetadata' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    await simulator.release();
    const { message } = await failing(poller.pollUntilDone());
    await simulator.clearFaults();
    assert.match(message, /is back, with the entry "blobferry_backup" among its metadata/);
    const found = await accounts.fullStateOf(blobs.destination);
    assert.deepEqual([found.content, Object.keys(found.metadata)], [content, [MARK]]);
  });

  for (const [label, old] of [
    ['metadata', {}],
    ['no metadata', { metadata: {} }],
  ]) {
    test(`restores a blob with ${label} that was left empty, before it is replaced again`, async () => {
      const blobs = await accounts.pair({ old });
      const there = await accounts.fullStateOf(blobs.destination);
      await simulator.copies({ pending: { untilReleased: true }, end: 'failed' });
      await killed(blobs, MOMENTS['once Copy Blob has succeeded']);
      await simulator.release();
      assert.equal((await blobs.destination.getProperties()).contentLength, 0);
      // The next copy fails as well, and the blob is back.
      await simulator.faults({
        which: { operation: 'snapshotBlob' },
        what: { status: 403, code: 'AuthorizationPermissionMismatch' },
      });
      assert.equal((await failing(copy(blobs))).code, 'AuthorizationPermissionMismatch');
      await simulator.clearFaults();
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
      await (await copy(blobs)).pollUntilDone();
      assert.deepEqual(await blobs.destination.downloadToBuffer(), await blobs.source.downloadToBuffer());
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    });
  }
});

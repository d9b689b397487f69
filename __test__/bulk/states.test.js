'use strict';

// Container copies of more than the current states: snapshots, versions, and points in time (row T1).

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('states of blobs in a container copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
    for (const account of ['one', 'two']) await simulator.features({ versioning: true }, account);
  });

  async function copied(options) {
    const { events, summary } = await settled(await to.beginCopyFromContainer(from, options));
    return { events, ...summary };
  }

  const read = async (blob) => (await blob.downloadToBuffer()).toString();

  /** The contents of all states of a blob, in the order of the listing. */
  async function statesOf(container, name, options) {
    const contents = [];
    for await (const item of container.listBlobsFlat({ prefix: name, ...options })) {
      if (item.name !== name) continue;
      let blob = container.getBlobClient(name);
      if (item.snapshot) blob = blob.withSnapshot(item.snapshot);
      else if (item.versionId) blob = blob.withVersion(item.versionId);
      contents.push(await read(blob));
    }
    return contents;
  }

  /** The time of a version, which the service has more exactly than JavaScript. */
  async function versionTime(container, name) {
    const { versionId } = await container.getBlobClient(name).getProperties();
    return new Date(versionId);
  }

  /** Writes a version that is of a later millisecond than all before it, and returns when it was. */
  async function write(name, content, container = from) {
    const exists = await container.getBlobClient(name).exists();
    const last = exists ? await versionTime(container, name) : undefined;
    do await upload(container, name, content);
    while (last && (await versionTime(container, name)) <= last);
    return versionTime(container, name);
  }

  test('P2, T1: what earlier states lose is reported as well', async () => {
    for (const account of ['one', 'two']) await simulator.features({}, account);
    await upload(from, 'x', 'first', { tags: { a: 'b' } });
    await from.getBlobClient('x').createSnapshot();
    await upload(from, 'x', 'base');
    await upload(from, 'y', 'alone');
    const forbidden = { status: 403, code: 'AuthorizationPermissionMismatch' };
    await simulator.faults(
      { which: { account: 'two', headers: { 'x-ms-tags': '*' } }, what: forbidden },
      { which: { account: 'two', headers: { 'x-ms-copy-source-tag-option': 'COPY' } }, what: forbidden },
    );
    const { events, notKept, failures } = await copied({ snapshots: true, onTagsForbidden: 'skip' });
    assert.deepEqual([failures, notKept], [[], { tags: 1 }]);
    assert.deepEqual(
      events.filter((event) => event.notKept).map((event) => [event.source, event.notKept]),
      [['x', ['tags']]],
    );
    assert.deepEqual(await statesOf(to, 'x', { includeSnapshots: true }), ['first', 'base']);
  });

  for (const pageSize of [1, 2, 5000]) {
    test(`T1: snapshots are copied oldest first, then the blob (pages of ${pageSize})`, async () => {
      for (const account of ['one', 'two']) await simulator.features({}, account);
      for (const content of ['first', 'second', 'base']) {
        await upload(from, 'x', content, { metadata: { content } });
        if (content !== 'base') await from.getBlobClient('x').createSnapshot();
      }
      await upload(from, 'a', 'alone');
      await upload(from, 'y', 'alone');
      const summary = await copied({ snapshots: true, pageSize });
      assert.deepEqual([summary.copied, summary.earlierStates, summary.failures], [3, 2, []]);
      assert.equal(summary.copiedBytes, 'firstsecondbasealonealone'.length);
      assert.equal(summary.events.find(({ source }) => source === 'x').earlier, 2);
      assert.deepEqual(await statesOf(to, 'x', { includeSnapshots: true }), ['first', 'second', 'base']);
      assert.deepEqual(await statesOf(to, 'a', { includeSnapshots: true }), ['alone']);
      for await (const item of to.listBlobsFlat({ prefix: 'x', includeSnapshots: true, includeMetadata: true })) {
        assert.ok(item.metadata.mtime, 'the old times are metadata');
      }
    });

    test(`T1: versions are copied oldest first (pages of ${pageSize})`, async () => {
      for (const content of ['first', 'second', 'current']) await upload(from, 'x', content);
      await upload(from, 'gone', 'content');
      await from.getBlobClient('gone').delete();
      const summary = await copied({ versions: true, pageSize });
      assert.deepEqual([summary.copied, summary.earlierStates, summary.failures], [1, 2, []]);
      assert.deepEqual(await statesOf(to, 'x', { includeVersions: true }), ['first', 'second', 'current']);
      assert.equal(await read(to.getBlobClient('x')), 'current');
      assert.deepEqual(await namesOf(to), ['x']);
    });

    test(`T1: asOf copies what was current then (pages of ${pageSize})`, async () => {
      await write('a', 'a1');
      const removed = await write('removed', 'r1');
      const time = await write('a', 'a2');
      assert.ok(removed <= time);
      await write('a', 'a3');
      await write('later', 'l1');
      while ((await versionTime(from, 'later')) <= time) await write('later', 'l1');
      await from.getBlobClient('removed').delete();
      // `later` may have older versions of the same millisecond as `time`.
      const summary = await copied({ asOf: time, pageSize, exclude: ['later'] });
      assert.deepEqual(summary.failures, []);
      assert.equal(await read(to.getBlobClient('a')), 'a2');
      assert.equal(await read(to.getBlobClient('removed')), 'r1');
      assert.deepEqual(await namesOf(to), ['a', 'removed']);
    });
  }

  test('T1: asOf leaves out what did not exist yet', async () => {
    const time = await write('a', 'a1');
    const early = new Date(time.getTime() - 1);
    const summary = await copied({ asOf: early });
    assert.deepEqual([summary.copied, summary.failed, await namesOf(to)], [0, 0, []]);
    assert.equal((await copied({ asOf: time })).copied, 1);
  });

  test('T1: what changes while it is copied does not change a point in time', async () => {
    const time = await write('a', 'a1');
    await write('a', 'a2');
    await simulator.faults({
      which: { account: 'one', operation: 'listBlobs' },
      what: { after: true },
      then: { request: { account: 'one', container: from.containerName, blob: 'a', method: 'DELETE' } },
    });
    assert.equal((await copied({ asOf: time })).copied, 1);
    assert.equal(await read(to.getBlobClient('a')), 'a1');
  });

  test('T1: a source that kept no version of the time fails by name, and nothing else is copied in its place', async () => {
    await simulator.features({}, 'one');
    await upload(from, 'x', 'now');
    const summary = await copied({ asOf: new Date(0) });
    assert.deepEqual([summary.copied, summary.failedByCode], [0, { VersionNotKept: 1 }]);
    assert.deepEqual(await namesOf(to), []);
    assert.equal((await copied({ asOf: new Date(Date.now() + 60_000) })).copied, 1);
  });

  test('T1: a destination that keeps no versions is reported, and has the current state', async () => {
    for (const content of ['first', 'current']) await upload(from, 'x', content);
    await simulator.features({}, 'two');
    const summary = await copied({ versions: true });
    assert.deepEqual([summary.copied, summary.failedByCode], [0, { VersioningDisabled: 1 }]);
    assert.equal(await read(to.getBlobClient('x')), 'current');
  });

  test('T1: a job that is resumed copies the states of what it left', async () => {
    for (const name of ['a', 'b', 'c']) for (const content of ['1', '2', '3']) await upload(from, name, content);
    await simulator.faults({
      which: { account: 'two', operation: 'copyBlobFromUrl', blob: 'b' },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    const options = { versions: true, pageSize: 2, concurrency: 1 };
    const poller = await to.beginCopyFromContainer(from, options);
    await failing(poller.pollUntilDone());
    await simulator.clearFaults();
    const resumed = await to.beginCopyFromContainer(from, { ...options, resumeFrom: poller.toString() });
    const { copied: all } = await resumed.pollUntilDone();
    assert.equal(all, 3);
    for (const name of ['a', 'c'])
      assert.deepEqual(await statesOf(to, name, { includeVersions: true }), ['1', '2', '3']);
    assert.deepEqual((await statesOf(to, 'b', { includeVersions: true })).slice(-3), ['1', '2', '3']);
  });

  test('O3: a dry run counts the requests of all states, and writes nothing', async () => {
    for (const content of ['first', 'second', 'current']) await upload(from, 'x', content);
    const summary = await copied({ versions: true, dryRun: true });
    assert.deepEqual([summary.requests.write, summary.earlierStates], [3, 2]);
    assert.deepEqual(await namesOf(to), []);
  });

  for (const [options, names] of [
    [{ snapshots: true, versions: true }, ['snapshots', 'versions']],
    [{ asOf: new Date(), snapshots: true }, ['asOf', 'snapshots']],
    [{ asOf: new Date(), move: true }, ['asOf', 'move']],
    [{ asOf: new Date(), deleteExtraneous: true }, ['asOf', 'deleteExtraneous']],
    [{ versions: true, overwrite: 'ifDifferent' }, ['versions', 'overwrite']],
    [{ asOf: '2026-01-01T00:00' }, ['asOf', 'zone']],
  ]) {
    test(`${names.join(' with ')} is rejected before anything is written`, async () => {
      await simulator.clearRequests();
      const error = await failing(to.beginCopyFromContainer(from, options));
      for (const name of names) assert.match(error.message, new RegExp(name));
      assert.deepEqual(await simulator.requests({}), []);
    });
  }

  test('entries and accounts have current states only', async () => {
    const error = await failing(to.beginCopyFromContainer([], { versions: true }));
    assert.match(error.message, /"versions" is for the copy of a container/);
  });
});

'use strict';

// Options of beginCopyFromAccount that concern the states of blobs, and what is at the destination: snapshots, versions, asOf, keepReplaced,
// onDeletedAtDestination, leaseIds. Tests are named by the rows of the requirements.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { contentOf, eventsOf, namesOf, settled, upload } = require('./helpers');
const { kill, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

describe('options of a copy of an account', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  let simulator;
  let from;
  let to;
  let number;
  let folder;
  let prefix;

  beforeEach(async () => {
    ({ simulator, number, folder } = await accounts.fresh({ name: 'beside' }));
    [from, to] = ['one', 'two'].map(accounts.accountOf);
    prefix = `part${number}-`;
    for (const account of ['one', 'two']) await simulator.features({}, account);
  });

  const options = (more) => ({ containerPrefix: prefix, ...more });
  const file = (name) => path.join(folder, `options-${number}-${name}`);
  const here = (name) => within('one', prefix + name);
  const there = (name) => within('two', prefix + name);
  const copied = async (more) => (await to.beginCopyFromAccount(from, options(more))).pollUntilDone();

  async function fill(account, containers) {
    for (const [name, blobs] of Object.entries(containers)) {
      const container = within(account, prefix + name);
      await container.createIfNotExists();
      for (const [blob, content] of Object.entries(blobs)) await upload(container, blob, content);
    }
    await simulator.advanceClock(2);
  }

  /** The contents of all states of a blob, in the order of the listing. */
  async function statesOf(container, name, which) {
    const contents = [];
    for await (const item of container.listBlobsFlat({ prefix: name, ...which })) {
      let blob = container.getBlobClient(name);
      if (item.snapshot) blob = blob.withSnapshot(item.snapshot);
      else if (item.versionId) blob = blob.withVersion(item.versionId);
      contents.push((await blob.downloadToBuffer()).toString());
    }
    return contents;
  }

  test('T1: tagFilter selects the blobs of every container', async () => {
    await fill('one', { a: {}, b: {} });
    for (const name of ['a', 'b']) {
      await upload(here(name), 'x', 'x', { tags: { keep: 'yes' } });
      await upload(here(name), 'y', 'y', { tags: { keep: 'no' } });
    }
    const summary = await copied({ tagFilter: `"keep" = 'yes'` });
    assert.deepEqual([summary.copied, summary.filtered], [2, 2]);
    assert.deepEqual([await namesOf(there('a')), await namesOf(there('b'))], [['x'], ['x']]);
  });

  test('T1: snapshots of every container are copied in their order, also by a job that was killed', async () => {
    await fill('one', { a: {}, b: {}, c: {} });
    for (const name of ['a', 'b', 'c']) {
      for (const blob of ['x', 'y', 'z']) {
        for (const content of ['first', 'second', 'third']) {
          await upload(here(name), blob, `${name} ${blob} ${content}`);
          if (content !== 'third') await here(name).getBlobClient(blob).createSnapshot();
        }
      }
    }
    const job = options({ snapshots: true, journal: file('journal'), concurrency: 1, pageSize: 2 });
    await simulator.faults({
      which: { operation: 'snapshotBlob', container: `${prefix}b`, blob: 'y' },
      what: { stall: true },
    });
    const { child, ended } = startCopy(simulator, undefined, job);
    while ((await simulator.stalls()) === 0);
    await kill(simulator, child, ended);
    await simulator.clearFaults();
    const { summary, error } = await startCopy(simulator, undefined, job).ended;
    assert.equal(error, undefined, error?.message);
    assert.deepEqual([summary.copied, summary.failed], [9, 0]);
    for (const name of ['a', 'b', 'c']) {
      for (const blob of ['x', 'y', 'z']) {
        const states = await statesOf(there(name), blob, { includeSnapshots: true });
        const wanted = ['first', 'second', 'third'].map((content) => `${name} ${blob} ${content}`);
        // A blob that was in flight may have some of its states twice.
        assert.deepEqual(name === 'b' && blob === 'y' ? states.slice(-3) : states, wanted);
      }
    }
  });

  test('T1: versions, and the state of a time, of every container', async () => {
    for (const account of ['one', 'two']) await simulator.features({ versioning: true }, account);
    await fill('one', { a: { x: 'a first' }, b: { x: 'b first' } });
    const time = new Date((await here('b').getBlobClient('x').getProperties()).versionId);
    await fill('one', { a: { x: 'a second' }, b: { x: 'b second', y: 'new' } });
    const restored = await copied({ asOf: new Date(time.getTime() + 1000) });
    assert.equal(restored.copied, 2);
    assert.deepEqual(
      [await contentOf(there('a'), 'x'), await contentOf(there('b'), 'x'), await namesOf(there('b'))],
      ['a first', 'b first', ['x']],
    );
    const all = await copied({ versions: true });
    assert.deepEqual([all.copied, all.earlierStates], [3, 2]);
    const states = await statesOf(there('b'), 'x', { includeVersions: true });
    assert.deepEqual(states.slice(-2), ['b first', 'b second']);
  });

  test('T1: a destination that keeps no versions is reported', async () => {
    await simulator.features({ versioning: true }, 'one');
    await fill('one', { a: { x: 'first' }, b: { x: 'b' } });
    await fill('one', { a: { x: 'second' } });
    const { summary } = await settled(await to.beginCopyFromAccount(from, options({ versions: true })));
    assert.deepEqual([summary.copied, summary.failedByCode], [1, { VersioningDisabled: 1 }]);
  });

  test('T1: versions are rejected where a service version does not have them', async () => {
    const old = new to.constructor(to.url, to.credential, { serviceVersion: '2019-07-07' });
    const error = await failing(old.beginCopyFromAccount(from, options({ versions: true })));
    assert.match(error.message, /"versions" needs the service version 2019-12-12/);
  });

  test('D17: what is replaced and deleted is kept in one container, apart by container', async () => {
    await fill('one', { a: { x: 'new a' }, b: { x: 'new b' } });
    await fill('two', { a: { x: 'old a', y: 'gone a' }, b: { x: 'old b', y: 'gone b' }, attic: {} });
    const keepReplaced = { container: `${prefix}attic`, prefix: 'today/' };
    const summary = await copied({ deleteExtraneous: true, keepReplaced });
    assert.deepEqual([summary.copied, summary.deletes.done, summary.containers.skipped], [2, 2, 0]);
    const kept = there('attic');
    const names = ['a/x', 'a/y', 'b/x', 'b/y'].map((name) => `today/${prefix}${name}`);
    assert.deepEqual(await namesOf(kept), names);
    assert.deepEqual(await Promise.all(names.map((name) => contentOf(kept, name))), [
      'old a',
      'gone a',
      'old b',
      'gone b',
    ]);
    assert.deepEqual([await namesOf(there('a')), await contentOf(there('a'), 'x')], [['x'], 'new a']);
    // The next run does not touch it.
    await simulator.advanceClock(2);
    const again = await copied({ deleteExtraneous: true, keepReplaced, overwrite: 'ifDifferent' });
    assert.deepEqual([again.copied, again.deletes.wanted], [0, 0]);
    assert.deepEqual(await namesOf(kept), names);
  });

  test('D17: without a container, each container keeps its own below the prefix', async () => {
    await fill('one', { a: { x: 'new a' }, b: { x: 'new b' } });
    await fill('two', { a: { x: 'old a', y: 'gone a' }, b: { x: 'old b' } });
    await copied({ deleteExtraneous: true, keepReplaced: { prefix: 'old/' } });
    assert.deepEqual(
      [await namesOf(there('a')), await namesOf(there('b'))],
      [
        ['old/x', 'old/y', 'x'],
        ['old/x', 'x'],
      ],
    );
    assert.equal(await contentOf(there('a'), 'old/y'), 'gone a');
    await simulator.advanceClock(2);
    const again = await copied({ deleteExtraneous: true, keepReplaced: { prefix: 'old/' }, overwrite: 'ifDifferent' });
    assert.deepEqual([again.copied, again.deletes.wanted], [0, 0]);
  });

  test('D17: a container of the source with the name of the one for replaced blobs is not copied, and nothing is deleted', async () => {
    await fill('one', { a: { x: 'new' }, attic: { z: 'z' } });
    await fill('two', { a: { x: 'old', y: 'y' }, attic: { k: 'kept before' } });
    const keepReplaced = { container: `${prefix}attic` };
    const poller = await to.beginCopyFromAccount(from, options({ deleteExtraneous: true, keepReplaced }));
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'AccountCopyIncomplete');
    assert.match(error.message, /"keepReplaced" keeps old states .*"excludeContainers"/);
    assert.deepEqual(await namesOf(there('a')), ['x', 'y']);
    assert.deepEqual(await namesOf(there('attic')), ['k', `${prefix}a/x`]);
    const excluded = await copied({ deleteExtraneous: true, keepReplaced, excludeContainers: ['*attic'] });
    assert.equal(excluded.deletes.done, 1);
  });

  test('D17: without the container for replaced blobs, nothing is replaced or deleted, and the job says so', async () => {
    await fill('one', { a: { k: 'k' }, b: { k: 'k' } });
    await fill('two', { a: { k: 'k', x: 'x' }, b: { k: 'k', x: 'x' }, attic: {} });
    const keepReplaced = { container: `${prefix}attic` };
    const job = { deleteExtraneous: true, overwrite: 'never', keepReplaced };
    // It was there when the job began.
    const operation = ['copyBlobFromUrl', 'copyBlob', 'putBlob'];
    await simulator.faults({
      which: { account: 'two', container: `${prefix}attic`, operation },
      what: { status: 404, code: 'ContainerNotFound' },
    });
    const { events, summary } = await settled(await to.beginCopyFromAccount(from, options(job)));
    assert.deepEqual([summary.deletes.done, summary.deletes.refusedByCode], [0, { ReplacedBlobNotKept: 2 }]);
    const refused = events.filter(({ event }) => event === 'deleteRefused');
    assert.ok(refused.every(({ message }) => /could not be kept, as "keepReplaced" asks/.test(message)));
    const overwritten = await settled(await to.beginCopyFromAccount(from, options({ keepReplaced })));
    assert.deepEqual(overwritten.summary.failedByCode, { ReplacedBlobNotKept: 2 });
    await simulator.clearFaults();
    assert.deepEqual(
      [await namesOf(there('a')), await namesOf(there('b'))],
      [
        ['k', 'x'],
        ['k', 'x'],
      ],
    );
  });

  test('D17: a container for replaced blobs that does not exist is an error before anything is copied', async () => {
    await fill('one', { a: { x: 'new' } });
    const error = await failing(copied({ keepReplaced: { container: `${prefix}none` } }));
    assert.match(error.message, /container of "keepReplaced".*does not exist.*Nothing was copied/);
    assert.equal(await there('a').exists(), false);
  });

  test('D20: a blob that was deleted at the destination stays away in its container, and in no other', async () => {
    await fill('one', { a: { x: '1', y: '1' }, b: { x: '1', y: '1' } });
    const nightly = { journal: file('known'), onDeletedAtDestination: 'skip', overwrite: 'ifDifferent' };
    await copied(nightly);
    await there('a').deleteBlob('x');
    for (const name of ['a', 'b']) await upload(here(name), 'x', 'changed');
    const second = await copied(nightly);
    assert.deepEqual([second.copied, second.skipped], [1, { deletedAtDestination: 1, same: 2 }]);
    assert.deepEqual([await namesOf(there('a')), await contentOf(there('b'), 'x')], [['y'], 'changed']);
    // A mirror removes what it deletes itself.
    await here('b').deleteBlob('y');
    await simulator.advanceClock(2);
    assert.equal((await copied({ ...nightly, deleteExtraneous: true })).deletes.done, 1);
    await upload(here('b'), 'y', 'again');
    const last = await copied(nightly);
    assert.deepEqual([last.copied, last.skipped.deletedAtDestination], [1, 1]);
    assert.deepEqual([await namesOf(there('a')), await namesOf(there('b'))], [['y'], ['x', 'y']]);
  });

  test('T3: lease ids are by container and name', async () => {
    await fill('one', { a: { x: 'new a' }, b: { x: 'new b' } });
    await fill('two', { a: { x: 'old a', y: 'y' }, b: { x: 'old b' } });
    const leaseOf = async (container, name) =>
      (await there(container).getBlobClient(name).getBlobLeaseClient().acquireLease(-1)).leaseId;
    const leaseIds = {
      [`${prefix}a/x`]: await leaseOf('a', 'x'),
      [`${prefix}a/y`]: await leaseOf('a', 'y'),
    };
    await leaseOf('b', 'x');
    const first = await settled(await to.beginCopyFromAccount(from, options({ leaseIds, deleteExtraneous: true })));
    const failed = first.events.filter(({ event }) => event === 'failed');
    assert.deepEqual(
      failed.map(({ container, source, code }) => [container, source, code]),
      [[`${prefix}b`, 'x', 'LeaseIdMissing']],
    );
    assert.deepEqual([await contentOf(there('a'), 'x'), await contentOf(there('b'), 'x')], ['new a', 'old b']);
    assert.equal((await there('a').getBlobClient('x').getProperties()).leaseState, 'leased');
    const second = await copied({ leaseIds, deleteExtraneous: true, leased: 'break', overwrite: 'ifDifferent' });
    assert.equal(second.deletes.done, 1);
    assert.deepEqual([await namesOf(there('a')), await contentOf(there('b'), 'x')], [['x'], 'new b']);
  });

  test('a lease id whose name has no container of the copy is reported before anything is copied', async () => {
    await fill('one', { a: { x: 'new' } });
    const error = await failing(copied({ leaseIds: { x: 'c1' } }));
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /"leaseIds" of a copy of an account has its blobs by container and name.* unlike "x"/);
    assert.equal(await there('a').exists(), false);
  });

  test('events of one job name each container once, whatever is combined', async () => {
    await fill('one', { a: { x: 'new a' }, b: { x: 'new b' } });
    await fill('two', { a: { x: 'old a', y: 'y' }, attic: {} });
    const job = options({
      deleteExtraneous: true,
      keepReplaced: { container: `${prefix}attic` },
      journal: file('events'),
      onDeletedAtDestination: 'skip',
      verify: 'properties',
    });
    const poller = await to.beginCopyFromAccount(from, job);
    const events = await eventsOf(poller);
    await poller.pollUntilDone();
    assert.deepEqual(events.map(({ event, container }) => [event, container.slice(prefix.length)]).sort(), [
      ['containerBegun', 'a'],
      ['containerBegun', 'b'],
      ['copied', 'a'],
      ['copied', 'b'],
      ['deleted', 'a'],
    ]);
  });
});

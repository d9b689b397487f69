'use strict';

// The option `move` of beginCopyFromContainer: a source is deleted only once its copy is whole, and each blob is on at least one side
// whatever happens.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { describeContainer, eventsOf, namesOf, upload, withoutPlan } = require('./helpers');
const { kill, killAfter, random, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

describe('a container is moved', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;
  let folder;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder } = await accounts.fresh());
    await simulator.copies({ pending: null, end: 'success' });
    await simulator.clearStatistics();
  });

  const fill = (count) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        upload(from, `blob ${String(index).padStart(3, '0')}`, `content ${index}`, {
          metadata: { index: String(index) },
          tags: index % 3 === 0 ? { third: 'yes' } : undefined,
        }),
      ),
    );

  const place = (account, blob) => ({ account, container: `container-${number}`, blob });

  const textOf = async (container, name) => (await container.getBlobClient(name).downloadToBuffer()).toString();

  /** Moves, and returns the events. */
  async function move(options = {}) {
    const poller = await to.beginCopyFromContainer(from, { move: true, ...options });
    const events = await eventsOf(poller);
    const error = await poller.pollUntilDone().then(
      () => undefined,
      (thrown) => thrown,
    );
    return { events, error, summary: poller.getOperationState().summary };
  }

  test('each blob is copied, verified and deleted, and counted once', async () => {
    await fill(7);
    const expected = await describeContainer(from);
    await simulator.clearStatistics();
    const { events, summary, error } = await move();
    assert.equal(error, undefined);
    assert.deepEqual([summary.listed, summary.copied, summary.moved, summary.conflicts], [7, 7, 7, 0]);
    assert.ok(events.every(({ event, bytes, etag }) => event === 'moved' && bytes > 0 && etag));
    const { operations } = await simulator.statistics();
    assert.deepEqual([operations.copyBlobFromUrl, operations.getBlobProperties, operations.deleteBlob], [7, 7, 7]);
    assert.deepEqual(await describeContainer(to), expected);
    assert.deepEqual(await namesOf(from), []);
  });

  test('M1: a copy that stays pending and then fails leaves the source', async () => {
    await fill(2);
    await simulator.copies({ pending: { polls: 2 }, end: 'failed' });
    const { events, error } = await move({ strategy: 'asynchronous' });
    assert.equal(error.code, 'ContainerCopyIncomplete');
    assert.deepEqual(
      events.map(({ event }) => event),
      ['failed', 'failed'],
    );
    assert.equal((await namesOf(from)).length, 2);
    assert.equal((await simulator.statistics()).operations.deleteBlob <= 2, true);
    assert.equal(await textOf(from, 'blob 001'), 'content 1');
  });

  test('M1: a destination that is not what was copied leaves the source', async () => {
    await fill(1);
    await simulator.faults({
      which: { operation: 'getBlobProperties' },
      what: { replaceHeaders: { 'content-length': '3' } },
    });
    const { events } = await move();
    assert.deepEqual([events[0].event, events[0].code], ['failed', 'VerifyFailed']);
    assert.equal(await textOf(from, 'blob 000'), 'content 0');
  });

  test('M2: what is at the destination is not overwritten, and the source stays', async () => {
    await fill(3);
    await upload(to, 'blob 001', 'of another one');
    const { events, error, summary } = await move();
    assert.equal(error.code, 'ContainerCopyIncomplete');
    assert.match(error.message, /^1 of 3 blobs/);
    const [conflict] = events.filter(({ event }) => event !== 'moved');
    assert.deepEqual([conflict.event, conflict.source, conflict.destination], ['conflict', 'blob 001', 'blob 001']);
    assert.deepEqual([summary.moved, summary.conflicts, summary.failed], [2, 1, 0]);
    assert.equal(summary.failures[0].source, 'blob 001');
    assert.equal(await textOf(to, 'blob 001'), 'of another one');
    assert.deepEqual(await namesOf(from), ['blob 001']);
  });

  for (const overwrite of [undefined, 'never']) {
    for (const strategy of ['synchronous', 'blocks', 'relay', 'asynchronous']) {
      test(`M2: a move that overwrites nothing clears no obstacle for it (${overwrite}, ${strategy})`, async () => {
        const clears = { archivedDestination: 'replace', leased: 'break', typeConflict: 'replace' };
        for (const name of ['archived', 'leased', 'typed', 'free']) await upload(from, name, `new ${name}`);
        for (const name of ['archived', 'leased']) await upload(to, name, `old ${name}`);
        await to.getPageBlobClient('typed').create(512);
        await to.getBlobClient('archived').setAccessTier('Archive');
        await to.getBlobClient('leased').getBlobLeaseClient().acquireLease(-1);
        const etags = async () => {
          const clients = ['archived', 'leased', 'typed'].map((name) => to.getBlobClient(name));
          return (await Promise.all(clients.map((client) => client.getProperties()))).map(({ etag }) => etag);
        };
        const before = await etags();
        const options = { ...clears, strategy, ...(overwrite && { overwrite }) };
        const plan = await to.planContainerCopy(from, { move: true, ...options });
        const { events, summary } = await move(options);
        assert.deepEqual([summary.moved, summary.conflicts, summary.failed], [1, 3, 0], JSON.stringify(events));
        assert.deepEqual([plan.copies, plan.conflicts], [1, 3]);
        for (const { event, code } of events.filter(({ event }) => event !== 'moved'))
          assert.deepEqual([event, ['BlobAlreadyExists', 'ConditionNotMet'].includes(code)], ['conflict', true], code);
        assert.deepEqual(await etags(), before);
        assert.equal((await to.getBlobClient('leased').getProperties()).leaseState, 'leased');
        assert.deepEqual(await namesOf(from), ['archived', 'leased', 'typed']);
      });
    }
  }

  test('M2: of two jobs that move to one name, one wins, and the source of the other stays', async () => {
    for (const side of ['p', 'q']) await upload(from, `${side}/x`, `of ${side}`);
    const jobs = await Promise.all(['p/', 'q/'].map((prefix) => move({ prefix, destinationPrefix: '' })));
    assert.deepEqual(jobs.map(({ events }) => events[0].event).sort(), ['conflict', 'moved']);
    const [left] = await namesOf(from);
    assert.deepEqual(
      [await textOf(to, 'x'), await textOf(from, left)].sort(),
      ['of p', 'of q'],
      'both contents are there',
    );
  });

  test('M2: a blob that appears at the destination in the meantime is not overwritten with any "overwrite"', async () => {
    await fill(2);
    await upload(to, 'blob 000', 'old');
    await simulator.faults(
      ...['blob 000', 'blob 001'].map((blob) => ({
        which: { operation: 'copyBlobFromUrl', blob },
        when: { nth: 1 },
        then: { put: { ...place('two', blob), body: 'of another job' } },
      })),
    );
    const { events } = await move({ overwrite: 'always' });
    assert.deepEqual(
      events.map(({ event }) => event),
      ['conflict', 'conflict'],
    );
    assert.equal(await textOf(to, 'blob 000'), 'of another job');
    assert.equal((await namesOf(from)).length, 2);
    // Nobody interferes now.
    await simulator.clearFaults();
    const again = await move({ overwrite: 'always' });
    assert.equal(again.summary.moved, 2);
    assert.equal(await textOf(to, 'blob 000'), 'content 0');
  });

  test('M4: a source that is gone when it is to be deleted is moved', async () => {
    await fill(2);
    await simulator.faults({
      which: { operation: 'deleteBlob', blob: 'blob 000' },
      when: { nth: 1 },
      then: { delete: place('one', 'blob 000') },
    });
    const { summary, error } = await move();
    assert.deepEqual([error, summary.moved], [undefined, 2]);
  });

  test('M5: a source that changes after it was copied stays as it is then', async () => {
    await fill(2);
    await simulator.faults({
      which: { operation: 'deleteBlob', blob: 'blob 001' },
      when: { nth: 1 },
      then: { put: { ...place('one', 'blob 001'), body: 'changed' } },
    });
    const { events, error } = await move();
    assert.equal(error.code, 'ContainerCopyIncomplete');
    const [conflict] = events.filter(({ event }) => event === 'conflict');
    assert.deepEqual([conflict.source, conflict.code], ['blob 001', 'SourceChanged']);
    assert.deepEqual(await namesOf(from), ['blob 001']);
    assert.equal(await textOf(from, 'blob 001'), 'changed');
  });

  test('a source that cannot be deleted stays, and the event says why', async () => {
    await fill(3);
    await from.getBlobClient('blob 000').createSnapshot();
    await from.getBlobClient('blob 001').getBlobLeaseClient().acquireLease(-1);
    await simulator.faults({
      which: { operation: 'deleteBlob', blob: 'blob 002' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const { events } = await move();
    const found = events.map(({ event, source, code }) => [event, source, code]).sort();
    assert.deepEqual(found, [
      ['failed', 'blob 000', 'SnapshotsPresent'],
      ['failed', 'blob 001', 'LeaseIdMissing'],
      ['failed', 'blob 002', 'BlobImmutableDueToPolicy'],
    ]);
    assert.equal((await namesOf(from)).length, 3);
    // What is leased was known from the listing, so it was not copied in vain.
    assert.deepEqual(await namesOf(to), ['blob 000', 'blob 002']);
    await simulator.clearFaults();
    await from.getBlobClient('blob 001').getBlobLeaseClient().breakLease(0);
    await from.getBlobClient('blob 000').delete({ deleteSnapshots: 'only' });
    // The copies of the first run are recognized.
    const again = await move();
    assert.deepEqual([again.error, again.summary.moved], [undefined, 3]);
    assert.deepEqual(await namesOf(from), []);
  });

  test('M1: a container that is moved to itself by another name of its host keeps its blobs', async () => {
    const names = ['a', 'b', 'c'];
    for (const name of names) await upload(from, name);
    const { pipeline, url } = from;
    const alias = new from.constructor(url.replace('127.0.0.1', 'localhost'), pipeline);
    const hidden = { status: 403, code: 'AuthorizationPermissionMismatch' };
    for (const overwrite of ['never', 'always', 'ifDifferent', 'ifSourceNewer']) {
      const begin = () => from.beginCopyFromContainer(alias, { move: true, overwrite });
      assert.match((await failing(begin())).message, /^Source and destination overlap/, overwrite);
      // Neither the containers nor the first blob show that they are one container.
      await simulator.faults(
        { which: { operation: 'getContainerProperties' }, what: hidden },
        { which: { operation: 'getBlobProperties' }, when: { nth: 1 }, what: hidden },
      );
      const poller = await begin();
      await poller.pollUntilDone().catch(() => undefined);
      await simulator.clearFaults();
      assert.equal(poller.getOperationState().summary.moved, 0, overwrite);
      for (const name of names)
        assert.equal(String(await from.getBlobClient(name).downloadToBuffer()), name, overwrite);
    }
  });

  test('nothing is deleted in a dry run', async () => {
    await fill(3);
    await simulator.clearStatistics();
    const { events } = await move({ dryRun: true });
    assert.deepEqual(
      (await withoutPlan(events)).map(({ event, dryRun }) => [event, dryRun]),
      Array.from({ length: 3 }, () => ['copied', true]),
    );
    const { operations } = await simulator.statistics();
    assert.deepEqual([operations.deleteBlob, operations.copyBlobFromUrl], [0, 0]);
  });

  test('M3: killed at 20 moments and resumed, each blob is on exactly one side at the end, and never on none', async () => {
    await fill(50);
    const expected = await describeContainer(from);
    const options = {
      move: true,
      journal: path.join(folder, 'm3'),
      manifest: path.join(folder, 'm3.ndjson'),
      concurrency: 4,
    };
    await simulator.faults({ which: { operation: ['copyBlobFromUrl', 'deleteBlob'] }, what: { delay: 3 } });
    const next = random(3);
    for (let round = 0; round < 20; round += 1) {
      const operation = next() < 0.5 ? 'copyBlobFromUrl' : 'deleteBlob';
      await killAfter(simulator, `container-${number}`, options, operation, Math.floor(next() * 6));
      const both = { ...(await describeContainer(from)), ...(await describeContainer(to)) };
      assert.deepEqual(both, expected, `after kill ${round + 1}`);
    }
    const { summary, error } = await startCopy(simulator, `container-${number}`, options).ended;
    assert.equal(error, undefined);
    assert.deepEqual(await describeContainer(to), expected);
    assert.deepEqual(await namesOf(from), []);
    assert.deepEqual([summary.failed, summary.conflicts, summary.skipped], [0, 0, {}]);
    const lines = readFileSync(options.manifest, 'utf8').split('\n').slice(0, -1);
    assert.ok(lines.map((line) => JSON.parse(line)).every(({ event }) => event === 'moved'));
  });

  test('M3: without a journal, a job that was killed is run again from its beginning', async () => {
    await fill(20);
    const expected = await describeContainer(from);
    // The delete of one blob hangs, so that it is on both sides when the process is killed.
    await simulator.faults({ which: { operation: 'deleteBlob', blob: 'blob 004' }, what: { stall: true } });
    const { child, ended } = startCopy(simulator, `container-${number}`, { move: true, concurrency: 3 });
    while ((await simulator.stalls()) === 0);
    await kill(simulator, child, ended);
    await simulator.clearFaults();
    const { error } = await move();
    assert.equal(error, undefined);
    assert.deepEqual(await describeContainer(to), expected);
    assert.deepEqual(await namesOf(from), []);
  });

  test('a move is no copy: its journal is not that of the same job without it', async () => {
    await fill(1);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { status: 409, code: 'LeaseIdMissing' } });
    const journal = path.join(folder, 'other');
    await move({ journal });
    assert.match((await failing(to.beginCopyFromContainer(from, { journal }))).message, /other options/);
  });
});

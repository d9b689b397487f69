'use strict';

// A large container is listed at several places at once. Whatever the service makes of that, the copy is that of one listing.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, describeContainer, eventsOf, namesOf, ODDER_NAMES, upload } = require('./helpers');
const { killAfter, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

/** Names of every kind, in many pages of ten: odd ones, those above U+D7FF, numbers and directories. */
const NAMES = [
  ...ODDER_NAMES,
  ...Array.from({ length: 120 }, (_, index) => `log/${String(index).padStart(4, '0')}`),
  ...Array.from({ length: 40 }, (_, index) => `log-${index}`),
  ...Array.from({ length: 40 }, (_, index) => `\u{1F600}${String.fromCodePoint(0x1_f400 + index)}`),
  ...Array.from({ length: 40 }, (_, index) => `\u{FF5E}/${index}`),
];

describe('a listing at several places', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  let simulator;
  let from;
  let to;
  let number;
  let directory;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder: directory } = await accounts.fresh({ name: 'listing' }));
  });

  const fill = (container = from) => Promise.all(NAMES.map((name) => upload(container, name)));
  const computed = (account, count, container = `listing-${number}-computed`) =>
    simulator.syntheticContainer({ account, container, count, size: 10 }).then(() => within(account, container));

  async function lists() {
    const requests = await simulator.requests({ operation: 'listBlobs' });
    return requests.map(({ query }) => new URLSearchParams(query));
  }

  for (const [label, features, faults] of [
    ['honours', {}, []],
    ['ignores', { ignoresStartFrom: true }, []],
    [
      'refuses',
      {},
      [{ which: { query: { startFrom: '*' } }, what: { status: 400, code: 'UnsupportedQueryParameter' } }],
    ],
    ['fails on', {}, [{ which: { query: { startFrom: '*' } }, what: { status: 403, code: 'AuthorizationFailure' } }]],
    ['sends a broken page for', {}, [{ which: { query: { startFrom: '*' } }, what: { body: { truncate: 300 } } }]],
  ]) {
    test(`D8, N1-N7: every odd name is copied once by a service that ${label} where a listing starts`, async () => {
      await fill();
      await simulator.features(features, 'one');
      await simulator.faults(...faults);
      await simulator.clearRequests();
      try {
        const poller = await to.beginCopyFromContainer(from, { pageSize: 10 });
        const [events, summary] = await Promise.all([eventsOf(poller), poller.pollUntilDone()]);
        assert.deepEqual([summary.listed, summary.copied, summary.failed], [NAMES.length, NAMES.length, 0]);
        assert.deepEqual(events.map(({ source }) => source).sort(), [...NAMES].sort());
        // The start of the listing is requested, or was once.
        assert.ok((await lists()).some((query) => query.has('startFrom')));
      } finally {
        await simulator.clearFaults();
        await simulator.features({ ignoresStartFrom: false }, 'one');
      }
      assert.deepEqual(await namesOf(to), await namesOf(from));
    });
  }

  test('a part of a large container is listed at several places, and the parts at most once', async () => {
    const many = await computed('one', 3000);
    await simulator.clearRequests();
    assert.equal((await to.planContainerCopy(many, { pageSize: 50 })).copies, 3000);
    const requested = await lists();
    const starts = requested.map((query) => query.get('startFrom')).filter((start) => start !== null);
    assert.ok(starts.length >= 30, `${starts.length} of ${requested.length}`);
    assert.equal(new Set(starts).size, starts.length);
    assert.ok(requested.length <= 90, `${requested.length} lists`);
  });

  test('a listing of few pages has no other requests than before', async () => {
    const few = await computed('one', 199);
    await simulator.clearRequests();
    assert.equal((await to.planContainerCopy(few, { pageSize: 50 })).copies, 199);
    const requested = await lists();
    // Four pages of the source, and one of the destination, which is empty.
    assert.deepEqual([requested.length, requested.some((query) => query.has('startFrom'))], [5, false]);
  });

  test('D1, D8: a mirror of many pages keeps what the source has, and deletes what it has not', async () => {
    await Promise.all([fill(from), fill(to)]);
    const extra = ['extra', 'log/00005', '\u{1F601}', 'zz'];
    for (const name of extra) await upload(to, name);
    await simulator.advanceClock(2);
    const poller = await to.beginCopyFromContainer(from, {
      pageSize: 10,
      overwrite: 'ifDifferent',
      deleteExtraneous: true,
    });
    const { deletes } = await poller.pollUntilDone();
    assert.equal(deletes.done, extra.length);
    assert.deepEqual(await namesOf(to), await namesOf(from));
  });

  test('two containers of many pages are compared, and only differences are reported', async () => {
    await Promise.all([fill(from), fill(to)]);
    await from.deleteBlob('log/0050');
    await to.deleteBlob('log/0070');
    const { equal, missing, extra, different } = await to.verifyContainer(from, { pageSize: 10 });
    assert.deepEqual([equal, missing, extra, different], [NAMES.length - 2, 1, 1, 0]);
  });

  test('D9: an account with a hierarchical namespace is listed from its beginning to its end', async () => {
    const other = await startTwoAccounts();
    try {
      await other.from.delete();
      await other.simulator.features({ hierarchicalNamespace: true }, 'one');
      const source = containerBeside(other.from, 'tree');
      await source.create();
      const names = ['a-b', 'a/x', ...Array.from({ length: 80 }, (_, index) => `a/${index}/y`)];
      await Promise.all(names.map((name) => upload(source, name)));
      const poller = await other.to.beginCopyFromContainer(source, { pageSize: 5, markers: 'skip' });
      const { copied, failed } = await poller.pollUntilDone();
      assert.deepEqual([copied, failed], [names.length, 0]);
      assert.deepEqual((await namesOf(other.to)).sort(), [...names].sort());
    } finally {
      await other.simulator.stop();
    }
  });

  test('T1: with all states of the blobs, there is one listing', async () => {
    await fill();
    await from.getBlockBlobClient('a').createSnapshot();
    await simulator.clearRequests();
    const poller = await to.beginCopyFromContainer(from, { pageSize: 10, snapshots: true });
    assert.equal((await poller.pollUntilDone()).failed, 0);
    assert.ok((await lists()).every((query) => !query.has('startFrom')));
  });

  test('J1, J2: killed at many moments amid several places, it copies nothing more than what was in flight', async () => {
    await fill();
    const options = { journal: path.join(directory, `${number}.journal`), pageSize: 10, concurrency: 4 };
    const count = async () => (await simulator.statistics()).operations.copyBlobFromUrl ?? 0;
    const began = await count();
    const KILLS = 5;
    for (let round = 0; round < KILLS; round += 1) {
      const { signal } = await killAfter(simulator, `listing-${number}`, options, 'copyBlobFromUrl', 25, []);
      assert.equal(signal, 'SIGKILL', `round ${round}`);
    }
    const { summary, error } = await startCopy(simulator, `listing-${number}`, options).ended;
    assert.equal(error, undefined);
    assert.deepEqual([summary.listed, summary.copied, summary.failed], [NAMES.length, NAMES.length, 0]);
    const repeated = (await count()) - began - NAMES.length;
    assert.ok(repeated <= KILLS * options.concurrency, `${repeated} repeated in ${KILLS} kills`);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('J1: a saved job has the marker and the name of one listing, and resumes by them', async () => {
    const many = await computed('one', 3000);
    const stalled = (await namesOf(many))[1500];
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: stalled }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(many, { pageSize: 50, concurrency: 1 });
    while ((await simulator.stalls()) === 0);
    await poller.cancelOperation();
    await simulator.idle();
    await simulator.clearFaults();
    const saved = JSON.parse(poller.toString());
    assert.deepEqual([typeof saved.marker, saved.last], ['string', stalled]);
    await simulator.clearRequests();
    const resumed = await to.beginCopyFromContainer(many, { pageSize: 50, resumeFrom: poller.toString() });
    const summary = await resumed.pollUntilDone();
    assert.deepEqual([summary.listed, summary.copied], [3000, 3000]);
    const requested = await lists();
    assert.ok(requested.length <= 50, `${requested.length} lists`);
  });
});

'use strict';

// `deleteExtraneous` of beginCopyFromAccount when something fails, or the job is interrupted and resumed: listings, containers and blobs. Tests are named
// by the rows of the requirements.

const assert = require('node:assert/strict');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { contentOf, namesOf, settled, upload } = require('./helpers');
const { kill, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

describe('mirrors of an account with failures', () => {
  const accounts = useTwoAccounts({ maxTries: 2 });
  const { within, operations } = accounts;
  let simulator;
  let from;
  let to;
  let number;
  let prefix;
  let folder;

  beforeEach(async () => {
    ({ simulator, number, folder } = await accounts.fresh({ name: 'beside' }));
    [from, to] = ['one', 'two'].map(accounts.accountOf);
    prefix = `part${number}-`;
  });

  const mirror = (more) => ({ containerPrefix: prefix, deleteExtraneous: true, ...more });
  const file = (name) => path.join(folder, `mirror-${number}-${name}`);
  const there = (name) => namesOf(within('two', prefix + name));
  const sides = (atSource, atDestination) => accounts.fillAccounts(prefix, atSource, atDestination);
  const deletesOf = (poller) => poller.getOperationState().summary.deletes;

  const many = (count, prefixOfNames = 'x') =>
    Array.from({ length: count }, (_, index) => `${prefixOfNames}${String(index).padStart(4, '0')}`);

  const BUSY = { status: 503, code: 'ServerBusy' };
  const CUT = { body: { truncate: { part: 0.6 } } };
  // The source is listed twice, to copy and to find what is extraneous: two pages each time.
  for (const [what, account, fault, pages] of [
    ['a page of the source', 'one', BUSY, 4],
    ['a page of the destination', 'two', BUSY, 2],
    ['a truncated page of the source', 'one', CUT, 4],
    ['a truncated page of the destination', 'two', CUT, 2],
  ]) {
    test(`D1, D2: ${what} that fails in one container, at whatever place, withholds the deletes in all`, async () => {
      const names = ['a', 'b', 'c'];
      const atSource = Object.fromEntries(names.map((name) => [name, ['k', 'l', 'm']]));
      const atDestination = Object.fromEntries(names.map((name) => [name, ['k', 'l', 'm', 'x']]));
      await sides(atSource, atDestination);
      for (let after = 0; after < pages; after += 1) {
        const which = { operation: 'listBlobs', account, container: `${prefix}b` };
        await simulator.faults({ which, when: { after }, what: fault });
        const poller = await to.beginCopyFromAccount(from, mirror({ pageSize: 2 }));
        const error = await failing(poller.pollUntilDone());
        await simulator.clearFaults();
        assert.equal(deletesOf(poller).done, 0, `after ${after}`);
        assert.ok(deletesOf(poller).withheldBecause, error.message);
        for (const name of names) assert.deepEqual(await there(name), ['k', 'l', 'm', 'x'], `${name} after ${after}`);
      }
      const { deletes } = await (await to.beginCopyFromAccount(from, mirror({ pageSize: 2 }))).pollUntilDone();
      assert.equal(deletes.done, 3);
    });
  }

  test('D1: a page of the containers that fails withholds all deletes', async () => {
    await sides({ a: ['x'] }, { a: ['x', 'y'] });
    await simulator.faults({
      which: { operation: 'listContainers', account: 'one' },
      what: { body: { truncate: { part: 0.6 } } },
    });
    await failing(to.beginCopyFromAccount(from, mirror()).then((poller) => poller.pollUntilDone()));
    assert.deepEqual(await there('a'), ['x', 'y']);
  });

  test('a container that cannot be created, a blob that fails, and a lost container withhold all deletes', async () => {
    await sides({ a: ['x'], b: ['x'] }, { a: ['x', 'y'], b: ['x', 'y'] });
    for (const [rule, code, reason] of [
      [
        {
          which: { operation: 'createContainer', container: `${prefix}b` },
          what: { status: 409, code: 'ContainerBeingDeleted' },
        },
        'AccountCopyIncomplete',
        /1 containers could not be copied/,
      ],
      [
        {
          which: { operation: 'copyBlobFromUrl', container: `${prefix}b` },
          what: { status: 409, code: 'LeaseIdMissing' },
        },
        'ContainerCopyIncomplete',
        /1 blobs could not be copied/,
      ],
      [
        {
          which: { operation: 'listBlobs', account: 'one', container: `${prefix}b` },
          when: { after: 1 },
          what: { status: 404, code: 'ContainerNotFound' },
        },
        'DeletesWithheld',
        new RegExp(`in the container "${prefix}b", both sides could not be listed again`),
      ],
    ]) {
      await simulator.faults(rule);
      const poller = await to.beginCopyFromAccount(from, mirror());
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, code, error.message);
      assert.match(deletesOf(poller).withheldBecause, reason);
      assert.deepEqual(
        [await there('a'), await there('b')],
        [
          ['x', 'y'],
          ['x', 'y'],
        ],
      );
    }
  });

  test('a container of the source that is gone by then is not mirrored', async () => {
    await sides({ a: ['x'], b: ['x'] }, { a: ['x', 'y'], b: ['x', 'y'] });
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'one', container: `${prefix}b` },
      what: { status: 404, code: 'ContainerNotFound' },
    });
    const { summary } = await settled(await to.beginCopyFromAccount(from, mirror()));
    assert.deepEqual([summary.deletes.done, summary.containers.skipped], [1, 1]);
    assert.deepEqual([await there('a'), await there('b')], [['x'], ['x', 'y']]);
  });

  test('a container that was gone in an earlier run, or is new since, is copied before anything in it is deleted', async () => {
    await sides({ a: ['k'], b: ['k'], c: ['k'], d: ['k'] }, { a: ['k', 'x'], b: ['k', 'x'], c: ['k', 'x'] });
    await simulator.faults(
      {
        which: { operation: 'listBlobs', account: 'one', container: `${prefix}b` },
        what: { status: 404, code: 'ContainerNotFound' },
      },
      {
        which: { operation: 'copyBlobFromUrl', container: `${prefix}d` },
        what: { status: 409, code: 'LeaseIdMissing' },
      },
    );
    const options = mirror({ journal: file('journal') });
    const first = await settled(await to.beginCopyFromAccount(from, options));
    assert.deepEqual([first.summary.containers.skipped, first.summary.failed], [1, 1]);
    assert.deepEqual(await there('b'), ['k', 'x']);
    await simulator.clearFaults();
    // By the names, these two are behind the job.
    await simulator.advanceClock(2);
    await within('one', `${prefix}a`).delete();
    await sides({ a: ['k', 'l'], 'a-new': ['m'] }, { 'a-new': ['n'] });
    const second = await (await to.beginCopyFromAccount(from, { ...options, allowMassDeletes: true })).pollUntilDone();
    assert.deepEqual([second.containers.failed, second.failed], [0, 0]);
    for (const [name, expected] of [
      ['a', ['k', 'l']],
      ['b', ['k']],
      ['c', ['k']],
      ['d', ['k']],
    ]) {
      assert.deepEqual(await there(name), expected, name);
    }
    // What was there when the second run began is newer than the job.
    assert.deepEqual(await there('a-new'), ['m', 'n']);
    assert.equal(await contentOf(within('two', `${prefix}b`), 'k'), 'one');
  });

  test('more extraneous blobs than are held in memory, in several containers, are all deleted, and no other', async () => {
    // Each of them takes about a kilobyte of memory, and a container may hold one mebibyte.
    const long = 'n'.repeat(900);
    const count = 2400;
    const names = ['a', 'b', 'c'];
    await sides(Object.fromEntries(names.map((name) => [name, ['k', `${long}1500+`]])), {});
    for (const name of names) {
      const container = within('two', prefix + name);
      await container.create();
      const blobs = Array.from({ length: count }, (_, index) => `${long}${String(index).padStart(4, '0')}`);
      for (let at = 0; at < count; at += 100) {
        await Promise.all(blobs.slice(at, at + 100).map((blob) => upload(container, blob, '')));
      }
    }
    await simulator.advanceClock(2);
    const poller = await to.beginCopyFromAccount(from, mirror({ allowMassDeletes: true, pageSize: 500 }));
    const { deletes } = await poller.pollUntilDone();
    assert.deepEqual([deletes.wanted, deletes.done, deletes.changed], [count * 3, count * 3, 0]);
    for (const name of names) assert.deepEqual(await there(name), ['k', `${long}1500+`]);
  });

  test('J1: killed in the middle container, and among the deletes, it deletes neither too much nor too little when it is resumed', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const of = (blobs) => Object.fromEntries(names.map((name) => [name, blobs]));
    const copies = many(20, 'k');
    await sides(of(copies), of([...copies.slice(0, 10), 'k0005+', 'x', 'y']));
    const options = mirror({ journal: file('journal'), manifest: file('manifest'), concurrency: 2, pageSize: 6 });
    for (const which of [
      { operation: 'copyBlobFromUrl', container: `${prefix}c`, blob: 'k0012' },
      { operation: 'listBlobs', account: 'two', container: `${prefix}d` },
      { operation: 'deleteBlob', container: `${prefix}b`, blob: 'x' },
    ]) {
      await simulator.faults({ which, what: { stall: true } });
      const { child, ended } = startCopy(simulator, undefined, options);
      while ((await simulator.stalls()) === 0);
      await kill(simulator, child, ended);
      await simulator.clearFaults();
      for (const name of names) {
        const blobs = await there(name);
        for (const copy of copies.slice(0, 10)) assert.ok(blobs.includes(copy), `${copy} in ${name}`);
      }
    }
    // A blob that another client writes meanwhile is newer than the job.
    await upload(within('two', `${prefix}a`), 'theirs');
    const { summary, error } = await startCopy(simulator, undefined, options).ended;
    assert.equal(error, undefined, error?.message);
    assert.deepEqual([summary.copied, summary.listed], [100, 100]);
    assert.deepEqual([summary.deletes.refused, summary.deletes.withheld, summary.deletes.newer], [0, 0, 1]);
    for (const name of names) assert.deepEqual(await there(name), name === 'a' ? [...copies, 'theirs'] : copies);
    assert.equal(existsSync(options.journal), false);
  });

  test('J1: what a resumed job withholds, it deletes when it is resumed with other limits, and copies nothing again', async () => {
    await sides({ a: ['k'], b: ['k'] }, { a: ['k', 'x'], b: ['k', 'x'] });
    const options = mirror({ journal: file('journal') });
    const first = await to.beginCopyFromAccount(from, { ...options, maxDeletes: 1 });
    assert.equal((await failing(first.pollUntilDone())).code, 'DeletesWithheld');
    await simulator.clearStatistics();
    const second = await (await to.beginCopyFromAccount(from, { ...options, maxDeletes: 2 })).pollUntilDone();
    assert.deepEqual([second.deletes.done, (await operations()).copyBlobFromUrl], [2, undefined]);
  });
});

'use strict';

// `deleteExtraneous` of beginCopyFromAccount: what is deleted in the containers that both accounts have, what is never touched, and what withholds
// all deletes. Tests are named by the rows of the requirements.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { contentOf, eventsOf, namesOf } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('mirrors of an account', () => {
  const accounts = useTwoAccounts({ maxTries: 2 });
  const { within, operations } = accounts;
  let simulator;
  let from;
  let to;
  let number;
  let prefix;

  beforeEach(async () => {
    ({ simulator, number } = await accounts.fresh({ name: 'beside' }));
    [from, to] = ['one', 'two'].map(accounts.accountOf);
    prefix = `part${number}-`;
  });

  const mirror = (more) => ({ containerPrefix: prefix, deleteExtraneous: true, ...more });
  const there = (name) => namesOf(within('two', prefix + name));
  const sides = (atSource, atDestination) => accounts.fillAccounts(prefix, atSource, atDestination);
  const deletesOf = (poller) => poller.getOperationState().summary.deletes;

  const many = (count, prefixOfNames = 'x') =>
    Array.from({ length: count }, (_, index) => `${prefixOfNames}${String(index).padStart(4, '0')}`);

  test('D3, D19: without the option nothing is deleted', async () => {
    await sides({ a: ['x'] }, { a: ['x', 'y'], b: ['z'] });
    const { deletes, containers } = await (
      await to.beginCopyFromAccount(from, { containerPrefix: prefix })
    ).pollUntilDone();
    assert.deepEqual([deletes.wanted, deletes.done, containers.skipped], [0, 0, 0]);
    assert.deepEqual([await there('a'), await there('b')], [['x', 'y'], ['z']]);
  });

  test('what only the destination has is deleted in the containers of both; containers that only it has stay', async () => {
    await sides({ a: ['x'], 'a-b': ['x', 'z'], b: ['n'], c: [] }, { a: ['w', 'x', 'y'], 'a-b': ['x', 'y'], d: ['q'] });
    const poller = await to.beginCopyFromAccount(from, mirror());
    const events = await eventsOf(poller);
    const { deletes, containers, copied } = await poller.pollUntilDone();
    assert.deepEqual(
      events
        .filter(({ event }) => event === 'deleted')
        .map(({ container, destination }) => [container, destination])
        // They are deleted at once, and each event comes when its request has ended.
        .sort(),
      [
        [`${prefix}a`, 'w'],
        [`${prefix}a`, 'y'],
        [`${prefix}a-b`, 'y'],
      ],
    );
    assert.deepEqual(
      events.filter(({ event }) => event === 'containerSkipped'),
      [{ container: `${prefix}d`, event: 'containerSkipped', reason: 'onlyAtDestination' }],
    );
    assert.deepEqual([deletes.wanted, deletes.done, copied, containers.skipped], [3, 3, 4, 1]);
    assert.match(deletes.meaning, /permanently/);
    assert.deepEqual(
      [await there('a'), await there('a-b'), await there('b'), await there('d')],
      [['x'], ['x', 'z'], ['n'], ['q']],
    );
  });

  test('D15: a dry run plans the same deletes, and deletes nothing', async () => {
    await sides({ a: ['x'], b: ['x'], n: ['x'] }, { a: ['x', 'y'], b: ['x', 'y', 'z'] });
    const plan = await (await to.beginCopyFromAccount(from, mirror({ dryRun: true }))).pollUntilDone();
    assert.deepEqual([plan.deletes.wanted, plan.deletes.done, plan.requests.delete], [3, 3, 3]);
    assert.deepEqual(
      [await there('a'), await there('b')],
      [
        ['x', 'y'],
        ['x', 'y', 'z'],
      ],
    );
    const run = await (await to.beginCopyFromAccount(from, mirror())).pollUntilDone();
    assert.equal(run.deletes.done, 3);
  });

  test('D5: containers that are not selected, and blobs that are filtered, stay', async () => {
    await sides({ a: ['x'], b: ['x'], c: ['x'] }, { a: ['x', 'y', 'y.tmp'], b: ['x', 'y'], c: ['x', 'y'], d: ['y'] });
    const options = mirror({ excludeContainers: [`${prefix}b`], exclude: ['*.tmp'], prefix: '' });
    const { deletes } = await (await to.beginCopyFromAccount(from, options)).pollUntilDone();
    assert.deepEqual([deletes.done, deletes.excluded], [2, 1]);
    assert.deepEqual(
      [await there('a'), await there('b'), await there('c'), await there('d')],
      [['x', 'y.tmp'], ['x', 'y'], ['x'], ['y']],
    );
    const excluded = await (await to.beginCopyFromAccount(from, { ...options, deleteExcluded: true })).pollUntilDone();
    assert.equal(excluded.deletes.done, 1);
    assert.deepEqual([await there('a'), await there('b')], [['x'], ['x', 'y']]);
  });

  test('D5: regular expressions count for both sides of every container', async () => {
    const containers = Object.fromEntries(many(12, 'c').map((name) => [name, ['x', 'y.tmp']]));
    const more = Object.fromEntries(many(12, 'c').map((name) => [name, ['x', 'z', 'z.tmp']]));
    await sides(containers, more);
    const poller = await to.beginCopyFromAccount(from, mirror({ exclude: [/\.tmp$/] }));
    assert.equal((await poller.pollUntilDone()).deletes.done, 12);
    for (const name of Object.keys(containers)) assert.deepEqual(await there(name), ['x', 'z.tmp']);
  });

  test('D4: an empty container of the source deletes nothing in any container without an explicit yes', async () => {
    await sides({ a: ['x'], b: [] }, { a: ['x', 'y'], b: ['z'] });
    const poller = await to.beginCopyFromAccount(from, mirror());
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'DeletesWithheld');
    assert.match(
      error.message,
      new RegExp(`in the container "${prefix}b", the source has no blob.*"allowMassDeletes"`),
    );
    assert.deepEqual([deletesOf(poller).wanted, deletesOf(poller).withheld], [2, 2]);
    assert.equal((await operations()).deleteBlob ?? 0, 0);
    const meant = await to.beginCopyFromAccount(from, mirror({ allowMassDeletes: true }));
    assert.equal((await meant.pollUntilDone()).deletes.done, 2);
    assert.deepEqual([await there('a'), await there('b')], [['x'], []]);
  });

  test('D4: more than half of one container, or of all together, needs an explicit yes', async () => {
    await sides({ a: ['x'], b: many(300) }, { a: ['x', ...many(101, 'y')], b: many(300) });
    const one = await to.beginCopyFromAccount(from, mirror());
    assert.match(
      (await failing(one.pollUntilDone())).message,
      new RegExp(`in the container "${prefix}a", 101 of the 102`),
    );
    const containers = Object.fromEntries(many(4, 'c').map((name) => [name, ['x']]));
    const more = Object.fromEntries(many(4, 'c').map((name) => [name, ['x', ...many(40, 'y')]]));
    await within('one', `${prefix}a`).delete();
    await within('one', `${prefix}b`).delete();
    await sides(containers, more);
    const all = await to.beginCopyFromAccount(from, mirror());
    assert.match((await failing(all.pollUntilDone())).message, /withheld: 160 of the 164 blobs of the destination/);
    assert.equal((await operations()).deleteBlob ?? 0, 0);
  });

  test('D4: maxDeletes is for the job, not for each container', async () => {
    await sides({ a: ['x'], b: ['x'], c: ['x'] }, { a: ['x', 'y'], b: ['x', 'y'], c: ['x', 'y'] });
    const poller = await to.beginCopyFromAccount(from, mirror({ maxDeletes: 2 }));
    assert.match((await failing(poller.pollUntilDone())).message, /3 blobs would be deleted, and "maxDeletes" is 2/);
    assert.equal((await operations()).deleteBlob ?? 0, 0);
    // 3 of 6 are half.
    const share = await to.beginCopyFromAccount(from, mirror({ maxDeletes: 0.49 }));
    assert.match((await failing(share.pollUntilDone())).message, /0\.49 of the 6 blobs/);
    assert.equal(
      (await (await to.beginCopyFromAccount(from, mirror({ maxDeletes: 0.5 }))).pollUntilDone()).deletes.done,
      3,
    );
  });

  test('D10, D11: the source is checked before each delete, and blobs that are newer or have changed stay', async () => {
    await sides({ a: ['k'], b: ['k'] }, { a: ['k', 'x', 'y', 'z'], b: ['k', 'x'] });
    const put = (account, name, blob) => ({ put: { account, container: prefix + name, blob, body: 'theirs' } });
    await simulator.faults(
      // While the blobs are copied.
      {
        which: { operation: 'copyBlobFromUrl', container: `${prefix}a` },
        when: { nth: 1 },
        then: [{ advanceSeconds: 3 }, put('two', 'a', 'new')],
      },
      // When both sides were listed.
      {
        which: { operation: 'getBlobProperties', account: 'one', container: `${prefix}a`, blob: 'x' },
        when: { nth: 1 },
        then: [put('two', 'a', 'x'), put('one', 'a', 'y')],
      },
    );
    const poller = await to.beginCopyFromAccount(from, mirror());
    const events = await eventsOf(poller);
    await poller.pollUntilDone();
    const kept = events.filter(({ event }) => event === 'deleteSkipped');
    assert.deepEqual(Object.fromEntries(kept.map(({ destination, reason }) => [destination, reason])), {
      new: 'newer',
      x: 'changed',
      y: 'atSource',
    });
    assert.ok(kept.every(({ container }) => container === `${prefix}a`));
    assert.deepEqual([await there('a'), await there('b')], [['k', 'new', 'x', 'y'], ['k']]);
    assert.equal(await contentOf(within('two', `${prefix}a`), 'x'), 'theirs');
  });

  test('D11: without a time of the service nothing is deleted', async () => {
    await sides({ a: ['k'] }, { a: ['k', 'x'] });
    await simulator.faults({ which: { operation: 'getAccountInformation' }, what: { reset: true } });
    const poller = await to.beginCopyFromAccount(from, mirror());
    assert.match((await failing(poller.pollUntilDone())).message, /did not report its time/);
    assert.deepEqual(await there('a'), ['k', 'x']);
  });

  test('D7: a leased blob is refused, with its container', async () => {
    await sides({ a: ['k'], b: ['k'] }, { a: ['k', 'x'], b: ['k', 'x'] });
    await within('two', `${prefix}b`).getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
    const poller = await to.beginCopyFromAccount(from, mirror());
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'DeletesRefused');
    const { refusedDeletes } = poller.getOperationState().summary;
    assert.deepEqual(
      refusedDeletes.map(({ container, destination, code }) => [container, destination, code]),
      [[`${prefix}b`, 'x', 'LeaseIdMissing']],
    );
    assert.deepEqual([await there('a'), await there('b')], [['k'], ['k', 'x']]);
  });

  test('a signature without the permission to delete is rejected before anything is copied', async () => {
    await sides({ a: ['k'] }, { a: ['x'] });
    const signed = to.generateAccountSasUrl(new Date(Date.now() + 3_600_000), 'rwlc', 'sco');
    const limited = new to.constructor(signed);
    const error = await failing(limited.beginCopyFromAccount(from, mirror()));
    assert.equal(error.code, 'MissingPermission');
    assert.match(error.message, /without "d" \(to delete what the source does not have\)/);
    assert.deepEqual(await there('a'), ['x']);
  });

  test('a credential that may not list the containers of the destination leaves a note', async () => {
    await sides({ a: ['k'] }, { a: ['k', 'x'], d: ['x'] });
    await simulator.faults({
      which: { operation: 'listContainers', account: 'two' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const { deletes, notes } = await (await to.beginCopyFromAccount(from, mirror())).pollUntilDone();
    assert.equal(deletes.done, 1);
    assert.match(notes.join(' '), /containers of the destination cannot be listed/);
    assert.deepEqual(await there('d'), ['x']);
  });
});

'use strict';

// When a mirror began, which decides what is newer and stays: its first run, by the clock that is earlier.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const MIRROR = { deleteExtraneous: true, allowMassDeletes: true };
const MINUTE = 60_000;

describe('the start of a mirror', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh({ name: 'clocks' }));
    await upload(from, 'a');
    await upload(to, 'old');
    await simulator.advanceClock(2);
  });

  const dated = (date) => ({
    which: { account: 'two' },
    what: { replaceHeaders: { date: date.toUTCString() } },
  });

  test('D11: planShards takes the time of the service also from a rejection, and never a later one than its own', async () => {
    const { date } = await to.getProperties();
    const forbidden = { which: { operation: 'getContainerProperties', account: 'two' } };
    await simulator.faults({ ...forbidden, what: { status: 403, code: 'AuthorizationPermissionMismatch' } });
    const { shards } = await blobferry.planShards({ source: from, destination: to });
    const began = Date.parse(shards[0].beganAt);
    assert.ok(began >= date.getTime() && began < date.getTime() + MINUTE, `${shards[0].beganAt} ${date.toISOString()}`);
    const sent = Date.now();
    await simulator.faults(dated(new Date(sent + 10 * MINUTE)));
    const ahead = await blobferry.planShards({ source: from, destination: to });
    assert.ok(Date.parse(ahead.shards[0].beganAt) < sent + MINUTE, ahead.shards[0].beganAt);
  });

  test('D11: a resumed mirror keeps what another client has written since its first run began', async () => {
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, maxDeletes: 0 });
    assert.equal((await failing(poller.pollUntilDone())).code, 'DeletesWithheld');
    await simulator.advanceClock(5);
    await upload(to, 'theirs');
    await simulator.advanceClock(5);
    const resumed = await to.beginCopyFromContainer(from, {
      ...MIRROR,
      maxDeletes: 2,
      resumeFrom: poller.toString(),
    });
    const { deletes } = await resumed.pollUntilDone();
    assert.deepEqual(await namesOf(to), ['a', 'theirs']);
    assert.deepEqual([deletes.done, deletes.changed, deletes.newer], [1, 1, 1]);
  });

  test('D11: a service whose responses run ahead of its blobs does not make new blobs look old', async () => {
    // From here on the clock of the service is that of this machine. This is the last test, because it never goes back.
    const { date } = await to.getProperties();
    await simulator.advanceClock(Math.round((Date.now() - date.getTime()) / 1000));
    const ahead = dated(new Date(Date.now() + MINUTE));
    const theirs = { account: 'two', container: `clocks-${number}`, blob: 'theirs', body: 'x' };
    await simulator.faults(
      {
        which: { operation: 'listBlobs', account: 'two' },
        what: ahead.what,
        when: { nth: 1 },
        then: [{ advanceSeconds: 2 }, { put: theirs }],
      },
      ahead,
    );
    const { summary } = await settled(await to.beginCopyFromContainer(from, MIRROR));
    assert.deepEqual(await namesOf(to), ['a', 'theirs']);
    assert.deepEqual([summary.deletes.done, summary.deletes.newer, summary.notes], [1, 1, undefined]);
  });
});

describe('a machine whose clock is slow', () => {
  const accounts = useTwoAccounts();

  test('D11: clocks that are far apart are reported, and blobs that are kept because of them are counted', async () => {
    const { simulator, from, to } = await accounts.fresh({ name: 'slow' });
    await upload(from, 'a');
    await upload(to, 'old');
    // The service was behind, and is ahead from here on.
    await simulator.advanceClock(11 * 60);
    await upload(to, 'recent');
    await simulator.advanceClock(2);
    const { summary } = await settled(await to.beginCopyFromContainer(from, MIRROR));
    assert.deepEqual(await namesOf(to), ['a', 'recent']);
    assert.deepEqual([summary.deletes.wanted, summary.deletes.done, summary.deletes.newer], [2, 1, 1]);
    assert.equal(summary.notes.length, 1);
    assert.match(summary.notes[0], /clock of this machine is [67] minutes behind/);
    const plan = await to.planContainerCopy(from, MIRROR);
    assert.match(plan.notes[0], /minutes behind/);
  });
});

'use strict';

// The plan as the last event of a dry run: what it says is what planContainerCopy returns, and what the run then does.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { eventsOf, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('the plan of a dry run', () => {
  const accounts = useTwoAccounts({ maxTries: 2 });
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const MIRROR = { overwrite: 'ifDifferent', deleteExtraneous: true, exclude: ['*.tmp'] };

  async function fill() {
    for (const name of ['a', 'b', 'c.tmp']) await upload(from, name);
    for (const name of ['x', 'y', 'z.tmp']) await upload(to, name);
    await simulator.advanceClock(2);
  }

  test('O3: it is the last event, and equals what is planned and what is done', async () => {
    await fill();
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, dryRun: true });
    const events = await eventsOf(poller);
    const { event, ...plan } = events.at(-1);
    assert.equal(event, 'plan');
    assert.equal(events.filter((reported) => reported.event === 'plan').length, 1);
    assert.deepEqual(plan, await to.planContainerCopy(from, MIRROR));
    assert.deepEqual([plan.copies, plan.deletes.done, plan.filtered], [2, 2, 1]);
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);

    const run = await to.beginCopyFromContainer(from, MIRROR);
    const done = await eventsOf(run);
    const kinds = (all) =>
      all
        .map((reported) => [reported.event, reported.source ?? reported.destination])
        .filter(([kind]) => kind !== 'plan');
    assert.deepEqual(kinds(done).sort(), kinds(events).sort());
    const { copied, deletes } = await run.pollUntilDone();
    assert.deepEqual([copied, deletes.done], [plan.copies, plan.deletes.done]);
    assert.deepEqual(await namesOf(to), ['a', 'b', 'z.tmp']);
  });

  test('O3: a brake that would stop the deletes is in it', async () => {
    await fill();
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, maxDeletes: 1, dryRun: true });
    const events = await eventsOf(poller);
    await failing(poller.pollUntilDone());
    assert.equal(events.at(-1).event, 'plan');
    assert.equal(events.at(-1).deletes.withheld, 2);
    assert.match(events.at(-1).deletes.withheldBecause, /maxDeletes/);
  });

  test('there is none if not all was listed, nor in a run', async () => {
    await fill();
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'one' },
      when: { after: 1 },
      what: { status: 403 },
    });
    const cut = await to.beginCopyFromContainer(from, { dryRun: true, pageSize: 1 });
    assert.ok((await eventsOf(cut)).every(({ event }) => event !== 'plan'));
    await failing(cut.pollUntilDone());
    await simulator.clearFaults();
    const run = await to.beginCopyFromContainer(from);
    assert.deepEqual(
      (await eventsOf(run)).map(({ event }) => event),
      ['copied', 'copied', 'copied'],
    );
  });

  test('a reader that is late, or stops reading, gets what is there', async () => {
    await fill();
    const poller = await to.beginCopyFromContainer(from, { dryRun: true });
    await poller.pollUntilDone();
    assert.deepEqual(
      (await eventsOf(poller)).map(({ event }) => event),
      ['copied', 'copied', 'copied', 'plan'],
    );
    const left = await to.beginCopyFromContainer(from, { dryRun: true });
    for await (const { event } of left) if (event === 'copied') break;
    assert.equal((await left.pollUntilDone()).copied, 3);
  });
});

'use strict';

// The deletes of a mirror while they run: each counts by itself, a pause and an expired credential are reported, and nothing is sent as a batch.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { CLOCK_BEHIND, failing, startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, eventsOf, namesOf, upload } = require('./helpers');

const { ContainerClient, ContainerSASPermissions } = blobferry;
const MIRROR = { deleteExtraneous: true, allowMassDeletes: true };
/** More than one batch of the service could have. */
const EXTRA = 300;
/** How long the signatures of these tests are valid, in seconds. */
const LIFE = 30;

describe('the deletes of a mirror', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let number = 0;
  /** How far the service's clock is ahead. */
  let ahead = -CLOCK_BEHIND;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts({
      retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5, maxTries: 3 },
    }));
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    number += 1;
    [from, to] = ['one', 'two'].map((account) => within(account, `deleting-${number}`));
    await Promise.all([from.create(), to.create()]);
  });

  const within = (account, name) => containerBeside(containerOf(account), name);
  const nameOf = (index) => `x ${String(index).padStart(3, '0')}`;

  /** The source has `a` alone; the destination's blobs are older than any job that begins now. */
  async function extra(count, options) {
    await upload(from, 'a');
    await Promise.all(Array.from({ length: count }, (_, index) => upload(to, nameOf(index), 'old', options)));
    await simulator.advanceClock(2);
    ahead += 2;
    await simulator.clearStatistics();
  }

  const run = async (options) => {
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, ...options });
    const [events, error] = await Promise.all([
      eventsOf(poller),
      poller.pollUntilDone().then(
        () => undefined,
        (e) => e,
      ),
    ]);
    return { events, error, ...poller.getOperationState().summary };
  };

  test('S15: a failed delete is counted individually with its code, a throttled or lost one is sent again alone, and no batch is sent', async () => {
    await extra(EXTRA);
    await to.getBlobClient(nameOf(7)).getBlobLeaseClient().acquireLease(-1);
    const of = (index) => ({ operation: 'deleteBlob', blob: nameOf(index) });
    await simulator.faults(
      { which: of(20), when: { first: 2 }, what: { status: 503, code: 'ServerBusy' } },
      { which: of(30), when: { nth: 1 }, what: { status: 500, code: 'InternalError' } },
      { which: of(40), what: { status: 409, code: 'BlobImmutableDueToPolicy' } },
      { which: of(50), when: { nth: 1 }, what: { after: true, reset: true } },
      { which: of(60), when: { nth: 1 }, what: { status: 412, code: 'ConditionNotMet' } },
    );
    const { deletes, error, events } = await run();
    assert.equal(error.code, 'DeletesRefused');
    assert.deepEqual(
      [deletes.wanted, deletes.done + deletes.changed, deletes.refused, deletes.withheld],
      [EXTRA, EXTRA - 2, 2, 0],
    );
    assert.deepEqual(deletes.refusedByCode, { LeaseIdMissing: 1, BlobImmutableDueToPolicy: 1 });
    const reported = (kind) => events.filter(({ event }) => event === kind).map(({ destination }) => destination);
    assert.deepEqual(reported('deleteRefused').sort(), [nameOf(7), nameOf(40)]);
    assert.equal(new Set(reported('deleted')).size, deletes.done);
    // Each is deleted alone, so what is sent again is what failed, and nothing else.
    const { operations } = await simulator.statistics();
    assert.equal(operations.deleteBlob, EXTRA + 2 + 1 + 1);
    assert.equal((operations.submitBatch ?? 0) + (operations.containerSubmitBatch ?? 0), 0, JSON.stringify(operations));
    assert.deepEqual(await namesOf(to), ['a', nameOf(7), nameOf(40), nameOf(60)]);
  });

  test('S15: a delete whose response was lost is a delete of the job', async () => {
    await extra(3);
    await simulator.faults({
      which: { operation: 'deleteBlob', blob: nameOf(1) },
      when: { nth: 1 },
      what: { after: true, reset: true },
    });
    const { deletes, error, events } = await run();
    assert.equal(error, undefined);
    assert.deepEqual([deletes.done, deletes.changed], [3, 0]);
    assert.deepEqual(
      events.filter(({ event }) => event === 'deleteSkipped'),
      [],
    );
    assert.deepEqual(await namesOf(to), ['a']);
  });

  test('a pause is reported while the job deletes, and so is what follows it', async () => {
    await extra(100);
    // The job is at this one until the pause was reported.
    await simulator.faults({ which: { operation: 'deleteBlob', blob: nameOf(20) }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    const seen = [];
    for await (const { event } of poller) {
      seen.push(event);
      if (seen.filter((kind) => kind === 'deleted').length === 10 && event === 'deleted') poller.pause();
      if (event !== 'paused') continue;
      await simulator.clearFaults();
      await simulator.releaseStalls();
      poller.resume();
    }
    const { deletes } = await poller.pollUntilDone();
    assert.equal(deletes.done, 100);
    const [paused, resumed] = [seen.indexOf('paused'), seen.indexOf('resumed')];
    assert.ok(paused > 10 && resumed > paused, seen.join());
    assert.deepEqual(
      seen.filter((event) => !['copied', 'deleted'].includes(event)),
      ['paused', 'resumed'],
    );
    assert.deepEqual(await namesOf(to), ['a']);
  });

  test('a job that is paused while it deletes starts no further delete, and can be canceled', async () => {
    await extra(100);
    // These fill all places, so the job cannot be further until they are let go.
    await simulator.faults(
      ...['x 02*', 'x 03*', 'x 04*', 'x 05*'].map((blob) => ({
        which: { operation: 'deleteBlob', blob },
        what: { stall: true },
      })),
    );
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    const ended = failing(poller.pollUntilDone());
    let reported = 0;
    for await (const { event } of poller) {
      if (event === 'deleted' && (reported += 1) === 1) poller.pause();
      if (event !== 'paused') continue;
      await simulator.clearFaults();
      await simulator.releaseStalls();
      // Deletes that were started have ended when the job has; the other blobs still exist.
      while ((await simulator.stalls()) > 0);
      await poller.cancelOperation();
    }
    assert.equal((await ended).name, 'PollerCancelledError');
    const left = (await namesOf(to)).filter((name) => name > 'x 059');
    assert.equal(left.length, 40);
  });

  for (const gives of [true, false]) {
    test(`A3: a credential that expires while the job deletes is reported${gives ? ', and replaced' : ', withholds the rest, and ends the job with its code'}`, async () => {
      await extra(100);
      const expiresOn = new Date(Date.now() + (ahead + LIFE) * 1000);
      const client = new ContainerClient(
        await to.generateSasUrl({ permissions: ContainerSASPermissions.parse('rwlcd'), expiresOn }),
      );
      ahead += LIFE * 2;
      await simulator.faults({
        which: { operation: 'deleteBlob' },
        when: { nth: 40 },
        then: { advanceSeconds: LIFE * 2 },
      });
      const onNeedsCredentials = gives ? () => ({ destination: to }) : undefined;
      const poller = await client.beginCopyFromContainer(from, { ...MIRROR, onNeedsCredentials });
      const [events, error] = await Promise.all([
        eventsOf(poller),
        poller.pollUntilDone().then(
          () => undefined,
          (e) => e,
        ),
      ]);
      const { deletes } = poller.getOperationState().summary;
      const needed = events.filter(({ event }) => event === 'needsCredentials');
      assert.deepEqual(
        needed.map(({ side, code }) => [side, code]),
        [['destination', 'AuthenticationFailed']],
      );
      assert.equal(deletes.refused, 0, JSON.stringify(deletes));
      if (gives) {
        assert.equal(error, undefined);
        assert.deepEqual([deletes.done, events.at(-1).event !== 'needsCredentials'], [100, true]);
        assert.deepEqual(await namesOf(to), ['a']);
      } else {
        assert.equal(error.code, 'NeedsCredentials', error.message);
        assert.ok(deletes.withheld > 0 && deletes.done > 0, JSON.stringify(deletes));
        assert.equal(deletes.done + deletes.withheld, 100);
        assert.equal((await namesOf(to)).length - 1, deletes.withheld);
      }
    });
  }
});

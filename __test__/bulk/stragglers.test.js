'use strict';

// A response that never comes does not hold up a job: an attempt that takes far longer than others of its size is retried, and is counted as a
// straggler.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { describeContainer, eventsOf, namesOf } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const BLOBS = 100;

describe('responses that are held back', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh({ source: false }));
    await simulator.syntheticContainer({ account: 'one', container: `container-${number}`, count: BLOBS, size: 10 });
    await simulator.clearRequests();
  });

  for (const [effect, what] of [
    ['before it has an effect', { stall: true }],
    ['after it took effect', { stall: true, after: true }],
  ]) {
    test(`S4: one of a hundred is held back ${effect}, and the job ends`, async () => {
      const slow = (await namesOf(from))[BLOBS - 10];
      await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: slow }, when: { nth: 1 }, what });
      const poller = await to.beginCopyFromContainer(from, { overwrite: 'never', concurrency: 8 });
      const [events, summary] = await Promise.all([eventsOf(poller), poller.pollUntilDone()]);
      assert.ok(events.every(({ event }) => event === 'copied'));
      assert.deepEqual([summary.copied, summary.stragglers, summary.failed], [BLOBS, 1, 0]);
      assert.deepEqual([summary.slowest.source, summary.slowest.bytes], [slow, 10]);
      assert.ok(summary.slowest.milliseconds >= 1000);
      assert.equal((await simulator.requests({ operation: 'copyBlobFromUrl', blob: slow })).length, 2);
      await simulator.releaseStalls();
      assert.deepEqual(await describeContainer(to), await describeContainer(from));
    });
  }

  test('S4: what a job waits for has a name, and the job can be canceled', async () => {
    const [slow] = await namesOf(from);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: slow }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from);
    const ended = failing(poller.pollUntilDone());
    const oldest = () => poller.getOperationState().summary.oldest?.[0];
    while (poller.getOperationState().summary.copied < BLOBS - 1) await simulator.statistics();
    assert.deepEqual([oldest().source, oldest().bytes], [slow, 10]);
    await poller.cancelOperation();
    assert.equal((await ended).name, 'PollerCancelledError');
    assert.equal(poller.getOperationState().summary.copied, BLOBS - 1);
    await simulator.releaseStalls();
  });
});

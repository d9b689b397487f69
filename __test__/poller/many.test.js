'use strict';

// Hundreds of awaited copies take turns: at most 256 polls of one account are in flight.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');
const { failing } = require('../transfer/helpers');

const ACCOUNTS = [
  { name: 'one', key: 'b25lIGtleQ==' },
  { name: 'two', key: 'dHdvIGtleQ==' },
];

const COPIES = 600;
const TURNS = 256;
const OFTEN = { intervalInMs: 1 };

/** Both kinds of pollers of copies that the service makes. */
const KINDS = {
  beginCopyFromURL: (destination, source) => destination.beginCopyFromURL(source.url, OFTEN),
  beginCopyFrom: (destination, source) => destination.beginCopyFrom(source, { ...OFTEN, strategy: 'asynchronous' }),
};

describe('hundreds of pollers', { skip: isReference && 'its timer of 15 seconds keeps them apart' }, () => {
  let simulator;
  before(async () => {
    simulator = await startSimulator({ accounts: ACCOUNTS });
    for (const { name } of ACCOUNTS) {
      const container = containerOf(name);
      await container.create();
      await container.getBlockBlobClient('source').upload('source', 6);
    }
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    await simulator.clearRequests();
  });

  /** A container of a client of its own. */
  function containerOf(account) {
    const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account));
    return service.getContainerClient('container');
  }

  let rounds = 0;
  async function begin(kind, count, container = containerOf('one')) {
    rounds += 1;
    const source = container.getBlockBlobClient('source');
    const names = Array.from({ length: count }, (_, number) => `${rounds}-${number}`);
    return Promise.all(names.map((name) => KINDS[kind](container.getBlockBlobClient(name), source)));
  }

  const peak = async () => (await simulator.statistics()).peakInFlightByOperation['getBlobProperties'];

  const stallPolls = (account) =>
    simulator.faults({ which: { operation: 'getBlobProperties', account }, what: { stall: true } });

  /** Resolves once this many requests are held back. The simulator's responses take time, and there is no other wait. */
  async function stalled(count) {
    while ((await simulator.stalls()) !== count);
  }

  async function releaseAll() {
    await simulator.clearFaults();
    await simulator.release();
    await simulator.releaseStalls();
  }

  for (const kind of Object.keys(KINDS)) {
    describe(kind, () => {
      test('all come to their end, with at most 256 polls at once', async () => {
        await simulator.copies({ pending: { polls: 4 }, progress: [0.2, 0.4, 0.6] });
        const pollers = await begin(kind, COPIES);
        await simulator.clearStatistics();
        const results = await Promise.all(pollers.map((poller) => poller.pollUntilDone()));
        assert.ok(results.every(({ copyStatus }) => copyStatus === 'success'));
        assert.ok((await peak()) <= TURNS, `${await peak()} polls at once`);
      });

      test('stop, cancel and abort do not wait for a turn, nor for a response', async () => {
        await simulator.copies({ pending: { untilReleased: true } });
        const pollers = await begin(kind, COPIES);
        await simulator.clearStatistics();
        await simulator.clearRequests();
        await stallPolls('one');
        const controllers = pollers.map(() => new AbortController());
        const waiting = pollers.map((poller, at) => poller.pollUntilDone({ abortSignal: controllers[at].signal }));
        const settled = Promise.allSettled(waiting);
        await stalled(TURNS);
        assert.equal(await peak(), TURNS);

        // Turns go in order: the first have one, the last have none.
        const [first, second, third] = pollers;
        const [last, lastButOne, lastButTwo] = [...pollers].reverse();
        first.stopPolling();
        last.stopPolling();
        assert.equal((await failing(waiting[0])).name, 'PollerStoppedError');
        assert.equal((await failing(waiting.at(-1))).name, 'PollerStoppedError');
        controllers[1].abort();
        controllers.at(-2).abort();
        assert.equal((await failing(waiting[1])).name, 'AbortError');
        assert.equal((await failing(waiting.at(-2))).name, 'AbortError');
        assert.equal(second.isDone() || lastButOne.isDone(), false);
        // The destination of a backed-up copy is checked when the copy is canceled.
        await simulator.clearFaults();
        await Promise.all([third.cancelOperation(), lastButTwo.cancelOperation()]);
        assert.equal((await failing(waiting[2])).name, 'PollerCancelledError');
        assert.equal((await failing(waiting.at(-3))).name, 'PollerCancelledError');

        await releaseAll();
        const outcomes = await settled;
        const failures = outcomes.filter(({ status }) => status === 'rejected');
        assert.equal(failures.length, 6);

        // Abandoned copies can be continued.
        for (const poller of [first, second, last, lastButOne]) {
          assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
        }
      });
    });
  }

  test('clients that were made separately share the turns of their account', async () => {
    await simulator.copies({ pending: { untilReleased: true } });
    const source = containerOf('one').getBlockBlobClient('source');
    const pollers = await Promise.all(
      Array.from({ length: 1000 }, (_, number) =>
        KINDS[number % 2 ? 'beginCopyFrom' : 'beginCopyFromURL'](
          containerOf('one').getBlockBlobClient(`separate-${number}`),
          source,
        ),
      ),
    );
    await simulator.clearStatistics();
    await stallPolls('one');
    const waiting = Promise.all(pollers.map((poller) => poller.pollUntilDone()));
    while ((await simulator.stalls()) < TURNS);
    // All of them have been due for a while; none but these is in flight.
    assert.equal((await containerOf('one').getBlobClient('source').downloadToBuffer()).toString(), 'source');
    assert.equal(await peak(), TURNS);
    await releaseAll();
    assert.equal((await waiting).length, pollers.length);
  });

  test('one stalled account does not hold up the copies of another client', async () => {
    await simulator.copies({ pending: { untilReleased: true } });
    const stuck = await begin('beginCopyFromURL', COPIES);
    await stallPolls('one');
    const waiting = Promise.all(stuck.map((poller) => poller.pollUntilDone()));
    await stalled(TURNS);

    await simulator.copies({ pending: { polls: 3 } });
    const others = await begin('beginCopyFromURL', 20, containerOf('two'));
    const results = await Promise.all(others.map((poller) => poller.pollUntilDone()));
    assert.ok(results.every(({ copyStatus }) => copyStatus === 'success'));
    assert.equal(await simulator.stalls(), TURNS);

    // Nor does it hold up what else the same client does.
    assert.equal((await containerOf('one').getBlobClient('source').downloadToBuffer()).toString(), 'source');
    await releaseAll();
    assert.equal((await waiting).length, COPIES);
  });
});

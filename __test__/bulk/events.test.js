'use strict';

// What the events of a container copy report besides the result for each blob: the effort of a copy, and what happens to the job.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { CLOCK_BEHIND, failing } = require('../transfer/helpers');
const { eventsOf, namesOf, upload, withoutPlan } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { ContainerSASPermissions } = blobferry;

/** How long the signatures of these tests are valid, in seconds. */
const LIFE = 30;

describe('the events of a container copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let ahead = -CLOCK_BEHIND;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const fill = (count, container = from) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => upload(container, `blob ${String(index).padStart(3, '0')}`)),
    );
  const reported = async (options, source = from) => {
    const poller = await to.beginCopyFromContainer(source, options);
    const events = await eventsOf(poller);
    return { poller, events };
  };
  const kinds = (events, kind) => events.filter(({ event }) => event === kind);
  const busy = { status: 503, code: 'ServerBusy', message: 'Operations per second is over the account limit.' };

  test('each copy reports how long it took, how often it was attempted, and by which operation', async () => {
    await upload(from, 'first', 'x');
    await upload(from, 'second', 'x');
    await upload(from, 'third', 'x', { tags: { a: 'b' } });
    for (const [strategy, operation] of [
      ['synchronous', 'CopyBlobFromUrl'],
      ['blocks', 'PutBlockFromUrl'],
      ['asynchronous', 'CopyBlob'],
      ['relay', 'PutBlob'],
    ]) {
      const { events } = await reported({ strategy, destinationPrefix: `${strategy}/` });
      const copied = kinds(events, 'copied');
      assert.equal(copied.length, 3);
      for (const event of copied) {
        assert.deepEqual([event.tries, event.operation], [1, operation], strategy);
        assert.ok(Number.isInteger(event.milliseconds) && event.milliseconds >= 0);
      }
    }
  });

  test('S1: tries count throttled and failed attempts, and a blob without requests has none', async () => {
    await fill(3);
    await upload(from, 'held');
    await upload(from, 'there');
    await upload(to, 'there');
    await simulator.faults(
      { which: { operation: 'copyBlobFromUrl', blob: 'blob 001' }, when: { nth: 1 }, what: busy },
      { which: { operation: 'copyBlobFromUrl', blob: 'blob 001' }, when: { nth: 2 }, what: busy },
      {
        which: { operation: 'copyBlobFromUrl', blob: 'held' },
        what: { status: 409, code: 'LeaseIdMissing', message: 'No.' },
      },
    );
    const { poller, events } = await reported({ strategy: 'synchronous', overwrite: 'never' });
    await failing(poller.pollUntilDone());
    const of = (name) => events.find(({ source }) => source === name);
    assert.deepEqual([of('blob 000').tries, of('blob 001').tries], [1, 3]);
    assert.deepEqual([of('held').event, of('held').tries, of('held').operation], ['failed', 1, 'CopyBlobFromUrl']);
    assert.deepEqual(of('there'), { event: 'skipped', source: 'there', reason: 'exists' });
    assert.deepEqual(
      kinds(events, 'throttled').map(({ kind }) => kind),
      ['operationsPerSecond'],
    );
  });

  test('S2: throttling is reported in sums by kind, of which none is lost', async () => {
    await fill(100);
    const rule = (blob, what) => ({ which: { operation: 'copyBlobFromUrl', blob }, when: { first: 2 }, what });
    await simulator.faults(
      rule('blob ??1', { ...busy, headers: { 'x-ms-retry-after-ms': '20' } }),
      rule('blob ??2', { ...busy, message: 'The server is busy.' }),
    );
    const { poller, events } = await reported({ strategy: 'synchronous' });
    const { throttled, copied } = await poller.pollUntilDone();
    assert.equal(copied, 100);
    assert.deepEqual(throttled, { operationsPerSecond: 2, serverBusy: 2 });
    const sums = {};
    const waits = {};
    for (const { kind, attempts, waitMilliseconds } of kinds(events, 'throttled')) {
      sums[kind] = (sums[kind] ?? 0) + attempts;
      waits[kind] = Math.max(waits[kind] ?? 0, waitMilliseconds ?? 0);
    }
    assert.deepEqual(sums, throttled);
    assert.deepEqual([waits.operationsPerSecond, waits.serverBusy], [20, 0]);
  });

  test('a pause is reported, and so is what follows it', async () => {
    await fill(30);
    // The job is in the middle of a blob until the pause was reported.
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 010' }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from, { concurrency: 1, strategy: 'synchronous' });
    const seen = [];
    for await (const { event } of poller) {
      seen.push(event);
      if (seen.length === 10) poller.pause();
      if (event !== 'paused') continue;
      poller.resume();
      await simulator.clearFaults();
      await simulator.releaseStalls();
    }
    assert.equal((await poller.pollUntilDone()).copied, 30);
    const [paused, resumed] = [seen.indexOf('paused'), seen.indexOf('resumed')];
    assert.ok(paused >= 10 && resumed > paused, seen.join());
    assert.equal(seen.filter((event) => event !== 'copied').length, 2);
  });

  test('A3: an expired credential is reported while the job waits for another one, and when none comes', async () => {
    await fill(40);
    for (const gives of [true, false]) {
      ahead += LIFE * 2;
      await simulator.clearFaults();
      const source = await from.generateSasUrl({
        permissions: ContainerSASPermissions.parse('rlt'),
        expiresOn: new Date(Date.now() + ahead * 1000 - LIFE * 1000),
      });
      await simulator.faults({
        which: { operation: 'copyBlobFromUrl' },
        when: { nth: 10 },
        then: { advanceSeconds: LIFE * 2 },
      });
      const onNeedsCredentials = gives ? () => ({ source: from }) : undefined;
      const { poller, events } = await reported(
        { concurrency: 4, strategy: 'synchronous', onNeedsCredentials },
        source,
      );
      const [needed, ...others] = kinds(events, 'needsCredentials');
      assert.deepEqual([needed.side, needed.code, others], ['source', 'AuthenticationFailed', []]);
      assert.doesNotMatch(JSON.stringify(events), /sig=/);
      assert.equal(kinds(events, 'resumed').length, gives ? 1 : 0);
      assert.equal(kinds(events, 'failed').length, 0);
      if (gives) assert.equal((await poller.pollUntilDone()).copied, 40);
      else assert.equal((await failing(poller.pollUntilDone())).code, 'NeedsCredentials');
    }
  });

  test('O3: the events of a dry run are those of the run, without times', async () => {
    await fill(5);
    const planned = { events: await withoutPlan((await reported({ dryRun: true })).events) };
    const real = await reported({});
    const bare = ({ event, source, destination, bytes }) => [event, source, destination, bytes].join();
    assert.deepEqual(planned.events.map(bare).sort(), real.events.map(bare).sort());
    const known = ['milliseconds', 'tries', 'operation'];
    assert.ok(planned.events.every((event) => known.every((name) => event[name] === undefined)));
    assert.ok(real.events.every((event) => known.every((name) => event[name] !== undefined)));
    assert.equal((await namesOf(to)).length, 5);
  });
});

'use strict';

// How fast a job sends, what it does about throttling by its kind, and how it keeps within its time.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { assertPaced, eventsOf, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('the pace of beginCopyFromContainer', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
  });

  const fill = (count, content = 'x') =>
    Promise.all(
      Array.from({ length: count }, (_, index) => upload(from, `blob ${String(index).padStart(4, '0')}`, content)),
    );

  test('S1: jobs to one account share the requests per second that the smaller limit allows, evenly', async () => {
    await fill(60);
    const second = within('two', `second-${number}`);
    await second.create();
    await simulator.clearRequests();
    const begun = await simulator.now();
    const jobs = await Promise.all([
      to.beginCopyFromContainer(from, { maxRequestsPerSecond: 100 }),
      second.beginCopyFromContainer(from, { maxRequestsPerSecond: 10_000 }),
    ]);
    const summaries = await Promise.all(jobs.map((job) => job.pollUntilDone()));
    assert.deepEqual(
      summaries.map(({ copied }) => copied),
      [60, 60],
    );
    const sent = await simulator.requests({ operation: 'copyBlobFromUrl' });
    assert.equal(sent.length, 120);
    assertPaced(sent, begun, 100);
  });

  test('S1: a job that has ended slows no later one down, though its poller is held', async () => {
    await fill(200);
    const slow = await to.beginCopyFromContainer(from, { prefix: 'blob 0000', maxRequestsPerSecond: 1 });
    await slow.pollUntilDone();
    // At one request a second, this would take more than a minute and a half.
    const started = performance.now();
    const next = await to.beginCopyFromContainer(from, { prefix: 'blob 01' });
    assert.equal((await next.pollUntilDone()).copied, 100);
    assert.ok(performance.now() - started < 60_000);
    assert.equal(slow.getResult().copied, 1);
  });

  test('S1: every attempt counts, also those that are throttled', async () => {
    await fill(20);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      when: { first: 20 },
      what: { status: 503, code: 'ServerBusy' },
    });
    await simulator.clearRequests();
    const begun = await simulator.now();
    const summary = await (await to.beginCopyFromContainer(from, { maxRequestsPerSecond: 50 })).pollUntilDone();
    assert.deepEqual([summary.copied, summary.throttled], [20, { serverBusy: 20 }]);
    const sent = await simulator.requests({ operation: 'copyBlobFromUrl' });
    assert.equal(sent.length, 40);
    assertPaced(sent, begun, 50);
  });

  test('bytes count for each side that moves them, and wait for their turn', async () => {
    await fill(20, 'x'.repeat(10_000));
    for (const strategy of ['synchronous', 'relay']) {
      await simulator.clearRequests();
      const begun = await simulator.now();
      const job = await to.beginCopyFromContainer(from, { maxBytesPerSecond: 200_000, strategy });
      const { copiedBytes } = await job.pollUntilDone();
      assert.equal(copiedBytes, 200_000);
      const sent = await simulator.requests({ operation: strategy === 'relay' ? 'putBlob' : 'copyBlobFromUrl' });
      assert.equal(sent.length, 20);
      assertPaced(sent, begun, 20);
    }
  });

  test('S2: throttling is counted by what the service says, and is no failure', async () => {
    await fill(60);
    const says = (first, message, others) => ({
      which: { operation: 'copyBlobFromUrl', blob: `blob 00${first}*` },
      when: { first: 3 },
      what: { status: 503, code: 'ServerBusy', message, ...others },
    });
    await simulator.faults(
      says(1, 'Operations per second is over the account limit.'),
      says(2, 'Ingress is over the account limit.'),
      says(3, 'Egress is over the account limit.'),
      says(4, 'The server is busy.'),
      says(5, 'Operation could not be completed within the specified time.', {
        status: 500,
        code: 'OperationTimedOut',
      }),
    );
    const poller = await to.beginCopyFromContainer(from);
    const summary = await poller.pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed], [60, 0]);
    assert.deepEqual(summary.throttled, {
      operationsPerSecond: 3,
      ingress: 3,
      egress: 3,
      serverBusy: 3,
      operationTimedOut: 3,
    });
  });

  test('S2: a source account that throttles what the service reads of it slows the copies down', async () => {
    await fill(600);
    await simulator.clearStatistics();
    await simulator.throttle({ account: 'one', requestsPerSecond: 300, burst: 30 });
    const summary = await (await to.beginCopyFromContainer(from)).pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed], [600, 0]);
    // Without a pace, each moment's copies ask again and again: two for each that succeeds.
    const { copySourceBusy } = summary.throttled;
    assert.ok(copySourceBusy > 0 && copySourceBusy < 150, `${copySourceBusy} throttled`);
  });

  test('S2: a destination account that takes so many bytes a second slows the copies down', async () => {
    await fill(30, 'x'.repeat(100_000));
    await simulator.throttle({ account: 'two', bytesPerSecond: 2_000_000 });
    const summary = await (await to.beginCopyFromContainer(from)).pollUntilDone();
    assert.deepEqual([summary.copied, summary.copiedBytes, summary.failed], [30, 3_000_000, 0]);
    const { ingress, ...others } = summary.throttled;
    assert.ok(ingress > 0, `${ingress} throttled`);
    assert.deepEqual(others, {});
  });

  test('S1: a throttled attempt does not use up the attempts of a request', async () => {
    await fill(1);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      when: { first: 15 },
      what: { status: 503, code: 'ServerBusy' },
    });
    const client = within('two', `container-${number}`);
    const summary = await (await client.beginCopyFromContainer(from)).pollUntilDone();
    assert.deepEqual([summary.copied, summary.throttled], [1, { serverBusy: 15 }]);
  });

  test('S2: a key range that is busy for long does not hold up the others', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, index) => upload(from, `a/${index}`)));
    await Promise.all(Array.from({ length: 60 }, (_, index) => upload(from, `b/${index}`)));
    await simulator.faults({
      name: 'hot',
      which: { operation: 'copyBlobFromUrl', blob: 'a/*' },
      what: { status: 503, code: 'ServerBusy', message: 'The server is busy.', headers: { 'Retry-After': '100' } },
    });
    // Fewer at once than the busy ones, which come first.
    const poller = await to.beginCopyFromContainer(from, { concurrency: 8 });
    let others = 0;
    for await (const { event, source } of poller) {
      if (event === 'throttled') continue;
      assert.deepEqual([event, source[0]], ['copied', 'b']);
      others += 1;
      if (others === 60) break;
    }
    assert.equal(poller.isDone(), false);
    await poller.cancelOperation();
    assert.ok(poller.getOperationState().summary.throttled.serverBusy >= 60);
  });

  test('maxDuration ends a job before its limit, with a code of its own, and it can be resumed', async () => {
    await simulator.syntheticContainer({ account: 'one', container: `many-${number}`, count: 2000, size: 1 });
    const many = within('one', `many-${number}`);
    const started = performance.now();
    const poller = await to.beginCopyFromContainer(many, { maxDuration: 3000, maxRequestsPerSecond: 200 });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'MaxDurationReached');
    assert.match(error.message, /resumeFrom/);
    const { summary } = poller.getOperationState();
    assert.ok(summary.copied > 0 && summary.copied < 2000, `${summary.copied} copied`);
    // A busy machine notices its end later.
    const most = 200 * ((performance.now() - started) / 1000 + 1);
    assert.ok(summary.copied <= most, `${summary.copied} copied, at most ${most} could be`);
    assert.equal(summary.failed, 0);
    // What was still under way at the limit was ended by it.
    assert.ok((await namesOf(to)).length >= summary.copied);
    await simulator.idle();
    await simulator.clearStatistics();
    const resumed = await to.beginCopyFromContainer(many, { resumeFrom: poller.toString() });
    assert.equal((await resumed.pollUntilDone()).copied, 2000);
    assert.equal((await simulator.statistics()).operations.copyBlobFromUrl, 2000 - summary.copied);
  });

  test('maxDuration ends copies that do not end by themselves', async () => {
    await fill(10);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 0003' }, what: { stall: true } });
    // The others take milliseconds, of which a busy machine makes many.
    const poller = await to.beginCopyFromContainer(from, { maxDuration: 5000 });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'MaxDurationReached');
    assert.equal(poller.getOperationState().summary.copied, 9);
    await simulator.idle();
  });

  test('a limit of time that is not reached changes nothing', async () => {
    await fill(30);
    const summary = await (await to.beginCopyFromContainer(from, { maxDuration: 3_600_000 })).pollUntilDone();
    assert.equal(summary.copied, 30);
  });

  test('A1: a source that the service may not read is found out once, and then relayed', async () => {
    await fill(100);
    await simulator.faults({
      which: { operation: 'getBlob', role: 'source' },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    const summary = await (await to.beginCopyFromContainer(from)).pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed], [100, 0]);
    const { operations } = await simulator.statistics();
    assert.deepEqual([operations.copyBlobFromUrl, operations.putBlob - 100], [1, 100]);
  });

  test('A1: without a relay, one blob says it for all', async () => {
    await fill(300);
    await simulator.faults({
      which: { operation: 'getBlob', role: 'source' },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    const poller = await to.beginCopyFromContainer(from, { strategy: 'synchronous' });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'CannotVerifyCopySource');
    assert.match(error.message, /no other can be.*"relay"/s);
    const { operations } = await simulator.statistics();
    assert.equal(operations.copyBlobFromUrl, 1);
    assert.deepEqual(await eventsOf(poller), []);
  });

  test('wrong limits are named', async () => {
    for (const [options, argument] of [
      [{ maxRequestsPerSecond: 0 }, /maxRequestsPerSecond/],
      [{ maxBytesPerSecond: Infinity }, /maxBytesPerSecond/],
      [{ maxDuration: -1 }, /maxDuration/],
      [{ onNeedsCredentials: 'ask' }, /onNeedsCredentials/],
    ]) {
      const error = await failing(to.beginCopyFromContainer(from, options));
      assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
      assert.match(error.message, argument);
    }
  });
});

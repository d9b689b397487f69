'use strict';

// A process ends when its script has nothing more to wait for.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { poll, startPendingCopies } = require('../support/pending-copies');

const SCRIPT = path.join(__dirname, 'children', 'exits.js');

/** The reference's timer keeps a process for 15 seconds after it has done all that it does; a process that ends takes a fraction of one. */
const AT_ONCE = 7_500;

async function leave(caseName, { polls, flags } = {}) {
  const copies = await startPendingCopies({ polls });
  try {
    const child = await runChild(SCRIPT, { arguments: [PACKAGE, copies.url, caseName], flags });
    assert.equal(child.timedOut, false, 'the process must end by itself');
    assert.equal(child.signal, null, child.stderr);
    return { ...child, copies };
  } finally {
    await copies.close();
  }
}

async function leaveAtOnce(caseName, options) {
  const child = await leave(caseName, options);
  assert.equal(child.code, 0, child.stderr);
  // Each case prints a line when it is done. How long the process took to get there is the machine's affair.
  assert.ok(child.lingered < AT_ONCE, `went on for ${child.lingered} ms`);
  return child.stdout.trim();
}

describe('a process ends at once', () => {
  test('when it forgets a poller', async () => assert.equal(await leaveAtOnce('forgottenPoller'), 'false'));
  test('when it forgets a poller after one poll', async () =>
    assert.equal(await leaveAtOnce('forgottenPollerPolledOnce'), 'false'));
  test(
    'when it has stopped a poller with a long interval',
    { skip: isReference && 'a timer keeps it alive' },
    async () => assert.equal(await leaveAtOnce('stoppedPoller'), 'PollerStoppedError'),
  );
  test(
    'when it has cancelled a poller with a long interval',
    { skip: isReference && 'a timer keeps it alive' },
    async () => assert.equal(await leaveAtOnce('cancelledPoller'), 'PollerCancelledError'),
  );
  test('when it has cancelled the wait of a poller', { skip: isReference && 'a timer keeps it alive' }, async () =>
    assert.equal(await leaveAtOnce('cancelledWait'), 'PollerCancelledError'),
  );
  test('when connections are idle', async () => assert.equal(await leaveAtOnce('idleConnection'), 'idle'));
  test('when pollers were collected', async () =>
    assert.equal(await leaveAtOnce('collected', { flags: ['--expose-gc'] }), 'collected'));
});

describe('a process of the reference does not', () => {
  // A timer keeps it for 15 seconds after its last step; a third of that is enough to see.
  const STILL_THERE = 5_000;

  /** Kills the child that long after its last step. */
  const killLater = (child) => setTimeout(() => child.kill('SIGKILL'), STILL_THERE);

  test('stoppedPoller', async () => {
    const copies = await startPendingCopies();
    const child = await runChild(SCRIPT, {
      arguments: ['@azure/storage-blob', copies.url, 'stoppedPoller'],
      onLine: (line, child) => killLater(child),
    });
    await copies.close();
    assert.equal(child.stdout.trim(), 'PollerStoppedError');
    assert.equal(child.signal, 'SIGKILL', 'it is still there');
  });

  // A wait that was canceled does not even end before: the last that is seen of it is the abort of the copy.
  test('cancelledWait', async () => {
    let child;
    const copies = await startPendingCopies({
      abort() {
        killLater(child);
        return { status: 204 };
      },
    });
    const ended = await runChild(SCRIPT, {
      arguments: ['@azure/storage-blob', copies.url, 'cancelledWait'],
      onStart: (started) => (child = started),
    });
    await copies.close();
    assert.equal(ended.stdout.trim(), '');
    assert.equal(ended.signal, 'SIGKILL', 'it is still there');
  });
});

describe('a process waits', () => {
  test('for an awaited poller', { skip: isReference && 'for 15 seconds a poll' }, async () => {
    const { code, stdout } = await leave('awaitedPoller', {
      polls: [poll('pending'), poll('pending'), poll('pending'), poll('success')],
    });
    assert.equal(code, 0);
    assert.equal(stdout.trim(), 'success');
  });

  test('for an operation that is not awaited, as the reference does', async () => {
    const { code, stdout } = await leave('forgottenOperation');
    assert.equal(code, 0);
    assert.equal(stdout.trim(), 'came back');
  });
});

describe('a process that ends in the middle', () => {
  test('by process.exit, with its code', async () => {
    const { code } = await leave('exitInFlight');
    assert.equal(code, 7);
  });

  test('by an exception, with its message', async () => {
    const { code, stderr } = await leave('throwInFlight');
    assert.equal(code, 1);
    assert.match(stderr, /thrown by the script/);
  });

  test('by an uncaught failure, with the error', async () => {
    const { code, stderr } = await leave('forgottenFailure');
    assert.equal(code, 1);
    assert.match(stderr, /RestError/);
  });
});

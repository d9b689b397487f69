'use strict';

// A process is killed during a copy by Copy Blob, at every point of it. Another process completes the copy.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');

const { runChild } = require('../support/child');
const { useAccounts } = require('./asynchronous-helpers');
const { failing } = require('./helpers');

let simulator;
let accounts;

useAccounts((started) => {
  accounts = started;
  ({ simulator } = started);
});

const OPTIONS = { verify: 'crc64', metadata: {}, blobHTTPHeaders: { blobContentType: 'image/png' } };

/** Runs a child that begins or resumes a copy, kills it when the moment has come, and gives what it saved. */
async function killed({ source }, { saved = '', options = {}, moment }) {
  let text;
  const child = await runChild(path.join(__dirname, 'children', 'asynchronous.js'), {
    arguments: [
      simulator.connectionString('one'),
      simulator.connectionString('two'),
      source.name,
      saved,
      JSON.stringify(options),
    ],
    onLine(line, process) {
      if (line.startsWith('{')) text ??= line;
      void moment(line)?.then(() => process.kill('SIGKILL'));
    },
  });
  assert.equal(child.signal, 'SIGKILL', child.stderr);
  await simulator.idle();
  await simulator.clearFaults();
  return text;
}

const stalled = async () => {
  while ((await simulator.stalls()) === 0);
};

/** A child that is killed while its copy is pending, which then ends as said when it is released. */
async function killedWhilePending(blobs, end, options = OPTIONS) {
  await simulator.copies({ pending: { untilReleased: true }, end });
  const text = await killed(blobs, {
    options,
    moment: (line) => (line.startsWith('{') ? simulator.copies({}) : undefined),
  });
  assert.equal((await blobs.destination.getProperties()).copyStatus, 'pending');
  return text;
}

/** A child that resumes a copy, and is killed while one of its requests is held back. */
const killedAtTheEnd = (blobs, saved) =>
  killed(blobs, { saved, moment: (line) => (line === 'started' ? stalled() : undefined) });

const resume = ({ source, destination }, text) =>
  destination.beginCopyFrom(source, { resumeFrom: text, intervalInMs: 1 });

async function assertCopied({ source, destination }, result) {
  assert.equal(result.copyStatus, 'success');
  const found = await destination.getProperties();
  assert.deepEqual([found.metadata, found.contentType], [{}, 'image/png']);
  assert.deepEqual(await destination.downloadToBuffer(), await source.downloadToBuffer());
  assert.deepEqual(await accounts.snapshots(destination), []);
}

describe('a process that is killed while a copy is pending', () => {
  for (const exists of [true, false]) {
    test(`and goes well, ${exists ? 'over a blob' : 'where there was none'}: the rest is done`, async () => {
      const blobs = await accounts.pair({ exists });
      const text = await killedWhilePending(blobs, 'success');
      await simulator.release();
      await assertCopied(blobs, await (await resume(blobs, text)).pollUntilDone());
    });

    test(`and fails, ${exists ? 'over a blob' : 'where there was none'}: it is undone`, async () => {
      const blobs = await accounts.pair({ exists });
      const there = await accounts.fullStateOf(blobs.destination);
      const text = await killedWhilePending(blobs, 'failed');
      await simulator.release();
      const error = await failing(resume(blobs, text));
      assert.match(error.message, exists ? /OperationCancelled.*is back/s : /OperationCancelled.*Nothing was left/s);
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    });

    test(`and is cancelled by the next process, ${exists ? 'over a blob' : 'where there was none'}`, async () => {
      const blobs = await accounts.pair({ exists });
      const there = await accounts.fullStateOf(blobs.destination);
      const poller = await resume(blobs, await killedWhilePending(blobs, 'success'));
      await poller.cancelOperation();
      assert.equal((await failing(poller.pollUntilDone())).name, 'PollerCancelledError');
      assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
      assert.deepEqual(await accounts.snapshots(blobs.destination), []);
    });
  }

  test('the text holds no secret, and another poller reads it', async () => {
    const blobs = await accounts.pair();
    const text = await killedWhilePending(blobs, 'success');
    assert.doesNotMatch(text, /sig=|AccountKey/);
    assert.deepEqual(Object.keys(JSON.parse(text).state.safeguard), ['before', 'source']);
    await simulator.release();
    const poller = await blobs.destination.beginCopyFromURL(blobs.source.url, { resumeFrom: text, intervalInMs: 1 });
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
  });

  test('the lease that was given is used', async () => {
    const blobs = await accounts.pair();
    const there = await accounts.fullStateOf(blobs.destination);
    const { leaseId } = await blobs.destination.getBlobLeaseClient().acquireLease(-1);
    const text = await killedWhilePending(blobs, 'failed', { conditions: { leaseId } });
    await simulator.release();
    assert.match((await failing(resume(blobs, text))).message, /is back/);
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
  });
});

describe('a process that is killed while it brings a copy to its end', () => {
  // Which request of the second process is the last that takes effect.
  for (const operation of ['getBlob', 'setBlobMetadata', 'setBlobProperties', 'deleteBlob']) {
    for (const effect of [false, true]) {
      test(`${effect ? 'after' : 'before'} ${operation} of one that went well`, async () => {
        const blobs = await accounts.pair();
        const text = await killedWhilePending(blobs, 'success');
        await simulator.release();
        const which = { operation, account: 'two', blob: blobs.destination.name };
        await simulator.faults({ which, what: { after: effect, stall: true } });
        await killedAtTheEnd(blobs, text);
        await assertCopied(blobs, await (await resume(blobs, text)).pollUntilDone());
      });
    }
  }

  for (const operation of ['copyBlob', 'deleteBlob']) {
    for (const effect of [false, true]) {
      test(`${effect ? 'after' : 'before'} ${operation} of one that failed`, async () => {
        const blobs = await accounts.pair();
        const there = await accounts.fullStateOf(blobs.destination);
        const text = await killedWhilePending(blobs, 'failed');
        await simulator.release();
        await simulator.faults({
          which: { operation, blob: blobs.destination.name },
          what: { after: effect, stall: true },
        });
        await killedAtTheEnd(blobs, text);
        const error = await failing(resume(blobs, text));
        assert.match(error.message, /is back\.$/);
        assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
        assert.deepEqual(await accounts.snapshots(blobs.destination), []);
      });
    }
  }

  test('while it cancels', async () => {
    const blobs = await accounts.pair();
    const there = await accounts.fullStateOf(blobs.destination);
    const destination = accounts.containerOf('two', { retryOptions: { maxTries: 1 } }).getBlobClient(blobs.source.name);
    const poller = await accounts.pending({ source: blobs.source, destination }, 'success');
    await simulator.faults({
      which: { operation: 'copyBlob', blob: destination.name },
      what: { status: 503, code: 'ServerBusy' },
    });
    const error = await failing(poller.cancelOperation());
    assert.equal(error.statusCode, 503);
    assert.equal(poller.isDone(), false);
    const text = poller.toString();
    assert.equal(JSON.parse(text).state.safeguard.cancelling, true);
    await simulator.clearFaults();
    assert.equal((await failing(resume(blobs, text))).name, 'PollerCancelledError');
    assert.deepEqual(await accounts.fullStateOf(blobs.destination), there);
    assert.equal((await failing(poller.pollUntilDone())).name, 'PollerCancelledError');
    assert.deepEqual(await accounts.snapshots(blobs.destination), []);
  });
});

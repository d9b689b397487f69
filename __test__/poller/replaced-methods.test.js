'use strict';

// Copies through methods of the client that were replaced: their ends, and their saved state. The parity scenarios `replaced-methods`
// compare the calls with the reference.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { blobferry, libraries } = require('../support/libraries');

const SOURCE = 'https://other.blob.core.windows.net/c/b?sv=1&sig=SECRET';
const PENDING = { copyId: 'mine', copyStatus: 'pending' };
const FAST = { intervalInMs: 1 };

/** A client that has these methods. Nothing is sent. */
function blobWith(methods) {
  const blob = new blobferry.BlobClient('http://127.0.0.1:1/account/c/b');
  return Object.assign(blob, { startCopyFromURL: async () => PENDING }, methods);
}

/** Responses, one after the other; the last one is repeated. */
function responses(...list) {
  return async () => {
    const next = list.length > 1 ? list.shift() : list[0];
    if (next instanceof Error) throw next;
    return { copyId: 'mine', ...next };
  };
}

test('the result is the very object that completed the copy', async () => {
  const last = { copyId: 'mine', copyStatus: 'success', lastModified: new Date(0) };
  const polled = await blobWith({ getProperties: async () => last }).beginCopyFromURL(SOURCE, FAST);
  assert.equal(polled.isDone(), false);
  assert.equal(await polled.pollUntilDone(), last);
  assert.equal(polled.getResult(), last);
  const startCopyFromURL = async () => last;
  assert.equal((await blobWith({ startCopyFromURL }).beginCopyFromURL(SOURCE)).getResult(), last);
});

test('methods are called before the call returns, as tests with spies expect', async () => {
  for (const [label, library] of Object.entries(libraries)) {
    const called = [];
    const spy = (name, response) => async () => {
      called.push(name);
      return response;
    };
    const blob = Object.assign(new library.BlobClient('http://127.0.0.1:1/account/c/b'), {
      startCopyFromURL: spy('start', PENDING),
      getProperties: spy('poll', PENDING),
      abortCopyFromURL: spy('abort', {}),
    });
    const after = async (call) => {
      const result = call();
      const seen = called.splice(0);
      return [seen, await result];
    };
    const [started, poller] = await after(() => blob.beginCopyFromURL(SOURCE, FAST));
    assert.deepEqual(started, ['start'], label);
    assert.deepEqual((await after(() => poller.poll()))[0], ['poll'], label);
    assert.deepEqual((await after(() => poller.cancelOperation()))[0], ['abort'], label);
  }
});

test('a failed poll rejects the call, and the next call continues', async () => {
  const error = new Error('mine');
  const getProperties = responses(error, { copyStatus: 'success' });
  const poller = await blobWith({ getProperties }).beginCopyFromURL(SOURCE, FAST);
  await assert.rejects(poller.pollUntilDone(), (thrown) => thrown === error);
  assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
});

test('a copy that ends badly says so, as any other', async () => {
  for (const [properties, code] of [
    [{ copyStatus: 'failed', copyStatusDescription: 'why' }, 'CopyFailed'],
    [{ copyStatus: 'aborted' }, 'CopyAborted'],
    [{ copyStatus: 'success', copyId: 'other' }, 'CopyReplaced'],
    [{ copyStatus: 'resting' }, 'CopyStatusUnknown'],
    [{}, 'CopyStatusUnknown'],
  ]) {
    const poller = await blobWith({ getProperties: responses(properties) }).beginCopyFromURL(SOURCE, FAST);
    await assert.rejects(poller.pollUntilDone(), { code });
    assert.equal(poller.isDone(), true);
  }
});

test('cancelling and stopping wake those who wait', async () => {
  const aborted = [];
  const blob = blobWith({
    getProperties: responses(PENDING),
    abortCopyFromURL: async (id) => aborted.push(id),
  });
  const cancelled = await blob.beginCopyFromURL(SOURCE);
  const ended = assert.rejects(cancelled.pollUntilDone(), { name: 'PollerCancelledError' });
  await cancelled.cancelOperation();
  await ended;
  assert.deepEqual(aborted, ['mine']);
  const stopped = await blob.beginCopyFromURL(SOURCE);
  const waiting = assert.rejects(stopped.pollUntilDone(), { name: 'PollerStoppedError' });
  stopped.stopPolling();
  await waiting;
});

test('an abort ends calls of methods that never end', { timeout: 60_000 }, async () => {
  const never = () => new Promise(() => {});
  const controller = new AbortController();
  const { signal: abortSignal } = controller;
  const started = blobWith({ startCopyFromURL: never }).beginCopyFromURL(SOURCE, { abortSignal });
  const poller = await blobWith({ getProperties: never, abortCopyFromURL: never }).beginCopyFromURL(SOURCE, FAST);
  const calls = [started, poller.poll({ abortSignal }), poller.cancelOperation({ abortSignal })];
  controller.abort();
  for (const call of calls) await assert.rejects(call, { name: 'AbortError' });
});

test('the saved state has no signature, and resumes', async () => {
  const first = await blobWith({}).beginCopyFromURL(SOURCE, { ...FAST, metadata: { color: 'blue' } });
  const saved = first.toString();
  assert.doesNotMatch(saved, /SECRET/);
  assert.doesNotMatch(first.getOperationState().copySource, /SECRET/);
  const fails = () => assert.fail('started');
  const getProperties = responses({ copyStatus: 'success' });
  const resumed = await blobWith({ startCopyFromURL: fails, getProperties }).beginCopyFromURL(SOURCE, {
    resumeFrom: saved,
  });
  assert.equal(resumed.getResult().copyStatus, 'success');
  const done = await blobWith({ startCopyFromURL: fails, getProperties: fails }).beginCopyFromURL(SOURCE, {
    resumeFrom: resumed.toString(),
  });
  assert.equal(done.getResult().copyStatus, 'success');
});

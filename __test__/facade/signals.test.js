'use strict';

// One listener for each signal, however many calls share it.

const assert = require('node:assert/strict');
const { EventEmitter, getEventListeners, once } = require('node:events');
const { beforeEach, describe, test } = require('node:test');

const { ok, reset, script, untilCancelled } = require('./scripted-native');
const { blobferry } = require('../support/blobferry');

const blob = () => new blobferry.BlockBlobClient('https://account.blob.core.windows.net/c/b');
const CALLS = 10_000;

/** A signal as polyfills make them: it does not support `once`, and reports the number of listeners. */
function foreignSignal() {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    aborted: false,
    addEventListener: (name, listener) => emitter.on(name, listener),
    removeEventListener: (name, listener) => emitter.off(name, listener),
    fire() {
      this.aborted = true;
      emitter.emit('abort', { type: 'abort' });
    },
    count: () => emitter.listenerCount('abort'),
  };
}

function ownSignal() {
  const controller = new AbortController();
  return Object.assign(controller.signal, {
    fire: () => controller.abort(),
    count: () => getEventListeners(controller.signal, 'abort').length,
  });
}

/** A body of which nothing ever comes. */
const endless = () => ({ wait: () => new Promise(() => {}), take: () => 0, close() {} });

beforeEach(reset);

for (const [label, makeSignal] of Object.entries({ AbortSignal: ownSignal, 'a polyfill': foreignSignal })) {
  describe(label, () => {
    test(`${CALLS} calls share one listener, which goes with the last of them`, async () => {
      const warnings = [];
      const onWarning = (warning) => warnings.push(warning);
      process.on('warning', onWarning);
      const signal = makeSignal();
      const finish = [];
      script.run = () => new Promise((resolve) => finish.push(() => resolve(ok({}))));
      const calls = Array.from({ length: CALLS }, () => blob().getProperties({ abortSignal: signal }));
      assert.equal(signal.count(), 1);
      for (const end of finish.slice(1)) end();
      await Promise.all(calls.slice(1));
      assert.equal(signal.count(), 1);
      finish[0]();
      await calls[0];
      assert.equal(signal.count(), 0);
      await new Promise((resolve) => setImmediate(resolve));
      process.off('warning', onWarning);
      assert.deepEqual(warnings, []);
    });

    test('unread streams share it with calls', async () => {
      const signal = makeSignal();
      script.download = () => ok({ contentLength: 1 }, { body: endless() });
      const streams = [];
      for (let at = 0; at < 20; at += 1) {
        streams.push((await blob().download(0, 1, { abortSignal: signal })).readableStreamBody);
      }
      assert.equal(signal.count(), 1);
      for (const stream of streams.slice(1)) {
        stream.destroy();
        await once(stream, 'close');
      }
      assert.equal(signal.count(), 1);
      const ended = once(streams[0], 'error');
      signal.fire();
      assert.equal((await ended)[0].name, 'AbortError');
      assert.equal(signal.count(), 0);
    });

    test('it fires during many calls: each waiting call is rejected once', async () => {
      const signal = makeSignal();
      script.run = ({ cancel }) => untilCancelled(cancel);
      const calls = Array.from({ length: 100 }, () => blob().getProperties({ abortSignal: signal }));
      signal.fire();
      const late = blob().getProperties({ abortSignal: signal });
      for (const call of [...calls, late]) await assert.rejects(call, { name: 'AbortError' });
      assert.equal(script.calls.length, 100);
      assert.equal(signal.count(), 0);
    });

    test('after all have gone it is listened to again', async () => {
      const signal = makeSignal();
      script.run = () => ok({});
      await blob().getProperties({ abortSignal: signal });
      assert.equal(signal.count(), 0);
      script.run = ({ cancel }) => untilCancelled(cancel);
      const call = blob().getProperties({ abortSignal: signal });
      assert.equal(signal.count(), 1);
      signal.fire();
      await assert.rejects(call, { name: 'AbortError' });
    });
  });
}

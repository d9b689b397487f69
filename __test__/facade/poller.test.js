'use strict';

// The guarantees of a poller, with a scripted engine.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { beforeEach, describe, test } = require('node:test');

const { failed, ok, reset, script, untilCancelled } = require('./scripted-native');
const { ScriptedPoller, cancelled, pending, success } = require('./scripted-poller');
const { blobferry } = require('../support/blobferry');

const destination = () => new blobferry.BlobClient('https://account.blob.core.windows.net/c/d');
const unreachable = failed({ kind: 'transport', message: 'connection refused', code: 'ECONNREFUSED' });

async function begin(native, options) {
  script.beginCopy = () => ({ ...ok(JSON.parse(native.state())), poller: native });
  return destination().beginCopyFromURL('https://account.blob.core.windows.net/c/s', options);
}

beforeEach(reset);

describe('a copy that is done at once', () => {
  test('has its result without a poll', async () => {
    const native = new ScriptedPoller(success);
    const poller = await begin(native);
    assert.equal(poller.isDone(), true);
    assert.equal(poller.isStopped(), true);
    const result = await poller.pollUntilDone();
    assert.equal(result.copyStatus, 'success');
    assert.deepEqual(result.lastModified, new Date(1_700_000_000_000));
    assert.equal(result._response.status, 200);
    assert.equal(result, poller.getResult());
    assert.equal(result, poller.getOperationState().result);
    assert.equal(native.polls, 0);
    assert.equal(poller.isStopped(), false);
  });
});

describe('pollUntilDone', () => {
  test('callers share one loop and one result', async () => {
    const native = new ScriptedPoller(pending(), [pending('1/2'), success]);
    const poller = await begin(native);
    const [first, second] = await Promise.all([poller.pollUntilDone(), poller.pollUntilDone()]);
    assert.equal(first, second);
    assert.equal(native.polls, 2);
  });

  test('a failed poll rejects the call, and the next call continues', async () => {
    const native = new ScriptedPoller(pending(), [unreachable, success]);
    const poller = await begin(native);
    const error = await poller.pollUntilDone().then(assert.fail, (reason) => reason);
    assert.ok(error instanceof blobferry.RestError);
    assert.equal(error.code, 'ECONNREFUSED');
    assert.match(error.stack, /poller\.test\.js/, 'the stack leads to the caller');
    assert.equal(poller.isDone(), false);
    assert.equal(poller.isStopped(), true);
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
  });

  test('a copy that ended badly keeps one error', async () => {
    const failure = { kind: 'copy', message: 'Blob copy was aborted by another client', code: 'CopyAborted' };
    const native = new ScriptedPoller(pending(), [{ ...pending(), isCompleted: true, error: failure }]);
    const poller = await begin(native);
    const error = await poller.pollUntilDone().then(assert.fail, (reason) => reason);
    assert.ok(error instanceof Error && error.message === failure.message);
    assert.match(error.stack, /poller\.test\.js/);
    assert.equal(poller.getOperationState().error, error);
    assert.equal(poller.isDone(), true);
    for (const call of [() => poller.poll(), () => poller.pollUntilDone()]) {
      assert.equal(await call().then(assert.fail, (reason) => reason), error);
    }
  });

  test('a failure that ended the copy is found in the state too', async () => {
    const failure = { kind: 'copy', message: 'Another copy replaced this one' };
    const native = new ScriptedPoller(pending());
    native.outcomes.push(() => {
      native.setState({ ...pending(), isCompleted: true, error: failure });
      return failed(failure);
    });
    const poller = await begin(native);
    const error = await poller.pollUntilDone().then(assert.fail, (reason) => reason);
    assert.equal(error, poller.getOperationState().error);
  });

  test('stops at its own signal and leaves the others alone', async () => {
    const native = new ScriptedPoller(pending(), ['wait', success]);
    const poller = await begin(native);
    const controller = new AbortController();
    const patient = poller.pollUntilDone();
    const impatient = poller.pollUntilDone({ abortSignal: controller.signal });
    controller.abort();
    await assert.rejects(impatient, { name: 'AbortError', message: /^The operation was aborted\./ });
    assert.equal(poller.isStopped(), false);
    native.release();
    assert.equal((await patient).copyStatus, 'success');
  });

  test('the last one to go ends the loop', async () => {
    const native = new ScriptedPoller(pending(), ['wait']);
    const poller = await begin(native);
    const controller = new AbortController();
    const waiting = poller.pollUntilDone({ abortSignal: controller.signal });
    controller.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.equal(native.stops, 1);
    assert.equal(poller.isStopped(), true);
    native.outcomes.push(success);
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
  });

  test('an aborted signal is noticed before any request', async () => {
    const native = new ScriptedPoller(pending());
    const poller = await begin(native);
    await assert.rejects(poller.pollUntilDone({ abortSignal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.equal(native.polls, 0);
  });
});

describe('stopPolling', () => {
  test('rejects waiting calls; the poller can be used again', async () => {
    const native = new ScriptedPoller(pending(), ['wait']);
    const poller = await begin(native);
    const waiting = poller.pollUntilDone();
    assert.equal(poller.isStopped(), false);
    poller.stopPolling();
    assert.equal(poller.isStopped(), true);
    await assert.rejects(waiting, (error) => {
      assert.ok(error instanceof blobferry.PollerStoppedError);
      assert.equal(error.name, 'PollerStoppedError');
      return true;
    });
    native.outcomes.push(success);
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
  });

  test('it does nothing without a waiter', async () => {
    const native = new ScriptedPoller(pending());
    const poller = await begin(native);
    poller.stopPolling();
    assert.equal(native.stops, 0);
  });
});

describe('poll', () => {
  test('two calls at a time are one', async () => {
    const native = new ScriptedPoller(pending(), [pending('1/2')]);
    const poller = await begin(native);
    const first = poller.poll();
    assert.equal(poller.poll(), first);
    await first;
    assert.equal(native.polls, 1);
    assert.equal(poller.getOperationState().copyProgress, '1/2');
  });

  test('ends waits in pollUntilDone', async () => {
    const native = new ScriptedPoller(pending(), ['wait', success]);
    const poller = await begin(native);
    const waiting = poller.pollUntilDone();
    await poller.poll();
    assert.equal((await waiting).copyStatus, 'success');
    native.release();
  });

  test('takes a signal', async () => {
    const native = new ScriptedPoller(pending(), [untilCancelled]);
    const poller = await begin(native);
    const controller = new AbortController();
    const polling = poller.poll({ abortSignal: controller.signal });
    controller.abort();
    await assert.rejects(polling, { name: 'AbortError' });
    assert.equal(poller.isDone(), false);
  });
});

describe('cancelOperation', () => {
  test('pollUntilDone and getResult say that it was cancelled', async () => {
    const native = new ScriptedPoller(pending(), ['wait']);
    const poller = await begin(native);
    const waiting = assert.rejects(poller.pollUntilDone(), { name: 'PollerCancelledError' });
    await poller.cancelOperation();
    await waiting;
    assert.equal(poller.isDone(), true);
    assert.equal(poller.getOperationState().isCancelled, true);
    assert.throws(() => poller.getResult(), blobferry.PollerCancelledError);
    await assert.rejects(poller.poll(), { name: 'PollerCancelledError' });
    await assert.rejects(poller.pollUntilDone(), { name: 'PollerCancelledError' });
    assert.equal(poller.isStopped(), true);
  });

  test('while it is pending, the same promise; with a signal, an error', async () => {
    const native = new ScriptedPoller(pending());
    const poller = await begin(native);
    const first = poller.cancelOperation();
    assert.equal(poller.cancelOperation(), first);
    assert.throws(
      () => poller.cancelOperation({ abortSignal: new AbortController().signal }),
      /cancel request is currently pending/,
    );
    await first;
  });

  test('one that failed can be tried again', async () => {
    const native = new ScriptedPoller(pending());
    native.onCancelOperation = () => unreachable;
    const poller = await begin(native);
    await assert.rejects(poller.cancelOperation(), { code: 'ECONNREFUSED' });
    assert.equal(poller.isDone(), false);
    native.onCancelOperation = () => ok(cancelled);
    await poller.cancelOperation();
    assert.equal(poller.isDone(), true);
  });
});

describe('onProgress', () => {
  test('is called for changes while the copy is pending, and only then', async () => {
    const native = new ScriptedPoller(pending(), [pending('1/3'), pending('1/3'), pending('2/3'), success]);
    const seen = [];
    const poller = await begin(native, { onProgress: (state) => seen.push(state.copyProgress) });
    await poller.pollUntilDone();
    assert.deepEqual(seen, ['1/3', '2/3']);
  });

  test('can be added and removed', async () => {
    const native = new ScriptedPoller(pending(), [pending('1/3'), pending('2/3')]);
    const poller = await begin(native);
    const seen = [];
    const remove = poller.onProgress((state) => seen.push(state.copyProgress));
    await poller.poll();
    remove();
    await poller.poll();
    assert.deepEqual(seen, ['1/3']);
  });

  test('a throw in it becomes a warning, and the copy continues', async () => {
    const native = new ScriptedPoller(pending(), [pending('1/3'), success]);
    const poller = await begin(native, {
      onProgress: () => {
        throw new Error('mine');
      },
    });
    const warned = once(process, 'warning');
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
    const [warning] = await warned;
    assert.equal(warning.name, 'BlobferryWarning');
    assert.match(warning.detail, /mine/);
  });

  test('a resumed copy that has moved on since says so at once', async () => {
    const seen = [];
    const onProgress = (state) => seen.push(state.copyProgress);
    const resumeFrom = JSON.stringify({ state: pending('1/3') });
    const advanced = new ScriptedPoller(pending('2/3'));
    advanced.progressed = true;
    await begin(advanced, { onProgress, resumeFrom });
    await begin(new ScriptedPoller(pending('1/3')), { onProgress, resumeFrom });
    assert.deepEqual(seen, ['2/3']);
  });
});

describe('beginning', () => {
  test('the options cross without what cannot cross', async () => {
    const abortSignal = new AbortController().signal;
    const options = { abortSignal, tracingOptions: {}, onProgress() {}, intervalInMs: 5, metadata: { a: 'b' } };
    const poller = await begin(new ScriptedPoller(pending()), options);
    assert.deepEqual(script.calls[0].options, {
      intervalInMs: 5,
      metadata: { a: 'b' },
      copySource: 'https://account.blob.core.windows.net/c/s',
    });
    assert.equal(poller.intervalInMs, 5);
    assert.equal(poller.getOperationState().startCopyFromURLOptions, options);
    assert.ok(poller.getOperationState().blobClient.getProperties);
    assert.ok(!Object.keys(poller.getOperationState()).includes('blobClient'));
    assert.equal(poller.toString(), JSON.stringify({ state: pending() }));
  });

  test('a rejected start rejects', async () => {
    script.beginCopy = () =>
      failed({ kind: 'service', message: 'no', code: 'CannotVerifyCopySource', statusCode: 404 });
    await assert.rejects(destination().beginCopyFromURL('https://h/c/s'), { name: 'RestError', statusCode: 404 });
  });

  test('wrong arguments are named before anything is sent', async () => {
    const blob = destination();
    const source = 'https://h/c/s';
    const cases = [
      [() => blob.beginCopyFromURL(undefined), TypeError, /^copySource must be a string, not undefined/],
      [() => blob.beginCopyFromURL(''), RangeError, /^copySource must not be empty/],
      [() => blob.beginCopyFromURL(source, { intervalInMs: NaN }), RangeError, /^options\.intervalInMs .* not NaN/],
      [() => blob.beginCopyFromURL(source, { intervalInMs: '5' }), TypeError, /^options\.intervalInMs/],
      [() => blob.beginCopyFromURL(source, { onProgress: 5 }), TypeError, /^options\.onProgress must be a function/],
      [
        () => blob.beginCopyFromURL(source, { metadata: { a: 1 } }),
        TypeError,
        /^options\.metadata\.a must be a string/,
      ],
      [() => blob.beginCopyFromURL(source, { tags: 'a=b' }), TypeError, /^options\.tags must be an object/],
      [() => blob.beginCopyFromURL(source, { abortSignal: {} }), TypeError, /^options\.abortSignal/],
      [() => blob.beginCopyFromURL(source, 5), TypeError, /^options must be an object, not 5/],
    ];
    for (const [call, type, message] of cases) {
      const error = await call().then(assert.fail, (reason) => reason);
      assert.ok(error instanceof type, `${error}`);
      assert.match(error.message, message);
    }
    assert.equal(script.calls.length, 0);
  });
});

describe('a poller that is wrapped', () => {
  /** As Vue's `reactive` and tracing wrappers do it: methods run with the proxy as `this`, and objects come out wrapped. */
  const reactive = (target) =>
    new Proxy(target, {
      get(object, name, receiver) {
        const value = Reflect.get(object, name, receiver);
        return typeof value === 'object' && value !== null ? reactive(value) : value;
      },
    });
  const WRAPPERS = {
    'by a plain proxy': (poller) => new Proxy(poller, {}),
    'by a proxy that wraps all that it gives': reactive,
    'by a proxy that binds methods to the target': (poller) =>
      new Proxy(poller, {
        get(target, name) {
          const value = Reflect.get(target, name, target);
          return typeof value === 'function' && typeof name === 'string' ? value.bind(target) : value;
        },
      }),
    'as a clone with its prototype': (poller) => Object.assign(Object.create(Object.getPrototypeOf(poller)), poller),
    'as a clone of its descriptors': (poller) =>
      Object.create(Object.getPrototypeOf(poller), Object.getOwnPropertyDescriptors(poller)),
    'as the prototype of another object': (poller) => Object.create(poller),
  };

  for (const [label, wrap] of Object.entries(WRAPPERS)) {
    test(`${label} works, and is of the same copy`, async () => {
      const native = new ScriptedPoller(pending(), [pending('1/2'), 'wait', success]);
      const poller = await begin(native, { intervalInMs: 5 });
      const wrapped = wrap(poller);
      assert.equal(wrapped.intervalInMs, 5);
      const progress = [];
      const remove = wrapped.onProgress(({ copyProgress }) => progress.push(copyProgress));
      await wrapped.poll();
      remove();
      assert.deepEqual(progress, ['1/2']);
      const waiting = wrapped.pollUntilDone();
      assert.equal(poller.isStopped(), false);
      wrapped.stopPolling();
      await assert.rejects(waiting, { name: 'PollerStoppedError' });
      assert.equal(wrapped.isStopped(), true);
      assert.equal((await wrapped.pollUntilDone()).copyStatus, 'success');
      assert.equal(poller.isDone(), true);
      assert.equal(wrapped.getResult(), poller.getResult());
      assert.equal(wrapped.getOperationState(), poller.getOperationState());
      assert.equal(`${wrapped}`, `${poller}`);
    });
  }

  test('cancels its copy', async () => {
    const native = new ScriptedPoller(pending());
    const wrapped = reactive(await begin(native));
    await wrapped.cancelOperation();
    assert.equal(wrapped.getOperationState().isCancelled, true);
    assert.throws(() => wrapped.getResult(), { name: 'PollerCancelledError' });
  });

  test('shows nothing of what it is made of as JSON', async () => {
    const poller = await begin(new ScriptedPoller(pending()));
    assert.equal(JSON.stringify(poller), '{}');
    assert.deepEqual(Object.keys(poller), []);
  });
});

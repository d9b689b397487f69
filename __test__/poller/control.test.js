'use strict';

// Canceling, stopping and aborting.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { failing } = require('../support/failing');
const { blobferry, isReference, libraries, reference } = require('../support/libraries');
const { poll } = require('../support/pending-copies');
const { HANG, serviceError } = require('../support/scripted-server');
const { begin, withCopies } = require('./helpers');

for (const [label, library] of Object.entries(libraries)) {
  describe(`${label}: cancelOperation`, () => {
    test('aborts the copy at the service', () =>
      withCopies({}, async (copies) => {
        const poller = await begin(copies, library);
        assert.equal(await poller.cancelOperation(), undefined);
        const [request] = copies.aborts;
        assert.equal(request.query.get('copyid'), copies.copyId);
        assert.equal(request.headers['x-ms-copy-action'], 'abort');
        assert.equal(request.path, '/account/container/destination');
        assert.equal(poller.getOperationState().isCancelled, true);
        assert.equal(poller.getOperationState().isCompleted, undefined);
        assert.equal(poller.isDone(), true);
      }));

    test('what follows throws PollerCancelledError', () =>
      withCopies({}, async (copies) => {
        const poller = await begin(copies, library);
        await poller.cancelOperation();
        for (const action of [() => poller.poll(), () => poller.pollUntilDone()]) {
          const error = await failing(action());
          assert.equal(error.name, 'PollerCancelledError');
          assert.equal(error.message, 'Operation was canceled');
          assert.ok(error instanceof Error);
        }
        assert.equal(copies.heads.length, 0);
      }));

    test('twice sends one request', () =>
      withCopies({}, async (copies) => {
        const poller = await begin(copies, library);
        await Promise.all([poller.cancelOperation(), poller.cancelOperation()]);
        await poller.cancelOperation();
        assert.equal(copies.aborts.length, 1);
      }));

    test('rejected by the service: the copy continues', () =>
      withCopies(
        {
          abort: () => serviceError(409, 'NoPendingCopyOperation', 'There is currently no pending copy operation.'),
          polls: [poll('success')],
        },
        async (copies) => {
          const poller = await begin(copies, library);
          const error = await failing(poller.cancelOperation());
          assert.equal(error.name, 'RestError');
          assert.equal(error.code, 'NoPendingCopyOperation');
          assert.equal(error.statusCode, 409);
          assert.notEqual(poller.getOperationState().isCancelled, true);
          assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
        },
      ));

    test('after the end does nothing', () =>
      withCopies({ polls: [poll('success')] }, async (copies) => {
        const poller = await begin(copies, library);
        await poller.pollUntilDone();
        await poller.cancelOperation();
        assert.equal(copies.aborts.length, 0);
        assert.notEqual(poller.getOperationState().isCancelled, true);
        assert.equal(poller.getResult().copyStatus, 'success');
      }));
  });

  describe(`${label}: stopPolling`, () => {
    test('ends a wait with PollerStoppedError', () =>
      withCopies({}, async (copies) => {
        const poller = await begin(copies, library);
        const waiting = failing(poller.pollUntilDone());
        assert.equal(poller.isStopped(), false);
        await copies.server.arrived(2);
        poller.stopPolling();
        const error = await waiting;
        assert.equal(error.name, 'PollerStoppedError');
        assert.equal(error.message, 'This poller is already stopped');
        assert.equal(poller.isStopped(), true);
        assert.equal(poller.isDone(), false);
        assert.equal(copies.aborts.length, 0, 'the copy itself goes on');
        await poller.poll();
        assert.equal(poller.isDone(), false);
      }));
  });

  describe(`${label}: abortSignal`, () => {
    test('of a start that hangs', () =>
      withCopies({ start: () => HANG }, async (copies) => {
        const controller = new AbortController();
        const starting = failing(begin(copies, library, { abortSignal: controller.signal }));
        await copies.server.arrived(1);
        controller.abort();
        assert.equal((await starting).name, 'AbortError');
      }));

    test('of a poll that hangs', () =>
      withCopies({ polls: [() => HANG] }, async (copies) => {
        const poller = await begin(copies, library);
        const controller = new AbortController();
        const polling = failing(poller.poll({ abortSignal: controller.signal }));
        await copies.server.arrived(2);
        controller.abort();
        assert.equal((await polling).name, 'AbortError');
      }));

    test('of an abort that hangs', () =>
      withCopies({ abort: () => HANG }, async (copies) => {
        const poller = await begin(copies, library);
        const controller = new AbortController();
        const cancelling = failing(poller.cancelOperation({ abortSignal: controller.signal }));
        await copies.server.arrived(2);
        controller.abort();
        assert.equal((await cancelling).name, 'AbortError');
        assert.notEqual(poller.getOperationState().isCancelled, true);
      }));

    test('leaves no listener behind', () =>
      withCopies({ polls: [poll('pending'), poll('success')] }, async (copies) => {
        const { signal } = new AbortController();
        let listeners = 0;
        const { addEventListener, removeEventListener } = signal;
        signal.addEventListener = (...parameters) => {
          listeners += 1;
          return addEventListener.apply(signal, parameters);
        };
        signal.removeEventListener = (...parameters) => {
          listeners -= 1;
          return removeEventListener.apply(signal, parameters);
        };
        const poller = await begin(copies, library, { abortSignal: signal });
        await poller.pollUntilDone({ abortSignal: signal });
        assert.equal(listeners, 0);
      }));
  });
}

describe('the result of a cancelled copy', () => {
  test('the reference gives undefined', () =>
    withCopies({}, async (copies) => {
      const poller = await begin(copies, reference);
      await poller.cancelOperation();
      assert.equal(poller.getResult(), undefined);
    }));

  test('blobferry throws, as the document says', { skip: isReference }, () =>
    withCopies({}, async (copies) => {
      const poller = await begin(copies, blobferry);
      await poller.cancelOperation();
      assert.throws(() => poller.getResult(), { name: 'PollerCancelledError', message: 'Operation was canceled' });
    }),
  );
});

describe('blobferry beyond the reference', { skip: isReference }, () => {
  test('cancelOperation ends a wait', () =>
    withCopies({}, async (copies) => {
      const poller = await begin(copies, blobferry);
      const waiting = failing(poller.pollUntilDone());
      await copies.server.arrived(2);
      await poller.cancelOperation();
      assert.equal((await waiting).name, 'PollerCancelledError');
    }));

  test('cancelOperation ends a wait that has a long interval, at once', () =>
    withCopies({}, async (copies) => {
      const poller = await begin(copies, blobferry, { intervalInMs: 600_000 });
      const waiting = failing(poller.pollUntilDone());
      await copies.server.arrived(2);
      await poller.cancelOperation();
      assert.equal((await waiting).name, 'PollerCancelledError');
    }));

  test('stopPolling ends a wait that has a long interval, at once', () =>
    withCopies({}, async (copies) => {
      const poller = await begin(copies, blobferry, { intervalInMs: 600_000 });
      const waiting = failing(poller.pollUntilDone());
      await copies.server.arrived(2);
      poller.stopPolling();
      assert.equal((await waiting).name, 'PollerStoppedError');
    }));

  test('after stopPolling one can wait again', () =>
    withCopies({ polls: [poll('pending'), poll('pending'), poll('success')] }, async (copies) => {
      const poller = await begin(copies, blobferry, { intervalInMs: 600_000 });
      const waiting = failing(poller.pollUntilDone());
      await copies.server.arrived(2);
      poller.stopPolling();
      assert.equal((await waiting).name, 'PollerStoppedError');
      await poller.poll();
      await poller.poll();
      assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
    }));

  test('an abort signal ends a wait, and the poller stays usable', () =>
    withCopies({ polls: [poll('pending'), poll('success')] }, async (copies) => {
      const poller = await begin(copies, blobferry, { intervalInMs: 600_000 });
      const controller = new AbortController();
      const waiting = failing(poller.pollUntilDone({ abortSignal: controller.signal }));
      await copies.server.arrived(2);
      controller.abort();
      assert.equal((await waiting).name, 'AbortError');
      assert.equal(copies.aborts.length, 0, 'the copy at the service goes on');
      await poller.poll();
      assert.equal(poller.isDone(), true);
    }));

  test('a signal aborted before the wait', () =>
    withCopies({ polls: [poll('success')] }, async (copies) => {
      const poller = await begin(copies, blobferry);
      assert.equal((await failing(poller.pollUntilDone({ abortSignal: AbortSignal.abort() }))).name, 'AbortError');
      assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
    }));
});

'use strict';

// How a pending copy may end, and what a script sees of it.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { failing } = require('../support/failing');
const { blobferry, isReference, libraries, reference } = require('../support/libraries');
const { accepted, poll, propertiesOf } = require('../support/pending-copies');
const { begin, withCopies } = require('./helpers');

const OTHER_ID = '99999999-8888-7777-6666-555555555555';

for (const [label, library] of Object.entries(libraries)) {
  describe(label, () => {
    test('a copy that succeeds', () =>
      withCopies(
        {
          polls: [
            poll('pending', { progress: '0/10' }),
            poll('pending', { progress: '5/10' }),
            poll('success', { progress: '10/10' }),
          ],
        },
        async (copies) => {
          const poller = await begin(copies, library);
          assert.equal(poller.isDone(), false);
          assert.equal(poller.isStopped(), true);
          assert.equal(poller.getResult(), undefined);
          const { copyId, isStarted, isCompleted, isCancelled, error } = poller.getOperationState();
          assert.deepEqual(
            { copyId, isStarted, isCompleted, isCancelled, error },
            {
              copyId: copies.copyId,
              isStarted: true,
              isCompleted: undefined,
              isCancelled: undefined,
              error: undefined,
            },
          );

          const result = await poller.pollUntilDone();
          assert.equal(result.copyId, copies.copyId);
          assert.equal(result.copyStatus, 'success');
          assert.equal(result.copyProgress, '10/10');
          assert.ok(result.lastModified instanceof Date);
          assert.equal(poller.getResult(), result);
          assert.equal(poller.isDone(), true);
          assert.equal(poller.getOperationState().isCompleted, true);
          assert.equal(poller.getOperationState().copyProgress, '10/10');
          assert.equal(copies.starts.length, 1);
          assert.equal(copies.heads.length, 3);
        },
      ));

    test('a copy that is done at the start is not polled', () =>
      withCopies({ start: () => accepted('the-id', 'success') }, async (copies) => {
        const poller = await begin(copies, library);
        assert.equal(poller.isDone(), true);
        const result = await poller.pollUntilDone();
        assert.equal(result.copyId, 'the-id');
        assert.equal(copies.heads.length, 0);
      }));

    test('a copy that fails', () =>
      withCopies(
        {
          polls: [
            poll('pending'),
            poll('failed', { description: '404 BlobNotFound "Copy failed when reading the source."' }),
          ],
        },
        async (copies) => {
          const poller = await begin(copies, library);
          const error = await failing(poller.pollUntilDone());
          assert.equal(error.name, 'Error');
          assert.ok(
            error.message.includes(
              'Blob copy failed with reason: "404 BlobNotFound "Copy failed when reading the source.""',
            ),
            error.message,
          );
          assert.equal(poller.isDone(), true);
          assert.equal(poller.getOperationState().isCompleted, true);
          assert.equal(poller.getOperationState().error.message, error.message);
          assert.equal(poller.getResult(), undefined);
          const again = await failing(poller.pollUntilDone());
          assert.equal(again.message, error.message);
          assert.equal(copies.heads.length, 2);
        },
      ));

    test('a copy that fails without saying why', () =>
      withCopies({ polls: [poll('failed')] }, async (copies) => {
        const poller = await begin(copies, library);
        const error = await failing(poller.pollUntilDone());
        assert.match(error.message, /Blob copy failed with reason: "unknown"/);
      }));

    test('one poll at a time', () =>
      withCopies({ polls: [poll('pending', { progress: '1/2' }), poll('success')] }, async (copies) => {
        const poller = await begin(copies, library);
        await poller.poll();
        assert.equal(poller.isDone(), false);
        assert.equal(poller.getOperationState().copyProgress, '1/2');
        await poller.poll();
        assert.equal(poller.isDone(), true);
        await poller.poll();
        assert.equal(copies.heads.length, 2);
      }));

    test('polls at the same time share one request', () =>
      withCopies({ polls: [poll('pending'), poll('success')] }, async (copies) => {
        const poller = await begin(copies, library);
        await Promise.all([poller.poll(), poller.poll(), poller.poll()]);
        assert.equal(copies.heads.length, 1);
      }));

    test('two that wait until the end get the same result', () =>
      withCopies({ polls: [poll('pending'), poll('pending'), poll('success')] }, async (copies) => {
        const poller = await begin(copies, library);
        const [first, second] = await Promise.all([poller.pollUntilDone(), poller.pollUntilDone()]);
        assert.equal(first.copyId, second.copyId);
        assert.equal(copies.heads.length, 3);
      }));
  });
}

describe('another client aborts the copy', () => {
  const script = { polls: [poll('pending'), poll('aborted')] };

  test('the reference polls forever', () =>
    withCopies(script, async (copies) => {
      const poller = await begin(copies, reference);
      for (let count = 0; count < 5; count += 1) await poller.poll();
      assert.equal(poller.isDone(), false);
    }));

  test('blobferry ends with an error that says so', { skip: isReference }, () =>
    withCopies(script, async (copies) => {
      const poller = await begin(copies, blobferry);
      const error = await failing(poller.pollUntilDone());
      assert.ok(error instanceof Error);
      assert.notEqual(error.name, 'PollerCancelledError', 'this script cancelled nothing');
      assert.match(error.message, /abort/i);
      assert.ok(error.message.includes(copies.copyId), error.message);
      assert.equal(poller.isDone(), true);
      assert.equal(copies.heads.length, 2);
    }),
  );
});

describe('another copy replaces this one', () => {
  const script = { polls: [poll('pending'), poll('success', { id: OTHER_ID })] };

  test('the reference takes the other copy for its own', () =>
    withCopies(script, async (copies) => {
      const result = await (await begin(copies, reference)).pollUntilDone();
      assert.equal(result.copyId, OTHER_ID);
    }));

  test('blobferry ends with an error that names both', { skip: isReference }, () =>
    withCopies(script, async (copies) => {
      const poller = await begin(copies, blobferry);
      const error = await failing(poller.pollUntilDone());
      assert.ok(error.message.includes(copies.copyId), error.message);
      assert.ok(error.message.includes(OTHER_ID), error.message);
      assert.equal(poller.isDone(), true);
      assert.equal(poller.getResult(), undefined);
    }),
  );

  test('blobferry also when the other is still pending', { skip: isReference }, () =>
    withCopies({ polls: [poll('pending', { id: OTHER_ID })] }, async (copies) => {
      const error = await failing((await begin(copies, blobferry)).pollUntilDone());
      assert.ok(error.message.includes(copies.copyId) && error.message.includes(OTHER_ID), error.message);
    }),
  );
});

describe('the destination was written by something else', () => {
  const script = { polls: [poll('pending'), () => propertiesOf({})] };

  test('the reference polls forever', () =>
    withCopies(script, async (copies) => {
      const poller = await begin(copies, reference);
      for (let count = 0; count < 5; count += 1) await poller.poll();
      assert.equal(poller.isDone(), false);
    }));

  test('blobferry ends with an error', { skip: isReference }, () =>
    withCopies(script, async (copies) => {
      const error = await failing((await begin(copies, blobferry)).pollUntilDone());
      assert.ok(error.message.includes(copies.copyId), error.message);
    }),
  );
});

describe('an unknown status', () => {
  const withoutStatus = ({ copyId }) => propertiesOf({ id: copyId });
  const SCRIPTS = {
    resting: () => [poll('pending'), poll('resting')],
    'none at all': (copies) => [poll('pending'), () => withoutStatus(copies())],
  };

  for (const [label, script] of Object.entries(SCRIPTS)) {
    test(`the reference polls forever: ${label}`, () => {
      let copies;
      return withCopies({ polls: script(() => copies) }, async (started) => {
        copies = started;
        const poller = await begin(copies, reference);
        for (let count = 0; count < 5; count += 1) await poller.poll();
        assert.equal(poller.isDone(), false);
      });
    });

    test(`blobferry ends with an error that names it: ${label}`, { skip: isReference }, () => {
      let copies;
      return withCopies({ polls: script(() => copies) }, async (started) => {
        copies = started;
        const poller = await begin(copies, blobferry);
        const error = await failing(poller.pollUntilDone());
        assert.equal(error.code, 'CopyStatusUnknown');
        assert.match(error.message, label === 'resting' ? /status "resting"/ : /no status/);
        assert.ok(error.message.includes(copies.copyId), error.message);
        assert.equal(poller.isDone(), true);
      });
    });
  }
});

describe('progress', () => {
  const script = {
    polls: [
      poll('pending', { progress: '0/10' }),
      poll('pending', { progress: '0/10' }),
      poll('pending', { progress: '5/10' }),
      poll('pending', { progress: '5/10' }),
      poll('success', { progress: '10/10' }),
    ],
  };

  for (const [label, library] of Object.entries(libraries)) {
    test(`${label} reports a change while pending`, () =>
      withCopies(script, async (copies) => {
        const seen = [];
        const poller = await begin(copies, library, {
          onProgress: (state) => seen.push([state.copyProgress, state.isCompleted, state.copyId]),
        });
        const later = [];
        const forgotten = [];
        poller.onProgress((state) => later.push(state.copyProgress));
        poller.onProgress((state) => forgotten.push(state.copyProgress))();
        await poller.pollUntilDone();
        assert.deepEqual(seen, [
          ['0/10', undefined, copies.copyId],
          ['5/10', undefined, copies.copyId],
        ]);
        assert.deepEqual(later, ['0/10', '5/10']);
        assert.deepEqual(forgotten, []);
      }));
  }

  const thrown = new Error('thrown by onProgress');
  const onProgress = () => {
    throw thrown;
  };

  test('the reference is broken by a callback that throws', () =>
    withCopies(script, async (copies) => {
      const poller = await begin(copies, reference, { onProgress });
      assert.equal(await failing(poller.pollUntilDone()), thrown);
    }));

  test('blobferry is not', { skip: isReference }, () =>
    withCopies(script, async (copies) => {
      const poller = await begin(copies, blobferry, { onProgress });
      const result = await poller.pollUntilDone();
      assert.equal(result.copyStatus, 'success');
    }),
  );
});

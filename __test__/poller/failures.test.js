'use strict';

// Requests of a poller that fail.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { failing } = require('../support/failing');
const { blobferry, isReference, libraries, reference } = require('../support/libraries');
const { accepted, poll, propertiesOf } = require('../support/pending-copies');
const { RESET, serviceError } = require('../support/scripted-server');
const { QUICK, withCopies } = require('./helpers');

const ONE_TRY = { retryOptions: { maxTries: 1 } };
const QUICK_TRIES = { retryOptions: { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 5 } };

const serverError = () => ({ status: 500, headers: { 'x-ms-error-code': 'InternalError' } });

describe('a poll that fails', () => {
  const script = { polls: [serverError, poll('pending'), () => RESET, serverError, poll('success')] };

  test('the reference is dead afterwards', () =>
    withCopies(script, async (copies) => {
      const poller = await copies.destination(reference, ONE_TRY).beginCopyFromURL(copies.sourceUrl, QUICK);
      const error = await failing(poller.poll());
      assert.equal(error.statusCode, 500);
      assert.equal(await failing(poller.poll()), error);
      assert.equal(copies.heads.length, 1);
    }));

  test('blobferry stays usable', { skip: isReference }, () =>
    withCopies(script, async (copies) => {
      const poller = await copies.destination(blobferry, ONE_TRY).beginCopyFromURL(copies.sourceUrl, QUICK);
      const error = await failing(poller.poll());
      assert.ok(error instanceof blobferry.RestError);
      assert.equal(error.statusCode, 500);
      assert.equal(poller.isDone(), false);
      assert.equal(poller.getOperationState().isCompleted, undefined);

      await poller.poll();
      assert.equal(poller.isDone(), false);

      // A wait that hits the reset, one that hits the second 500, and one that gets there.
      assert.ok((await failing(poller.pollUntilDone())) instanceof blobferry.RestError);
      assert.equal(poller.isDone(), false);
      assert.equal((await failing(poller.pollUntilDone())).statusCode, 500);
      const result = await poller.pollUntilDone();
      assert.equal(result.copyStatus, 'success');
      assert.equal(copies.heads.length, 5);
    }),
  );

  test('a destination that is gone', () =>
    withCopies(
      { polls: [poll('pending'), () => ({ status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' } })] },
      async (copies) => {
        for (const library of Object.values(libraries)) {
          const poller = await copies.destination(library, ONE_TRY).beginCopyFromURL(copies.sourceUrl, QUICK);
          const error = await failing(poller.pollUntilDone());
          assert.equal(error.name, 'RestError');
          assert.equal(error.statusCode, 404);
        }
      },
    ));

  for (const [label, library] of Object.entries(libraries)) {
    test(`${label} does not show what a retry mends`, () =>
      withCopies({ polls: [serverError, () => ({ status: 503 }), poll('success')] }, async (copies) => {
        const poller = await copies.destination(library, QUICK_TRIES).beginCopyFromURL(copies.sourceUrl, QUICK);
        const result = await poller.pollUntilDone();
        assert.equal(result.copyStatus, 'success');
        assert.equal(copies.heads.length, 3);
      }));
  }
});

describe('a start that fails', () => {
  for (const [label, library] of Object.entries(libraries)) {
    test(`${label} rejects with the service's error`, () =>
      withCopies(
        { start: () => serviceError(409, 'InvalidBlobType', 'The blob type is invalid for this operation.') },
        async (copies) => {
          const error = await failing(copies.destination(library, ONE_TRY).beginCopyFromURL(copies.sourceUrl));
          assert.equal(error.name, 'RestError');
          assert.equal(error.code, 'InvalidBlobType');
          assert.equal(error.statusCode, 409);
          assert.equal(copies.heads.length, 0);
        },
      ));
  }
});

describe('a source that cannot be read', () => {
  const start = () =>
    serviceError(403, 'CannotVerifyCopySource', 'Server failed to authenticate the request.', {
      'x-ms-copy-source-status-code': '401',
      'x-ms-copy-source-error-code': 'NoAuthenticationInformation',
    });

  test('the reference says little', () =>
    withCopies({ start }, async (copies) => {
      const error = await failing(copies.destination(reference, ONE_TRY).beginCopyFromURL(copies.sourceUrl));
      assert.equal(error.code, 'CannotVerifyCopySource');
      assert.doesNotMatch(error.message, /401|NoAuthenticationInformation/);
    }));

  test("blobferry tells the source's own status and code, and what to do", { skip: isReference }, () =>
    withCopies({ start }, async (copies) => {
      const error = await failing(copies.destination(blobferry, ONE_TRY).beginCopyFromURL(copies.sourceUrl));
      assert.ok(error instanceof blobferry.RestError);
      assert.equal(error.code, 'CannotVerifyCopySource');
      assert.equal(error.statusCode, 403);
      assert.match(error.message, /401/);
      assert.match(error.message, /NoAuthenticationInformation/);
      assert.match(error.message, /Server failed to authenticate the request\./);
      assert.match(error.message, /SAS|shared access signature/i, 'a hint');
      assert.match(error.message, /source/i);
    }),
  );
});

describe('a start whose response is lost', () => {
  const pendingOperation = () =>
    serviceError(409, 'PendingCopyOperation', 'There is currently a pending copy operation.');

  test('the reference fails on its own copy', () =>
    withCopies({ start: (request, index) => (index === 0 ? RESET : pendingOperation()) }, async (copies) => {
      const error = await failing(copies.destination(reference, QUICK_TRIES).beginCopyFromURL(copies.sourceUrl));
      assert.equal(error.code, 'PendingCopyOperation');
    }));

  test('blobferry adopts its own copy', { skip: isReference }, () =>
    withCopies(
      {
        start: (request, index) => (index === 0 ? RESET : pendingOperation()),
        polls: [poll('pending'), poll('pending'), poll('success')],
      },
      async (copies) => {
        const poller = await copies.destination(blobferry, QUICK_TRIES).beginCopyFromURL(copies.sourceUrl, QUICK);
        assert.equal(poller.getOperationState().copyId, copies.copyId);
        assert.equal(poller.isDone(), false);
        const result = await poller.pollUntilDone();
        assert.equal(result.copyStatus, 'success');
        assert.equal(copies.starts.length, 2);
      },
    ),
  );

  test(
    'blobferry adopts its own copy though the service shows the source without its signature',
    { skip: isReference },
    () =>
      withCopies(
        {
          start: (request, index) => (index === 0 ? RESET : pendingOperation()),
          polls: [
            ({ headers }) =>
              propertiesOf({
                id: 'adopted',
                status: 'pending',
                source: `http://${headers.host}/account/container/source`,
              }),
            poll('success', { id: 'adopted' }),
          ],
        },
        async (copies) => {
          const source = `${copies.sourceUrl}?sv=2021-12-02&sr=b&sp=r&sig=AAAA`;
          const poller = await copies.destination(blobferry, QUICK_TRIES).beginCopyFromURL(source, QUICK);
          assert.equal(poller.getOperationState().copyId, 'adopted');
          await poller.pollUntilDone();
        },
      ),
  );

  test("blobferry does not adopt somebody else's copy", { skip: isReference }, () =>
    withCopies(
      {
        start: (request, index) => (index === 0 ? RESET : pendingOperation()),
        polls: [
          () =>
            propertiesOf({
              id: 'theirs',
              status: 'pending',
              source: 'https://account.blob.core.windows.net/other/blob',
            }),
        ],
      },
      async (copies) => {
        const error = await failing(
          copies.destination(blobferry, QUICK_TRIES).beginCopyFromURL(copies.sourceUrl, QUICK),
        );
        assert.equal(error.code, 'PendingCopyOperation');
        assert.equal(error.statusCode, 409);
      },
    ),
  );

  for (const [label, library] of Object.entries(libraries)) {
    test(`${label} treats a rejected first attempt as unambiguous`, () =>
      withCopies({ start: pendingOperation }, async (copies) => {
        const error = await failing(copies.destination(library, QUICK_TRIES).beginCopyFromURL(copies.sourceUrl, QUICK));
        assert.equal(error.code, 'PendingCopyOperation');
        assert.equal(copies.starts.length, 1);
      }));

    test(`${label} starts again when nothing was started`, () =>
      withCopies(
        { start: (request, index) => (index === 0 ? RESET : accepted('second', 'success')) },
        async (copies) => {
          const poller = await copies.destination(library, QUICK_TRIES).beginCopyFromURL(copies.sourceUrl, QUICK);
          assert.equal(poller.getResult().copyId, 'second');
        },
      ));
  }
});

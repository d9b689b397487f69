'use strict';

// Upload progress. The server reads no more than was reported, so that the upload takes long without a clock: the
// buffers of the system on both sides of a connection are much smaller than such a body.

const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { describe, test } = require('node:test');

const { isReference, libraries } = require('../support/libraries');
const { startPacedServer } = require('../support/raw-server');

const LENGTH = 24 * 1024 * 1024;
const BODY = Buffer.alloc(LENGTH, 'upload progress ');
const PIECE = 64 * 1024;

/** A stream that can be made again for every try. */
const asStream = () =>
  Readable.from(
    (function* () {
      for (let at = 0; at < LENGTH; at += PIECE) yield BODY.subarray(at, at + PIECE);
    })(),
  );

const METHODS = {
  upload: (container, body, length, options) => container.getBlockBlobClient('b').upload(body, length, options),
  stageBlock: (container, body, length, options) =>
    container.getBlockBlobClient('b').stageBlock('QUE=', body, length, options),
  appendBlock: (container, body, length, options) =>
    container.getAppendBlobClient('b').appendBlock(body, length, options),
  uploadPages: (container, body, length, options) =>
    container.getPageBlobClient('b').uploadPages(body, 0, length, options),
};

const isGrowing = (numbers) => numbers.every((number, at) => at === 0 || number > numbers[at - 1]);

for (const [label, library] of Object.entries(libraries)) {
  describe(`${label}: progress of an upload`, () => {
    /** Calls `use` with a container on a server that gives these statuses, and options that record the progress. */
    async function withServer(statuses, use) {
      const server = await startPacedServer(...statuses);
      const container = new library.ContainerClient(
        `${server.origin}/account/container`,
        new library.AnonymousCredential(),
        { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 1 } },
      );
      const reported = [];
      const onProgress = ({ loadedBytes }) => {
        reported.push(loadedBytes);
        server.allow(loadedBytes);
      };
      try {
        await use({ server, container, reported, onProgress });
      } finally {
        await server.close();
      }
    }

    for (const [name, method] of Object.entries(METHODS)) {
      test(`${name}: several growing numbers, the last of which is the length`, () =>
        withServer([201], async ({ server, container, reported, onProgress }) => {
          await method(container, asStream, LENGTH, { onProgress });
          assert.ok(reported.length >= 3, `${reported}`);
          assert.ok(isGrowing(reported), `${reported}`);
          assert.equal(reported.at(-1), LENGTH);
          const [{ head, body }] = server.requests;
          assert.match(head, new RegExp(`^content-length: ${LENGTH}$`, 'im'));
          assert.doesNotMatch(head, /transfer-encoding/i);
          assert.ok(body.equals(BODY));
        }));
    }

    test('complete bytes: the reference reports the length at once, blobferry what was sent', () =>
      withServer([201, 201], async ({ container, reported, onProgress }) => {
        const blob = container.getBlockBlobClient('b');
        for (const upload of [
          () => blob.upload(BODY, LENGTH, { onProgress }),
          () => blob.uploadData(BODY, { onProgress }),
        ]) {
          await upload();
          if (library === libraries.reference) assert.deepEqual(reported, [LENGTH]);
          else assert.ok(reported.length >= 3 && isGrowing(reported) && reported.at(-1) === LENGTH, `${reported}`);
          reported.length = 0;
        }
      }));

    test('a small body is reported once', () =>
      withServer([201, 201, 403], async ({ container, reported, onProgress }) => {
        const blob = container.getBlockBlobClient('b');
        for (const body of ['hello', Buffer.from('hello')]) await blob.upload(body, 5, { onProgress });
        assert.deepEqual(reported, [5, 5]);
        await assert.rejects(blob.upload('hello', 5, { onProgress }), { name: 'RestError', statusCode: 403 });
        assert.deepEqual(reported, [5, 5, 5], 'a rejection comes after the body');
      }));

    test('a body that is sent again is reported again from its start', () =>
      withServer([503, 201], async ({ server, container, reported, onProgress }) => {
        await container.getBlockBlobClient('b').upload(asStream, LENGTH, { onProgress });
        const again = reported.indexOf(LENGTH) + 1;
        for (const numbers of [reported.slice(0, again), reported.slice(again)]) {
          assert.ok(numbers.length >= 3 && isGrowing(numbers), `${reported}`);
          assert.equal(numbers.at(-1), LENGTH);
        }
        assert.equal(server.requests.length, 2);
        for (const { body } of server.requests) assert.ok(body.equals(BODY));
      }));

    test('a small body that is sent again is reported again', () =>
      withServer([503, 201], async ({ container, reported, onProgress }) => {
        await container.getBlockBlobClient('b').upload('hello', 5, { onProgress });
        assert.deepEqual(reported, [5, 5]);
      }));

    test('after an abort in the middle nothing is reported', () =>
      withServer([], async ({ server, container, reported }) => {
        const controller = new AbortController();
        const onProgress = ({ loadedBytes }) => {
          reported.push(loadedBytes);
          if (reported.length === 2) controller.abort();
          else server.allow(loadedBytes);
        };
        const { signal: abortSignal } = controller;
        const uploading = container.getBlockBlobClient('b').upload(asStream, LENGTH, { abortSignal, onProgress });
        await assert.rejects(uploading, { name: 'AbortError' });
        const before = [...reported];
        server.allow(LENGTH);
        // The reference reports what its own streams still hold, and on newer versions of Node its connection stays.
        if (library !== libraries.reference) {
          await server.closed;
          assert.deepEqual(reported, before);
        }
        assert.ok(!reported.includes(LENGTH), `${reported}`);
        assert.equal(server.requests.length, 0);
      }));

    // The reference waits for ever after a throw.
    test('a callback that throws or is slow breaks nothing', { skip: isReference || label === 'reference' }, () =>
      withServer([201], async ({ server, container, reported, onProgress }) => {
        const warnings = [];
        const onWarning = (warning) => warnings.push(warning.code);
        process.on('warning', onWarning);
        const careless = (event) => {
          onProgress(event);
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
          throw new Error('mine');
        };
        await container.getBlockBlobClient('b').upload(BODY, LENGTH, { onProgress: careless });
        process.removeListener('warning', onWarning);
        assert.ok(reported.length >= 3 && isGrowing(reported) && reported.at(-1) === LENGTH, `${reported}`);
        assert.deepEqual(warnings, ['BLOBFERRY_ON_PROGRESS_THREW']);
        assert.ok(server.requests[0].body.equals(BODY));
      }),
    );
  });
}

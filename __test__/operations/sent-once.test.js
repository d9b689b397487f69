'use strict';

// Requests that must not be repeated: content would be appended twice, a number incremented twice. The reference
// repeats them. Both libraries are shown.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference, reference } = require('../support/libraries');
const { RESET, serviceError, startScriptedServer } = require('../support/scripted-server');

const QUICK = { retryOptions: { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 5 } };
const KEY = Buffer.alloc(32, 'k').toString('base64');
const APPENDED = { status: 201, headers: { 'x-ms-blob-append-offset': '0', 'x-ms-blob-committed-block-count': '1' } };

/** Calls against a server that runs the request, but loses its first response; returns the number of requests. */
async function requestsOf(library, call, { lost = RESET, then = APPENDED } = {}) {
  const server = await startScriptedServer((_request, index) => (index === 0 ? lost : then));
  try {
    const credential = new library.StorageSharedKeyCredential('account', KEY);
    const container = new library.ContainerClient(`${server.origin}/account/container`, credential, QUICK);
    const error = await call(container).then(
      () => undefined,
      (thrown) => thrown,
    );
    return { count: server.requests.length, error };
  } finally {
    await server.close();
  }
}

const LOST = {
  'the connection breaks': RESET,
  'the service fails': serviceError(500, 'InternalError', 'Server encountered an internal error.'),
};

const CALLS = {
  appendBlock: (container, conditions) => container.getAppendBlobClient('b').appendBlock('line', 4, { conditions }),
  appendBlockFromURL: (container, conditions) =>
    container.getAppendBlobClient('b').appendBlockFromURL('https://other.host/c/b', 0, 4, { conditions }),
};

describe('content is appended once', () => {
  for (const [name, call] of Object.entries(CALLS)) {
    for (const [when, lost] of Object.entries(LOST)) {
      test(`${name}: the reference appends again when ${when}`, async () => {
        const { count, error } = await requestsOf(reference, call, { lost });
        assert.equal(error, undefined);
        assert.equal(count, 2);
      });

      test(`${name}: blobferry says so when ${when}`, { skip: isReference }, async () => {
        const { count, error } = await requestsOf(blobferry, call, { lost });
        assert.ok(error instanceof blobferry.RestError);
        assert.equal(count, 1);
      });

      test(`${name}: under a condition that rejects the second one, both retry when ${when}`, async () => {
        for (const library of [reference, blobferry]) {
          for (const conditions of [{ appendPosition: 0 }, { ifMatch: '"0x1"' }]) {
            const { count, error } = await requestsOf(library, (container) => call(container, conditions), { lost });
            assert.equal(error, undefined);
            assert.equal(count, 2);
          }
        }
      });
    }
  }

  const REFUSED = {
    'the service is busy': [serviceError(503, 'ServerBusy', 'The server is busy.'), 2],
    'there were too many requests': [serviceError(429, 'TooManyRequests', 'Too many requests.'), 2],
    'somebody in between has no server': [{ status: 503, body: 'no server' }, 1],
    'the response has an unknown code': [serviceError(503, 'Unheard', 'Unheard.'), 1],
  };
  for (const [name, call] of Object.entries(CALLS)) {
    for (const [when, [lost, expected]] of Object.entries(REFUSED)) {
      test(`${name}: blobferry sends ${expected} requests when ${when}`, { skip: isReference }, async () => {
        const { count, error } = await requestsOf(blobferry, call, { lost });
        assert.equal(count, expected);
        assert.equal(error?.statusCode, expected === 1 ? 503 : undefined);
      });
    }
  }

  test('a repeated request that is rejected says that the first one took effect', async () => {
    for (const library of [reference, blobferry]) {
      const rejected = serviceError(412, 'AppendPositionConditionNotMet', 'The append position condition was not met.');
      const { count, error } = await requestsOf(
        library,
        (container) => CALLS.appendBlock(container, { appendPosition: 0 }),
        { then: rejected },
      );
      assert.equal(count, 2);
      assert.equal(error.code, 'AppendPositionConditionNotMet');
    }
  });
});

describe('a sequence number is raised once', () => {
  const raise = (container) => container.getPageBlobClient('b').updateSequenceNumber('increment');
  const then = { status: 200 };

  test('the reference raises it again', async () => {
    assert.equal((await requestsOf(reference, raise, { then })).count, 2);
  });

  test('blobferry says so', { skip: isReference }, async () => {
    const { count, error } = await requestsOf(blobferry, raise, { then });
    assert.ok(error instanceof blobferry.RestError);
    assert.equal(count, 1);
  });

  test('both repeat what names the number', async () => {
    const set = (container) => container.getPageBlobClient('b').updateSequenceNumber('update', 5);
    for (const library of [reference, blobferry]) assert.equal((await requestsOf(library, set, { then })).count, 2);
  });
});

describe('everything else is repeated', () => {
  const calls = {
    stageBlock: [(container) => container.getBlockBlobClient('b').stageBlock('QUE=', 'x', 1), 201],
    commitBlockList: [(container) => container.getBlockBlobClient('b').commitBlockList(['QUE=']), 201],
    syncUploadFromURL: [(container) => container.getBlockBlobClient('b').syncUploadFromURL('https://h/c/b'), 201],
    uploadPages: [(container) => container.getPageBlobClient('b').uploadPages(Buffer.alloc(512), 0, 512), 201],
    setTags: [(container) => container.getBlobClient('b').setTags({ a: 'b' }), 204],
    acquireLease: [(container) => container.getBlobLeaseClient().acquireLease(15), 201],
  };
  for (const [name, [call, status]] of Object.entries(calls)) {
    test(name, async () => {
      for (const library of [reference, blobferry]) {
        const { count, error } = await requestsOf(library, call, { then: { status } });
        assert.equal(error, undefined);
        assert.equal(count, 2);
      }
    });
  }
});

'use strict';

// A bearer token is never sent over plain HTTP, where anyone on the way could take it.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, reference } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

async function refusal(library) {
  const server = await startScriptedServer(() => ({ status: 200 }));
  let requested = 0;
  const credential = {
    getToken: async () => {
      requested += 1;
      return { token: 'a-secret-token', expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  try {
    const blob = new library.BlobClient(`${server.origin}/account/container/blob`, credential);
    const errors = [];
    for (const action of [
      () => blob.getProperties(),
      () => blob.exists(),
      () => blob.download(),
      () => blob.getBlockBlobClient().upload('x', 1),
      () => blob.beginCopyFromURL('https://account.blob.core.windows.net/container/source'),
      () => new library.ContainerClient(`${server.origin}/account/container`, credential).listBlobsFlat().next(),
    ]) {
      errors.push(
        await action().then(
          () => assert.fail('this must be refused'),
          (error) => error,
        ),
      );
    }
    return { errors, requested, sent: server.requests.length };
  } finally {
    await server.close();
  }
}

describe('a token over plain HTTP', () => {
  test('is rejected, in the words of the reference, before any token is requested', async () => {
    const expected = await refusal(reference);
    const actual = await refusal(blobferry);
    for (const [index, error] of actual.errors.entries()) {
      assert.ok(error instanceof Error);
      // What else there is to say, such as what to do, may follow.
      assert.ok(error.message.startsWith(expected.errors[index].message), error.message);
    }
    assert.match(actual.errors[0].message, /not permitted for non-TLS/);
    assert.deepEqual([actual.requested, actual.sent], [0, 0]);
  });
});

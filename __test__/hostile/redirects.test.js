'use strict';

// Redirects: within one origin the same as in the reference, side by side. Nothing is sent to another origin.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference, libraries } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

const KEY = Buffer.from('a key').toString('base64');
const FOUND = { etag: '"0x8DA"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' };

async function withServers(reply, action) {
  const server = await startScriptedServer(reply);
  const elsewhere = await startScriptedServer(() => ({ status: 200, headers: FOUND }));
  try {
    return await action(server, elsewhere);
  } finally {
    await server.close();
    await elsewhere.close();
  }
}

function blobOf(library, origin) {
  const credential = new library.StorageSharedKeyCredential('account', KEY);
  const options = { retryOptions: { maxTries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1 } };
  return new library.BlockBlobClient(`${origin}/account/container/blob?sv=1`, credential, options);
}

const CALLS = {
  GET: (blob) => blob.download(),
  HEAD: (blob) => blob.getProperties(),
  PUT: (blob) => blob.upload('content', 7),
  DELETE: (blob) => blob.delete(),
};
const SUCCESS = { GET: 200, HEAD: 200, PUT: 201, DELETE: 202 };

/** What a call came to, and what the server saw of it. */
async function outcome(library, method, status, location) {
  return withServers(
    ({ path }) =>
      path === '/account/container/blob'
        ? { status, headers: { location } }
        : { status: SUCCESS[method], headers: { ...FOUND, 'content-length': '0' } },
    async (server) => {
      const result = await CALLS[method](blobOf(library, server.origin)).then(
        ({ _response: response }) => ({ status: response.status, url: response.request.url }),
        (error) => ({ name: error.name, statusCode: error.statusCode }),
      );
      return {
        ...result,
        url: result.url?.replace(server.origin, ''),
        requests: server.requests.map(({ method, target, body, headers }) => ({
          line: `${method} ${target}`,
          body: body.toString(),
          signed: /^SharedKey account:/.test(headers.authorization),
        })),
      };
    },
  );
}

describe('a redirect within the origin', () => {
  for (const status of [300, 301, 302, 303, 304, 305, 307, 308]) {
    for (const method of Object.keys(CALLS)) {
      test(`${status} to a ${method} is what it is for the reference`, async () => {
        const found = {};
        for (const [label, library] of Object.entries(libraries)) {
          found[label] = await outcome(library, method, status, '/account/container/other?x=1');
        }
        assert.deepEqual(found.blobferry, found.reference);
        assert.ok(found.blobferry.requests.every(({ signed }) => signed));
      });
    }
  }

  test('in a circle ends where it does for the reference', async () => {
    const counts = {};
    for (const [label, library] of Object.entries(libraries)) {
      await withServers(
        ({ target }) => ({ status: 307, headers: { location: target } }),
        async (server) => {
          const error = await blobOf(library, server.origin)
            .getProperties()
            .then(assert.fail, (thrown) => thrown);
          counts[label] = [server.requests.length, error.statusCode];
        },
      );
    }
    assert.deepEqual(counts.blobferry, counts.reference);
    assert.deepEqual(counts.blobferry, [21, 307]);
  });
});

describe('a redirect to another origin', () => {
  for (const [label, library] of Object.entries(libraries)) {
    test(`${label}: nothing goes there`, () => {
      let place;
      return withServers(
        () => ({ status: 307, headers: { location: place } }),
        async (server, elsewhere) => {
          for (const name of ['127.0.0.1', 'localhost']) {
            place = `${elsewhere.origin.replace('127.0.0.1', `user:topsecret@${name}`)}/c/b?sig=topsecret&x=1`;
            const error = await blobOf(library, server.origin)
              .download()
              .then(assert.fail, (thrown) => thrown);
            assert.equal(error.statusCode, 307);
            if (library !== blobferry || isReference) continue;
            const shown = place.replace('user:topsecret@', '').replace('sig=topsecret', 'sig=REDACTED');
            assert.ok(error.message.includes(`It redirects to ${shown}`), error.message);
            assert.ok(error.message.includes('another origin'), error.message);
            assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}`, /topsecret/);
          }
          assert.equal(elsewhere.requests.length, 0);
          assert.equal(server.requests.length, 2);
        },
      );
    });
  }
});

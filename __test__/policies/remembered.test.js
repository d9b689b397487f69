'use strict';

// Policies that remember: a cache returns the response to an earlier request, a circuit breaker throws the error of one. What they got for
// another request means the same for this one, in both libraries.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { containerWith, startService, textOf } = require('./service');

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());

const PLACES = { 'once a call': false, 'each attempt': true };

/** Runs the same with a client of each library. Both return, and send, the same. */
async function sameInBoth(act, use, eachAttempt) {
  const outcomes = {};
  for (const [name, library] of Object.entries(libraries)) {
    server.reset();
    const result = await use(containerWith(library, server.url, act(), { eachAttempt }));
    outcomes[name] = [result, server.requests.map(({ method, target }) => `${method} ${target}`)];
  }
  assert.deepEqual(outcomes.blobferry, outcomes.reference);
  return outcomes.blobferry;
}

/** A policy that sends the first request, and returns its response to all. */
function cache() {
  let first;
  return async (request, next) => (first ??= await next(request));
}

for (const [place, eachAttempt] of Object.entries(PLACES)) {
  describe(`policies that remember, ${place}`, () => {
    test('the response to an earlier request, without a body', async () => {
      const [results, requests] = await sameInBoth(
        cache,
        async (blobs) => {
          const read = async () => {
            const { etag, contentLength, contentType } = await blobs.getBlobClient('b').getProperties();
            return [etag, contentLength, contentType];
          };
          return [await read(), await read()];
        },
        eachAttempt,
      );
      assert.deepEqual(results, [
        ['"0x1"', 5, 'text/plain'],
        ['"0x1"', 5, 'text/plain'],
      ]);
      assert.equal(requests.length, 1);
    });

    test('the response to an earlier request, with a body', async () => {
      const [results, requests] = await sameInBoth(
        cache,
        async (blobs) => {
          const lists = [];
          for (let time = 0; time < 2; time += 1) {
            const names = [];
            for await (const { name } of blobs.listBlobsFlat()) names.push(name);
            lists.push(names);
          }
          return lists;
        },
        eachAttempt,
      );
      assert.deepEqual(results, [
        ['a', 'b'],
        ['a', 'b'],
      ]);
      assert.equal(requests.length, 1);
    });

    test('the response to an earlier request, in place of that to this one', async () => {
      const act = () => {
        let first;
        return async (request, next) => {
          const response = await next(request);
          return (first ??= response);
        };
      };
      const [[first, second], requests] = await sameInBoth(
        act,
        async (blobs) => {
          const upload = async (text) => {
            const { contentMD5 } = await blobs.getBlockBlobClient(text).upload(text, text.length);
            return Buffer.from(contentMD5).toString('hex');
          };
          return [await upload('first'), await upload('second')];
        },
        eachAttempt,
      );
      assert.equal(second, first);
      assert.equal(requests.length, 2);
    });

    test('a rejection of an earlier request', async () => {
      const act = () => {
        let first;
        return async (request, next) => {
          try {
            first ??= { response: await next(request) };
          } catch (error) {
            first = { error };
          }
          if (first.error) throw first.error;
          return first.response;
        };
      };
      const [results, requests] = await sameInBoth(
        act,
        async (blobs) => {
          const rejected = async (name) => {
            const error = await blobs
              .getBlobClient(name)
              .download()
              .catch((caught) => caught);
            return [error.name, error.statusCode, error.details.errorCode];
          };
          return [await rejected('missing'), await rejected('b')];
        },
        eachAttempt,
      );
      assert.deepEqual(results, Array(2).fill(['RestError', 404, 'BlobNotFound']));
      assert.equal(requests.length, 1);
    });

    test('the stream of an earlier download, that nobody has read', async () => {
      const act = () => {
        let first;
        return async (request, next) => {
          const response = await next(request);
          if (first) return first;
          first = response;
          throw new Error('not now');
        };
      };
      const [result] = await sameInBoth(
        act,
        async (blobs) => {
          await assert.rejects(blobs.getBlobClient('its-name-first').download(), { message: 'not now' });
          return textOf((await blobs.getBlobClient('its-name-other').download()).readableStreamBody);
        },
        eachAttempt,
      );
      assert.equal(result, 'its-name-first');
    });
  });
}

test('the error of an earlier request is thrown, also after one that succeeded', async () => {
  for (const library of Object.values(libraries)) {
    server.reset();
    let broken;
    const act = async (request, next) => {
      try {
        const response = await next(request);
        if (!broken) return response;
      } catch (error) {
        broken ??= error;
      }
      throw broken;
    };
    const blobs = containerWith(library, server.url, act);
    const caught = [];
    for (const name of ['b', 'missing', 'b', 'busy']) {
      await blobs
        .getBlobClient(name)
        .download()
        .then(
          () => caught.push(undefined),
          (error) => caught.push(error),
        );
    }
    assert.deepEqual(
      caught.map((error) => error && [error === broken, error.name, error.statusCode, error.details.errorCode]),
      [undefined, ...Array(3).fill([true, 'RestError', 404, 'BlobNotFound'])],
    );
  }
});

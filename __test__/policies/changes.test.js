'use strict';

// What policies do to requests and responses, in both libraries: the results are the same.

const assert = require('node:assert/strict');
const { Readable, Transform } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { containerWith, madeResponse, startService, textOf } = require('./service');

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());

const PLACES = { 'once a call': false, 'each attempt': true };

/** What arrived, without what differs between the libraries. */
const arrived = () =>
  server.requests.map(({ method, target, headers, body }) => ({
    method,
    target,
    mine: headers['x-mine'],
    metadata: headers['x-ms-meta-added'],
    length: headers['content-length'],
    signed: headers.authorization?.startsWith('SharedKey account:'),
    body: body.toString(),
  }));

/** Runs the same against both libraries and compares what came of it. */
async function sameInBoth(act, compared = (outcome) => outcome) {
  const outcomes = {};
  for (const [name, library] of Object.entries(libraries)) {
    server.reset();
    let result;
    try {
      result = ['returned', await act(library)];
    } catch (error) {
      result = ['threw', error.name, error.message, error.code, error.statusCode];
    }
    outcomes[name] = compared([result, arrived()]);
  }
  assert.deepEqual(outcomes.blobferry, outcomes.reference);
  return outcomes.blobferry;
}

for (const [place, eachAttempt] of Object.entries(PLACES)) {
  describe(`policies, ${place}`, () => {
    const container = (library, act, options = {}) =>
      containerWith(library, server.url, act, { eachAttempt, ...options });

    test('change URL, headers and method before they are signed', async () => {
      const [result, requests] = await sameInBoth(async (library) => {
        const { etag } = await container(library, (request, next) => {
          request.headers.set('x-mine', 'value');
          request.headers.set('x-ms-meta-added', 'later');
          request.headers.remove('x-ms-meta-gone');
          request.url = request.url.replace('/b', '/other');
          return next(request);
        })
          .getBlockBlobClient('b')
          .upload('hello', 5, { metadata: { gone: '1' } });
        return etag;
      });
      assert.deepEqual(result, ['returned', '"0x1"']);
      assert.deepEqual(requests, [
        {
          method: 'PUT',
          target: '/account/c/other',
          mine: 'value',
          metadata: 'later',
          length: '5',
          signed: true,
          body: 'hello',
        },
      ]);
    });

    const BODIES = {
      text: () => 'another',
      buffer: () => Buffer.from('another'),
    };
    for (const [kind, make] of Object.entries(BODIES)) {
      test(`replace the body by ${kind}`, async () => {
        const [, [request]] = await sameInBoth(async (library) => {
          const act = (resource, next) => {
            resource.body = make();
            resource.headers.set('Content-Length', '7');
            return next(resource);
          };
          await container(library, act).getBlockBlobClient('b').upload('hello', 5);
        });
        assert.equal(request.body, 'another');
        assert.equal(request.length, '7');
      });
    }

    test('see the bodies that the caller passed', async () => {
      const bytes = Buffer.from('hello');
      const large = Buffer.alloc(1024 * 1024, 'x');
      const make = () => Readable.from([Buffer.from('hello')]);
      const blob = new Blob(['hello']);
      const array = new Uint8Array(Buffer.from('hello'));
      for (const [name, library] of Object.entries(libraries)) {
        for (const body of [
          'hello',
          bytes,
          large,
          make,
          ...(library === libraries.blobferry ? [blob, array.buffer] : []),
        ]) {
          const seen = [];
          const length = body.byteLength ?? body.size ?? body.length;
          await container(library, (request, next) => {
            seen.push(request.body);
            return next(request);
          })
            .getBlockBlobClient('b')
            .upload(body, typeof body === 'function' ? 5 : length);
          assert.equal(seen.length, 1);
          assert.equal(seen[0], body, `${name}: ${typeof body}`);
        }
      }
    });

    test('respond without sending', async () => {
      const [result, requests] = await sameInBoth(async (library) => {
        const act = async (request) =>
          madeResponse(
            request,
            201,
            { etag: '"made"', 'x-ms-request-id': 'made' },
            { bodyAsText: '', parsedHeaders: { etag: '"made"' } },
          );
        return (await container(library, act).getBlockBlobClient('b').upload('hello', 5))._response.status;
      });
      assert.deepEqual([result, requests], [['returned', 201], []]);
    });

    test('send twice', async () => {
      const [result, requests] = await sameInBoth(async (library) => {
        const act = async (request, next) => {
          await next(request);
          request.headers.set('x-mine', 'again');
          return next(request);
        };
        return (await container(library, act).getBlobClient('b').getProperties()).etag;
      });
      assert.deepEqual(result, ['returned', '"0x1"']);
      assert.deepEqual(
        requests.map(({ mine, signed }) => [mine, signed]),
        [
          [undefined, true],
          ['again', true],
        ],
      );
    });

    test('send twice at once, and take the first', async () => {
      const [, requests] = await sameInBoth(async (library) => {
        const act = (request, next) => Promise.all([next(request), next(request)]).then(([first]) => first);
        return (await container(library, act).getBlobClient('b').getProperties()).etag;
      });
      assert.equal(requests.length, 2);
    });

    test('change status and headers of responses', async () => {
      await sameInBoth(async (library) => {
        const act = async (request, next) => {
          const response = await next(request);
          response.headers.set('x-ms-request-id', 'mine');
          response.headers.remove('last-modified');
          return response;
        };
        const { _response } = await container(library, act).getBlobClient('b').getProperties();
        return [_response.status, _response.headers.get('x-ms-request-id'), _response.headers.get('last-modified')];
      });
    });

    test('leave the stream of a download alone, or put another in its place', async () => {
      const upperCase = () =>
        new Transform({
          transform: (piece, _encoding, done) => done(null, piece.toString().toUpperCase()),
        });
      const [result] = await sameInBoth(async (library) => {
        const plain = container(library, (request, next) => next(request));
        const changed = container(library, async (request, next) => {
          const response = await next(request);
          response.readableStreamBody = response.readableStreamBody.pipe(upperCase());
          return response;
        });
        const texts = [];
        for (const blobs of [plain, changed]) {
          texts.push(await textOf((await blobs.getBlobClient('b').download()).readableStreamBody));
        }
        return texts;
      });
      assert.deepEqual(result, ['returned', ['hello', 'HELLO']]);
    });

    test('make the stream of a download', async () => {
      const [result, requests] = await sameInBoth(async (library) => {
        const act = async (request) =>
          madeResponse(
            request,
            200,
            { etag: '"made"', 'content-length': '8' },
            {
              readableStreamBody: Readable.from([Buffer.from('made '), Buffer.from('it!')]),
              parsedHeaders: { contentLength: 8, etag: '"made"' },
            },
          );
        return textOf((await container(library, act).getBlobClient('b').download()).readableStreamBody);
      });
      assert.deepEqual([result, requests], [['returned', 'made it!'], []]);
    });

    test('throw, and the caller catches what was thrown', async () => {
      for (const library of Object.values(libraries)) {
        for (const thrown of [
          new Error('mine'),
          new TypeError('mine'),
          Object.assign(new Error('mine'), { code: 'MINE' }),
          'text',
          undefined,
        ]) {
          server.reset();
          const act = async () => {
            throw thrown;
          };
          const caught = await container(library, act)
            .getBlobClient('b')
            .getProperties()
            .then(
              () => 'nothing',
              (error) => ({ error }),
            );
          assert.equal(caught.error, thrown);
          assert.equal(server.requests.length, 0);
        }
      }
    });

    test('throw after the response', async () => {
      for (const library of Object.values(libraries)) {
        server.reset();
        const mine = new Error('mine');
        const act = async (request, next) => {
          await next(request);
          throw mine;
        };
        await assert.rejects(container(library, act).getBlobClient('b').getProperties(), (error) => error === mine);
        assert.equal(server.requests.length, 1);
      }
    });

    test('abort: the caller does not wait for a policy that never settles', async () => {
      for (const library of Object.values(libraries)) {
        const abort = new AbortController();
        let signal;
        const act = (request) => {
          signal = request.abortSignal;
          setImmediate(() => abort.abort());
          return new Promise((_resolve, reject) => {
            // The reference waits for the policy.
            if (library === libraries.reference)
              request.abortSignal.addEventListener('abort', () =>
                reject(Object.assign(new Error('aborted'), { name: 'AbortError' })),
              );
          });
        };
        await assert.rejects(container(library, act).getBlobClient('b').getProperties({ abortSignal: abort.signal }), {
          name: 'AbortError',
        });
        assert.equal(signal.aborted, true);
      }
    });

    test('every kind of call passes', async () => {
      await sameInBoth(async (library) => {
        const seen = [];
        const blobs = container(library, (request, next) => {
          seen.push(`${request.method} ${new URL(request.url).pathname}${new URL(request.url).search}`);
          return next(request);
        });
        const names = [];
        for await (const { name } of blobs.listBlobsFlat()) names.push(name);
        for await (const page of blobs.listBlobsByHierarchy('/').byPage()) names.push(page.segment.blobItems.length);
        const blob = blobs.getBlockBlobClient('copied');
        await blob.stageBlock('YQ==', 'hello', 5);
        await blob.commitBlockList(['YQ==']);
        await blob.setMetadata({ a: 'b' });
        await blob.delete();
        const poller = await blob.beginCopyFromURL(`${server.url}/c/b`, { intervalInMs: 1 });
        const { copyStatus } = await poller.pollUntilDone();
        return [names, copyStatus, seen];
      });
    });
  });
}

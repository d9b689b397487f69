'use strict';

// Streams that are uploaded, as policies and HTTP clients of the caller get them, in both libraries: whole, and not read before.

const assert = require('node:assert/strict');
const { PassThrough, Readable } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { isReference, libraries } = require('../support/libraries');
const { containerWith, madeResponse, pipelineOf, startService } = require('./service');

let server;
before(async () => (server = await startService()));
after(() => server.close());

/** More than a stream reads by itself. */
const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
const ETAG = { etag: '"made"', 'x-ms-request-id': 'made' };

/** Streams of the content, by kind. */
const STREAMS = {
  'a Readable of large chunks': () => Readable.from([CONTENT.subarray(0, 200_000), CONTENT.subarray(200_000)]),
  'a Readable of small chunks': () => Readable.from(chunksOf(1000)),
  'a stream that is written to meanwhile': () => {
    const stream = new PassThrough();
    setImmediate(() => stream.end(CONTENT));
    return stream;
  },
  'a function that returns a stream': () => () => Readable.from(chunksOf(7000)),
};

function* chunksOf(length) {
  for (let at = 0; at < CONTENT.length; at += length) yield CONTENT.subarray(at, at + length);
}

async function bytesOf(body) {
  const chunks = [];
  // Not toArray(), which on Bun listens for errors a turn later than a loop does.
  for await (const chunk of typeof body === 'function' ? body() : body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A client that reads the bodies of requests. */
function readingClient() {
  const bodies = [];
  return {
    bodies,
    async sendRequest(request) {
      bodies.push(await bytesOf(request.body));
      return madeResponse(request, 201, ETAG, { bodyAsText: '' });
    },
  };
}

function blobOf(library, options) {
  const pipeline = pipelineOf(library, options);
  const service = new library.BlobServiceClient('https://account.blob.core.windows.net', pipeline);
  return service.getContainerClient('c').getBlockBlobClient('b');
}

for (const [name, library] of Object.entries(libraries)) {
  describe(`${name}: a stream that is uploaded`, () => {
    for (const [kind, make] of Object.entries(STREAMS)) {
      test(`${kind}: an HTTP client gets all of it`, async () => {
        const httpClient = readingClient();
        const { etag } = await blobOf(library, { httpClient }).upload(make(), CONTENT.length);
        assert.equal(etag, '"made"');
        assert.equal(httpClient.bodies.length, 1);
        assert.ok(httpClient.bodies[0].equals(CONTENT), `${httpClient.bodies[0].length} bytes`);
      });
    }

    for (const eachAttempt of [false, true]) {
      test(`a policy replaces it by another that reads it, each ${eachAttempt ? 'attempt' : 'call'}`, async () => {
        server.reset();
        const act = (request, next) => {
          request.body = request.body.pipe(new PassThrough());
          return next(request);
        };
        const container = containerWith(library, server.url, act, { eachAttempt });
        await container.getBlockBlobClient('b').upload(Readable.from(chunksOf(1000)), CONTENT.length);
        assert.deepEqual(
          server.requests.map(({ body }) => body.equals(CONTENT)),
          [true],
        );
      });
    }

    test('is not read before an HTTP client reads it', async () => {
      const stream = Readable.from(chunksOf(1000));
      let before;
      const httpClient = {
        async sendRequest(request) {
          before = stream.readableDidRead;
          await bytesOf(request.body);
          return madeResponse(request, 201, ETAG, { bodyAsText: '' });
        },
      };
      await blobOf(library, { httpClient }).upload(stream, CONTENT.length);
      assert.equal(before, false);
    });

    test('fails before an HTTP client reads it: the error is that of the stream', async () => {
      // Bun starts a test where the stream would report its error before the first `await` of the call has ended.
      await undefined;
      const stream = new Readable({ read() {} });
      stream.destroy(new Error('it broke'));
      const uploading = blobOf(library, { httpClient: readingClient() }).upload(stream, CONTENT.length);
      await assert.rejects(uploading, { message: 'it broke' });
    });
  });
}

test('a stream that nobody has read when the call fails is given up', { skip: isReference }, async () => {
  const failing = () => Promise.reject(new Error('not today'));
  let cancelled = 0;
  const web = new ReadableStream({ cancel: () => (cancelled += 1) });
  const node = Readable.from(chunksOf(1000));
  for (const stream of [web, node]) {
    const blob = containerWith(libraries.blobferry, server.url, failing).getBlockBlobClient('b');
    await assert.rejects(blob.upload(stream, CONTENT.length), { message: 'not today' });
  }
  assert.equal(cancelled, 1);
  assert.equal(node.destroyed, true);
});

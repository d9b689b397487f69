'use strict';

// HTTP clients in place of the engine's, in both libraries: recorders, mocks, custom networks.

const assert = require('node:assert/strict');
const http = require('node:http');
const { Readable } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { LISTING, madeResponse, pipelineOf, startService, textOf } = require('./service');

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());

/** A client that responds from a list of functions, and records its requests. */
function mockClient(...responses) {
  const requests = [];
  return {
    requests,
    async sendRequest(request) {
      requests.push(request);
      return responses[Math.min(requests.length, responses.length) - 1](request);
    },
  };
}

function containerOf(library, httpClient, options = {}) {
  return new library.BlobServiceClient(
    'https://account.blob.core.windows.net',
    pipelineOf(library, { ...options, httpClient }),
  ).getContainerClient('c');
}

/** Sends by Node.js, as a custom client does. */
async function sendByNode(request) {
  const body = typeof request.body === 'function' ? request.body() : request.body;
  const headers = request.headers.toJson ? request.headers.toJson() : request.headers.toJSON();
  const { promise, resolve, reject } = Promise.withResolvers?.() ?? withResolvers();
  const sent = http.request(request.url, { method: request.method, headers });
  sent.on('response', resolve);
  sent.on('error', reject);
  if (body && typeof body.pipe === 'function') body.pipe(sent);
  else sent.end(body ?? undefined);
  return promise;
}

function withResolvers() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
}

const etag = { etag: '"made"', 'x-ms-request-id': 'made' };

describe('an HTTP client of options', () => {
  test('gets what would be sent, signed', async () => {
    const seen = Object.values(libraries).map(async (library) => {
      const client = mockClient((request) => madeResponse(request, 201, etag, { bodyAsText: '' }));
      const blob = containerOf(library, client).getBlockBlobClient('b');
      const { etag: got, _response } = await blob.upload('hello', 5, { metadata: { a: '1' } });
      const [{ method, url, body, headers, timeout, withCredentials, keepAlive, abortSignal }] = client.requests;
      return {
        got,
        status: _response.status,
        method,
        url,
        body,
        timeout,
        withCredentials,
        keepAlive,
        abortSignal,
        names: headers
          .headerNames()
          .map((name) => name.toLowerCase())
          .sort(),
        signed: /^SharedKey account:.+=$/.test(headers.get('Authorization')),
        length: headers.get('content-length'),
        copies: [
          client.requests[0].clone() !== client.requests[0],
          typeof client.requests[0].validateRequestProperties,
        ],
      };
    });
    const [expected, actual] = await Promise.all(seen);
    assert.deepEqual(actual, expected);
    assert.equal(actual.signed, true);
  });

  test('responds to listings, downloads, errors and conditions', async () => {
    for (const library of Object.values(libraries)) {
      const list = containerOf(
        library,
        mockClient((request) =>
          madeResponse(request, 200, { 'content-type': 'application/xml' }, { bodyAsText: LISTING }),
        ),
      );
      const names = [];
      for await (const { name } of list.listBlobsFlat()) names.push(name);
      assert.deepEqual(names, ['a', 'b']);

      const download = containerOf(
        library,
        mockClient((request) =>
          madeResponse(
            request,
            200,
            { ...etag, 'content-length': '5' },
            { readableStreamBody: Readable.from([Buffer.from('hel'), Buffer.from('lo')]) },
          ),
        ),
      );
      assert.equal(await textOf((await download.getBlobClient('b').download()).readableStreamBody), 'hello');

      const missing = containerOf(
        library,
        mockClient((request) => madeResponse(request, 404, { 'x-ms-error-code': 'BlobNotFound' }, { bodyAsText: '' })),
      );
      assert.equal(await missing.getBlobClient('b').exists(), false);
      await assert.rejects(missing.getBlobClient('b').download(), (error) => {
        assert.deepEqual([error.name, error.statusCode, error.details.errorCode], ['RestError', 404, 'BlobNotFound']);
        return true;
      });
    }
  });

  test('is requested again when the service is busy', async () => {
    for (const library of Object.values(libraries)) {
      const busy = (request) => madeResponse(request, 503, {}, { bodyAsText: '' });
      const client = mockClient(busy, busy, (request) => madeResponse(request, 200, etag));
      await containerOf(library, client).getBlobClient('b').getProperties();
      assert.equal(client.requests.length, 3);
    }
  });

  test('throws, and the caller catches what was thrown', async () => {
    for (const library of Object.values(libraries)) {
      const mine = new Error('mine');
      const client = mockClient(() => {
        throw mine;
      });
      await assert.rejects(containerOf(library, client).getBlobClient('b').getProperties(), (error) => error === mine);
      assert.equal(client.requests.length, 1);
    }
  });

  test('is bound by the time of an attempt', async () => {
    const client = mockClient(
      () => new Promise(() => {}),
      (request) => madeResponse(request, 200, etag),
    );
    const options = { retryOptions: { tryTimeoutInMs: 250, retryDelayInMs: 1, maxRetryDelayInMs: 1 } };
    await containerOf(libraries.blobferry, client, options).getBlobClient('b').getProperties();
    // On a busy machine, a response may be late, too.
    assert.ok(client.requests.length >= 2);
  });

  test('sends every form of body itself', async () => {
    const large = Buffer.alloc(600 * 1024, 'x');
    const bodies = {
      text: 'hello',
      buffer: Buffer.from('hello'),
      large,
      stream: () => Readable.from([Buffer.from('hello')]),
    };
    for (const library of Object.values(libraries)) {
      for (const [name, body] of Object.entries(bodies)) {
        server.reset();
        const client = {
          async sendRequest(request) {
            const response = await sendByNode(request);
            const bodyAsText = await textOf(response);
            return madeResponse(request, response.statusCode, response.headers, { bodyAsText });
          },
        };
        const service = new library.BlobServiceClient(server.url, pipelineOf(library, { httpClient: client }));
        const length = name === 'stream' ? 5 : body.length;
        await service.getContainerClient('c').getBlockBlobClient('b').upload(body, length);
        assert.equal(server.requests.length, 1);
        assert.equal(server.requests[0].body.length, length, name);
      }
    }
  });

  test('of the newer kind is taken, too', async () => {
    const { createDefaultHttpClient } = require('@azure/core-rest-pipeline');
    server.reset();
    const { blobferry } = libraries;
    const client = createDefaultHttpClient();
    const pipeline = pipelineOf(blobferry);
    const container = new blobferry.BlobServiceClient(server.url, pipeline).getContainerClient('c');
    pipeline._coreHttpClient = {
      sendRequest: (request) => client.sendRequest(request),
    };
    await container.getBlockBlobClient('b').upload('hello', 5);
    assert.equal(await textOf((await container.getBlobClient('b').download()).readableStreamBody), 'hello');
    assert.deepEqual((await container.getBlobClient('b').getProperties()).etag, '"0x1"');
    assert.equal(server.requests.length, 3);
    assert.ok(server.requests.every(({ headers }) => headers.authorization.startsWith('SharedKey account:')));
  });

  test('that sends through node:http is seen by what patches node:http', async () => {
    const { createDefaultHttpClient } = require('@azure/core-rest-pipeline');
    const { blobferry } = libraries;
    const { request } = http;
    const seen = [];
    http.request = (options, ...others) => {
      seen.push(options.method);
      return request(options, ...others);
    };
    try {
      for (const httpClient of [undefined, createDefaultHttpClient()]) {
        server.reset();
        const service = new blobferry.BlobServiceClient(server.url, pipelineOf(blobferry, { httpClient }));
        const blob = service.getContainerClient('c').getBlockBlobClient('b');
        await blob.upload('hello', 5);
        assert.equal(await textOf((await blob.download()).readableStreamBody), 'hello');
        assert.equal(server.requests.length, 2);
        assert.deepEqual(seen, httpClient ? ['PUT', 'GET'] : []);
      }
    } finally {
      http.request = request;
    }
  });

  test('a stream that breaks off, and one that is not read', async () => {
    const { blobferry } = libraries;
    let destroyed;
    const ended = new Promise((resolve) => (destroyed = resolve));
    const broken = containerOf(
      blobferry,
      mockClient((request) =>
        madeResponse(
          request,
          200,
          { ...etag, 'content-length': '10' },
          {
            readableStreamBody: Readable.from(
              (async function* () {
                yield Buffer.from('hel');
                throw new Error('the cable was cut');
              })(),
            ),
          },
        ),
      ),
    );
    const { readableStreamBody } = await broken.getBlobClient('b').download(0, undefined, { maxRetryRequests: 0 });
    await assert.rejects(textOf(readableStreamBody), /cable was cut|broke off/);

    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(64 * 1024));
      },
      destroy(error, done) {
        destroyed();
        done(error);
      },
    });
    const unread = containerOf(
      blobferry,
      mockClient((request) =>
        madeResponse(request, 200, { ...etag, 'content-length': '1000000000' }, { readableStreamBody: endless }),
      ),
    );
    const response = await unread.getBlobClient('b').download();
    response.readableStreamBody.destroy();
    await ended;
  });
});

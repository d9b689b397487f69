'use strict';

// What responses have for policies around the retries, and what the members of a request do that limit and watch it.

const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { closerOf } = require('../support/close-server');
const { containerWith, factoryOf, pipelineOf, startService } = require('./service');

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());

const CALLS = {
  upload: (container) => container.getBlockBlobClient('b').upload('hello', 5),
  uploadInBlocks: (container) =>
    container.getBlockBlobClient('b').uploadData(Buffer.from('hello'), { maxSingleShotSize: 1, blockSize: 3 }),
  getProperties: (container) => container.getBlobClient('b').getProperties(),
  download: (container) => container.getBlobClient('b').download(),
  setMetadata: (container) => container.getBlobClient('b').setMetadata({ a: 'b' }),
  delete: (container) => container.getBlobClient('b').delete(),
  list: (container) => container.listBlobsFlat().next(),
  missing: (container) =>
    container
      .getBlobClient('missing')
      .getProperties()
      .catch(() => {}),
};

/** Of these only the type is compared: they differ from request to request. */
const PASSING = new Set(['date', 'requestId', 'version']);

/** What headers mean, in an order of its own. The hash of a list of blocks depends on their random ids. */
const comparable = (parsed, isList) =>
  parsed &&
  Object.fromEntries(
    Object.entries(parsed)
      .filter(([name, value]) => value !== undefined && !(isList && name === 'contentMD5'))
      .map(([name, value]) => {
        if (PASSING.has(name)) return [name, Object.prototype.toString.call(value)];
        return [name, value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value];
      })
      .sort(([first], [second]) => (first < second ? -1 : 1)),
  );

/** How a policy of each kind gets into a pipeline. */
const KINDS = {
  'of a factory': (library, watch) => containerWith(library, server.url, watch),
  'of the newer kind': (library, watch) => {
    const pipeline = pipelineOf(library);
    const container = new library.BlobServiceClient(server.url, pipeline).getContainerClient('c');
    pipeline._corePipeline.addPolicy({ name: 'test', sendRequest: watch });
    return container;
  },
};

for (const [kind, containerOf] of Object.entries(KINDS)) {
  for (const [name, call] of Object.entries(CALLS)) {
    test(`a policy ${kind} sees the headers of ${name} by their meaning, and the text`, async () => {
      const seen = [];
      for (const library of Object.values(libraries)) {
        const responses = [];
        const container = containerOf(library, async (request, next) => {
          const response = await next(request).catch((error) => {
            responses.push(['error', error.statusCode, error.response.bodyAsText?.length]);
            throw error;
          });
          responses.push([
            response.status,
            comparable(response.parsedHeaders, request.url.includes('comp=blocklist')),
            response.bodyAsText,
          ]);
          return response;
        });
        await call(container);
        // Blocks are sent side by side.
        seen.push(responses.sort((...pair) => (JSON.stringify(pair[0]) < JSON.stringify(pair[1]) ? -1 : 1)));
      }
      assert.deepEqual(seen[1], seen[0]);
    });
  }
}

test('what a policy says that headers mean, the next one sees', async () => {
  for (const library of Object.values(libraries)) {
    const pipeline = pipelineOf(library);
    let seen;
    const add = (act) => pipeline.factories.push(factoryOf(library, act));
    add(async (request, next) => {
      const response = await next(request);
      seen = response.parsedHeaders;
      return response;
    });
    add(async (request, next) => {
      const response = await next(request);
      response.parsedHeaders = { mine: 1 };
      return response;
    });
    await new library.BlobServiceClient(server.url, pipeline)
      .getContainerClient('c')
      .getBlobClient('b')
      .getProperties();
    assert.deepEqual(seen, { mine: 1 });
  }
});

describe('limits and progress', () => {
  /** Answers nothing. */
  async function startSilentServer() {
    let requests = 0;
    const silent = http.createServer(() => (requests += 1));
    const close = closerOf(silent);
    await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${silent.address().port}/account`, close, requests: () => requests };
  }

  /** In milliseconds: long enough for the request to arrive at a server of a busy machine, which counts it. */
  const TIMEOUT = 2000;

  for (const [label, library] of Object.entries(libraries)) {
    test(`${label}: requestOptions.timeout aborts the request, without another attempt`, async () => {
      const silent = await startSilentServer();
      try {
        const service = new library.BlobServiceClient(silent.url);
        const options = { requestOptions: { timeout: TIMEOUT } };
        await assert.rejects(service.getContainerClient('c').create(options), { name: 'AbortError' });
        await assert.rejects(service.listContainers(options).next(), { name: 'AbortError' });
        assert.equal(silent.requests(), 2);
      } finally {
        await silent.close();
      }
    });

    test(`${label}: a policy sees the timeout of requestOptions, and can set one`, async () => {
      const silent = await startSilentServer();
      try {
        const seen = [];
        const act = (request, next) => {
          seen.push(request.timeout);
          request.timeout = TIMEOUT;
          return next(request);
        };
        const container = containerWith(library, silent.url, act);
        await assert.rejects(container.create({ requestOptions: { timeout: 60_000 } }), { name: 'AbortError' });
        await assert.rejects(container.getBlobClient('b').getProperties(), { name: 'AbortError' });
        assert.deepEqual(seen, [60_000, 0]);
        assert.equal(silent.requests(), 2);
      } finally {
        await silent.close();
      }
    });

    test(`${label}: a response in time, and no limit`, async () => {
      const container = containerWith(library, server.url, (request, next) => {
        request.timeout = request.url.includes('first') ? 60_000 : 0;
        return next(request);
      });
      await container.getBlobClient('first').getProperties();
      await container.getBlobClient('second').getProperties();
      for (const timeout of [60_000, 0, undefined, null]) {
        await new library.BlobServiceClient(server.url)
          .getContainerClient('c')
          .listBlobsFlat({ requestOptions: { timeout } })
          .next();
      }
    });

    test(`${label}: progress callbacks that a policy sets on a request are called`, async () => {
      const reported = { up: [], down: [] };
      const container = containerWith(library, server.url, (request, next) => {
        request.onUploadProgress = ({ loadedBytes }) => reported.up.push(loadedBytes);
        request.onDownloadProgress = ({ loadedBytes }) => reported.down.push(loadedBytes);
        return next(request);
      });
      await container.getBlockBlobClient('b').upload('hello', 5);
      assert.equal(reported.up.at(-1), 5);
      reported.down.length = 0;
      const { value } = await container.listBlobsFlat().byPage().next();
      assert.equal(value.segment.blobItems.length, 2);
      assert.ok(reported.down.at(-1) > 300);
    });
  }
});

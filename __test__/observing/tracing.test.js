'use strict';

// Spans by the conventions of `@azure/core-tracing`, compared with those of the reference.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { promisify } = require('node:util');
const { useInstrumenter } = require('@azure/core-tracing');

const { ACCOUNT_KEY, ACCOUNT_NAME } = require('../support/azurite');
const { blobferry, libraries } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');
const { Context, SPAN, describeSpans, makeInstrumenter } = require('./instrumenter');

const NO_RETRIES = { retryOptions: { maxTries: 1 } };

/** A server that sends a sufficient response to every request. */
function startServer(t, response = {}) {
  return startScriptedServer(({ query, method }) => {
    const listing = '<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>';
    const content = query.has('restype') ? '' : 'content';
    const body = method === 'GET' ? (query.get('comp') === 'list' ? listing : content) : '';
    const status = response.status ?? { PUT: query.has('comp') ? 200 : 201, DELETE: 202 }[method] ?? 200;
    const headers = { etag: '"1"', 'content-type': 'application/xml', 'content-length': String(body.length) };
    return { status, headers, body };
  }).then((server) => {
    t.after(() => server.close());
    return server;
  });
}

/** The calls that are traced, each with a library's classes. */
const CALLS = {
  getProperties: (blob, options) => blob.getProperties(options),
  'download, a stream': (blob, options) => blob.download(0, undefined, options),
  upload: (blob, options) => blob.getBlockBlobClient().upload('x', 1, options),
  delete: (blob, options) => blob.delete(options),
  setAccessTier: (blob, options) => blob.setAccessTier('Cool', options),
  exists: (blob, options) => blob.exists(options),
  deleteIfExists: (blob, options) => blob.deleteIfExists(options),
  'create a page blob': (blob, options) => blob.getPageBlobClient().createIfNotExists(512, options),
  'exists, a container': (blob, options, container) => container.exists(options),
  'create a container': (blob, options, container) => container.createIfNotExists(options),
  deleteBlob: (blob, options, container) => container.deleteBlob('b', options),
  uploadBlockBlob: (blob, options, container) => container.uploadBlockBlob('b', 'x', 1, options),
  getAccountInfo: (blob, options, container) => container.getAccountInfo(options),
  'a page of blobs': (blob, options, container) => container.listBlobsFlat(options).byPage().next(),
};

async function traced(t, library, call, { status, tracingOptions } = {}) {
  const server = await startServer(t, { status });
  const { spans, instrumenter } = makeInstrumenter();
  useInstrumenter(instrumenter);
  t.after(() => useInstrumenter(undefined));
  const credential = new library.StorageSharedKeyCredential(ACCOUNT_NAME, ACCOUNT_KEY);
  const container = new library.ContainerClient(`${server.origin}/${ACCOUNT_NAME}/c`, credential, NO_RETRIES);
  await call(container.getBlobClient('b'), { tracingOptions }, container).catch(() => {});
  return { spans, server };
}

describe('spans', () => {
  for (const [what, call] of Object.entries(CALLS)) {
    for (const status of [undefined, 403]) {
      test(`are those of the reference: ${what}${status ? ' that fails' : ''}`, async (t) => {
        const trees = [];
        for (const library of Object.values(libraries)) {
          const { spans, server } = await traced(t, library, call, { status });
          trees.push(describeSpans(spans));
          const [request] = server.requests;
          let [child] = spans[0].children;
          while (child.children.length > 0) [child] = child.children;
          assert.match(request.headers.traceparent, new RegExp(`-0*${child.id}-01$`));
          assert.equal(request.headers.tracestate, 'a=b');
        }
        assert.deepEqual(trees[1], trees[0]);
        assert.equal(trees[1][0].children.length, 1);
      });
    }
  }

  test('have the parent that the caller passes', async (t) => {
    const parent = { children: [] };
    const tracingOptions = { tracingContext: new Context().setValue(SPAN, parent) };
    const { spans } = await traced(t, blobferry, CALLS.getProperties, { tracingOptions });
    assert.deepEqual(spans, []);
    assert.deepEqual(
      parent.children.map(({ name }) => name),
      ['BlobClient-getProperties'],
    );
  });

  test('have the error of a call that fails, and no signature', async (t) => {
    const server = await startServer(t, { status: 404 });
    const { spans, instrumenter } = makeInstrumenter();
    useInstrumenter(instrumenter);
    t.after(() => useInstrumenter(undefined));
    const blob = new blobferry.BlobClient(`${server.origin}/account/c/b?sig=SECRET`, undefined, NO_RETRIES);
    const thrown = await blob.getProperties().catch((error) => error);
    assert.equal(spans[0].status.error.name, 'RestError');
    assert.equal(spans[0].status.error.message, thrown.message);
    assert.doesNotMatch(JSON.stringify(spans), /SECRET/);
  });

  test('that are not recorded send no headers', async (t) => {
    const server = await startServer(t);
    const { instrumenter } = makeInstrumenter({ isRecording: false });
    useInstrumenter(instrumenter);
    t.after(() => useInstrumenter(undefined));
    await new blobferry.BlobClient(`${server.origin}/account/c/b`).getProperties();
    assert.equal(server.requests[0].headers.traceparent, undefined);
  });

  test('are not there without an instrumenter', async (t) => {
    useInstrumenter(undefined);
    const server = await startServer(t);
    await new blobferry.BlobClient(`${server.origin}/account/c/b`).getProperties({ tracingOptions: {} });
    assert.equal(server.requests[0].headers.traceparent, undefined);
  });

  test('are those of the reference for batches', async (t) => {
    const trees = [];
    for (const library of Object.values(libraries)) {
      const { spans } = await traced(t, library, (blob, options, container) =>
        container.getBlobBatchClient().deleteBlobs([blob], options),
      );
      trees.push(describeSpans(spans));
    }
    assert.deepEqual(trees[1], trees[0]);
    assert.deepEqual(
      trees[1].map(({ name, children }) => [name, children.map((child) => child.name)]),
      [
        ['BatchDeleteRequest-addSubRequest', ['BlobClient-delete']],
        ['BlobBatchClient-submitBatch', ['HTTP POST']],
      ],
    );
  });

  for (const [what, { start, polled }] of Object.entries({
    'that end at once': { start: 'success' },
    'that stay pending': { start: 'pending', polled: ['pending', 'success'] },
    'that fail later': { start: 'pending', polled: ['failed'] },
    'that are rejected': {},
  })) {
    test(`are those of the reference for copies ${what}`, async (t) => {
      const trees = [];
      for (const library of Object.values(libraries)) {
        const states = [start, ...(polled ?? [])];
        const server = await startScriptedServer(() => {
          const state = states.shift();
          const headers = { 'x-ms-copy-id': 'id', 'x-ms-copy-status': state, etag: '"1"', 'content-length': '0' };
          return state === undefined
            ? { status: 403, headers: { 'content-length': '0' } }
            : { status: start === state && states.length === (polled ?? []).length ? 202 : 200, headers };
        });
        t.after(() => server.close());
        const { spans, instrumenter } = makeInstrumenter();
        useInstrumenter(instrumenter);
        t.after(() => useInstrumenter(undefined));
        const blob = new library.BlobClient(
          `${server.origin}/account/c/b`,
          new library.AnonymousCredential(),
          NO_RETRIES,
        );
        const copied = blob
          .beginCopyFromURL('https://other.host/c/source', { intervalInMs: 1 })
          .then((poller) => poller.pollUntilDone());
        await copied.catch(() => {});
        trees.push(describeSpans(spans));
        assert.ok(server.requests.every(({ headers }) => /^00-0af7651916cd43dd/.test(headers.traceparent)));
      }
      assert.deepEqual(trees[1], trees[0]);
      assert.equal(trees[1].length, 1 + (polled ?? []).length);
      assert.equal(trees[1][0].name, 'BlobClient-startCopyFromURL');
    });
  }

  test('are created for an instrumenter that an ES module set', async (t) => {
    const server = await startServer(t);
    const child = path.join(__dirname, 'children', 'traces.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [child, `${server.origin}/account/c/b`]);
    assert.deepEqual(JSON.parse(stdout), [['BlobClient-getProperties', ['HTTP HEAD']]]);
  });

  test('are not there for an instrumenter that the package set by itself', async (t) => {
    const { state } = require(path.join(path.dirname(require.resolve('@azure/core-tracing')), 'state.js'));
    const server = await startServer(t);
    useInstrumenter(undefined);
    const blob = `${server.origin}/account/c/b`;
    // A package that traces has it set.
    await new libraries.reference.BlobClient(blob).getProperties();
    assert.notEqual(state.instrumenterImplementation, undefined);
    const seen = [];
    const { startSpan } = state.instrumenterImplementation;
    const watched = (...parameters) => {
      seen.push(parameters[0]);
      return startSpan(...parameters);
    };
    // It has the code of the one that it stands for.
    state.instrumenterImplementation.startSpan = Object.assign(watched, { toString: () => String(startSpan) });
    t.after(() => useInstrumenter(undefined));
    await new blobferry.BlobClient(blob).getProperties();
    assert.deepEqual(seen, []);
  });

  test('load nothing without tracing', async () => {
    const script = `
      const { blobferry } = require(${JSON.stringify(path.join(__dirname, '..', 'support', 'blobferry.js'))});
      new blobferry.BlobClient('http://127.0.0.1:1/account/c/b', undefined, { retryOptions: { maxTries: 1 } })
        .getProperties({ tracingOptions: {} })
        .catch(() => console.log(Object.keys(require.cache).filter((file) => file.includes('@azure')).length));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
    assert.equal(stdout.trim(), '0');
  });
});

test('every operation has a span', () => {
  const operations = Object.keys(require('../../facade/generated/operations.json'));
  const source = readFileSync(path.join(__dirname, '..', '..', 'facade', 'pipeline', 'spans.ts'), 'utf8');
  assert.deepEqual(
    operations.filter((operation) => !source.includes(`  ${operation}: '`)),
    [],
  );
});

'use strict';

// Each attempt has a span and an entry of the log, wherever the engine makes it: compared with the reference, with the same instrumenter and
// the same logger.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { describe, test } = require('node:test');
const { useInstrumenter } = require('@azure/core-tracing');
const { AzureLogger, setLogLevel } = require('@azure/logger');

const { ACCOUNT_KEY, ACCOUNT_NAME } = require('../support/azurite');
const { blobferry, libraries } = require('../support/libraries');
const { RESET, startScriptedServer } = require('../support/scripted-server');
const { Context, SPAN, makeInstrumenter } = require('./instrumenter');

const latest = require('storage-blob-latest');
const RETRIES = { retryOptions: { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 1 } };
const CONTENT = '0123456789';

/** Responds like a service that has a blob of ten bytes, whose copies are pending at first. `first` are the responses before that. */
function startServer(t, first = []) {
  const responses = [...first];
  let polls = 0;
  return startScriptedServer(({ method, query, headers }) => {
    const scripted = responses.shift();
    if (scripted === RESET) return RESET;
    if (scripted) return { status: scripted, headers: { 'x-ms-error-code': 'ServerBusy', 'content-length': '0' } };
    const response = { etag: '"1"', 'last-modified': new Date(0).toUTCString(), 'x-ms-blob-type': 'BlockBlob' };
    if (headers['x-ms-copy-source']) {
      return { status: 202, headers: { ...response, 'x-ms-copy-id': 'id', 'x-ms-copy-status': 'pending' } };
    }
    if (method === 'PUT') return { status: query.get('comp') === 'copy' ? 204 : 201, headers: response };
    if (method === 'HEAD') {
      polls += 1;
      const copy = { 'x-ms-copy-id': 'id', 'x-ms-copy-status': polls > 1 ? 'success' : 'pending' };
      return { status: 200, headers: { ...response, ...copy, 'content-length': '10' } };
    }
    const xml = '<PageList><PageRange><Start>0</Start><End>511</End></PageRange></PageList>';
    if (query.get('comp') === 'pagelist') {
      return { status: 200, headers: { ...response, 'content-type': 'application/xml' }, body: xml };
    }
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(headers['x-ms-range'] ?? headers.range ?? '') ?? [];
    const start = Number(from ?? 0);
    const body = CONTENT.slice(start, to ? Number(to) + 1 : undefined);
    const range = `bytes ${start}-${start + body.length - 1}/10`;
    const length = { 'content-length': String(body.length) };
    return {
      status: from ? 206 : 200,
      headers: { ...response, ...length, ...(from && { 'content-range': range }) },
      body,
    };
  }).then((server) => {
    t.after(() => server.close());
    return server;
  });
}

function clients(library, origin, options = RETRIES) {
  const credential = new library.StorageSharedKeyCredential(ACCOUNT_NAME, ACCOUNT_KEY);
  const container = new library.ContainerClient(`${origin}/${ACCOUNT_NAME}/c`, credential, options);
  return { container, blob: container.getBlockBlobClient('b'), page: container.getPageBlobClient('b') };
}

/** A tree of spans without what differs by design: ids, the name of the package, the port. */
function described(spans, origin) {
  return spans.map(({ name, spanKind, status, attributes, children, ended }) => ({
    name,
    spanKind,
    status: status?.status,
    error: status?.error && [status.error.name, status.error.statusCode],
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [
        key,
        /RequestId|requestId|agent/.test(key)
          ? typeof value
          : typeof value === 'string'
            ? value.replace(origin, 'O')
            : value,
      ]),
    ),
    ended,
    children: described(children, origin).map(withoutBlockId),
  }));
}

/** Ids of blocks are random. */
function withoutBlockId(span) {
  const url = span.attributes['http.url']?.replace(/blockid=[^&]*/, 'blockid=ID');
  return { ...span, attributes: { ...span.attributes, ...(url && { 'http.url': url }) } };
}

async function traced(t, library, call, { first, tracingOptions } = {}) {
  const server = await startServer(t, first);
  const { spans, instrumenter } = makeInstrumenter();
  useInstrumenter(instrumenter);
  t.after(() => useInstrumenter(undefined));
  const outcome = await call(clients(library, server.origin), { tracingOptions }, library).catch((error) => error);
  useInstrumenter(undefined);
  return { tree: described(spans, server.origin), spans, server, outcome };
}

const file = (t, content) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'blobferry-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const name = path.join(folder, 'file');
  writeFileSync(name, content);
  return name;
};

/** What the reference sends in the same order, so that the trees are the same. */
const CALLS = {
  getProperties: ({ blob }, options) => blob.getProperties(options),
  'upload, a buffer': ({ blob }, options) => blob.upload(Buffer.from('x'), 1, options),
  download: ({ blob }, options) =>
    blob.download(0, 5, options).then((response) => response.readableStreamBody.resume()),
  'downloadToBuffer, one range': ({ blob }, options) => blob.downloadToBuffer(0, 10, options),
  downloadToFile: ({ blob }, options, library, t) => blob.downloadToFile(file(t, ''), 0, undefined, options),
  'uploadFile, small': ({ blob }, options, library, t) => blob.uploadFile(file(t, CONTENT), options),
  'uploadFile, in blocks': ({ blob }, options, library, t) =>
    blob.uploadFile(file(t, CONTENT), { ...options, maxSingleShotSize: 0, blockSize: 4, concurrency: 1 }),
  'uploadData, small': ({ blob }, options) => blob.uploadData(Buffer.from(CONTENT), options),
  'uploadData, in blocks': ({ blob }, options) =>
    blob.uploadData(Buffer.from(CONTENT), { ...options, maxSingleShotSize: 0, blockSize: 4, concurrency: 1 }),
  uploadStream: ({ blob }, options) =>
    blob.uploadStream(require('node:stream').Readable.from([Buffer.from(CONTENT)]), 4, 1, options),
  'listPageRanges, a page': ({ page }, options) => page.listPageRanges(0, 512, options).byPage().next(),
  'listPageRangesDiff, a page': ({ page }, options) =>
    page.listPageRangesDiff(0, 512, 'snapshot', options).byPage().next(),
  beginCopyFromURL: async ({ blob }, options) => {
    const poller = await blob.beginCopyFromURL('https://other.test/c/b', { ...options, intervalInMs: 1 });
    return poller.pollUntilDone();
  },
  'beginCopyFromURL, canceled': async ({ blob }, options) => {
    const poller = await blob.beginCopyFromURL('https://other.test/c/b', { ...options, intervalInMs: 1 });
    return poller.cancelOperation();
  },
  'a batch': ({ blob }, options, library) => new library.BlobBatch().deleteBlob(blob, options),
  'a batch of tiers': ({ blob }, options, library) => new library.BlobBatch().setBlobAccessTier(blob, 'Cool', options),
};

const FIRST = {
  'at once': [],
  'after two attempts': [503, 503],
  'after a broken connection': [RESET],
  'never, for want of permission': [403, 403, 403, 403, 403],
  'never, after three attempts': [500, 500, 500, 500, 500, 500, 500, 500, 500],
};

describe('spans of each attempt are those of the reference', () => {
  for (const [what, call] of Object.entries(CALLS)) {
    for (const [when, first] of Object.entries(FIRST)) {
      test(`${what}, ${when}`, async (t) => {
        const found = [];
        for (const library of Object.values(libraries)) {
          found.push(await traced(t, library, (...parameters) => call(...parameters, t), { first }));
        }
        assert.deepEqual(found[1].tree, found[0].tree);
        const { server } = found[1];
        const ids = new Set(server.requests.map(({ headers }) => headers.traceparent));
        assert.equal(ids.size, server.requests.length, 'each attempt has an id of its own');
      });
    }
  }

  test('below the place that the caller passes', async (t) => {
    for (const library of Object.values(libraries)) {
      const parent = { children: [] };
      const tracingOptions = { tracingContext: new Context().setValue(SPAN, parent) };
      const { spans } = await traced(t, library, CALLS['uploadData, in blocks'], { tracingOptions });
      assert.deepEqual(spans, []);
      assert.deepEqual(
        parent.children.map(({ name }) => name),
        ['BlockBlobClient-uploadData'],
      );
    }
  });

  test('ranges that are read side by side have spans like those of the reference', async (t) => {
    const trees = [];
    for (const library of Object.values(libraries)) {
      const { tree, outcome } = await traced(t, library, ({ blob }, options) =>
        blob.downloadToBuffer(0, 10, { ...options, blockSize: 10, concurrency: 1 }),
      );
      assert.equal(outcome.toString(), CONTENT);
      trees.push(tree);
    }
    assert.deepEqual(trees[1], trees[0]);
  });

  test('a span has the very error that the call throws', async (t) => {
    for (const library of Object.values(libraries)) {
      const { spans, outcome } = await traced(t, library, CALLS.getProperties, { first: [404] });
      assert.equal(outcome.statusCode, 404);
      assert.equal(spans[0].status.error, outcome);
      if (library === blobferry) assert.match(outcome.stack, /attempts\.test\.js/);
    }
  });

  test('an instrumenter that throws fails no request', async (t) => {
    const server = await startServer(t);
    const { instrumenter } = makeInstrumenter();
    useInstrumenter({
      ...instrumenter,
      createRequestHeaders() {
        throw new Error('no headers');
      },
    });
    t.after(() => useInstrumenter(undefined));
    for (const library of Object.values(libraries)) await clients(library, server.origin).blob.getProperties();
    assert.equal(server.requests.length, 2);
  });

  test('a policy that stands beside it sees the place of the request in the trace', async (t) => {
    for (const library of Object.values(libraries)) {
      const seen = [];
      await traced(t, library, ({ blob }, options, { newPipeline, BlobClient, StorageSharedKeyCredential }) => {
        const pipeline = newPipeline(new StorageSharedKeyCredential(ACCOUNT_NAME, ACCOUNT_KEY), RETRIES);
        const client = new BlobClient(blob.url, pipeline);
        pipeline._corePipeline.addPolicy(
          {
            name: 'mine',
            sendRequest(request, next) {
              seen.push([typeof request.tracingOptions?.tracingContext, request.headers.get('traceparent')?.length]);
              return next(request);
            },
          },
          { afterPolicies: ['tracingPolicy'], afterPhase: 'Retry' },
        );
        return client.getProperties(options);
      });
      assert.deepEqual(seen, [['object', 55]]);
    }
  });
});

/** What a library logs, with the logger of `@azure/logger`. */
async function logged(t, library, call, first, options) {
  const server = await startServer(t, first);
  const lines = [];
  const { log } = AzureLogger;
  AzureLogger.log = (...parameters) => lines.push(parameters.join(' '));
  setLogLevel('info');
  t.after(() => {
    AzureLogger.log = log;
    setLogLevel();
  });
  const outcome = await call(clients(library, server.origin, options), {}, library, t).catch((error) => error);
  AzureLogger.log = log;
  setLogLevel();
  const plain = (line) =>
    line
      .replaceAll(server.origin, 'O')
      .replace(/blockid=[^&"]*/g, 'blockid=ID')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
      .replace(/"(user-agent|x-ms-date|date|x-ms-version|keep-alive)": "[^"]*"/g, '"$1": "…"');
  const entries = lines.filter((line) => line.startsWith('azure:storage-blob:')).map(plain);
  return { entries, lines, outcome, server };
}

/** An entry with what is in it, whatever the order. */
function parsed(entry) {
  const [, words, json] = /^(.*?: ?)(\{[\s\S]*\})?$/.exec(entry) ?? [undefined, entry];
  if (json === undefined) return [entry];
  // The reference has a place in a trace even if nobody traces.
  return [words, { ...JSON.parse(json), tracingOptions: undefined }];
}

describe('each attempt is logged as by the reference', () => {
  for (const [what, call] of Object.entries(CALLS)) {
    // Nothing is sent.
    if (what.startsWith('a batch')) continue;
    for (const [when, first] of Object.entries(FIRST)) {
      test(`${what}, ${when}`, async (t) => {
        const [expected, ours] = [await logged(t, latest, call, first), await logged(t, blobferry, call, first)];
        const ofRequests = ({ entries }) => entries.filter((entry) => !/RetryPolicy/.test(entry)).map(parsed);
        assert.deepEqual(ofRequests(ours), ofRequests(expected));
      });
    }
  }

  test('without secrets, and without what users store', async (t) => {
    const { lines } = await logged(t, blobferry, ({ blob }) =>
      new blobferry.BlockBlobClient(`${blob.url}?sv=2020-01-01&sig=SECRET`).upload('x', 1, {
        metadata: { private: 'SECRET' },
        tags: { private: 'SECRET' },
      }),
    );
    assert.ok(
      lines.some((line) => line.includes('"x-ms-meta-private": "REDACTED"')),
      lines.join('\n'),
    );
    assert.doesNotMatch(lines.join('\n'), /SECRET/);
    const shared = await logged(t, blobferry, CALLS.getProperties);
    assert.match(shared.lines.join('\n'), /"authorization": "REDACTED"/);
  });

  test('where the caller catches the engine’s own error', async (t) => {
    const { outcome } = await logged(t, blobferry, CALLS.getProperties, [404]);
    assert.equal(outcome.statusCode, 404);
    assert.match(outcome.stack, /attempts\.test\.js/);
  });
});

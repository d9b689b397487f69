'use strict';

// What policies and HTTP clients see of the options of a call: its place in a trace, and the function that reports its progress.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Readable } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { recordAt } = require('../support/record-members');
const { startScriptedServer } = require('../support/scripted-server');

recordAt('parity');

let server;
before(async () => {
  server = await startScriptedServer(({ method }) =>
    method === 'GET'
      ? { status: 200, headers: { etag: '"1"', 'content-length': '5' }, body: 'hello' }
      : { status: method === 'PUT' ? 201 : 200, headers: { etag: '"1"', 'content-length': '0' } },
  );
});
after(() => server.close());

/** A client of a class, whose policy, once for each call or attempt, keeps what it sees. */
function watched(library, className, position, see, { origin } = server) {
  const policy = {
    name: 'watch',
    sendRequest(request, next) {
      see(request);
      return next(request);
    },
  };
  const options = { additionalPolicies: [{ policy, position }] };
  return new library[className](`${origin}/account/container/blob`, new library.AnonymousCredential(), options);
}

/** A file of five bytes, and options that divide it into blocks. */
const five = path.join(mkdtempSync(path.join(tmpdir(), 'blobferry-')), 'five');
writeFileSync(five, 'hello');
after(() => rmSync(path.dirname(five), { recursive: true }));
const IN_BLOCKS = { maxSingleShotSize: 1, blockSize: 3 };

const CALLS = {
  upload: ['BlockBlobClient', (blob, options) => blob.upload('hello', 5, options)],
  uploadData: ['BlockBlobClient', (blob, options) => blob.uploadData(Buffer.from('hello'), options)],
  uploadFile: ['BlockBlobClient', (blob, options) => blob.uploadFile(five, options)],
  'uploadFile in blocks': ['BlockBlobClient', (blob, options) => blob.uploadFile(five, { ...options, ...IN_BLOCKS })],
  'uploadData in blocks': [
    'BlockBlobClient',
    (blob, options) => blob.uploadData(Buffer.from('hello'), { ...options, ...IN_BLOCKS }),
  ],
  uploadStream: ['BlockBlobClient', (blob, options) => blob.uploadStream(Readable.from(['hello']), 8, 1, options)],
  stageBlock: ['BlockBlobClient', (blob, options) => blob.stageBlock('QUE=', Buffer.from('hello'), 5, options)],
  appendBlock: ['AppendBlobClient', (blob, options) => blob.appendBlock('hello', 5, options)],
  uploadPages: ['PageBlobClient', (blob, options) => blob.uploadPages(Buffer.alloc(512), 0, 512, options)],
  download: ['BlobClient', (blob, options) => blob.download(0, undefined, options)],
  getProperties: ['BlobClient', (blob, options) => blob.getProperties(options)],
  setMetadata: ['BlobClient', (blob, options) => blob.setMetadata({ a: 'b' }, options).catch(() => {})],
};

describe('a policy sees', () => {
  const key = Symbol('mine');
  const context = {
    getValue: (name) => (name === key ? 'value' : undefined),
    setValue: () => context,
    deleteValue: () => context,
  };

  const seenBy = async (library, name, position, options) => {
    const seen = [];
    const [className, call] = CALLS[name];
    const client = watched(library, className, position, ({ tracingOptions, onUploadProgress, onDownloadProgress }) => {
      const { tracingContext, ...others } = tracingOptions;
      const changed = tracingContext.setValue(key, 'mine');
      seen.push({
        others,
        value: changed.getValue(key),
        deleted: changed.deleteValue(key).getValue(key),
        progress: [typeof onUploadProgress, typeof onDownloadProgress],
      });
    });
    await call(client, options);
    return seen;
  };

  for (const name of Object.keys(CALLS)) {
    for (const position of ['perCall', 'perRetry']) {
      test(`the place in a trace and the progress of ${name}, ${position}`, async () => {
        for (const options of [{}, { onProgress() {} }, { tracingOptions: { mine: 1 } }]) {
          const expected = await seenBy(libraries.reference, name, position, options);
          assert.ok(expected.length > 0);
          assert.deepEqual(await seenBy(libraries.blobferry, name, position, options), expected);
        }
      });
    }
  }

  test("the caller's own context", async () => {
    const seen = [];
    const client = watched(libraries.blobferry, 'BlobClient', 'perCall', (request) =>
      seen.push(request.tracingOptions),
    );
    await client.getProperties({ tracingOptions: { tracingContext: context } });
    assert.equal(seen[0].tracingContext, context);
  });
});

describe('a policy sees the signal', () => {
  for (const name of Object.keys(CALLS)) {
    test(`of ${name}`, async () => {
      const seenBy = async (library) => {
        const { signal } = new AbortController();
        const [className, call] = CALLS[name];
        const seen = [];
        const client = watched(library, className, 'perCall', ({ abortSignal }) => seen.push(abortSignal === signal));
        await call(client, { abortSignal: signal });
        return seen;
      };
      const expected = await seenBy(libraries.reference);
      assert.ok(expected.includes(true));
      // In the reference, the blocks of a stream have none.
      if (name === 'uploadStream') expected.fill(true);
      assert.deepEqual(await seenBy(libraries.blobferry), expected);
    });
  }

  test('of the calls of a poller', async () => {
    const copying = await startScriptedServer(({ method, query }) => {
      const copy = { 'x-ms-copy-id': 'copy', 'x-ms-copy-status': 'pending', 'content-length': '0' };
      return { status: method === 'HEAD' ? 200 : query.get('comp') === 'copy' ? 204 : 202, headers: copy };
    });
    const seenBy = async (library) => {
      const { signal: abortSignal } = new AbortController();
      const seen = [];
      const see = (request) => seen.push(`${request.method} ${request.abortSignal === abortSignal}`);
      const blob = watched(library, 'BlobClient', 'perCall', see, copying);
      const poller = await blob.beginCopyFromURL(`${copying.origin}/account/c/other`, { abortSignal });
      await poller.poll({ abortSignal });
      await poller.poll();
      await poller.cancelOperation({ abortSignal });
      return seen;
    };
    try {
      const expected = await seenBy(libraries.reference);
      assert.deepEqual(expected, ['PUT true', 'HEAD true', 'HEAD false', 'PUT true']);
      assert.deepEqual(await seenBy(libraries.blobferry), expected);
    } finally {
      await copying.close();
    }
  });
});

const UPLOADS = {
  upload: (blob, options) => blob.upload('hello', 5, options),
  uploadFile: (blob, options) => blob.uploadFile(five, options),
};

describe('an HTTP client that reports progress', () => {
  for (const [label, library] of Object.entries(libraries)) {
    for (const [name, upload] of Object.entries(UPLOADS)) {
      test(`${label}: reports it to the caller of ${name}`, async () => {
        const client = {
          async sendRequest(request) {
            for (const loadedBytes of [2, 5]) request.onUploadProgress?.({ loadedBytes });
            return { request, status: 201, headers: request.headers.clone(), bodyAsText: '' };
          },
        };
        const credential = new library.AnonymousCredential();
        const blob = new library.BlockBlobClient(`${server.origin}/account/c/b`, credential, { httpClient: client });
        const reported = [];
        await upload(blob, { onProgress: ({ loadedBytes }) => reported.push(loadedBytes) });
        assert.deepEqual(reported, [2, 5]);
      });
    }
  }
});

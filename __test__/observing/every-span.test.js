'use strict';

// The spans of every method, compared with those of the reference: of calls that the service serves, and of those that it rejects.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Readable } = require('node:stream');
const { after, before, describe, test } = require('node:test');
const { isDeepStrictEqual } = require('node:util');
const { useInstrumenter } = require('@azure/core-tracing');

const { everyMethod, methodsOfTheReference } = require('../operations/every-method');
const avro = require('../support/avro');
const { libraries } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');
const { Context, SPAN, describeSpans, makeInstrumenter } = require('./instrumenter');

const MOMENT = '2015-09-09T09:20:02Z';
const LISTED = '<EnumerationResults ServiceEndpoint="x"><Blobs/><Containers/><NextMarker/></EnumerationResults>';

/** What the service responds with, by the `comp` parameter. */
const BODIES = {
  list: LISTED,
  blobs: LISTED,
  properties: '<StorageServiceProperties/>',
  stats:
    `<StorageServiceStats><GeoReplication><Status>live</Status><LastSyncTime>${MOMENT}</LastSyncTime></GeoReplication>` +
    '</StorageServiceStats>',
  userdelegationkey:
    `<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>${MOMENT}</SignedStart>` +
    `<SignedExpiry>${MOMENT}</SignedExpiry><SignedService>b</SignedService><SignedVersion>2021-12-02</SignedVersion>` +
    '<Value>a2V5</Value></UserDelegationKey>',
  tags: '<Tags><TagSet/></Tags>',
  blocklist: '<BlockList><CommittedBlocks/><UncommittedBlocks/></BlockList>',
  pagelist: '<PageList><PageRange><Start>0</Start><End>511</End></PageRange></PageList>',
  acl: '<SignedIdentifiers/>',
  query: Buffer.concat([avro.header(), avro.block(avro.end(0))]),
  batch: [
    '--b',
    'Content-Type: application/http',
    'Content-ID: 0',
    '',
    'HTTP/1.1 202 Accepted',
    'x-ms-request-id: id',
    '',
    '--b--',
    '',
  ].join('\r\n'),
};

/** What operations respond with when they have served. Which one that is of a call, the reference says: by what it takes for success. */
const SUCCESSES = [200, 201, 202, 204, 206];

function served({ query, method }, status) {
  const reads = method === 'GET' || method === 'POST';
  const kind = query.get('comp');
  const body = Buffer.from(reads ? (BODIES[kind] ?? (query.has('restype') ? '' : 'hello')) : '');
  const headers = {
    etag: '"1"',
    'content-type': kind === 'batch' ? 'multipart/mixed; boundary=b' : 'application/xml',
    'content-length': String(body.length),
    'x-ms-copy-id': 'id',
    'x-ms-copy-status': 'success',
    ...(status === 206 ? { 'content-range': 'bytes 1-5/6' } : {}),
  };
  return { status, headers, body };
}

const rejected = () => ({ status: 403, headers: { 'content-length': '0' } });

const DATA = Buffer.alloc(1000, 'x');
const BLOCKS = { maxSingleShotSize: 100, blockSize: 400, concurrency: 1 };

/** A client with methods that were replaced, so that larger methods call them. */
function replaced(blob) {
  for (const name of ['upload', 'stageBlock', 'commitBlockList', 'getProperties', 'download', 'startCopyFromURL']) {
    const method = blob[name];
    blob[name] = (...values) => method.apply(blob, values);
  }
  return blob;
}

/** Calls of methods that need several requests, or more than options. */
const LARGER = {
  'uploadData through replaced methods': ({ blob }, options) => replaced(blob).uploadData(DATA, options),
  'uploadData in blocks through replaced methods': ({ blob }, options) =>
    replaced(blob).uploadData(DATA, { ...BLOCKS, ...options }),
  'uploadFile in blocks through replaced methods': ({ blob, file }, options) =>
    replaced(blob).uploadFile(file, { ...BLOCKS, ...options }),
  'uploadStream through replaced methods': ({ blob }, options) =>
    replaced(blob).uploadStream(Readable.from([DATA]), 400, 1, options),
  'downloadToBuffer through replaced methods': ({ blob }, options) => replaced(blob).downloadToBuffer(0, 5, options),
  'beginCopyFromURL through replaced methods': ({ blob }, options) =>
    replaced(blob).beginCopyFromURL('https://other.blob.core.windows.net/c/b', options),
  'uploadData in blocks': ({ blob }, options) => blob.uploadData(DATA, { ...BLOCKS, ...options }),
  'uploadFile in one request': ({ blob, file }, options) => blob.uploadFile(file, options),
  'uploadFile in blocks': ({ blob, file }, options) => blob.uploadFile(file, { ...BLOCKS, ...options }),
  downloadToFile: ({ blob, file }, options) => blob.downloadToFile(`${file}-down`, 0, 5, options),
  uploadStream: ({ blob }, options) => blob.uploadStream(Readable.from([DATA]), 400, 1, options),
  deleteBlobs: ({ container, blob }, options) => container.getBlobBatchClient().deleteBlobs([blob], options),
  setBlobsAccessTier: ({ container, blob }, options) =>
    container.getBlobBatchClient().setBlobsAccessTier([blob], 'Cool', options),
};

describe('the spans of every method', () => {
  let names;
  let server;
  let respond;
  let folder;
  let file;
  before(async () => {
    names = Object.keys(await methodsOfTheReference());
    server = await startScriptedServer((request) => respond(request));
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-spans-'));
    file = path.join(folder, 'file');
    writeFileSync(file, DATA);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.close();
  });

  /** The calls by name, each of a library and options. */
  function calls() {
    const ofMethods = names.map((name) => [
      name,
      (library, options) => everyMethod(library, server.origin)(name, 'label', { options }),
    ]);
    const larger = Object.entries(LARGER).map(([name, call]) => [
      name,
      (library, options) => {
        const credential = new library.StorageSharedKeyCredential('account', 'a2V5');
        const container = new library.ContainerClient(`${server.origin}/account/container`, credential);
        return call({ container, blob: container.getBlockBlobClient('b'), file }, options);
      },
    ]);
    return [...ofMethods, ...larger];
  }

  /** Runs a call; resolves with its spans below the one that is passed to it, all others, and whether it succeeded. */
  async function traced(library, call) {
    const { spans, instrumenter } = makeInstrumenter();
    const parent = { children: [], id: 0 };
    useInstrumenter(instrumenter);
    try {
      const tracingOptions = { tracingContext: new Context().setValue(SPAN, parent) };
      const ended = await call(library, { tracingOptions }).then(
        () => 'succeeded',
        () => 'failed',
      );
      return { ended, below: describeSpans(parent.children), others: describeSpans(spans) };
    } finally {
      useInstrumenter(undefined);
    }
  }

  /** Compares the spans of both libraries, and resolves with the names of the calls that ended so in the reference. */
  async function compareAll(ends, respondTo) {
    const found = [];
    const different = [];
    for (const [name, call] of calls()) {
      const [expected, status] = await referenceOf(call, ends, respondTo);
      if (expected.ended === ends) found.push(name);
      respond = (request) => respondTo(request, status);
      const actual = await traced(libraries.blobferry, call);
      if (!isDeepStrictEqual(actual, expected)) different.push({ name, expected, actual });
    }
    assert.deepEqual(different, []);
    return found;
  }

  /** What the reference does, with the first response for which it ends as it should. */
  async function referenceOf(call, ends, respondTo) {
    let expected;
    for (const status of SUCCESSES) {
      respond = (request) => respondTo(request, status);
      expected = await traced(libraries.reference, call);
      if (expected.ended === ends) return [expected, status];
    }
    return [expected, SUCCESSES.at(-1)];
  }

  test('that is served', async () => {
    const succeeded = await compareAll('succeeded', served);
    const others = calls().map(([name]) => name);
    // The one among all methods is for a folder that there is not.
    assert.deepEqual(
      others.filter((name) => !succeeded.includes(name)),
      ['BlobClient.downloadToFile'],
    );
  });

  test('that is rejected', async () => {
    const failed = await compareAll('failed', rejected);
    assert.equal(failed.length, calls().length);
  });
});

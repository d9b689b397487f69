'use strict';

// Listings as Apache Arrow, compared with the newest reference: the same pages, whichever format the service chooses.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const newest = require('storage-blob-latest');

const { arrowPage } = require('../support/arrow-page');
const { blobferry, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');

const ARROW = 'application/vnd.apache.arrow.stream';
const AT = Date.UTC(2026, 10, 22, 13, 11, 11);

const ROWS = [
  [
    { Name: 'folder/', ResourceType: 'BlobPrefix' },
    {
      Name: 'grüße 世界',
      ResourceType: 'Blob',
      Deleted: true,
      Snapshot: '2026-11-22T13:11:11.0000000Z',
      VersionId: '2026-11-22T13:11:12.0000000Z',
      IsCurrentVersion: false,
      'Creation-Time': AT,
      'Last-Modified': AT + 5,
      Etag: '0x8D',
      'Content-Length': 2n ** 53n - 1n,
      'Content-Type': 'text/plain',
      'Content-MD5': 'AQI=',
      'x-ms-blob-sequence-number': 7n,
      BlobType: 'BlockBlob',
      LeaseStatus: 'unlocked',
      CopyDestinationSnapshot: 'snapshot',
      CopyCompletionTime: AT + 1,
      RemainingRetentionDays: 3,
      AccessTier: 'Smart',
      AccessTierInferred: true,
      SmartAccessTier: 'Cool',
      AccessTierChangeTime: 'Sun, 22 Nov 2026 13:11:11 GMT',
      TagCount: 2,
      'Expiry-Time': AT,
      ImmutabilityPolicyUntilDate: Date.UTC(2026, 10, 22),
      LastAccessTime: BigInt(AT),
      LegalHold: false,
      Unknown: [1, null],
      Metadata: { Quarter: '1', empty: '' },
      Tags: { z: '1', a: '2' },
      OrMetadata: { 'or-policy_rule': 'complete' },
    },
  ],
  [],
  [{ Name: 'last', BlobType: 'PageBlob', Metadata: {} }, { Name: 'only a name' }],
];

const XML =
  '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://host/account/" ContainerName="container">' +
  '<Blobs><Blob><Name>b</Name><Properties><Etag>0x8D</Etag><AccessTier>Smart</AccessTier><SmartAccessTier>Cool</SmartAccessTier>' +
  '</Properties></Blob></Blobs><NextMarker /></EnumerationResults>';

const page = (body, type = ARROW) => ({
  status: 200,
  headers: { 'content-type': type, date: 'Sun, 22 Nov 2026 13:11:11 GMT' },
  body,
});

/** Runs an action with both libraries against these responses in turn. */
async function both(responses, action) {
  const outcomes = [];
  for (const library of [newest, blobferry]) {
    const server = await startScriptedServer((_, index) => responses[index] ?? { status: 500 });
    try {
      const container = new library.ContainerClient(`${server.origin}/account/container`, undefined, {
        retryOptions: { maxTries: 1 },
      });
      const result = await action(container, library);
      const text = plain(result).replaceAll(server.origin, '<origin>');
      outcomes.push({ result: JSON.parse(text), requests: server.requests.map(sent) });
    } finally {
      await server.close();
    }
  }
  return outcomes;
}

const plain = (value) =>
  JSON.stringify(value, function (name, value) {
    if (name === '_response') {
      const { bodyAsText, parsedBody } = this[name];
      return { bodyAsText, parsedBody };
    }
    if (name === 'clientRequestId' || name === 'requestId' || name === 'version') return undefined;
    if (value?.type === 'Buffer') return [...value.data];
    return value instanceof Uint8Array ? [...value] : value;
  });

const sent = ({ target, headers }) => ({ target, accept: headers.accept, version: headers['x-ms-version'] });

async function all(pages) {
  const found = [];
  for await (const one of pages) found.push(one);
  return found;
}

const FORMAT = { responseFormat: 'Arrow' };

test('flat pages, item by item and page by page', { skip: isReference }, async () => {
  const responses = [page(arrowPage(ROWS, { nextMarker: 'more' })), page(arrowPage([[]], { nextMarker: undefined }))];
  for (const action of [
    (container) => all(container.listBlobsFlat({ ...FORMAT, prefix: 'p', startFrom: 'a', endBefore: 'z' })),
    (container) => all(container.listBlobsFlat({ ...FORMAT, prefix: 'p' }).byPage({ maxPageSize: 7 })),
    (container) => all(container.listBlobsFlat(FORMAT).byPage({ continuationToken: 'here' })),
  ]) {
    const [expected, found] = await both(responses, action);
    assert.ok(JSON.stringify(expected.result).includes('grüße'), 'the reference reads it');
    assert.deepEqual(found, expected);
  }
});

test('pages by hierarchy', { skip: isReference }, async () => {
  const responses = [page(arrowPage(ROWS), `${ARROW}; charset=binary`)];
  for (const action of [
    (container) => all(container.listBlobsByHierarchy('/', { ...FORMAT, prefix: 'p' })),
    (container) => all(container.listBlobsByHierarchy('/', FORMAT).byPage()),
  ]) {
    const [expected, found] = await both(responses, action);
    assert.ok(JSON.stringify(expected.result).includes('folder/'), 'the reference reads it');
    assert.deepEqual(found, expected);
  }
});

test('a service that sends XML instead of Arrow', { skip: isReference }, async () => {
  const [expected, found] = await both([page(XML, 'application/xml')], (container) =>
    all(container.listBlobsFlat(FORMAT)),
  );
  assert.equal(expected.result[0].properties.smartAccessTier, 'Cool');
  assert.deepEqual(found, expected);
});

test('thousands of rows', { skip: isReference }, async () => {
  const rows = Array.from({ length: 5_000 }, (_, index) => ({
    Name: `blob ${index}`,
    Metadata: { Index: `${index}` },
  }));
  const responses = [page(arrowPage([rows.slice(0, 1_000), rows.slice(1_000)]))];
  const [expected, found] = await both(responses, (container) => all(container.listBlobsFlat(FORMAT)));
  assert.equal(found.result.length, 5_000);
  assert.deepEqual(found.result, expected.result);
});

test('other formats ask for XML, as ever', { skip: isReference }, async () => {
  for (const responseFormat of [undefined, 'Auto', 'Xml', blobferry.StorageResponseFormat.Auto]) {
    const [, found] = await both([page(XML, 'application/xml')], (container) =>
      all(container.listBlobsFlat({ responseFormat })),
    );
    assert.equal(found.requests[0].accept, 'application/xml');
  }
});

test('what cannot be had is an error before anything is sent', async () => {
  const container = new blobferry.ContainerClient('http://127.0.0.1:9/account/container');
  for (const list of [
    (options) => container.listBlobsFlat(options),
    (options) => container.listBlobsByHierarchy('/', options),
  ]) {
    const message = "The 'endBefore' option is only supported when 'responseFormat' is StorageResponseFormat.Arrow.";
    assert.throws(() => list({ endBefore: 'z' }), { name: 'RangeError', message });
    assert.throws(() => list({ endBefore: 'z', responseFormat: 'Xml' }), { name: 'RangeError', message });
    if (!isReference) assert.throws(() => list({ responseFormat: 'arrow' }), /one of Auto, Xml, Arrow/);
  }
});

test('a stream that breaks off or makes no sense is an error', { skip: isReference }, async () => {
  const whole = arrowPage(ROWS);
  for (const body of [whole.subarray(0, 400), whole.subarray(0, whole.length / 2), Buffer.alloc(64, 0xff)]) {
    const server = await startScriptedServer(() => page(body));
    try {
      const container = new blobferry.ContainerClient(`${server.origin}/account/container`);
      await assert.rejects(all(container.listBlobsFlat(FORMAT)), { name: 'RestError', code: 'PARSE_ERROR' });
    } finally {
      await server.close();
    }
  }
});

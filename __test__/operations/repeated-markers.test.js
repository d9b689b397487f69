'use strict';

// Continuation tokens that repeat would be followed for ever. Every listing ends with an error that names the token.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');

const results = (inner, marker) =>
  `<EnumerationResults ServiceEndpoint="https://h/" ContainerName="container">${inner}<NextMarker>${marker}</NextMarker></EnumerationResults>`;
const BLOB = '<Blobs><Blob><Name>a</Name><Properties><Content-Length>1</Content-Length></Properties></Blob></Blobs>';

const LISTINGS = {
  'blobs of a container': [({ container }) => container.listBlobsFlat(), (marker) => results(BLOB, marker)],
  'a hierarchy of blobs': [({ container }) => container.listBlobsByHierarchy('/'), (marker) => results(BLOB, marker)],
  containers: [
    ({ service }) => service.listContainers(),
    (marker) => results('<Containers><Container><Name>a</Name><Properties/></Container></Containers>', marker),
  ],
  'blobs by their tags': [
    ({ service }) => service.findBlobsByTags("a = 'b'"),
    (marker) =>
      results('<Where>a</Where><Blobs><Blob><Name>a</Name><ContainerName>c</ContainerName></Blob></Blobs>', marker),
  ],
  'blobs of a container by their tags': [
    ({ container }) => container.findBlobsByTags("a = 'b'"),
    (marker) =>
      results('<Where>a</Where><Blobs><Blob><Name>a</Name><ContainerName>c</ContainerName></Blob></Blobs>', marker),
  ],
  'page ranges': [
    ({ page }) => page.listPageRanges(),
    (marker) =>
      `<PageList><PageRange><Start>0</Start><End>511</End></PageRange><NextMarker>${marker}</NextMarker></PageList>`,
  ],
  'differences of page ranges': [
    ({ page }) => page.listPageRangesDiff(0, 1024, 'earlier'),
    (marker) =>
      `<PageList><PageRange><Start>0</Start><End>511</End></PageRange><NextMarker>${marker}</NextMarker></PageList>`,
  ],
};

/** The markers of the pages, in turn, from the first one on. */
const CIRCLES = {
  'the same marker for ever': (number) => (number >= 0 ? 'm' : ''),
  'two markers in turn': (number) => `m${number % 2}`,
  'seven in turn, after three others': (number) => (number < 3 ? `first-${number}` : `m${(number - 3) % 7}`),
};

async function withPages(markerOf, body, action) {
  const server = await startScriptedServer((_request, index) => ({
    status: 200,
    headers: { 'content-type': 'application/xml', 'x-ms-blob-content-length': '1024', etag: '"0x8DA"' },
    body: `<?xml version="1.0" encoding="utf-8"?>${body(markerOf(index))}`,
  }));
  const url = `${server.origin}/account`;
  const service = new blobferry.BlobServiceClient(url, new blobferry.StorageSharedKeyCredential('account', 'a2V5'));
  const container = service.getContainerClient('container');
  try {
    await action({ service, container, page: container.getPageBlobClient('page') }, server);
  } finally {
    await server.close();
  }
}

async function readAll(iterator) {
  let count = 0;
  for await (const item of iterator) count += item ? 1 : 0;
  return count;
}

describe('a listing whose pages lead in a circle', { skip: isReference && 'it is read forever' }, () => {
  for (const [what, [list, body]] of Object.entries(LISTINGS)) {
    for (const [circle, markerOf] of Object.entries(CIRCLES)) {
      test(`${what}: ${circle}`, () =>
        withPages(markerOf, body, async (clients, { requests }) => {
          for (const read of [() => list(clients), () => list(clients).byPage()]) {
            const before = requests.length;
            await assert.rejects(readAll(read()), (error) => {
              assert.ok(error instanceof blobferry.RestError);
              assert.equal(error.code, 'MarkerRepeated');
              assert.match(error.message, /returned the marker "m\d?" a second time/);
              return true;
            });
            assert.ok(requests.length - before < 40, `${requests.length - before} requests`);
          }
        }));
    }

    test(`${what}: the marker that it began with`, () =>
      withPages(
        () => 'began',
        body,
        async (clients, { requests }) => {
          const pages = list(clients).byPage({ continuationToken: 'began' });
          assert.equal((await pages.next()).done, false, 'the page itself is given');
          await assert.rejects(pages.next(), { code: 'MarkerRepeated' });
          assert.equal(requests.length, 1);
        },
      ));
  }

  test('a thousand pages that lead on are read to their end', () =>
    withPages(
      (index) => (index < 999 ? `m${index}` : ''),
      LISTINGS['containers'][1],
      async ({ service }) => assert.equal(await readAll(service.listContainers()), 1000),
    ));
});

'use strict';

// First come, first sent: calls that nobody awaits reach the service in the order in which they were made, whatever kinds they are of. What
// is shown of the reference as well is that a script which relies on it is right to do so.

const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');

const { isReference, libraries } = require('../support/libraries');

const KEY = Buffer.from('a key').toString('base64');
const HEADERS = {
  etag: '"1"',
  'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
  'x-ms-lease-id': 'id',
  'x-ms-copy-id': 'id',
  'x-ms-copy-status': 'success',
  'x-ms-blob-type': 'BlockBlob',
};
const PAGE = '<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>';

/** Writes down what arrives when its head does. */
async function withServer(action) {
  const arrived = [];
  const server = http.createServer((request, response) => {
    const { searchParams, pathname } = new URL(request.url, 'http://host');
    arrived.push(searchParams.get('prefix') ?? pathname.split('/').at(-1));
    request.resume();
    request.on('end', () => {
      const kind = searchParams.get('comp');
      const status = { GET: 200, HEAD: 200, DELETE: 202 }[request.method] ?? (kind === 'metadata' ? 200 : 201);
      const body = kind === 'list' ? PAGE : request.method === 'GET' ? 'content' : '';
      const headers = { ...HEADERS, 'content-length': body.length };
      response.writeHead(request.headers['x-ms-copy-source'] ? 202 : status, headers);
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await action(`http://127.0.0.1:${server.address().port}/account/container`, arrived);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** One of each kind of call, made of a container and a name that its request carries. */
const KINDS = [
  (container, name) => container.getBlobClient(name).getProperties(),
  (container, name) => container.getBlockBlobClient(name).upload('text', 4),
  (container, name) => container.getBlobClient(name).deleteIfExists(),
  (container, name) => container.getBlockBlobClient(name).upload(Buffer.alloc(100_000), 100_000),
  async (container, name) => (await container.getBlobClient(name).download()).readableStreamBody.resume(),
  (container, name) => container.listBlobsFlat({ prefix: name }).next(),
  (container, name) => container.getBlobClient(name).beginCopyFromURL('http://127.0.0.1:1/source'),
  (container, name) => container.getBlobClient(name).getBlobLeaseClient().acquireLease(-1),
  (container, name) => container.getBlobClient(name).exists(),
  (container, name) =>
    container.getBlobClient(name).setMetadata({ a: 'b' }, { abortSignal: new AbortController().signal }),
  (container, name) => container.getAppendBlobClient(name).createIfNotExists(),
  (container, name) => container.listBlobsFlat({ prefix: name }).byPage().next(),
  (container, name) => container.getAppendBlobClient(name).appendBlock('text', 4),
  (container, name) => container.getBlobClient(name).syncCopyFromURL('http://127.0.0.1:1/source'),
  (container, name) => container.getBlobClient(name).createSnapshot(),
];

const turn = () => new Promise((resolve) => setImmediate(resolve));

for (const [label, library] of Object.entries(libraries)) {
  const clientAt = (url) => new library.ContainerClient(url, new library.StorageSharedKeyCredential('account', KEY));

  describe(`${label}: the order of calls that nobody awaits`, () => {
    test('ten uploads, fifty times', () =>
      withServer(async (url, arrived) => {
        const container = clientAt(url);
        for (let round = 0; round < 50; round += 1) {
          const names = Array.from({ length: 10 }, (_, number) => `${round}-${number}`);
          arrived.length = 0;
          await Promise.all(names.map((name) => container.getBlockBlobClient(name).upload('text', 4)));
          assert.deepEqual(arrived, names);
        }
      }));

    // On connections that are there already; new ones are for the system to accept in whatever order.
    test('every kind of call, in one go', { skip: label === 'reference' && 'it sends each from another turn' }, () =>
      withServer(async (url, arrived) => {
        const container = clientAt(url);
        for (let round = 0; round < 20; round += 1) {
          const names = KINDS.map((_, number) => `${round}-${number}`);
          arrived.length = 0;
          // Another order each time, so that every kind comes after every other.
          const calls = names.map((name, number) => KINDS[(number * 7 + round) % KINDS.length](container, name));
          await Promise.all(calls);
          assert.deepEqual(arrived.filter((name) => names.includes(name)).slice(0, names.length), names);
        }
      }),
    );

    test('every kind of call, across goes', { skip: label === 'reference' && 'as above' }, () =>
      withServer(async (url, arrived) => {
        const container = clientAt(url);
        for (let round = 0; round < 20; round += 1) {
          const names = KINDS.map((_, number) => `${round}-${number}`);
          arrived.length = 0;
          const calls = [];
          for (const [number, name] of names.entries()) {
            calls.push(KINDS[(number * 7 + round) % KINDS.length](container, name));
            if (number % 3 === 0) await undefined;
            if (number % 5 === 0) await turn();
          }
          await Promise.all(calls);
          assert.deepEqual(arrived.filter((name) => names.includes(name)).slice(0, names.length), names);
        }
      }),
    );

    test('while the engine is busy with thousands of others', { skip: isReference || label === 'reference' }, () =>
      withServer(async (url, arrived) => {
        const [container, other] = [clientAt(url), clientAt(url)];
        const busy = Array.from({ length: 3000 }, (_, number) =>
          other.getBlobClient(`other-${number}`).getProperties(),
        );
        await turn();
        const names = Array.from({ length: 50 }, (_, number) => `mine-${number}`);
        const calls = names.map((name) => container.getBlockBlobClient(name).upload('text', 4));
        await Promise.all([...busy, ...calls]);
        assert.deepEqual(
          arrived.filter((name) => name.startsWith('mine')),
          names,
        );
      }),
    );
  });
}

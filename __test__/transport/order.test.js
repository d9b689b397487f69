'use strict';

// Calls that are not awaited reach the service in the order in which they were made.

const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');

const { libraries } = require('../support/libraries');

const KEY = Buffer.from('a key').toString('base64');
const ROUNDS = 20;

/**
 * Writes down what arrives when its head does, whatever becomes of its body. Answers when so many have arrived: what is sent over a
 * connection that is used again would be read before what has waited in a new one.
 */
async function withServer(count, action) {
  const heads = [];
  let held = [];
  const server = http.createServer((request, response) => {
    heads.push(`${request.method} ${request.url.split('/').at(-1).split('?')[0]}`);
    request.resume();
    held.push(() => {
      const status = request.method === 'PUT' ? 201 : request.method === 'DELETE' ? 202 : 200;
      response.writeHead(status, { etag: '"1"', 'content-length': 0 });
      response.end();
    });
    if (held.length < count) return;
    for (const answer of held) answer();
    held = [];
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await action(`http://127.0.0.1:${server.address().port}/account/container`, heads);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

for (const [label, library] of Object.entries(libraries)) {
  const clientAt = (url) => new library.ContainerClient(url, new library.StorageSharedKeyCredential('account', KEY));

  describe(`${label}: the order of calls that nobody awaits`, () => {
    test('ten uploads in a row', () =>
      withServer(10, async (url, heads) => {
        const container = clientAt(url);
        for (let round = 0; round < ROUNDS; round += 1) {
          heads.length = 0;
          const names = Array.from({ length: 10 }, (_, number) => `${round}-${number}`);
          await Promise.all(names.map((name) => container.getBlockBlobClient(name).upload('text', 4)));
          assert.deepEqual(
            heads,
            names.map((name) => `PUT ${name}`),
          );
        }
      }));

    test('a deletion, and what is written after it', () =>
      withServer(2, async (url, heads) => {
        const blob = clientAt(url).getBlockBlobClient('blob');
        for (let round = 0; round < ROUNDS; round += 1) {
          heads.length = 0;
          const deleted = blob.deleteIfExists();
          await blob.upload('new', 3);
          await deleted;
          assert.deepEqual(heads, ['DELETE blob', 'PUT blob']);
        }
      }));

    test('across goes', () =>
      withServer(10, async (url, heads) => {
        const container = clientAt(url);
        for (let round = 0; round < ROUNDS; round += 1) {
          heads.length = 0;
          const names = Array.from({ length: 10 }, (_, number) => `${round}-${number}`);
          const calls = [];
          for (const name of names) {
            calls.push(container.getBlobClient(name).getProperties());
            await Promise.resolve();
            if (calls.length % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
          }
          await Promise.all(calls);
          assert.deepEqual(
            heads,
            names.map((name) => `HEAD ${name}`),
          );
        }
      }));
  });
}

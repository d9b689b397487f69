'use strict';

// How many connections downloads take: those that follow each other use one again, and those that are made at once make no more than one each.

const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');

const { isReference, blobferry } = require('../support/blobferry');

/** Calls that follow each other. */
const IN_A_ROW = 20;
/** More than may be open at once, wherever the tests run. */
const AT_ONCE = 1500;

async function withServer(length, action) {
  const content = Buffer.alloc(length, 'content');
  let connections = 0;
  const server = http.createServer((request, response) => {
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers['x-ms-range'] ?? '');
    const [start, end] = range ? [Number(range[1]), Math.min(Number(range[2] || length), length - 1)] : [0, length - 1];
    const headers = { etag: '"1"', 'content-length': end - start + 1, 'x-ms-blob-type': 'BlockBlob' };
    if (range) headers['content-range'] = `bytes ${start}-${end}/${length}`;
    response.writeHead(range ? 206 : 200, headers);
    response.end(content.subarray(start, end + 1));
  });
  server.on('connection', () => (connections += 1));
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 1024, resolve));
  const url = `http://127.0.0.1:${server.address().port}/account/container/blob`;
  try {
    await action(new blobferry.BlobClient(url, new blobferry.AnonymousCredential()), content);
    return connections;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function read(client) {
  const { readableStreamBody } = await client.download();
  return Buffer.concat(await readableStreamBody.toArray());
}

const WAYS = {
  download: read,
  downloadToBuffer: (client) => client.downloadToBuffer(),
  'downloadToBuffer of a range': (client, content) => client.downloadToBuffer(0, content.length),
};

describe('connections of downloads', { skip: isReference }, () => {
  for (const length of [1, 1000, 300_000]) {
    for (const [name, way] of Object.entries(WAYS)) {
      test(`${name} of ${length} bytes uses its connection again`, async () => {
        const connections = await withServer(length, async (client, content) => {
          for (let time = 0; time < IN_A_ROW; time += 1) assert.ok((await way(client, content)).equals(content));
        });
        // The next call can come before the connection is back, which takes a turn of the engine's thread; then it begins another one.
        assert.ok(connections <= IN_A_ROW / 2, `${connections} connections`);
      });
    }
  }

  test(`${AT_ONCE} downloads at once make no more connections than there are downloads`, async () => {
    const connections = await withServer(100_000, (client, content) =>
      Promise.all(Array.from({ length: AT_ONCE }, async () => assert.ok((await read(client)).equals(content)))),
    );
    assert.ok(connections <= AT_ONCE, `${connections} connections`);
  });
});

'use strict';

// Response bodies that are too long or endless: how much of them is read, and how the call ends.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');

const { failing } = require('../support/failing');
const { blobferry, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { BLOB, flood, head, rawResponsesUntilAfterEach, whole } = require('../support/raw-responses');

const KIB = 1024;
const MIB = 1024 * KIB;
/** What the buffers of the system hold between two processes, in which bytes count as written that nobody has read. */
const IN_BETWEEN = 16 * MIB;

const start = rawResponsesUntilAfterEach();

const clientAt = ({ origin }, retryOptions = { maxTries: 1 }) =>
  new blobferry.BlobServiceClient(`${origin}/account`, undefined, { retryOptions });
const containerAt = (server, retryOptions) => clientAt(server, retryOptions).getContainerClient('container');
const blobAt = (server, retryOptions) => containerAt(server, retryOptions).getBlockBlobClient('blob');

describe('bodies that are too long', { skip: isReference && 'the reference reads them all' }, () => {
  test('an endless error response is the error, with the part that fits', async () => {
    let written;
    const server = await start(async (request, socket) => {
      socket.write(head(404, 'x-ms-error-code: BlobNotFound', 'content-length: 3000000000'));
      written = flood(socket);
    });
    const error = await failing(blobAt(server).download());
    assert.deepEqual([error.name, error.statusCode, error.code], ['RestError', 404, 'BlobNotFound']);
    assert.match(error.message, /longer than 65536 bytes/);
    assert.equal(error.response.bodyAsText.length, 64 * KIB);
    assert.ok((await written) < IN_BETWEEN, `${await written} bytes were taken`);
    await server.haveEnded(1);
  });

  test('an error response of 1 GiB takes no more memory than a small one', async () => {
    const peaks = [];
    for (const length of [10, 1024 * MIB]) {
      const server = await start(async (request, socket) => {
        socket.write(head(404, 'transfer-encoding: chunked'));
        const piece = Buffer.from(`10000\r\n${'a'.repeat(0x10000)}\r\n`);
        if (length > piece.length) await flood(socket, length, piece);
        socket.end('0\r\n\r\n');
      });
      const child = await runChild(path.join(__dirname, 'children', 'peak.js'), { arguments: [server.origin] });
      assert.equal(child.code, 0, child.stderr);
      const { peak, statuses } = JSON.parse(child.stdout);
      assert.deepEqual(
        statuses,
        Array.from({ length: 8 }, () => 404),
      );
      peaks.push(peak);
    }
    const grown = (peaks[1] - peaks[0]) / 1024;
    assert.ok(grown < 32, `the long rejections took ${grown} MiB more`);
  });

  test('a list that says that it is longer than a list can be is not read', async () => {
    let written;
    const server = await start((request, socket) => {
      socket.write(head(200, 'content-type: application/xml', 'content-length: 3000000000'));
      written = flood(socket);
    });
    const error = await failing(containerAt(server).listBlobsFlat().next());
    assert.deepEqual([error.name, error.code, error.statusCode], ['RestError', 'PARSE_ERROR', 200]);
    for (const part of [server.origin.slice('http://'.length), '134217728 bytes', 'a page of a listing', '; 0 bytes']) {
      assert.ok(error.message.includes(part), error.message);
    }
    assert.ok((await written) < IN_BETWEEN, `${await written} bytes were taken`);
  });

  test('a list without an end is read to its limit and not tried again', async () => {
    const lists = {
      'a block list': [32 * MIB, (server) => blobAt(server, {}).getBlockList('all')],
      'a list of page ranges': [
        16 * MIB,
        (server) => containerAt(server, {}).getPageBlobClient('blob').getPageRanges(),
      ],
      "a blob's tags": [64 * KIB, (server) => blobAt(server, {}).getTags()],
      'an access policy': [64 * KIB, (server) => containerAt(server, {}).getAccessPolicy()],
      "a service's properties": [256 * KIB, (server) => clientAt(server, {}).getProperties()],
      "a service's statistics": [64 * KIB, (server) => clientAt(server, {}).getStatistics()],
    };
    for (const [what, [limit, call]] of Object.entries(lists)) {
      let written;
      const server = await start((request, socket) => {
        socket.write(head(200, ...BLOB, 'content-type: application/xml'));
        written = flood(socket);
      });
      const error = await failing(call(server));
      assert.equal(error.code, 'PARSE_ERROR', error.stack);
      assert.ok(error.message.includes(`${limit} bytes`) && error.message.includes(what), error.message);
      assert.ok((await written) < limit + IN_BETWEEN, `${await written} bytes were taken`);
      assert.equal(server.requests.length, 1);
      await server.haveEnded(1);
    }
  });

  test('what comes with a response that has no body changes nothing', async () => {
    const server = await start((request, socket, number) => {
      socket.write(head(201, ...BLOB, 'transfer-encoding: chunked'));
      if (number === 1) return flood(socket, Infinity, Buffer.from(`10000\r\n${'a'.repeat(0x10000)}\r\n`));
      return socket.write('5\r\nhello\r\n0\r\n\r\n');
    });
    for (let number = 0; number < 3; number += 1) {
      const { etag } = await blobAt(server).upload('content', 7);
      assert.equal(etag, '"0x8DA"');
    }
    assert.deepEqual(
      server.requests.map(({ connection }) => connection),
      [1, 1, 2],
    );
  });

  test('a source with an endless error response ends the copy', async () => {
    const written = [];
    const source = await start((request, socket) => {
      socket.write(head(404, 'content-type: text/plain'));
      if (request.method !== 'HEAD') written.push(flood(socket));
    });
    const destination = await start((request, socket) => socket.write(whole(404, ['x-ms-error-code: BlobNotFound'])));
    const url = `${source.origin}/account/container/blob`;
    const error = await failing(blobAt(destination).beginCopyFrom(url));
    assert.equal(error.statusCode, 404);
    assert.ok(error.message.startsWith(`The source ${url} cannot be read`), error.message);
    assert.ok(written.length > 0);
    for (const bytes of await Promise.all(written)) assert.ok(bytes < IN_BETWEEN, `${bytes} bytes were taken`);
  });

  test('other calls get their results in the meantime', async () => {
    const floods = await start((request, socket) => {
      socket.write(head(500, 'x-ms-error-code: InternalError'));
      return flood(socket);
    });
    const good = await start((request, socket) => socket.write(whole(200, BLOB)));
    const flooded = Array.from({ length: 20 }, () => failing(blobAt(floods).download()));
    await Promise.all(Array.from({ length: 200 }, () => blobAt(good).getProperties()));
    for (const error of await Promise.all(flooded)) assert.equal(error.statusCode, 500);
  });
});

describe('bodies that stall', { skip: isReference && 'the reference waits forever' }, () => {
  // Long enough for the head of a response to come on a machine that is busy; else nothing is known of its status.
  const LIMITED = { maxTries: 1, tryTimeoutInMs: 3000 };

  test('in a response to a download, whatever its status', async () => {
    const stalled = async (status) => {
      const server = await start(async (request, socket) => {
        socket.write(`${head(status, 'content-length: 100', 'x-ms-error-code: Odd')}begun`);
      });
      const error = await failing(blobAt(server, LIMITED).download());
      assert.deepEqual([error.name, error.statusCode], ['RestError', status], error.message);
      if (status !== 204 && status !== 304) assert.match(error.message, /broke off after 5 bytes/);
    };
    await Promise.all([201, 202, 204, 301, 304, 400, 404].map(stalled));
  });

  test('in a response whose body is of no use', async () => {
    const server = await start((request, socket) => {
      socket.write(`${head(201, ...BLOB, 'content-length: 100')}begun`);
    });
    assert.equal((await blobAt(server, LIMITED).upload('content', 7)).etag, '"0x8DA"');
    await server.haveEnded(1);
  });

  test('in a list', async () => {
    const server = await start((request, socket) => {
      socket.write(`${head(200, 'content-length: 100')}<?xml`);
    });
    const error = await failing(containerAt(server, LIMITED).listBlobsFlat().next());
    assert.equal(error.code, 'ETIMEDOUT');
  });

  test('drip: a byte before each time is over', async () => {
    const drip = (request, socket) => {
      socket.write(head(200, ...BLOB, 'content-length: 1000000'));
      const timer = setInterval(() => socket.write('a'), 20);
      socket.on('close', () => clearInterval(timer));
    };
    const server = await start(drip);
    const blob = blobAt(server, LIMITED);
    const response = await blob.download(0, undefined, { maxRetryRequests: 0 });
    const error = await failing(
      (async () => {
        for await (const piece of response.readableStreamBody) assert.ok(piece.length > 0);
      })(),
    );
    assert.match(error.message, /broke off/);
    await server.haveEnded(1);
  });
});

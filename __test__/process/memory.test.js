'use strict';

// 100,000 calls leave nothing behind.

const assert = require('node:assert/strict');
const http = require('node:http');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { PACKAGE } = require('../support/blobferry');
const { runChild } = require('../support/child');

const SCRIPT = path.join(__dirname, 'children', 'many-calls.js');
const CALLS = 100_000;
const MEBIBYTE = 1024 * 1024;

/** What one leaked call would show: 100,000 times 100 bytes are 10 MB in the heap, and no call is smaller than that. */
const HEAP_GROWTH = 5 * MEBIBYTE;
/** Allocators give memory back in their own time; a leak of a request or response (some kilobytes) would be hundreds of MB. */
const TOTAL_GROWTH = 40 * MEBIBYTE;

/**
 * V8 lets the space for young objects grow as long as there is memory, by more than a hundred megabytes on some versions of
 * Node. Held small, it does not hide what the calls themselves leave behind.
 */
const FLAGS = ['--expose-gc', '--max-semi-space-size=4'];

/** Answers as fast as Node can: copies are done at once, HEADs find the blob, GETs do not. */
function startQuickServer() {
  const headers = [
    'ETag',
    '"0x8DA"',
    'Last-Modified',
    'Mon, 01 Jan 2024 00:00:00 GMT',
    'x-ms-request-id',
    '11111111-2222-3333-4444-555555555555',
    'Content-Length',
    '0',
  ];
  const copied = [...headers, 'x-ms-copy-id', '99999999-8888-7777-6666-555555555555', 'x-ms-copy-status', 'success'];
  const missing = [...headers, 'x-ms-error-code', 'BlobNotFound'];
  const server = http.createServer((request, response) => {
    request.resume();
    if (request.method === 'PUT') response.writeHead(202, copied);
    else if (request.method === 'HEAD') response.writeHead(200, headers);
    else response.writeHead(404, missing);
    response.end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe(`${CALLS} calls`, () => {
  let server;
  before(async () => {
    server = await startQuickServer();
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const [label, kind] of Object.entries({
    'that are rejected before any request': 'rejected',
    'that get a response': 'responded',
  })) {
    test(label, async (t) => {
      const child = await runChild(SCRIPT, {
        arguments: [PACKAGE, `http://127.0.0.1:${server.address().port}/account`, kind, String(CALLS)],
        flags: FLAGS,
        limit: 300_000,
      });
      assert.equal(child.timedOut, false);
      assert.equal(child.code, 0, child.stderr);
      const { before: first, after: last } = JSON.parse(child.stdout);
      const grown = Object.fromEntries(Object.keys(first).map((name) => [name, last[name] - first[name]]));
      t.diagnostic(`grown by ${JSON.stringify(grown)} bytes in ${Math.round(child.elapsed)} ms`);
      assert.ok(grown.heapUsed < HEAP_GROWTH, `the heap grew by ${grown.heapUsed} bytes`);
      assert.ok(grown.external < HEAP_GROWTH, `buffers grew by ${grown.external} bytes`);
      assert.ok(grown.rss < TOTAL_GROWTH, `the process grew by ${grown.rss} bytes`);
    });
  }
});

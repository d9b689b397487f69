'use strict';

// An upload of a stream takes the memory of the blocks that are sent at once, and of the one that is filled, whatever the stream. The chunks
// of these streams are one and the same memory, so that what the process grows by is what the upload holds.

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const assert = require('node:assert/strict');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { describe, test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { makeCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { closerOf } = require('../support/close-server');

const SCRIPT = path.join(__dirname, 'children', 'stream-memory.js');
const MEBIBYTE = 1024 * 1024;
/** The default block size, and the default number of blocks at once. */
const [BLOCK, MOST] = [8 * MEBIBYTE, 5];
/** The process itself moves by some megabytes: what V8 compiles and collects, what lies between two allocations. */
const ITSELF = 20 * MEBIBYTE;
const TOTAL = 300_000_000;

/** Receives bodies, and what they add up to. */
async function startServer(scheme) {
  let received = 0;
  const swallow = (request, response) => {
    request.on('data', ({ length }) => (received += length));
    request.on('end', () => response.writeHead(201, { etag: '"1"', 'last-modified': new Date(0).toUTCString() }).end());
  };
  const server = scheme === 'https' ? https.createServer(makeCertificate(), swallow) : http.createServer(swallow);
  const close = closerOf(server);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `${scheme}://127.0.0.1:${server.address().port}`, received: () => received, close };
}

const CASES = [
  ['http', 'Readable', 1_000],
  ['http', 'Readable', 65_536],
  ['http', 'Readable', 100_000_000],
  ['http', 'web stream', 65_536],
  ['http', 'web stream', 100_000_000],
  ['http', 'generator', 65_536],
  ['http', 'generator', 100_000_000],
  ['http', 'strings', 100_000_000],
  ['https', 'Readable', 65_536],
];

describe('memory of uploadStream', { skip: isReference || process.platform !== 'linux' }, () => {
  for (const [scheme, kind, chunk] of CASES) {
    test(`${kind} of chunks of ${chunk} bytes over ${scheme}`, async (t) => {
      const server = await startServer(scheme);
      const total = Math.floor(TOTAL / chunk) * chunk;
      try {
        const parts = [PACKAGE, server.origin, kind, chunk, total].map(String);
        const { code, stdout, stderr } = await runChild(SCRIPT, { arguments: parts });
        assert.equal(code, 0, stderr);
        const { above } = JSON.parse(stdout);
        t.diagnostic(`${Math.round(above / MEBIBYTE)} MiB`);
        assert.ok(server.received() > total, 'all of it arrived');
        assert.ok(above < BLOCK * (MOST + 1) + ITSELF, `${above} bytes above what it had before`);
      } finally {
        await server.close();
      }
    });
  }
});

'use strict';

// An upload takes no memory beyond that of its caller.

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const assert = require('node:assert/strict');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { makeCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { closerOf } = require('../support/close-server');

const SCRIPT = path.join(__dirname, '..', 'process', 'children', 'large-uploads.js');
/** Of each upload some pieces wait for its connection, and the process itself moves by some megabytes. */
const MOST = 40_000_000;

for (const scheme of ['http', 'https']) {
  test(
    `six uploads of 50 MB at once over ${scheme}`,
    { skip: isReference || process.platform !== 'linux' },
    async () => {
      const swallow = (request, response) => {
        request.resume();
        request.on('end', () => response.writeHead(201, { etag: '"1"' }).end());
      };
      const server = scheme === 'https' ? https.createServer(makeCertificate(), swallow) : http.createServer(swallow);
      const close = closerOf(server);
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const origin = `${scheme}://127.0.0.1:${server.address().port}`;
        const { code, stdout, stderr } = await runChild(SCRIPT, { arguments: [PACKAGE, origin] });
        assert.equal(code, 0, stderr);
        const { above, bytes } = JSON.parse(stdout);
        assert.equal(bytes, 300_000_000);
        assert.ok(above < MOST, `${above} bytes above the caller's`);
      } finally {
        await close();
      }
    },
  );
}

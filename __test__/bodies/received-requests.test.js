'use strict';

// A server that uploads what it receives can respond to its client, even if the upload fails before the content was read.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { describe, test } = require('node:test');

const { deadPort } = require('../support/dead-port');
const { libraries } = require('../support/libraries');
const { HANG, startScriptedServer } = require('../support/scripted-server');

const LENGTH = 3_000_000;

/** Sends this number of bytes to a server that uploads them, and returns its response. */
async function responseOf(upload, sent) {
  const server = http.createServer((request, response) => {
    upload(request).then(
      () => response.end('stored'),
      (error) => {
        response.statusCode = 500;
        response.end(error.name);
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const request = http.request({
      port: server.address().port,
      host: '127.0.0.1',
      method: 'PUT',
      headers: { 'content-length': LENGTH },
    });
    request.write(Buffer.alloc(sent));
    if (sent === LENGTH) request.end();
    const [response] = await once(request, 'response');
    let text = '';
    for await (const chunk of response) text += chunk;
    request.destroy();
    return [response.statusCode, text];
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

for (const [label, library] of Object.entries(libraries)) {
  describe(`${label}: the content of a received request`, () => {
    const blobAt = (origin) =>
      new library.BlockBlobClient(`${origin}/account/c/b`, new library.AnonymousCredential(), {
        retryOptions: { maxTries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1 },
      });

    for (const [way, body] of [
      ['itself', (request) => request],
      ['by a function', (request) => () => request],
    ]) {
      test(`${way}, if the service cannot be reached`, async () => {
        const blob = blobAt(`http://127.0.0.1:${await deadPort()}`);
        const upload = (request) => blob.upload(body(request), LENGTH);
        assert.deepEqual(await responseOf(upload, LENGTH), [500, 'RestError']);
      });

      test(`${way}, if its client stalls and the upload is aborted`, async () => {
        const service = await startScriptedServer(() => HANG);
        try {
          const controller = new AbortController();
          const upload = (request) => {
            const uploaded = blobAt(service.origin).stageBlock('AAAA', body(request), LENGTH, {
              abortSignal: controller.signal,
            });
            setImmediate(() => controller.abort());
            return uploaded;
          };
          assert.deepEqual(await responseOf(upload, LENGTH / 2), [500, 'AbortError']);
        } finally {
          await service.close();
        }
      });

      test(`${way}, as it was sent`, async () => {
        const service = await startScriptedServer(() => ({ status: 201 }));
        try {
          const upload = (request) => blobAt(service.origin).upload(body(request), LENGTH);
          assert.deepEqual(await responseOf(upload, LENGTH), [200, 'stored']);
          assert.equal(service.requests.at(-1).body.length, LENGTH);
        } finally {
          await service.close();
        }
      });
    }
  });
}

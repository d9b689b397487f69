'use strict';

// A content that is closed while calls use it, at any moment: the calls end as aborted, and its connection is closed.

const assert = require('node:assert/strict');
const http = require('node:http');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { isReference } = require('../support/blobferry');
const { openEngine } = require('../support/engine');

const MEBIBYTE = 1024 * 1024;
const LENGTH = 64 * MEBIBYTE;

/** Sends one mebibyte of 64, and no more. */
async function startServer() {
  let open = 0;
  let onChange = () => {};
  const server = http.createServer((_request, response) => {
    open += 1;
    response.writeHead(200, {
      etag: '"1"',
      'last-modified': new Date(0).toUTCString(),
      'x-ms-blob-type': 'BlockBlob',
      'content-length': LENGTH,
    });
    response.write(Buffer.alloc(MEBIBYTE));
    response.on('error', () => {});
    response.on('close', () => {
      open -= 1;
      onChange();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/account/container/blob`,
    async closed() {
      while (open > 0) await new Promise((resolve) => (onChange = resolve));
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every way to read all of a content. */
const WAYS = {
  'into new memory': (body, call) => body.read(call, MEBIBYTE, 2),
  'into given memory': (body, call) => body.handOver(call, MEBIBYTE, 2),
  'into a file': (body, call) => body.save(call, path.join(tmpdir(), `blobferry-closing-${process.pid}`), MEBIBYTE, 2),
  'into a device': (body, call) => body.save(call, '/dev/null', MEBIBYTE, 2),
  'piece by piece': (body, call) => body.wait(call, 32 * MEBIBYTE),
};

describe('a content is closed', { skip: isReference }, () => {
  let server;
  let engine;
  before(async () => {
    server = await startServer();
    engine = openEngine();
  });
  after(() => server.close());

  for (const [label, read] of Object.entries(WAYS)) {
    const endsAborted = ({ ok, failure }) => {
      if (failure) assert.equal(failure.kind, 'aborted', failure.message);
      // A device is left to whoever reads the stream, and of pieces there may be some.
      else assert.ok(label === 'piece by piece' || ok === undefined, `${ok}`);
    };

    test(`after the call ${label} was made, before it starts`, async () => {
      const body = await engine.download(server.url);
      const outcome = await engine.call((call) => {
        read(body, call);
        body.close();
      });
      endsAborted(outcome);
      if (label !== 'piece by piece') assert.equal(outcome.failure?.kind, 'aborted');
      await server.closed();
    });

    test(`after any number of turns since the call ${label}`, async () => {
      for (let turns = 0; turns < 40; turns += 1) {
        const body = await engine.download(server.url);
        const reading = engine.call((call) => read(body, call));
        for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        body.close();
        endsAborted(await reading);
        // Held, so that it is not the garbage collection that closes the connection.
        await server.closed();
        assert.equal(body.take(Buffer.alloc(1)), 0);
      }
    });
  }
});

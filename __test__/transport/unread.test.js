'use strict';

// Downloads that are held and not read hold up nobody: others get their connections, and whoever reads them later gets every byte.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const http = require('node:http');
const { afterEach, beforeEach, describe, test } = require('node:test');

const { isReference, blobferry } = require('../support/blobferry');

/** More than may be open at once, wherever the tests run. */
const HELD = 2000;
/** Longer than what is read ahead. */
const LONG = 100_000;

/** What a blob of this name has: its own bytes, in each state of its own. */
function contentOf(name, length, state) {
  const seed = createHash('sha256').update(`${name} ${state}`).digest();
  return Buffer.alloc(length, seed);
}

/** A service whose blobs have this number of bytes. `change()` gives all of them another state. */
async function startServer(length) {
  const server = { requests: [], stored: new Map(), open: 0, most: 0, state: 1 };
  const listener = http.createServer((request, response) => {
    response.on('error', () => {});
    const { method, url, headers } = request;
    server.requests.push({ method, url, range: headers['x-ms-range'], ifMatch: headers['if-match'] });
    const etag = `"${server.state}"`;
    const common = { etag, 'last-modified': new Date(0).toUTCString(), 'x-ms-blob-type': 'BlockBlob' };
    if (method === 'PUT') {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        server.stored.set(url, Buffer.concat(chunks));
        response.writeHead(201, common).end();
      });
      return;
    }
    if (headers['if-match'] !== undefined && headers['if-match'] !== etag) {
      response.writeHead(412, { 'x-ms-error-code': 'ConditionNotMet' }).end();
      return;
    }
    const content = contentOf(url, length, server.state);
    const [, from] = /bytes=(\d+)-/.exec(headers['x-ms-range'] ?? '') ?? [];
    const part = content.subarray(Number(from ?? 0));
    const range = from === undefined ? {} : { 'content-range': `bytes ${from}-${length - 1}/${length}` };
    response.writeHead(from === undefined ? 200 : 206, { ...common, ...range, 'content-length': part.length });
    response.end(method === 'HEAD' ? undefined : part);
  });
  listener.on('connection', (socket) => {
    server.open += 1;
    server.most = Math.max(server.most, server.open);
    socket.on('error', () => {});
    socket.on('close', () => (server.open -= 1));
  });
  listener.keepAliveTimeout = 60_000;
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', 1024, resolve));
  const origin = `http://127.0.0.1:${listener.address().port}`;
  server.client = (options) =>
    new blobferry.ContainerClient(`${origin}/account/c`, new blobferry.AnonymousCredential(), options);
  server.close = () => {
    listener.closeAllConnections();
    return new Promise((resolve) => listener.close(resolve));
  };
  return server;
}

const read = async ({ readableStreamBody }) => Buffer.concat(await readableStreamBody.toArray());

/** So many downloads, all of which have resolved and none of which is read. */
const hold = (container, count) =>
  Promise.all(Array.from({ length: count }, (_, number) => container.getBlobClient(`b${number}`).download()));

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

const path = (number) => `/account/c/b${number}`;

describe('downloads that are held and not read', { skip: isReference }, () => {
  let server;
  afterEach(() => server.close());

  describe(`of ${LONG} bytes`, () => {
    beforeEach(async () => (server = await startServer(LONG)));

    test(`${HELD} of them leave others their way, and are whole when they are read`, async () => {
      const container = server.client();
      const held = await hold(container, HELD);
      assert.equal(await container.getBlobClient('other').exists(), true);
      const bytes = Buffer.alloc(1_000_000, 'uploaded');
      await container.getBlockBlobClient('up').upload(bytes, bytes.length);
      assert.ok(server.stored.get('/account/c/up').equals(bytes));
      assert.ok(server.most < HELD, `${server.most} connections at once`);
      await Promise.all(
        held.map(async (response, number) => {
          assert.ok((await read(response)).equals(contentOf(path(number), LONG, 1)), `${number}`);
        }),
      );
      const again = server.requests.filter(({ method, ifMatch }) => method === 'GET' && ifMatch !== undefined);
      assert.ok(again.length > 0 && again.every(({ ifMatch }) => ifMatch === '"1"'));
    });

    test('one by one, and in parts', async () => {
      const container = server.client();
      const held = await hold(container, HELD);
      const iterators = held.map(({ readableStreamBody }) => readableStreamBody[Symbol.asyncIterator]());
      const firsts = await Promise.all(iterators.map(async (iterator) => (await iterator.next()).value));
      for (const [number, iterator] of iterators.entries()) {
        const chunks = [firsts[number]];
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) chunks.push(next.value);
        assert.ok(Buffer.concat(chunks).equals(contentOf(path(number), LONG, 1)), `${number}`);
      }
    });

    test('changes in the meantime are reported', async () => {
      const container = server.client();
      const held = await hold(container, HELD);
      server.state = 2;
      const outcomes = await Promise.allSettled(held.map(read));
      const failed = outcomes.filter(({ status }) => status === 'rejected');
      assert.ok(failed.length > 0);
      for (const { reason } of failed) {
        assert.equal(reason.code, 'ConditionNotMet');
        assert.match(reason.message, /^The blob changed while it was read/);
      }
      for (const [number, { status, value }] of outcomes.entries()) {
        if (status === 'fulfilled') assert.ok(value.equals(contentOf(path(number), LONG, 1)), `${number}`);
      }
    });

    test('a wait can be aborted', async () => {
      const container = server.client();
      const { signal, ...controller } = abortable();
      const held = hold(container, HELD / 2);
      const more = Array.from({ length: HELD / 2 }, async () => {
        const { readableStreamBody } = await container
          .getBlobClient('b')
          .download(0, undefined, { abortSignal: signal });
        readableStreamBody.on('error', () => {});
      });
      await held;
      controller.abort();
      for (const { status, reason } of await Promise.allSettled(more)) {
        if (status === 'rejected') assert.equal(reason.name, 'AbortError');
      }
      assert.equal(await container.getBlobClient('other').exists(), true);
    });
  });

  test('of few bytes need no connection', async () => {
    server = await startServer(1000);
    const container = server.client();
    const held = await hold(container, HELD);
    assert.equal(await container.getBlobClient('other').exists(), true);
    for (const [number, response] of held.entries()) {
      assert.ok((await read(response)).equals(contentOf(path(number), 1000, 1)), `${number}`);
    }
    assert.equal(server.requests.length, HELD + 1, 'nothing was requested twice');
  });
});

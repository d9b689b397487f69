'use strict';

// Downloaded content: into buffers of all kinds, and as streams, no faster than it is read.

const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, describe, test } = require('node:test');
const vm = require('node:vm');

const { blobferry, isReference, libraries } = require('../support/libraries');

const MEBIBYTE = 1024 * 1024;
const LENGTH = 3 * MEBIBYTE + 7;
const CONTENT = Buffer.alloc(LENGTH, 'what a blob holds, ');

/** Sends the requested range; of `/endless` 256 MiB, as fast as they are read, and counts them; of `/stalls` one MiB, and no more. */
async function startServer() {
  const state = { written: 0, waiting: [] };
  const server = http.createServer((request, response) => {
    response.on('error', () => {});
    const common = { etag: '"1"', 'last-modified': new Date(0).toUTCString(), 'x-ms-blob-type': 'BlockBlob' };
    if (request.url.endsWith('/endless')) {
      response.writeHead(200, { ...common, 'content-length': 256 * MEBIBYTE });
      const go = () => {
        while (state.written < 256 * MEBIBYTE) {
          state.written += MEBIBYTE;
          if (!response.write(Buffer.alloc(MEBIBYTE))) return void response.once('drain', go);
        }
      };
      go();
      return;
    }
    if (request.url.endsWith('/stalls')) {
      response.writeHead(200, { ...common, 'content-length': LENGTH });
      response.write(CONTENT.subarray(0, MEBIBYTE));
      response.on('close', () => state.waiting.splice(0).forEach((resolve) => resolve()));
      return;
    }
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers['x-ms-range'] ?? '') ?? [];
    const content = CONTENT.subarray(Number(from ?? 0), to ? Number(to) + 1 : LENGTH);
    const range = from === undefined ? {} : { 'content-range': `bytes ${from}-${to || LENGTH - 1}/${LENGTH}` };
    response.writeHead(from === undefined ? 200 : 206, { ...common, ...range, 'content-length': content.length });
    response.end(request.method === 'HEAD' ? undefined : content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const container = (library) =>
    new library.ContainerClient(
      `http://127.0.0.1:${server.address().port}/account/c`,
      new library.AnonymousCredential(),
    );
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { state, container, close, closed: () => new Promise((resolve) => state.waiting.push(resolve)) };
}

describe('downloads', () => {
  let server;
  before(async () => (server = await startServer()));
  after(() => server.close());

  for (const [label, library] of Object.entries(libraries)) {
    test(`${label}: originalResponse has the members, the stream and _response`, async () => {
      const response = await server.container(library).getBlobClient('b').download(1, 5);
      const { originalResponse } = response;
      assert.equal(originalResponse.contentLength, 5);
      assert.equal(originalResponse.etag, '"1"');
      assert.equal(originalResponse._response.status, 206);
      assert.ok(Object.keys(originalResponse).includes('_response'));
      assert.ok(originalResponse.lastModified instanceof Date);
      assert.equal(typeof originalResponse.readableStreamBody.pipe, 'function');
      assert.deepEqual(originalResponse.objectReplicationSourceProperties, response.objectReplicationSourceProperties);
      const chunks = [];
      for await (const chunk of response.readableStreamBody) chunks.push(chunk);
      assert.ok(Buffer.concat(chunks).equals(CONTENT.subarray(1, 6)));
    });

    test(`${label}: a spread of the result has the response and the stream`, async () => {
      const blob = server.container(library).getBlobClient('b');
      const spread = { ...(await blob.download(1, 5)) };
      assert.ok(Object.keys(spread).join().endsWith('originalResponse,blobDownloadStream'));
      const { originalResponse, blobDownloadStream } = spread;
      assert.equal(originalResponse.etag, '"1"');
      for (const absent of ['copyId', 'blobBody', 'errorCode', 'objectReplicationDestinationPolicyId']) {
        assert.ok(absent in originalResponse, absent);
        assert.equal(originalResponse[absent], undefined);
      }
      const chunks = [];
      for await (const chunk of blobDownloadStream) chunks.push(chunk);
      assert.ok(Buffer.concat(chunks).equals(CONTENT.subarray(1, 6)));
    });

    test(`${label}: downloadToBuffer, whole and in part, into a new buffer and a given one`, async () => {
      const blob = server.container(library).getBlobClient('b');
      assert.ok((await blob.downloadToBuffer()).equals(CONTENT));
      assert.ok((await blob.downloadToBuffer(5, 2 * MEBIBYTE)).equals(CONTENT.subarray(5, 5 + 2 * MEBIBYTE)));
      const mine = Buffer.alloc(LENGTH + 10, '.');
      assert.equal(await blob.downloadToBuffer(mine, 7, LENGTH - 7), mine);
      assert.ok(mine.subarray(0, LENGTH - 7).equals(CONTENT.subarray(7)));
      assert.equal(mine.toString('utf8', LENGTH - 7), '.'.repeat(17));
    });
  }

  test('into memory of other realms and kinds', { skip: isReference }, async () => {
    const blob = server.container(blobferry).getBlobClient('b');
    const buffers = [
      new Uint8Array(new SharedArrayBuffer(LENGTH)),
      vm.runInNewContext('new Uint8Array(length)', { length: LENGTH }),
      new Uint8Array(new WebAssembly.Memory({ initial: 64 }).buffer, 3, LENGTH),
      new Uint8Array(new ArrayBuffer(LENGTH, { maxByteLength: 2 * LENGTH })),
      Buffer.alloc(LENGTH + 5).subarray(5),
    ];
    for (const buffer of buffers) {
      assert.equal(await blob.downloadToBuffer(buffer), buffer);
      assert.ok(CONTENT.equals(buffer));
    }
  });

  test('a buffer that is transferred while it is filled', { skip: isReference }, async () => {
    const blob = server.container(blobferry).getBlobClient('b');
    const buffer = Buffer.from(new ArrayBuffer(LENGTH));
    const reported = [];
    const onProgress = ({ loadedBytes }) => {
      reported.push(loadedBytes);
      if (reported.length === 1) structuredClone(buffer.buffer, { transfer: [buffer.buffer] });
    };
    await assert.rejects(
      blob.downloadToBuffer(buffer, 0, undefined, { blockSize: 64 * 1024, onProgress }),
      /^TypeError: buffer lost its bytes/,
    );
    const early = Buffer.from(new ArrayBuffer(LENGTH));
    const downloading = blob.downloadToBuffer(early);
    structuredClone(early.buffer, { transfer: [early.buffer] });
    await assert.rejects(downloading, /^RangeError: The buffer's size should be .* request count of bytes: \d+$/);
  });

  test('an abort ends it in the middle, and its connection', { skip: isReference }, async () => {
    const blob = server.container(blobferry).getBlobClient('stalls');
    const controller = new AbortController();
    const closed = server.closed();
    const onProgress = () => controller.abort();
    await assert.rejects(blob.downloadToBuffer(0, undefined, { abortSignal: controller.signal, onProgress }), {
      name: 'AbortError',
    });
    await closed;
  });

  test('a buffer that is too small ends it, and its connection', { skip: isReference }, async () => {
    const closed = server.closed();
    const blob = server.container(blobferry).getBlobClient('stalls');
    await assert.rejects(
      blob.downloadToBuffer(Buffer.alloc(5)),
      /^RangeError: The buffer's size should be .* request count of bytes: \d+$/,
    );
    await closed;
  });

  test('a stream receives no more than it is read, and a little ahead', { skip: isReference }, async () => {
    const { readableStreamBody } = await server.container(blobferry).getBlobClient('endless').download();
    const iterator = readableStreamBody[Symbol.asyncIterator]();
    await iterator.next();
    for (let turn = 0; turn < 1000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(server.state.written < 64 * MEBIBYTE, `${server.state.written}`);
    await iterator.return();
  });
});

// Starts downloads that nobody reads, under a signal that lives on, drops them, and reports whether they and their connections were released.

'use strict';

const http = require('node:http');

const { AnonymousCredential, BlobClient } = require(process.argv[2]);

const COUNT = 20;
/** More than the system keeps of a response that nobody reads. */
const LENGTH = 64 * 1024 * 1024;

const controller = new AbortController();
const connections = new Set();
const server = http.createServer((_request, response) => {
  response.on('error', () => {});
  response.writeHead(200, {
    'content-length': LENGTH,
    etag: '"1"',
    'last-modified': new Date(0).toUTCString(),
    'x-ms-blob-type': 'BlockBlob',
  });
  response.write(Buffer.alloc(1024));
});
server.on('connection', (socket) => {
  connections.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => connections.delete(socket));
});

async function start(blob) {
  const { readableStreamBody } = await blob.download(0, undefined, { abortSignal: controller.signal });
  return new WeakRef(readableStreamBody);
}

server.listen(0, '127.0.0.1', async () => {
  const blob = new BlobClient(`http://127.0.0.1:${server.address().port}/account/c/b`, new AnonymousCredential());
  const streams = await Promise.all(Array.from({ length: COUNT }, () => start(blob)));
  const opened = connections.size;
  // Collection takes as many turns as it takes; the test's own limit ends it.
  const isLeft = () => connections.size > 0 || streams.some((stream) => stream.deref());
  while (isLeft()) {
    global.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { getEventListeners } = require('node:events');
  console.log(JSON.stringify({ opened, listeners: getEventListeners(controller.signal, 'abort').length }));
  server.close();
});

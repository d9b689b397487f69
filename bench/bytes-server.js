// A server in a process of its own. It discards what it receives, and sends as many zeros as the blob's name says. It adds nothing to the cost of
// the measured process. Its parent hears its origin.

'use strict';

const http = require('node:http');
const https = require('node:https');

const PIECE = Buffer.alloc(2 ** 20);
const tls = process.argv[2] === 'https' ? JSON.parse(process.env.BENCH_TLS) : undefined;
const PROPERTIES = { etag: '"1"', 'last-modified': new Date(0).toUTCString(), 'x-ms-version': '2021-12-02' };

function listener(request, response) {
  const length = Number(new URL(request.url, 'http://host').pathname.split('/').at(-1));
  if (request.method === 'PUT') {
    request.resume();
    request.on('end', () => response.writeHead(201, PROPERTIES).end());
    return;
  }
  const range = /bytes=(\d+)-(\d+)/.exec(request.headers['x-ms-range'] ?? '');
  const sent = range ? Number(range[2]) - Number(range[1]) + 1 : length;
  const partial = range ? { 'content-range': `bytes ${range[1]}-${range[2]}/${length}` } : {};
  response.writeHead(range ? 206 : 200, {
    ...PROPERTIES,
    ...partial,
    'content-length': sent,
    'accept-ranges': 'bytes',
    'x-ms-blob-type': 'BlockBlob',
  });
  if (request.method === 'HEAD') response.end();
  else send(response, sent);
}

function send(response, left) {
  while (left > 0) {
    const piece = PIECE.subarray(0, left);
    left -= piece.length;
    if (!response.write(piece)) {
      response.once('drain', () => send(response, left));
      return;
    }
  }
  response.end();
}

const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
server.listen(0, '127.0.0.1', () => {
  process.send(`${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`);
});
process.on('disconnect', () => process.exit());

'use strict';

// An HTTP(S) server that stores the bodies that it receives, complete or not, and can stop reading within a body.

const http = require('node:http');
const https = require('node:https');

const { closerOf } = require('./close-server');

/**
 * `replyTo(request, number)` gives the status of a request whose body is whole, or `{ status, headers }`. `requests` has all that came:
 * `{ method, url, headers, announced, received, body }`, `body` once it is complete, `gone` once the connection broke before that. After
 * `hold()` the head of the next request is taken and its body is left where it is, until `release()`.
 */
async function startBodyServer(replyTo = () => 201, { tls } = {}) {
  const requests = [];
  const waiting = [];
  let held = false;
  const onRelease = [];
  const changed = () => {
    for (const waiter of waiting.splice(0)) waiter();
  };

  const listener = (request, response) => {
    const { method, url, headers } = request;
    const record = { method, url, headers, announced: Number(headers['content-length'] ?? 0), received: 0 };
    requests.push(record);
    const chunks = [];
    const read = () => {
      request.on('data', (chunk) => {
        chunks.push(chunk);
        record.received += chunk.length;
        changed();
      });
    };
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('close', () => {
      if (record.body === undefined) record.gone = true;
      changed();
    });
    request.on('end', () => {
      if (!request.complete) return;
      record.body = Buffer.concat(chunks);
      const reply = replyTo(record, requests.length - 1);
      const { status, headers: more } = typeof reply === 'number' ? { status: reply } : reply;
      const common = { etag: '"1"', 'last-modified': new Date(0).toUTCString(), 'x-ms-version': '2021-12-02' };
      response.writeHead(status, { ...common, ...more });
      response.end();
      changed();
    });
    if (held) onRelease.push(read);
    else read();
    changed();
  };

  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  const close = closerOf(server);
  const connections = new Set();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => {
      connections.delete(socket);
      changed();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`,
    requests,
    connections,
    hold() {
      held = true;
    },
    release() {
      held = false;
      for (const read of onRelease.splice(0)) read();
    },
    /** Resolves once this holds. */
    async until(holds) {
      while (!holds()) await new Promise((resolve) => waiting.push(resolve));
    },
    close,
  };
}

module.exports = { startBodyServer };

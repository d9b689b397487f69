'use strict';

// An HTTP(S) server with scripted responses, for everything that Azurite cannot return.

const http = require('node:http');
const https = require('node:https');
const { randomUUID } = require('node:crypto');

const { closerOf } = require('./close-server');

/**
 * Starts a server on a port that the system picks.
 *
 * `replyTo(request)` gets `{ method, target, path, query, headers, rawHeaders, body, at, socket }` (`at`: when it arrived, in ms)
 * and returns `{ status, headers, body }`, a promise of that, or one of `HANG` (no response) and `RESET` (connection dropped).
 * `requests` lists what arrived; `tls` (`{ key, cert }`) makes it HTTPS.
 */
async function startScriptedServer(replyTo, { tls } = {}) {
  const requests = [];
  const waiting = [];
  const listener = (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => void respond(request, response, Buffer.concat(chunks)));
  };

  async function respond(request, response, body) {
    const { pathname, searchParams } = new URL(request.url, 'http://host');
    const record = {
      method: request.method,
      target: request.url,
      path: pathname,
      query: searchParams,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body,
      at: performance.now(),
      socket: request.socket,
    };
    requests.push(record);
    for (const waiter of waiting.splice(0)) waiter();
    const reply = await replyTo(record, requests.length - 1);
    if (reply === HANG) return;
    if (reply === RESET) {
      // Node resets no connection over TLS.
      if (tls) request.socket.destroy();
      else request.socket.resetAndDestroy();
      return;
    }
    const headers = {
      'x-ms-request-id': randomUUID(),
      'x-ms-version': request.headers['x-ms-version'] ?? '',
      date: new Date().toUTCString(),
    };
    response.writeHead(reply.status, { ...headers, ...reply.headers });
    response.end(request.method === 'HEAD' ? undefined : reply.body);
  }

  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  const close = closerOf(server);
  server.keepAliveTimeout = 60_000;
  const connections = new Set();
  server.on(tls ? 'secureConnection' : 'connection', (socket) => {
    connections.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => connections.delete(socket));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`,
    requests,
    connections,
    /** Resolves once this many requests have arrived. */
    async arrived(count) {
      while (requests.length < count) await new Promise((resolve) => waiting.push(resolve));
    },
    close,
  };
}

const HANG = Symbol('no response');
const RESET = Symbol('connection dropped');

/** An error as the Blob service writes it. */
function serviceError(status, code, message, headers = {}) {
  return {
    status,
    headers: { 'x-ms-error-code': code, 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}

module.exports = { HANG, RESET, serviceError, startScriptedServer };

'use strict';

// A server that parses HTTP requests and responds with any bytes that a test writes, at any speed.

const net = require('node:net');
const { afterEach } = require('node:test');
const tls = require('node:tls');

/**
 * `response(request, socket, number)` writes the response. A request is `{ method, target, headers, body, connection }`; `number` counts
 * requests from 0, `connection` counts connections from 1. `requests` has the received requests; `ended` is the number of ended connections.
 */
async function startRawResponses(response, { certificate } = {}) {
  const requests = [];
  const sockets = new Set();
  const waiting = [];
  const state = { connections: 0, ended: 0 };
  const settle = () => {
    for (const waiter of waiting.splice(0)) waiter();
  };

  async function talk(socket, connection) {
    let received = Buffer.alloc(0);
    let request;
    for await (const piece of socket) {
      received = Buffer.concat([received, piece]);
      for (;;) {
        if (!request) {
          const end = received.indexOf('\r\n\r\n');
          if (end < 0) break;
          request = { ...readHead(received.toString('latin1', 0, end)), connection };
          received = received.subarray(end + 4);
        }
        const length = Number(request.headers['content-length'] ?? 0);
        if (received.length < length) break;
        request.body = received.subarray(0, length);
        received = received.subarray(length);
        requests.push(request);
        const whole = request;
        request = undefined;
        settle();
        // Not awaited: the connection's end must be seen while a response never ends.
        Promise.resolve(response(whole, socket, requests.length - 1)).catch(() => socket.destroy());
      }
    }
  }

  const onSocket = (socket) => {
    sockets.add(socket);
    state.connections += 1;
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      state.ended += 1;
      settle();
    });
    talk(socket, state.connections).catch(() => {});
  };
  const server = certificate ? tls.createServer(certificate, onSocket) : net.createServer(onSocket);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${server.address().port}`,
    requests,
    state,
    /** Resolves once this number of connections has ended. */
    async haveEnded(count) {
      while (state.ended < count) await new Promise((resolve) => waiting.push(resolve));
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function readHead(text) {
  const [first, ...lines] = text.split('\r\n');
  const [method, target] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { method, target, headers };
}

/** The head of a response. `headers` are separate lines, so that they can be repeated. */
const head = (status, ...headers) =>
  `HTTP/1.1 ${status} Status\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;

/** A complete response with its length. */
const whole = (status, headers = [], body = '') =>
  `${head(status, `content-length: ${Buffer.byteLength(body)}`, ...headers)}${body}`;

/** The headers of a blob, as lines. */
const BLOB = ['etag: "0x8DA"', 'last-modified: Mon, 01 Jan 2024 00:00:00 GMT'];

/**
 * Writes as long as the client reads, up to `most` bytes. Resolves with the number of written bytes when the connection ends or
 * all are out.
 */
async function flood(socket, most = Infinity, piece = Buffer.alloc(64 * 1024, 'a')) {
  let written = 0;
  while (!socket.destroyed && written < most) {
    written += piece.length;
    if (!socket.write(piece)) {
      await new Promise((resolve) => {
        socket.once('drain', resolve);
        socket.once('close', resolve);
      });
    }
  }
  return written;
}

/** Returns a function that starts servers; all are closed after each test. */
function rawResponsesUntilAfterEach() {
  const servers = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  return async (response) => {
    const server = await startRawResponses(response);
    servers.push(server);
    return server;
  };
}

module.exports = { BLOB, flood, head, rawResponsesUntilAfterEach, startRawResponses, whole };

'use strict';

// TCP servers that are no HTTP servers.

const net = require('node:net');

/** Responds to anything with these bytes and closes. */
async function startGarbageServer(bytes) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(bytes));
  });
  return listen(server);
}

/** Accepts connections and never sends a byte. `connections` holds the open ones; `opened` resolves at the first. */
async function startSilentServer() {
  const connections = new Set();
  let announce;
  const opened = new Promise((resolve) => (announce = resolve));
  const server = net.createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => connections.delete(socket));
    socket.resume();
    announce(socket);
  });
  return Object.assign(await listen(server), { connections, opened });
}

/**
 * Reads the bodies of requests no further than `allow(bytes)` lets it, and gives them statuses one after the other. `requests` has what has
 * arrived: `{ head, body }`; `closed` resolves when the first connection has ended.
 */
async function startPacedServer(...statuses) {
  const requests = [];
  let allowed = 0;
  let onAllowed = () => {};
  let onClosed;
  const closed = new Promise((resolve) => (onClosed = resolve));

  async function talk(socket) {
    let received = Buffer.alloc(0);
    const pieces = [];
    let request;
    for await (const piece of socket) {
      if (!request) {
        received = Buffer.concat([received, piece]);
        const end = received.indexOf('\r\n\r\n');
        if (end < 0) continue;
        const head = received.toString('latin1', 0, end);
        request = { head, length: Number(/^content-length: (\d+)$/im.exec(head)[1]), read: 0 };
        pieces.push(received.subarray(end + 4));
      } else pieces.push(piece);
      request.read += pieces.at(-1).length;
      while (request.read > allowed) await new Promise((resolve) => (onAllowed = resolve));
      if (request.read < request.length) continue;
      requests.push({ head: request.head, body: Buffer.concat(pieces.splice(0)) });
      received = Buffer.alloc(0);
      request = undefined;
      allowed = 0;
      socket.write(`HTTP/1.1 ${statuses.shift()} Status\r\ncontent-length: 0\r\n\r\n`);
    }
  }

  const server = net.createServer((socket) => {
    socket.on('close', onClosed);
    talk(socket).catch(() => socket.destroy());
  });
  const allow = (bytes) => {
    allowed = bytes;
    onAllowed();
  };
  return Object.assign(await listen(server), { requests, closed, allow });
}

/** The origin of a port without a server: it was free a moment ago, and the system does not assign it again at once. */
async function refusedOrigin() {
  const server = await listen(net.createServer());
  await server.close();
  return server.origin;
}

async function listen(server) {
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

module.exports = { refusedOrigin, startGarbageServer, startPacedServer, startSilentServer };

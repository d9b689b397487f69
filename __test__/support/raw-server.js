'use strict';

// TCP servers that are no HTTP servers.

const net = require('node:net');

/** Answers whatever arrives with these bytes and closes. */
async function startGarbageServer(bytes) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(bytes));
  });
  return listen(server);
}

/** Accepts connections and never says a word. `connections` holds the open ones; `opened` resolves at the first. */
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

/** The origin of a port where nobody listens: it was free a moment ago, and the system does not hand it out again at once. */
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

module.exports = { refusedOrigin, startGarbageServer, startSilentServer };

'use strict';

const { once } = require('node:events');
const net = require('node:net');

/** A port at which nothing listens any more. */
async function deadPort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

module.exports = { deadPort };

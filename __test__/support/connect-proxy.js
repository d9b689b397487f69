'use strict';

// A proxy with tunnels (CONNECT), as companies use them.

const http = require('node:http');
const net = require('node:net');

/** Starts it. `tunnels` lists `{ target, authorization }` of every requested tunnel; with `demand`, only that authorization gets one. */
async function startConnectProxy({ demand } = {}) {
  const tunnels = [];
  const sockets = new Set();
  const server = http.createServer((request, response) => {
    tunnels.push({ target: request.url, authorization: request.headers['proxy-authorization'] });
    response.writeHead(501).end();
  });
  server.on('connect', (request, socket, head) => {
    const authorization = request.headers['proxy-authorization'];
    tunnels.push({ target: request.url, authorization });
    socket.on('error', () => {});
    if (demand !== undefined && authorization !== demand) {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n',
      );
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = net.connect(Number(port), hostname.replace(/^\[|\]$/g, ''), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on('close', () => sockets.delete(end));
    }
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    tunnels,
    close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

module.exports = { startConnectProxy };

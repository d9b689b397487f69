'use strict';

/**
 * Prepares a server to be closed: call it before the server has connections. The function that it returns closes them all, and the server.
 * `server.closeAllConnections()` leaves those whose TLS handshake is under way, and then the server is open for as long as its client keeps
 * them.
 */
function closerOf(server) {
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    return closed;
  };
}

module.exports = { closerOf };

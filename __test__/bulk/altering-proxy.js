'use strict';

// A server between blobferry and another one, which changes responses: what a broken or hostile service would say.

const http = require('node:http');

/**
 * Passes requests on to `origin`. `alter` gets each request with its response, `{ status, headers, body }`, and returns another one, or
 * undefined for this one. A response that is `null` never comes.
 *
 * @param {string} origin
 * @param {(request: http.IncomingMessage, response: { status: number, headers: object, body: Buffer }) => object | null | undefined} alter
 */
async function startAltering(origin, alter) {
  const { hostname, port } = new URL(origin);
  const server = http.createServer((request, response) => {
    const onward = http.request(
      { hostname, port, method: request.method, path: request.url, headers: request.headers },
      (reply) => {
        const parts = [];
        reply.on('data', (part) => parts.push(part));
        reply.on('error', () => response.destroy());
        reply.on('end', () => {
          const given = { status: reply.statusCode, headers: { ...reply.headers }, body: Buffer.concat(parts) };
          const altered = alter(request, given);
          if (altered === null) return;
          const { status, headers, body } = { ...given, ...altered };
          delete headers['transfer-encoding'];
          if (request.method !== 'HEAD') headers['content-length'] = Buffer.byteLength(body);
          response.writeHead(status, headers);
          response.end(body);
        });
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

module.exports = { startAltering };

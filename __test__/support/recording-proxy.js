'use strict';

// A small HTTP server in front of Azurite that records what a client sends. A signature covers the path but not the
// host, so it stays valid when a request is passed on unchanged.

const http = require('node:http');

/** Azurite reads a source with a SAS itself before it copies; those requests are its own, not the client's. */
const isFromAzurite = (request) => /^axios\//.test(request.headers['user-agent'] ?? '');

/**
 * Starts a proxy for the server at `target` (an origin such as "http://127.0.0.1:1234").
 *
 * - `requests`: what arrived since the last `take()`: method, target (path and query), rawHeaders, body, status.
 * - `inject(decide)`: `decide(record)` may return an action for a request instead of having it passed on:
 *   `{ reset: true }`, `{ hang: true }`, `{ garbage: bytes }`, `{ status, headers, body }`,
 *   or `{ resetAfter: true }`: the request is passed on and its response thrown away.
 */
async function startRecordingProxy(target) {
  const upstream = new URL(target);
  let requests = [];
  let decide = () => undefined;

  const server = http.createServer({ keepAlive: true }, (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => {
      const record = {
        method: request.method,
        target: request.url,
        rawHeaders: request.rawHeaders,
        headers: request.headers,
        body: Buffer.concat(chunks),
        status: undefined,
      };
      if (!isFromAzurite(request)) requests.push(record);
      const action = decide(record);
      if (action === undefined || action.resetAfter) forward(record, request, response, action);
      else perform(action, record, request, response);
    });
  });

  function forward(record, request, response, action) {
    const passed = http.request(
      {
        host: upstream.hostname,
        port: upstream.port,
        method: record.method,
        path: record.target,
        headers: record.rawHeaders,
        agent: false,
      },
      (reply) => {
        record.status = reply.statusCode;
        if (action?.resetAfter) {
          reply.resume().on('end', () => request.socket.destroy());
          return;
        }
        response.writeHead(reply.statusCode, reply.statusMessage, endToEnd(reply.rawHeaders));
        reply.pipe(response);
      },
    );
    passed.on('error', () => response.destroy());
    passed.end(record.body);
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: origin + upstream.pathname.replace(/\/$/, ''),
    get requests() {
      return requests;
    },
    take() {
      const taken = requests;
      requests = [];
      return taken;
    },
    inject(decision) {
      decide = decision ?? (() => undefined);
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function perform(action, record, request, response) {
  if (action.hang) return;
  if (action.reset) {
    record.status = 'reset';
    request.socket.resetAndDestroy();
  } else if (action.garbage !== undefined) {
    record.status = 'garbage';
    request.socket.end(action.garbage);
  } else {
    record.status = action.status;
    response.writeHead(action.status, action.headers ?? {});
    response.end(record.method === 'HEAD' ? undefined : action.body);
  }
}

/** `Connection` and `Keep-Alive` belong to one hop: the proxy's server writes its own. */
function endToEnd(rawHeaders) {
  const kept = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (!/^(connection|keep-alive)$/i.test(rawHeaders[index])) kept.push(rawHeaders[index], rawHeaders[index + 1]);
  }
  return kept;
}

module.exports = { startRecordingProxy };

'use strict';

// Responds at once with little; never responds to requests for `silence`.

const http = require('node:http');
const { parentPort } = require('node:worker_threads');

const server = http.createServer((request, response) => {
  request.resume();
  if (request.url.includes('silence')) return;
  response.writeHead(200, { etag: '"1"', 'content-length': 0 });
  response.end();
});
server.listen(0, '127.0.0.1', 1024, () => parentPort.postMessage(server.address().port));

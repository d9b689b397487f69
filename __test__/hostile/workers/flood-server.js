'use strict';

// A server that says more than anybody wants to hear. What it says depends on the path; how many bytes it has got rid of stands in
// memory that it shares.

const net = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');

const said = new BigInt64Array(workerData.said);

const HEAD = 'HTTP/1.1 200 OK\r\netag: "1"\r\n';
const MOST = 2 ** 30;
const endless = (text) => Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));

/** The beginning of each path's response, and what follows it endlessly. */
const FLOODS = {
  body: [`${HEAD}content-length: ${MOST}\r\n\r\n`, endless('content')],
  chunks: [`${HEAD}transfer-encoding: chunked\r\n\r\n`, endless('1\r\nx\r\n')],
  interim: ['', endless('HTTP/1.1 102 Processing\r\n\r\n')],
  headers: [HEAD, endless('x-ms-meta-name: value\r\n')],
};

const server = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (request) => {
    const [head, piece] = FLOODS[/\/([a-z]+)[? ]/.exec(request.toString('latin1').split('\r\n')[0])[1]];
    socket.write(head);
    let left = MOST;
    const pour = () => {
      while (left > 0 && !socket.destroyed) {
        left -= piece.length;
        Atomics.add(said, 0, BigInt(piece.length));
        if (!socket.write(piece)) return;
      }
      socket.end();
    };
    socket.on('drain', pour);
    pour();
  });
});
server.listen(0, '127.0.0.1', 1024, () => parentPort.postMessage(server.address().port));

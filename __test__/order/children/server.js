'use strict';

// A server in a process of its own, so that nothing of the sender's holds up its looking. It writes down what arrives when its head does, over
// plain sockets, and prints its port. `GET /arrived` gives what came since the last time, as JSON. Requests for `together-N` get a response when
// N of them are there.

const net = require('node:net');

const { afterPolling } = require('../../support/after-polling');

let arrived = [];
const together = [];

const server = net.createServer((socket) => {
  let text = '';
  let missing = 0;
  socket.on('error', () => {});
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
    for (;;) {
      const taken = Math.min(missing, text.length);
      text = text.slice(taken);
      missing -= taken;
      const end = missing === 0 ? text.indexOf('\r\n\r\n') : -1;
      if (end < 0) return;
      const head = text.slice(0, end);
      text = text.slice(end + 4);
      missing = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      const [, method, target] = /^(\S+) (\S+)/.exec(head);
      const isQuestion = target === '/arrived';
      const body = isQuestion ? JSON.stringify(arrived) : '';
      const name = target.split('/').at(-1);
      const count = /^together-(\d+)/.exec(name)?.[1];
      if (isQuestion) arrived = [];
      else if (!count) arrived.push(name);
      const status = method === 'PUT' ? '201 Created' : '200 OK';
      const id = /^x-ms-client-request-id: (.*)$/im.exec(head)?.[1];
      const echo = id ? `x-ms-client-request-id: ${id}\r\n` : '';
      const response = `HTTP/1.1 ${status}\r\n${echo}etag: "1"\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      if (count && together.push({ socket, response }) < Number(count)) continue;
      const responses = count ? together.splice(0) : [{ socket, response }];
      afterPolling(() => responses.forEach((reply) => reply.socket.write(reply.response)));
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => process.exit());

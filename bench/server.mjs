// The least that can be called a Blob service: every request is answered at once with the headers of a copy that has
// already ended. It checks nothing, so that the clients' work is what is measured. Prints a connection string once it
// listens, and ends when its standard input does.

import net from 'node:net';

const ACCOUNT = 'benchmark';
const KEY = Buffer.from('no secret: this server checks nothing').toString('base64');
const END_OF_HEAD = '\r\n\r\n';

const ANSWER = Buffer.from(
  [
    'HTTP/1.1 202 Accepted',
    'Content-Length: 0',
    'Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT',
    'ETag: "0x8DC0A1B2C3D4E5F"',
    'x-ms-request-id: 11111111-2222-3333-4444-555555555555',
    'x-ms-version: 2021-12-02',
    'x-ms-copy-id: 66666666-7777-8888-9999-000000000000',
    'x-ms-copy-status: success',
    'Date: Mon, 01 Jan 2024 00:00:00 GMT',
    '',
    '',
  ].join('\r\n'),
);

const server = net.createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    // No request here has a body, so each end of a head is the end of a request.
    const heads = (pending + chunk.toString('latin1')).split(END_OF_HEAD);
    pending = heads.pop();
    for (let answered = 0; answered < heads.length; answered += 1) socket.write(ANSWER);
  });
});

server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}/${ACCOUNT}`;
  console.log(`DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${url};`);
});
process.stdin.resume().once('end', () => process.exit(0));

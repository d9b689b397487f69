'use strict';

// A worker thread makes thousands of calls to a server that accepts connections and never responds, and is terminated while most of them
// wait for a connection. The addon is loaded in the worker alone, so the engine ends with it.

const net = require('node:net');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

const CALLS = 3000;
const RESPONSE = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\netag: "1"\r\n\r\n';

const listening = (onConnection) =>
  new Promise((resolve) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      onConnection(socket);
    });
    server.listen(0, '127.0.0.1', 1024, () => resolve(server));
  });

async function terminate() {
  const silent = await listening(() => {});
  const responsive = await listening((socket) => socket.on('data', () => socket.write(RESPONSE)));
  const [waiting, last] = [silent, responsive].map((server) => `http://127.0.0.1:${server.address().port}/a/c/b`);
  for (let round = 0; round < 2; round += 1) {
    const worker = new Worker(__filename, { workerData: { library: process.argv[2], waiting, last } });
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await worker.terminate();
  }
  console.log('terminated');
  process.exit(0);
}

async function call({ library, waiting, last }) {
  const { AnonymousCredential, BlobClient } = require(library);
  const clientOf = (url) => new BlobClient(url, new AnonymousCredential(), { retryOptions: { maxTries: 1 } });
  const client = clientOf(waiting);
  for (let made = 0; made < CALLS; made += 1) client.getProperties().catch(() => {});
  // Calls begin in their order, so those before this one wait when it has a response.
  await clientOf(last).getProperties();
  parentPort.postMessage('they wait');
}

if (isMainThread) void terminate();
else void call(workerData);

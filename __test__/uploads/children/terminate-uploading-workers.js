// Terminates worker threads in the middle of their uploads of any size; what they began ends with them.

'use strict';

const http = require('node:http');
const { Readable } = require('node:stream');
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const WORKERS = 5;
/** Two blocks of each of four uploads are sent at once. */
const OPEN = 8;
const BLOCK = 8_000_000;

function work({ packageName, origin, file }) {
  const { AnonymousCredential, ContainerClient } = require(packageName);
  const container = new ContainerClient(`${origin}/account/c`, new AnonymousCredential());
  const options = { maxSingleShotSize: 0, blockSize: BLOCK, concurrency: 2 };
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536);
    })(),
  );
  const blob = (name) => container.getBlockBlobClient(name);
  blob('memory')
    .uploadData(new Uint8Array(4 * BLOCK), options)
    .catch(console.error);
  blob('blob')
    .uploadData(new Blob([new Uint8Array(4 * BLOCK)]), options)
    .catch(console.error);
  blob('file').uploadFile(file, options).catch(console.error);
  blob('stream').uploadStream(endless, BLOCK, 2).catch(console.error);
}

async function main(packageName, file) {
  let whole = 0;
  let open = 0;
  const paused = [];
  let onChange = () => {};
  const server = http.createServer((request, response) => {
    open += 1;
    onChange();
    // One piece of each body is read, and no more while the worker lives.
    request.once('data', () => {
      request.pause();
      paused.push(request);
    });
    request.on('error', () => {});
    request.on('end', () => (whole += request.complete ? 1 : 0));
    request.on('close', () => {
      open -= 1;
      onChange();
    });
    response.on('error', () => {});
  });
  const until = async (number) => {
    while (open !== number) await new Promise((resolve) => (onChange = resolve));
  };
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  for (let at = 0; at < WORKERS; at += 1) {
    const worker = new Worker(__filename, { workerData: { packageName, origin, file } });
    await until(OPEN);
    await worker.terminate();
    // Who does not read does not hear of the end, either. What is there to be read is less than a body.
    for (const request of paused.splice(0)) request.resume();
    await until(0);
  }
  console.log(JSON.stringify({ whole }));
  server.close();
}

if (isMainThread) main(process.argv[2], process.argv[3]);
else work(workerData);

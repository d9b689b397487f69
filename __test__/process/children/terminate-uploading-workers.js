// Terminates worker threads in the middle of their uploads, of every kind of body; what they began ends with them.

'use strict';

const http = require('node:http');
const { Readable } = require('node:stream');
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const WORKERS = 10;
const BODIES = 4;
/** More than the system keeps of a connection. */
const LENGTH = 32_000_000;

function work({ packageName, origin }) {
  const { AnonymousCredential, ContainerClient } = require(packageName);
  const container = new ContainerClient(`${origin}/account/c`, new AnonymousCredential());
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536);
    })(),
  );
  const bodies = [new Uint8Array(LENGTH), new Blob([new Uint8Array(LENGTH)]), endless, 'x'.repeat(LENGTH)];
  bodies.forEach((body, at) => {
    const length = body === endless ? 2 ** 30 : LENGTH;
    container.getBlockBlobClient(String(at)).upload(body, length).catch(console.error);
  });
}

async function main(packageName) {
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
    const worker = new Worker(__filename, { workerData: { packageName, origin } });
    await until(BODIES);
    await worker.terminate();
    // Who does not read does not hear of the end, either. What is there to be read is less than a body.
    for (const request of paused.splice(0)) request.resume();
    await until(0);
  }
  console.log(JSON.stringify({ whole }));
  server.close();
}

if (isMainThread) main(process.argv[2]);
else work(workerData);

'use strict';

// A signal that fires when the response has arrived, and before the script has seen it: a script that is busy gets both in one turn. The call
// rejects, as in the reference.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Readable } = require('node:stream');
const { Worker } = require('node:worker_threads');

const { libraries } = require('../support/libraries');

/** Counters in memory that the threads share: requests that arrived, that may get a response, and that got one. */
const [ARRIVED, ALLOWED, ANSWERED] = [0, 1, 2];

/** Serves every request with the same blob, when it may. */
const SERVER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { counts, ARRIVED, ALLOWED, ANSWERED } = workerData;
  const server = require('node:http').createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const arrived = Atomics.add(counts, ARRIVED, 1);
      Atomics.wait(counts, ALLOWED, arrived);
      response.on('finish', () => {
        Atomics.add(counts, ANSWERED, 1);
        Atomics.notify(counts, ANSWERED);
      });
      const isRead = request.method === 'GET';
      const headers = { etag: '"1"', 'content-length': isRead ? 5 : 0, 'content-type': 'application/octet-stream' };
      response.writeHead(request.method === 'PUT' ? 201 : 200, headers);
      response.end(isRead ? 'hello' : undefined);
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

let worker;
let port;
const counts = new Int32Array(new SharedArrayBuffer(12));
before(async () => {
  worker = new Worker(SERVER, { eval: true, workerData: { counts, ARRIVED, ALLOWED, ANSWERED } });
  port = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
});
after(() => worker.terminate());

const CALLS = {
  getProperties: (blob, options) => blob.getProperties(options),
  upload: (blob, options) => blob.upload('hello', 5, options),
  uploadData: (blob, options) => blob.uploadData(Buffer.from('hello'), options),
  'upload of a stream': (blob, options) => blob.upload(() => Readable.from(['hello']), 5, options),
  download: (blob, options) => blob.download(0, undefined, options),
};

describe('a signal that fires after the response has arrived ends', () => {
  for (const [name, call] of Object.entries(CALLS)) {
    test(name, async () => {
      for (const [label, library] of Object.entries(libraries)) {
        const url = `http://127.0.0.1:${port}/account/container/blob`;
        const blob = new library.BlockBlobClient(url, new library.AnonymousCredential());
        const controller = new AbortController();
        const before = Atomics.load(counts, ARRIVED);
        const running = call(blob, { abortSignal: controller.signal });
        running.catch(() => {});
        while (Atomics.load(counts, ARRIVED) === before) await new Promise(setImmediate);
        // From here on this thread is busy until the server has sent its response.
        Atomics.add(counts, ALLOWED, 1);
        Atomics.notify(counts, ALLOWED);
        Atomics.wait(counts, ANSWERED, before);
        controller.abort();
        await assert.rejects(running, { name: 'AbortError' }, label);
      }
    });
  }
});

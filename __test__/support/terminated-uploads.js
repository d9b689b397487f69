'use strict';

// Worker threads that are terminated in the middle of their uploads, beside a server that reads one piece of each body while they live.

const http = require('node:http');
const { Worker } = require('node:worker_threads');

/**
 * Terminates workers, one after the other, when each has this many uploads under way, and waits until the server has seen all of them end.
 *
 * @param {{ filename: string, workers: number, uploads: number, workerData: object }} options The script of the workers gets `workerData`
 *   and the `origin` of the server.
 * @returns {Promise<number>} How many bodies came whole.
 */
async function terminateWhileUploading({ filename, workers, uploads, workerData }) {
  let whole = 0;
  let open = 0;
  let isOver = false;
  const paused = [];
  let onChange = () => {};
  const server = http.createServer((request, response) => {
    open += 1;
    onChange();
    request.once('data', () => {
      // It may come after the worker has ended.
      if (isOver) return;
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
  for (let at = 0; at < workers; at += 1) {
    isOver = false;
    const worker = new Worker(filename, { workerData: { ...workerData, origin } });
    await until(uploads);
    await worker.terminate();
    isOver = true;
    // A server that does not read does not see the end, either. The bytes to read are less than a body.
    for (const request of paused.splice(0)) request.resume();
    await until(0);
  }
  server.close();
  return whole;
}

module.exports = { terminateWhileUploading };

'use strict';

// Calls while a test has put its own in the place of Node's timers and queues, before the package is loaded or after. What is faked
// never runs. Prints what the calls gave. Arguments: package, origin of the server, `before` or `after`.

const [, , packageName, origin, when] = process.argv;
const { nextTick } = process;
const { setTimeout, setImmediate, queueMicrotask, Date, performance } = globalThis;

function fake() {
  process.nextTick = () => {};
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) globalThis[name] = () => 0;
  globalThis.Date = class extends Date {
    static now = () => 0;
  };
  Object.defineProperty(globalThis, 'performance', { value: { now: () => 0 }, configurable: true, writable: true });
}

function restore() {
  process.nextTick = nextTick;
  Object.assign(globalThis, { setTimeout, setImmediate, queueMicrotask, Date });
  Object.defineProperty(globalThis, 'performance', { value: performance, configurable: true, writable: true });
}

async function run() {
  const { ContainerClient } = require(packageName);
  const container = new ContainerClient(`${origin}/account/container`);
  const blob = container.getBlockBlobClient('blob');
  const signal = new AbortController().signal;
  const results = [];
  results.push((await blob.getProperties({ abortSignal: signal })).etag);
  results.push((await blob.upload('text', 4)).etag);
  results.push((await blob.upload(Buffer.alloc(1000), 1000, { onProgress: () => {} })).etag);
  results.push((await blob.deleteIfExists()).succeeded);
  results.push((await container.listBlobsFlat().next()).done);
  const poller = await blob.beginCopyFromURL(`${origin}/account/container/source`);
  results.push((await poller.pollUntilDone()).copyStatus);
  results.push((await blob.downloadToBuffer()).toString());
  results.push(await blob.getProperties({ abortSignal: AbortSignal.abort() }).catch(({ name }) => name));
  return results;
}

if (when === 'before') fake();
else require(packageName);
fake();
run().then(
  (results) => {
    restore();
    console.log(JSON.stringify(results));
  },
  (error) => {
    restore();
    console.error(error);
    process.exitCode = 1;
  },
);

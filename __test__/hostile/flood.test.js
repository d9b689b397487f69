'use strict';

// A server that floods does not delay others. Nothing is measured in seconds, because a flood is as fast as the
// machine. What a call waits for is counted in the bytes that the flood sent in the meantime, and an abort or a timeout in
// the calls that completed before it.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Worker } = require('node:worker_threads');

const { blobferry } = require('../support/blobferry');

const KINDS = ['body', 'chunks', 'interim', 'headers'];
/** How many calls are flooded at once, of each kind. */
const FLOODED = 4;
const CALLS = 200;
/** The amount that the flood may send for each other call that gets a response. */
const MEBIBYTES_PER_CALL = 16;
/** How many calls may get a response, one after the other, before an abort or a timeout is noticed. */
const CALLS_BEFORE_END = 50;

const retryOptions = { maxTries: 1 };

/** Reads a mebibyte of what never ends, if it comes to that. */
async function beFlooded(blob, abortSignal) {
  const { readableStreamBody } = await blob.download(0, undefined, { abortSignal });
  let length = 0;
  for await (const piece of readableStreamBody) {
    length += piece.length;
    if (length > 2 ** 20) return;
  }
}

async function startWorker(name, workerData) {
  const worker = new Worker(path.join(__dirname, 'workers', name), { workerData });
  const [port] = await once(worker, 'message');
  return { worker, url: `http://127.0.0.1:${port}/account/container` };
}

describe('beside a server that floods', () => {
  const said = new BigInt64Array(new SharedArrayBuffer(8));
  const stop = new AbortController();
  const floods = [];
  let flood;
  let quiet;
  let container;

  const mebibytes = () => Number(Atomics.load(said, 0)) / 2 ** 20;

  before(async () => {
    flood = await startWorker('flood-server.js', { said: said.buffer });
    quiet = await startWorker('quiet-server.js');
    container = new blobferry.ContainerClient(quiet.url, undefined, { retryOptions });
    const flooding = new blobferry.ContainerClient(flood.url, undefined, { retryOptions });
    for (const kind of KINDS) {
      for (let number = 0; number < FLOODED; number += 1) {
        floods.push(
          (async () => {
            const blob = flooding.getBlobClient(kind);
            while (!stop.signal.aborted) await beFlooded(blob, stop.signal).catch(() => {});
          })(),
        );
      }
    }
    while (mebibytes() < 1) await container.getBlobClient('blob').getProperties();
  });

  after(async () => {
    stop.abort();
    await Promise.all(floods);
    await flood.worker.terminate();
    await quiet.worker.terminate();
  });

  /** Calls one after the other until something has happened; returns how many got a response. */
  async function callsUntil(ended) {
    let over = false;
    const mark = () => (over = true);
    void ended.then(mark, mark);
    let responded = 0;
    while (!over && responded < 100 * CALLS_BEFORE_END) {
      await container.getBlobClient('blob').getProperties();
      responded += 1;
    }
    return responded;
  }

  test('consecutive calls get their results', async () => {
    const start = mebibytes();
    for (let number = 0; number < CALLS; number += 1) await container.getBlobClient('blob').getProperties();
    const perCall = (mebibytes() - start) / CALLS;
    assert.ok(perCall < MEBIBYTES_PER_CALL, `a call waits for ${perCall} MiB of somebody else's`);
  });

  test('concurrent calls get their results', async () => {
    const start = mebibytes();
    await Promise.all(
      Array.from({ length: CALLS }, (_, number) => container.getBlobClient(`${number}`).getProperties()),
    );
    const perCall = (mebibytes() - start) / CALLS;
    assert.ok(perCall < MEBIBYTES_PER_CALL, `a call waits for ${perCall} MiB of somebody else's`);
  });

  test('an abort is noticed', async () => {
    const abort = new AbortController();
    const silent = container.getBlobClient('silence').getProperties({ abortSignal: abort.signal });
    silent.catch(() => {});
    await container.getBlobClient('blob').getProperties();
    abort.abort();
    const responded = await callsUntil(silent);
    assert.ok(responded <= CALLS_BEFORE_END, `${responded} calls got responses first`);
    await assert.rejects(silent, { name: 'AbortError' });
  });

  test('a call that is flooded can be aborted', async () => {
    for (const kind of KINDS) {
      const abort = new AbortController();
      const blob = new blobferry.BlobClient(`${flood.url}/${kind}`, undefined, { retryOptions });
      const flooded = beFlooded(blob, abort.signal);
      flooded.catch(() => {});
      abort.abort();
      const responded = await callsUntil(flooded);
      assert.ok(responded <= CALLS_BEFORE_END, `${kind}: ${responded} calls got responses first`);
    }
  });
});

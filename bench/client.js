// One library in one process: it copies when its parent says so, and answers what that cost this process.

'use strict';

const { monitorEventLoopDelay } = require('node:perf_hooks');

const { peakMegabytes, residentMegabytes } = require('./lib/memory');

const [, , packageName, connectionString] = process.argv;
const { BlobServiceClient } = require(packageName);

const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient('bench');
const source = container.getBlockBlobClient('source');
const pollers = [];
let number = 0;
let idleMegabytes = 0;

async function prepare() {
  await container.createIfNotExists();
  await source.upload('a small blob', 12);
}

async function copyOnce() {
  number += 1;
  const poller = await container.getBlobClient(`copy-${process.pid}-${number}`).beginCopyFromURL(source.url);
  await poller.pollUntilDone();
}

/** Makes `count` copies with `concurrency` of them under way at any time. */
async function copyMany(count, concurrency) {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await copyOnce();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function measure({ count, concurrency }) {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await copyMany(count, concurrency);
  const wall = (performance.now() - startedAt) * 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMicroseconds: (user + system) / count, wallMicroseconds: wall / count };
}

/** Copies that the service finishes after `milliseconds`: how much later each promise resolves, in milliseconds. */
async function finish({ count, milliseconds }) {
  const late = async () => {
    const startedAt = performance.now();
    await copyOnce();
    return performance.now() - startedAt - milliseconds;
  };
  return { late: await Promise.all(Array.from({ length: count }, late)) };
}

/** Starts copies, which stay pending, and keeps their pollers. */
async function start({ count }) {
  // One small request has been made: this is a client that has been used, and has nothing to do.
  idleMegabytes = residentMegabytes();
  for (let started = 0; started < count; started += 100) {
    const some = Array.from({ length: Math.min(100, count - started) }, () => {
      number += 1;
      return container.getBlobClient(`copy-${process.pid}-${number}`).beginCopyFromURL(source.url);
    });
    pollers.push(...(await Promise.all(some)));
  }
}

/** Awaits them all at once: what waiting costs this process. */
async function wait() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  delay.enable();
  await Promise.all(pollers.map((poller) => poller.pollUntilDone()));
  delay.disable();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    cpuMilliseconds: (user + system) / 1000,
    delayMilliseconds: delay.percentile(99) / 1e6,
    peakMegabytes: peakMegabytes(),
    megabytesAboveIdle: peakMegabytes() - idleMegabytes,
  };
}

const commands = {
  prepare,
  measure,
  finish,
  start,
  wait,
  memory: async () => ({ peakMegabytes: peakMegabytes() }),
};

process.on('message', async ({ command, ...argument }) => {
  try {
    process.send({ result: await commands[command](argument) });
  } catch (error) {
    process.send({ error: error.stack });
  }
});

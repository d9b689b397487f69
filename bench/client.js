// One library in one process: it copies when its parent says so, and answers what that cost this process.

'use strict';

const [, , packageName, connectionString] = process.argv;
const { BlobServiceClient } = require(packageName);

const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient('bench');
const source = container.getBlockBlobClient('source');
let number = 0;

async function prepare() {
  await container.create();
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

const commands = {
  prepare,
  measure,
  memory: async () => ({ peakMegabytes: process.resourceUsage().maxRSS / 1024 }),
};

process.on('message', async ({ command, ...argument }) => {
  try {
    process.send({ result: await commands[command](argument) });
  } catch (error) {
    process.send({ error: error.stack });
  }
});

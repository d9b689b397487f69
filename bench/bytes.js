// Measures one library in a process of its own, which sends or receives bytes and reports the cost to its parent.

'use strict';

const { monitorEventLoopDelay } = require('node:perf_hooks');

const { forgetPeak, peakMegabytes, residentMegabytes } = require('./lib/memory');

const [, , packageName, origin, way, size, count, atOnce] = process.argv;
const { AnonymousCredential, ContainerClient } = require(packageName);
const length = Number(size);
const blob = new ContainerClient(`${origin}/account/container`, new AnonymousCredential()).getBlockBlobClient(size);
const buffers = Array.from({ length: Number(atOnce) }, () => Buffer.alloc(length, 1));

const ways = {
  upload: (buffer) => blob.upload(buffer, length),
  downloadToBuffer: (buffer) => blob.downloadToBuffer(buffer),
  async download() {
    const { readableStreamBody } = await blob.download();
    for await (const chunk of readableStreamBody) void chunk;
  },
};

const go = () => Promise.all(buffers.map((buffer) => ways[way](buffer)));

async function measure() {
  if (Number(count) > 1) await go();
  else await blob.upload('x', 1);
  const idleMegabytes = residentMegabytes();
  forgetPeak();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  for (let round = 0; round < Number(count); round += 1) await go();
  const milliseconds = (performance.now() - startedAt) / Number(count);
  const { user, system } = process.cpuUsage(cpuBefore);
  delay.disable();
  process.send({
    milliseconds,
    cpuMilliseconds: (user + system) / 1000 / Number(count),
    delayMilliseconds: delay.max / 1e6,
    megabytesAboveIdle: peakMegabytes() - idleMegabytes,
  });
  process.disconnect();
}

measure().catch((error) => {
  console.error(error);
  process.exit(1);
});

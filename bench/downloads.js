// Measures one library in a process of its own, which downloads blobs of one size to one kind of target and reports the cost to its parent.

'use strict';

const { rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const { forgetPeak, peakMegabytes, residentMegabytes } = require('./lib/memory');

const [, , packageName, origin, way, size, count] = process.argv;
const { AnonymousCredential, ContainerClient } = require(packageName);
const blob = new ContainerClient(`${origin}/account/container`, new AnonymousCredential()).getBlobClient(size);
const file = path.join(tmpdir(), `blobferry-bench-${process.pid}`);

const ways = {
  buffer: () => blob.downloadToBuffer(),
  async stream() {
    const { readableStreamBody } = await blob.download();
    for await (const chunk of readableStreamBody) void chunk;
  },
  file: () => blob.downloadToFile(file),
};

async function measure() {
  // Idle is a client that has been used: loaded, connected.
  await blob.getProperties();
  const idleMegabytes = residentMegabytes();
  forgetPeak();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  for (let round = 0; round < Number(count); round += 1) await ways[way]();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  delay.disable();
  const bytes = Number(size) * Number(count);
  process.send({
    megabytesPerSecond: bytes / 1e6 / seconds,
    microseconds: (seconds * 1e6) / Number(count),
    cpuPerGigabyte: (user + system) / 1000 / (bytes / 1e9),
    delayMilliseconds: delay.max / 1e6,
    megabytesAboveIdle: peakMegabytes() - idleMegabytes,
  });
  process.disconnect();
}

measure()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(file, { force: true }));

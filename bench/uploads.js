// Uploads by one library in a process of its own, from a buffer, a stream or a file. It reports the cost to its parent.

'use strict';

const { createReadStream, readFileSync, statSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const { forgetPeak, peakMegabytes, residentMegabytes } = require('./lib/memory');

const [, , packageName, origin, from, file, rounds] = process.argv;
const { AnonymousCredential, ContainerClient } = require(packageName);
const blob = new ContainerClient(`${origin}/account/container`, new AnonymousCredential()).getBlockBlobClient('b');
const size = statSync(file).size;

const WAYS = {
  buffer() {
    const buffer = readFileSync(file);
    return () => blob.uploadData(buffer);
  },
  stream: () => () => blob.uploadStream(createReadStream(file)),
  file: () => () => blob.uploadFile(file),
};

async function measure() {
  const upload = WAYS[from]();
  await blob.upload('x', 1);
  // Many small ones are preceded by some that warm up; a large one warms up by itself.
  for (let round = 0; round < Math.min(Number(rounds) - 1, 20); round += 1) await upload();
  const idleMegabytes = residentMegabytes();
  forgetPeak();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  for (let round = 0; round < Number(rounds); round += 1) await upload();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  delay.disable();
  const bytes = size * Number(rounds);
  process.send({
    megabytesPerSecond: bytes / 1e6 / seconds,
    cpuMillisecondsPerGigabyte: (user + system) / 1000 / (bytes / 1e9),
    cpuMicroseconds: (user + system) / Number(rounds),
    milliseconds: (seconds * 1000) / Number(rounds),
    megabytesAboveIdle: peakMegabytes() - idleMegabytes,
    delayMilliseconds: delay.max / 1e6,
  });
  process.disconnect();
}

measure().catch((error) => {
  console.error(error);
  process.exit(1);
});

// One library in a process of its own: it reads many streams of `download()` at once, each as fast as a slow client of a server would, and
// reports the cost to its parent.

'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { forgetPeak, peakMegabytes, residentMegabytes } = require('./lib/memory');

const [, , packageName, origin, size, streams, bytesPerSecond, seconds] = process.argv;
const { AnonymousCredential, ContainerClient } = require(packageName);
const blob = new ContainerClient(`${origin}/account/container`, new AnonymousCredential()).getBlobClient(size);

/** Reads one stream until the time is over. Returns the number of bytes. */
async function read() {
  const { readableStreamBody } = await blob.download();
  const startedAt = performance.now();
  let length = 0;
  for await (const chunk of readableStreamBody) {
    length += chunk.length;
    const due = startedAt + (length / Number(bytesPerSecond)) * 1000;
    if (due - startedAt > Number(seconds) * 1000) break;
    await pause(due - performance.now());
  }
  return length;
}

async function measure() {
  // Idle is a client that has been used: loaded, connected.
  await blob.getProperties();
  const idleMegabytes = residentMegabytes();
  forgetPeak();
  const cpuBefore = process.cpuUsage();
  const lengths = await Promise.all(Array.from({ length: Number(streams) }, read));
  const { user, system } = process.cpuUsage(cpuBefore);
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  process.send({
    cpuPerGigabyte: (user + system) / 1000 / (bytes / 1e9),
    megabytesAboveIdle: peakMegabytes() - idleMegabytes,
  });
  process.disconnect();
}

measure().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

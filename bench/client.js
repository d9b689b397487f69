// Measures one library in a process of its own, which copies on request of its parent and reports the cost.

'use strict';

const { readFileSync } = require('node:fs');
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

/** The most processor time that one turn of the event loop takes: unlike its delay, no other process adds to that. */
function longestTurn() {
  const result = { milliseconds: undefined, stop: () => clearImmediate(handle) };
  // Other systems do not report the CPU time of one thread.
  if (process.platform !== 'linux') return result;
  const taken = () => Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  let last = taken();
  const next = () => {
    const now = taken();
    result.milliseconds = Math.max(result.milliseconds ?? 0, now - last);
    last = now;
    handle = setImmediate(next);
  };
  let handle = setImmediate(next);
  return result;
}

/** Lists `count` blobs by each of `listings` listings at once. */
async function list({ container: name, way, listings, count, watches }) {
  const listed = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);
  const one = async () => {
    let seen = 0;
    if (way === 'items') {
      for await (const blob of listed.listBlobsFlat()) {
        seen += blob.name === '' ? 0 : 1;
        if (seen >= count) return;
      }
    } else {
      for await (const page of listed.listBlobsFlat().byPage()) {
        seen += page.segment.blobItems.length;
        if (seen >= count) return;
      }
    }
  };
  await one();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  delay.enable();
  const turns = watches ? longestTurn() : undefined;
  await Promise.all(Array.from({ length: listings }, one));
  turns?.stop();
  delay.disable();
  const { user, system } = process.cpuUsage(cpuBefore);
  const wall = performance.now() - startedAt;
  return {
    cpuMicroseconds: (user + system) / (count * listings),
    wallMicroseconds: (wall * 1000) / (count * listings),
    delayMilliseconds: delay.percentile(99) / 1e6,
    longestMilliseconds: delay.max / 1e6,
    turnMilliseconds: turns?.milliseconds,
    peakMegabytes: peakMegabytes(),
  };
}

/** Sends batches of 256 deletions, one after the other. The blobs do not exist, so the service has little to do. */
async function batch({ container: name, batches }) {
  const target = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);
  const client = target.getBlobBatchClient();
  const blobs = Array.from({ length: 256 }, (_, index) => target.getBlobClient(`missing-${index}`));
  for (let warm = 0; warm < 3; warm += 1) await client.deleteBlobs(blobs);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  for (let sent = 0; sent < batches; sent += 1) await client.deleteBlobs(blobs);
  const { user, system } = process.cpuUsage(cpuBefore);
  const parts = batches * blobs.length;
  return {
    partsPerSecond: (parts * 1000) / (performance.now() - startedAt),
    cpuMicroseconds: (user + system) / parts,
  };
}

/** Reads every event, and does nothing with it. */
async function readEvents(poller) {
  let read = 0;
  for await (const { event } of poller) read += event === 'copied' ? 1 : 0;
  return read;
}

/**
 * Copies a container: with `beginCopyFromContainer`, or, where there is none, with a loop over the listing that keeps `concurrency` copies
 * under way.
 */
async function copyContainer({
  from,
  to,
  concurrency,
  reads,
  samples,
  watches,
  options,
  fromAccount = connectionString,
}) {
  const origin = BlobServiceClient.fromConnectionString(fromAccount).getContainerClient(from);
  const target = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(to);
  await target.createIfNotExists();
  // Sampling wakes the event loop a thousand times a second, which takes CPU time of its own.
  const delay = samples ? monitorEventLoopDelay({ resolution: 1 }) : undefined;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  delay?.enable();
  const turns = watches ? longestTurn() : undefined;
  let copied = 0;
  // What was copied after ten seconds: until then, a job finds out how fast it may be.
  let early;
  if (typeof target.beginCopyFromContainer === 'function') {
    const poller = await target.beginCopyFromContainer(origin, options);
    poller.onProgress(({ summary }) => {
      early ??= performance.now() - startedAt > 10_000 ? { at: performance.now(), copied: summary.copied } : undefined;
    });
    const events = reads ? readEvents(poller) : undefined;
    ({ copied } = await poller.pollUntilDone());
    await events;
  } else {
    const blobs = origin.listBlobsFlat();
    const worker = async () => {
      for (let next = await blobs.next(); !next.done; next = await blobs.next()) {
        const { name } = next.value;
        const poller = await target.getBlobClient(name).beginCopyFromURL(origin.getBlobClient(name).url);
        await poller.pollUntilDone();
        copied += 1;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }
  delay?.disable();
  turns?.stop();
  const wall = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    copied,
    seconds: wall / 1000,
    cpuMilliseconds: (user + system) / 1000,
    turnMilliseconds: turns?.milliseconds,
    laterBlobsPerSecond: early && ((copied - early.copied) * 1000) / (performance.now() - early.at),
    cpuMicroseconds: (user + system) / copied,
    blobsPerSecond: (copied * 1000) / wall,
    longestDelayMilliseconds: delay && delay.max / 1e6,
    peakMegabytes: peakMegabytes(),
  };
}

let idleDelay;

/** Samples the event loop of a process that does nothing, until `endIdling`: what the machine adds to that of a busy one. */
async function beginIdling() {
  idleDelay = monitorEventLoopDelay({ resolution: 1 });
  idleDelay.enable();
}

async function endIdling() {
  idleDelay.disable();
  return { longestDelayMilliseconds: idleDelay.max / 1e6 };
}

const commands = {
  batch,
  beginIdling,
  copyContainer,
  endIdling,
  list,
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

// A container of ten million small blobs, copied with a journal: memory, requests and the journal do not grow with the number of blobs.

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Client } from './client.mjs';
import { OURS, THEIRS } from './libraries.mjs';

const { BlobServiceClient } = createRequire(import.meta.url)(THEIRS);

/** How often the size of the journal is read, in milliseconds. */
const INTERVAL = 200;

/** How many of the written blobs the simulator keeps: all would take more memory than the machine has. */
const KEPT = 1000;

/** Rows for `count` computed blobs; memory is compared with a run of `few` blobs. */
export async function measureMany(simulator, { count, few }) {
  const fewer = await copyWithJournal(simulator, few);
  const many = await copyWithJournal(simulator, count);
  const rows = [
    { what: 'blobs/s', unit: '', ours: many.blobsPerSecond },
    { what: 'CPU for each blob', unit: 'µs', ours: many.cpuMicroseconds },
    { what: 'peak memory', unit: 'MB', ours: many.peakMegabytes },
    {
      what: `peak memory, more than with ${few} blobs`,
      unit: 'MB',
      ours: many.peakMegabytes - fewer.peakMegabytes,
      target: '16 MB',
    },
    { what: 'requests for each blob', unit: '', ours: many.requestsPerBlob, target: '≤ 1.002' },
    { what: 'largest size of the journal', unit: 'MB', ours: many.journalMegabytes, target: '10 MB' },
  ];
  return rows.map(({ what, ...row }) => ({
    what: `container of ${count} small blobs, with a journal: ${what}`,
    ...row,
  }));
}

async function copyWithJournal(simulator, count) {
  console.error(`bench: a container of ${count} blobs, with a journal …`);
  const [from, to] = [`many-from-${count}`, `many-to-${count}`];
  await simulator.syntheticContainer({ container: from, count, size: 1024, seed: 1 });
  await simulator.syntheticContainer({ container: to, count: 0, keeps: KEPT });
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-many-'));
  let largest = 0;
  const timer = setInterval(() => (largest = Math.max(largest, sizeOf(folder))), INTERVAL);
  const client = new Client(OURS, simulator.connectionString());
  try {
    await simulator.clearStatistics();
    const options = { journal: path.join(folder, 'journal') };
    const result = await client.ask('copyContainer', { from, to, options });
    if (result.copied !== count) throw new Error(`${result.copied} of ${count} blobs were copied`);
    const { operations } = await simulator.statistics();
    const requests = Object.values(operations).reduce((sum, each) => sum + each, 0);
    const journalMegabytes = Math.max(largest, sizeOf(folder)) / 2 ** 20;
    return { ...result, requestsPerBlob: requests / count, journalMegabytes };
  } finally {
    clearInterval(timer);
    client.stop();
    const service = BlobServiceClient.fromConnectionString(simulator.connectionString());
    for (const container of [from, to]) await service.getContainerClient(container).deleteIfExists();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The bytes of all files in a folder. */
function sizeOf(folder) {
  const sizes = readdirSync(folder).map(
    (name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

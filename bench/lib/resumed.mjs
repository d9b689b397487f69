// A container copy whose process is killed at half and that another process resumes: how long it takes until a new blob is copied, and how
// many are copied twice. What was copied before is computed, like the source, so that nobody has to wait for it.

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Client } from './client.mjs';
import { OURS, THEIRS } from './libraries.mjs';

const require = createRequire(import.meta.url);
const { BlobServiceClient } = require(THEIRS);
const { BlobServiceClient: Ours } = require(OURS);

const AT_ONCE = 64;

/** How many blobs a process copies before it is killed. */
const COPIES = 500;

/** What the job does with existing blobs. */
const KINDS = {
  'overwrite: never': { overwrite: 'never' },
  'overwrite: ifDifferent': { overwrite: 'ifDifferent' },
  'overwrite: always': { overwrite: 'always' },
  deleteExtraneous: { deleteExtraneous: true },
  versions: { versions: true },
};

/** Rows for `count` computed blobs, of which half are at the destination. */
export async function measureResumed(simulator, count) {
  const half = Math.floor(count / 2);
  const digits = String(count - 1).length;
  const blobs = { prefix: 'blob ', digits, size: 1024, seed: 1 };
  const [from, to] = ['resumed-from', 'resumed-to'];
  const target = BlobServiceClient.fromConnectionString(simulator.connectionString()).getContainerClient(to);
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-resumed-'));
  const nameOf = (number) => `blob ${String(number).padStart(digits, '0')}`;
  const later = async () => {
    const etags = new Map();
    for await (const { name, properties } of target.listBlobsFlat({ startFrom: nameOf(half) })) {
      etags.set(name, properties.etag);
    }
    return etags;
  };
  await simulator.syntheticContainer({ container: from, count, ...blobs });
  const rows = [];
  try {
    for (const [kind, options] of Object.entries(KINDS)) {
      console.error(`bench: a container of ${count} blobs, killed at half and resumed, ${kind} …`);
      await target.deleteIfExists();
      await simulator.syntheticContainer({ container: to, count: half, ...blobs });
      const journal = path.join(folder, `journal-${rows.length}`);
      const given = { journal, concurrency: AT_ONCE, ...options };
      const resumeFrom = await stateAt(simulator, from, to, nameOf(half - 1), options);
      await copyAndKill(simulator, { from, to, options: { ...given, resumeFrom } });
      const before = await later();
      const milliseconds = await copyAndKill(simulator, { from, to, options: given });
      const after = await later();
      const twice = [...before].filter(([name, etag]) => after.get(name) !== etag).length;
      const what = `container of ${count} small blobs, killed at half and resumed, ${kind}`;
      rows.push(
        {
          what: `${what}: from the start of the process to the first new copy`,
          unit: 'ms',
          ours: milliseconds,
          target: '≤ 2000',
        },
        { what: `${what}: copied twice`, unit: '', ours: twice, target: `≤ ${AT_ONCE}` },
      );
    }
    return rows;
  } finally {
    await target.deleteIfExists();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text of a job that has copied all up to `last`, as it would have been saved then. */
async function stateAt(simulator, from, to, last, options) {
  const service = Ours.fromConnectionString(simulator.connectionString());
  const poller = await service.getContainerClient(to).beginCopyFromContainer(service.getContainerClient(from), options);
  poller.pause();
  await poller.cancelOperation();
  return JSON.stringify({ ...JSON.parse(poller.toString()), marker: undefined, last, open: [] });
}

/** Has a process copy, and kills it; how long it took until it copied the first blob, in milliseconds. */
async function copyAndKill(simulator, given) {
  await simulator.clearStatistics();
  const copies = async () => (await simulator.statistics()).operations.copyBlobFromUrl ?? 0;
  const startedAt = performance.now();
  const client = new Client(OURS, simulator.connectionString());
  let error;
  client.ask('copyContainer', given).catch((failure) => (error = failure));
  try {
    let first;
    for (;;) {
      const count = await copies();
      if (count > 0) first ??= performance.now() - startedAt;
      if (count >= COPIES) return first;
      if (error) throw error;
    }
  } finally {
    await client.kill();
  }
}

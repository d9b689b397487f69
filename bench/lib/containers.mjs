// Measures the copy of a container of small blobs: one call of ours, against a loop over the reference's listing, AzCopy, rclone, and a
// loop that sends the very same requests with reqwest. Then a service that is slow and takes so many requests a second, and no more.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { Client } from './client.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { runProgram } from './programs.mjs';
import { median } from './statistics.mjs';

const require = createRequire(import.meta.url);
const { findAzcopy, findRclone } = require('../../__test__/support/clients.js');
const { ACCOUNT_KEY, ACCOUNT_NAME } = require('../../__test__/support/development-account.js');
const { AccountSASPermissions, BlobServiceClient } = require(THEIRS);

/** The account of nearly all rows, and one for a source elsewhere. */
const OTHER_ACCOUNT = 'elsewhere';
export const ACCOUNTS = [ACCOUNT_NAME, OTHER_ACCOUNT].map((name) => ({ name, key: ACCOUNT_KEY }));

/** How many copies the peers keep under way. */
const AT_ONCE = 64;

/** How often a container copy takes turns with the reference, and with a bare loop. The machine is not equally fast all the time. */
const TURNS = 3;

/**
 * Copies computed blobs of 1 KiB within the simulator. `ours` and so on are how many each copies: what a blob costs does not depend on it,
 * and some peers take minutes for many. `many` is for memory.
 */
export async function measureContainers(simulator, { engine, ours, theirs, programs, many, slow }) {
  const [copied, reference] = await inTurns([
    () => copyWith(OURS, simulator, ours),
    () => copyWith(THEIRS, simulator, theirs),
  ]);
  // Both ways to watch the event loop keep it busy, so nothing else is taken from these runs.
  const sampled = await copyWith(OURS, simulator, ours, { samples: true });
  const sampledReference = await copyWith(THEIRS, simulator, theirs, { samples: true });
  const watched = await copyWith(OURS, simulator, ours, { watches: true });
  const read = await copyWith(OURS, simulator, ours, { reads: true, samples: true });
  const readWatched = await copyWith(OURS, simulator, ours, { reads: true, watches: true });
  const watchedReference = await copyWith(THEIRS, simulator, theirs, { watches: true });
  const rows = [
    row(
      'CPU for each blob',
      'µs',
      copied.cpuMicroseconds,
      `the reference, a loop, ${theirs} blobs`,
      reference.cpuMicroseconds,
    ),
    row('time for each blob', 'µs', copied.wallMicroseconds, 'the reference', reference.wallMicroseconds, '≤ 0.1'),
    { ...row('blobs/s', '', copied.blobsPerSecond, 'the reference', reference.blobsPerSecond), moreIsBetter: true },
    row(
      'longest event loop delay',
      'ms',
      sampled.longestDelayMilliseconds,
      'the reference',
      sampledReference.longestDelayMilliseconds,
      '10 ms',
    ),
    row(
      'longest turn of the event loop, CPU',
      'ms',
      watched.turnMilliseconds,
      'the reference',
      watchedReference.turnMilliseconds,
    ),
    row(
      'longest event loop delay, with a reader of events',
      'ms',
      read.longestDelayMilliseconds,
      'none',
      undefined,
      '10 ms',
    ),
    row('longest turn of the event loop, CPU, with a reader of events', 'ms', readWatched.turnMilliseconds, 'none'),
    row('peak memory', 'MB', copied.peakMegabytes, 'the reference', reference.peakMegabytes),
    row('requests for each blob', '', copied.requestsPerBlob, 'none', undefined, '≤ 1.002'),
    ...(await againstReqwest(simulator, engine, ours)),
    ...(await againstPrograms(simulator, programs, copied)),
    ...(await ofMany(simulator, many, copied)),
    ...(await atSlowService(simulator, slow)),
  ];
  return rows.map(({ what, ...rest }) => ({ what: `container of ${ours} small blobs: ${what}`, ...rest }));
}

/** Measures several things in turns. Returns the run of each that took the median time. */
async function inTurns(measures) {
  const runs = measures.map(() => []);
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [index, measure] of measures.entries()) runs[index].push(await measure());
  }
  return runs.map((each) => each.sort((one, other) => one.wallMicroseconds - other.wallMicroseconds)[TURNS >> 1]);
}

function row(what, unit, ours, peer, theirs, target) {
  return { what: theirs === undefined ? what : `${what}, against ${peer}`, unit, ours, theirs, target };
}

async function copyWith(library, simulator, count, { account, ...options } = {}) {
  console.error(`bench: a container of ${count} blobs, ${path.basename(library)} …`);
  const [from, to] = [
    await sourceOf(simulator, count, account),
    `to-${count}-${Math.random().toString(36).slice(2, 8)}`,
  ];
  const client = new Client(library, simulator.connectionString());
  try {
    await simulator.clearStatistics();
    const fromAccount = account && simulator.connectionString(account);
    const result = await client.ask('copyContainer', { from, to, fromAccount, concurrency: AT_ONCE, ...options });
    const { operations, errors } = await simulator.statistics();
    const requests = Object.values(operations).reduce((sum, each) => sum + each, 0);
    return { ...result, wallMicroseconds: 1e6 / result.blobsPerSecond, requestsPerBlob: requests / count, errors };
  } finally {
    client.stop();
    await dropContainer(simulator, to);
  }
}

const sources = new Set();

/** A container with this number of computed blobs. */
async function sourceOf(simulator, count, account = ACCOUNT_NAME) {
  const container = `from-${count}`;
  const made = `${account}/${container}`;
  if (!sources.has(made)) await simulator.syntheticContainer({ account, container, count, size: 1024, seed: 1 });
  sources.add(made);
  return container;
}

/** What one peer copied is of no use to the next, and takes memory of the simulator. */
async function dropContainer(simulator, name) {
  await BlobServiceClient.fromConnectionString(simulator.connectionString()).getContainerClient(name).deleteIfExists();
}

async function againstReqwest(simulator, program, copies) {
  const flags = [simulator.connectionString(), copies, 32, 1].map(String);
  const measured = { ours: [], theirs: [] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    console.error('bench: the same requests with reqwest …');
    const { stdout } = await promisify(execFile)(program, flags);
    // It makes this container, which must not exist.
    await dropContainer(simulator, 'engine-alone');
    measured.theirs.push(JSON.parse(stdout).reqwest.cpuMicroseconds);
    measured.ours.push((await copyWith(OURS, simulator, copies)).cpuMicroseconds);
  }
  const [ours, theirs] = [median(measured.ours), median(measured.theirs)];
  return [row(`CPU for each blob, ${TURNS} in turns`, 'µs', ours, 'a bare loop with reqwest', theirs, '≤ 1.5')];
}

async function againstPrograms(simulator, count, ours) {
  const service = BlobServiceClient.fromConnectionString(simulator.connectionString());
  const permissions = AccountSASPermissions.parse('rwdlact');
  const sas = new URL(
    await service.generateAccountSasUrl(new Date(Date.now() + 86_400_000), permissions, 'sco'),
  ).search.slice(1);
  const from = await sourceOf(simulator, count);
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-bench-'));
  const rows = [];
  try {
    for (const [name, found, cpu, wall, flags, environment] of [
      [
        'AzCopy',
        findAzcopy(),
        '≤ 0.083',
        '≤ 0.125',
        (to) => {
          const url = (container) => `${simulator.url()}/${container}`;
          return [
            'copy',
            `${url(from)}/*?${sas}`,
            `${url(to)}?${sas}`,
            '--from-to',
            'BlobBlob',
            '--recursive',
            '--output-level=quiet',
          ];
        },
        { AZCOPY_LOG_LOCATION: folder, AZCOPY_JOB_PLAN_LOCATION: folder },
      ],
      [
        'rclone',
        findRclone({ newest: true }),
        '≤ 0.25',
        '≤ 0.333',
        (to) => {
          const place = (container) => `simulator:${container}`;
          return [
            'copy',
            place(from),
            place(to),
            '--config',
            '/dev/null',
            '--transfers',
            AT_ONCE,
            '--checkers',
            AT_ONCE,
          ].map(String);
        },
        { RCLONE_CONFIG_SIMULATOR_TYPE: 'azureblob', RCLONE_CONFIG_SIMULATOR_SAS_URL: `${simulator.url()}?${sas}` },
      ],
    ]) {
      if (found.missing) {
        console.error(`bench: ${found.missing}`);
        continue;
      }
      const to = `to-${name.toLowerCase()}`;
      await service.getContainerClient(to).createIfNotExists();
      console.error(`bench: ${count} blobs with ${found.version} …`);
      const { seconds, cpuMilliseconds, megabytes } = await runProgram(found.program, flags(to), environment);
      const copied = await countBlobs(simulator, to);
      if (copied !== count) throw new Error(`${name} copied ${copied} of ${count} blobs`);
      await dropContainer(simulator, to);
      const peer = `${found.version}, ${count} blobs`;
      rows.push(
        row('CPU for each blob', 'µs', ours.cpuMicroseconds, peer, (cpuMilliseconds * 1000) / count, cpu),
        row('time for each blob', 'µs', ours.wallMicroseconds, peer, (seconds * 1e6) / count, wall),
        row('peak memory', 'MB', ours.peakMegabytes, peer, megabytes),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

async function countBlobs(simulator, name) {
  const client = BlobServiceClient.fromConnectionString(simulator.connectionString()).getContainerClient(name);
  let count = 0;
  for await (const page of client.listBlobsFlat().byPage({ maxPageSize: 5000 })) count += page.segment.blobItems.length;
  return count;
}

/** Memory and requests do not depend on the number of blobs. */
async function ofMany(simulator, count, few) {
  const many = await copyWith(OURS, simulator, count);
  const [sampled, idleDelay] = await withIdleProcess(simulator, () =>
    copyWith(OURS, simulator, count, { samples: true }),
  );
  const [read, idleDelayWithReader] = await withIdleProcess(simulator, () =>
    copyWith(OURS, simulator, count, { samples: true, reads: true }),
  );
  const idle = 'a process that does nothing';
  const delay = `longest event loop delay with ${count} blobs`;
  return [
    row(
      `peak memory with ${count} blobs, more than with these`,
      'MB',
      many.peakMegabytes - few.peakMegabytes,
      'none',
      undefined,
      '16 MB',
    ),
    row(`requests for each of ${count} blobs`, '', many.requestsPerBlob, 'none', undefined, '≤ 1.002'),
    row(`blobs/s with ${count} blobs`, '', many.blobsPerSecond, 'none'),
    row(delay, 'ms', sampled.longestDelayMilliseconds, idle, idleDelay, '10 ms'),
    row(`${delay} and a reader of events`, 'ms', read.longestDelayMilliseconds, idle, idleDelayWithReader, '10 ms'),
  ];
}

/** What `measure` returns, and the longest event loop delay of an idle process at the same time, which a busy machine causes. */
async function withIdleProcess(simulator, measure) {
  const idle = new Client(OURS, simulator.connectionString());
  try {
    await idle.ask('beginIdling');
    const result = await measure();
    return [result, (await idle.ask('endIdling')).longestDelayMilliseconds];
  } finally {
    idle.stop();
  }
}

/**
 * Services that respond after 50 ms, of which the destination's or the source's takes so many requests a second: what part of that is held,
 * and what part is throttled. A copy is one request to each.
 */
async function atSlowService(simulator, slow) {
  return [
    ...(await throttledBy(simulator, ACCOUNT_NAME, 'a destination', slow)),
    ...(await throttledBy(simulator, OTHER_ACCOUNT, 'a source', slow)),
  ];
}

async function throttledBy(simulator, limited, side, { count, requestsPerSecond, milliseconds }) {
  await simulator.throttle({ requestsPerSecond, account: limited });
  await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { delay: milliseconds } });
  try {
    const account = OTHER_ACCOUNT;
    const { blobsPerSecond, errors, copied, laterBlobsPerSecond } = await copyWith(OURS, simulator, count, { account });
    const throttled = errors['503'] ?? 0;
    const what = `copies that take ${milliseconds} ms, and ${side} that takes ${requestsPerSecond} requests/s`;
    return [
      row(`${what}: part of that, from start to end`, '%', (blobsPerSecond / requestsPerSecond) * 100, 'none'),
      row(
        `${what}: part of that, after the first ten seconds`,
        '%',
        (laterBlobsPerSecond / requestsPerSecond) * 100,
        'none',
        undefined,
        '≥ 95 %',
      ),
      row(`${what}: throttled`, '%', (throttled / (copied + throttled)) * 100, 'none', undefined, '< 1 %'),
    ];
  } finally {
    await simulator.throttle();
    await simulator.clearFaults();
  }
}

// `npm run bench`: blobferry against @azure/storage-blob, in one run on one machine against the same servers. Prints
// Markdown on stdout and what it is doing on stderr. It measures and never judges: no number makes it fail.
//
//   npm run bench                        everything, more than an hour
//   npm run bench -- --quick             the same with few repetitions: to see that it works, not to quote
//   npm run bench -- --only=large        one group of rows, or several: copies,engine,bytes,uploads,downloads,streams,flood,pending,large,listing,batches,containers,mirror,resumed,bandwidth,azurite,loading,sizes
//   npm run bench -- --json numbers.json writes the rows into a file as well
//   npm run bench -- --document          writes them into docs/benchmarks.md as well: the sections of the groups that are measured
//   npm run bench -- --blobs=10000000    how many blobs the group containers copies to see that memory does not grow (1,000,000), and resumed has (2,000,000)

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { startAzurite } from '../tools/lib/azurite.mjs';
import { buildAddon } from '../tools/lib/addon.mjs';
import { installDependencies } from '../tools/lib/dependencies.mjs';
import { inRoot } from '../tools/lib/paths.mjs';
import { checkPrerequisites } from '../tools/lib/prerequisites.mjs';
import { cargo, main, mustRun, node, ToolError } from '../tools/lib/run.mjs';
import { measureBandwidth } from './lib/bandwidth.mjs';
import { measureBatches } from './lib/batches.mjs';
import { measureBytes } from './lib/bytes.mjs';
import { ACCOUNTS, measureContainers } from './lib/containers.mjs';
import { measureCopies } from './lib/copies.mjs';
import { measureEngine } from './lib/engine.mjs';
import { measureBlocks, measureRelay } from './lib/large.mjs';
import { writeDocument } from './lib/document.mjs';
import { measureDownloads } from './lib/downloads.mjs';
import { measureFlood } from './lib/flood.mjs';
import { measureListing } from './lib/listing.mjs';
import { describeMachine } from './lib/machine.mjs';
import { measureLoading } from './lib/loading.mjs';
import { measureMany } from './lib/many.mjs';
import { measureMirror } from './lib/mirror.mjs';
import { measureLateness, measureWaiting } from './lib/pending.mjs';
import { measureSlowStreams } from './lib/slow-streams.mjs';
import { table } from './lib/table.mjs';
import { measureSizes } from './lib/sizes.mjs';
import { measureResumed } from './lib/resumed.mjs';
import { measureUploads } from './lib/uploads.mjs';

const { startSimulator } = createRequire(import.meta.url)('../__test__/support/simulator.js');

/** The groups of rows, in the order of the table, each with the server that it needs. */
const GROUPS = {
  copies: { start: startSimulator, measure: measureCopiesInSimulator },
  engine: { start: startSimulator, measure: measureEngineInSimulator },
  bytes: { measure: () => measureBytes(isQuick ? { repetitions: 1, rounds: 2 } : { repetitions: 5, rounds: 10 }) },
  downloads: { measure: () => measureDownloads(isQuick ? { repetitions: 1, part: 0.1 } : { repetitions: 5, part: 1 }) },
  streams: {
    measure: () =>
      measureSlowStreams(
        isQuick ? { repetitions: 1, streams: 10, seconds: 1 } : { repetitions: 3, streams: 100, seconds: 5 },
      ),
  },
  uploads: { measure: () => measureUploads({ isQuick, repetitions: isQuick ? 1 : 3 }) },
  flood: { measure: () => measureFlood(isQuick ? 1 : 7) },
  pending: { start: startSimulator, measure: measurePending },
  large: { start: startSimulator, measure: measureLarge },
  listing: { start: startSimulator, measure: (simulator) => measureListing(simulator, isQuick ? 1 : 20) },
  batches: { start: startSimulator, measure: (simulator) => measureBatches(simulator, isQuick ? 5 : 100) },
  containers: {
    start: () => startSimulator({ accounts: ACCOUNTS }),
    measure: (simulator) =>
      measureContainers(simulator, {
        engine: engineProgram(),
        ...(isQuick
          ? { ours: 2000, theirs: 500, programs: 500, slow: slow(500, 1000), many: blobs ?? 4000 }
          : { ours: 100_000, theirs: 10_000, programs: 20_000, slow: slow(4000, 120_000), many: blobs ?? 1_000_000 }),
      }),
  },
  many: {
    start: startSimulator,
    measure: (simulator) =>
      measureMany(simulator, isQuick ? { count: 20_000, few: 10_000 } : { count: blobs ?? 10_000_000, few: 100_000 }),
  },
  mirror: {
    start: startSimulator,
    measure: (simulator) =>
      measureMirror(simulator, isQuick ? { count: 20_000, few: 10_000 } : { count: blobs ?? 1_000_000, few: 100_000 }),
  },
  bandwidth: {
    start: () => startSimulator({ accounts: ACCOUNTS }),
    measure: (simulator) => measureBandwidth(simulator, { blobs: isQuick ? 4 : 100, size: 10 * 2 ** 30, gigabits: 60 }),
  },
  resumed: {
    start: startSimulator,
    measure: (simulator) => measureResumed(simulator, isQuick ? 40_000 : (blobs ?? 10_000_000)),
  },
  azurite: {
    start: startAzuriteForAll,
    measure: (server) => measureCopies({ server: 'Azurite', ...server, ...plan(5, 200, 640) }),
  },
  loading: { measure: () => measureLoading(isQuick ? 5 : 31) },
  sizes: { measure: measureSizes },
};

const { isQuick, names, json, isDocumented, blobs } = readFlags();

await main(async () => {
  const unknown = names.find((name) => !(name in GROUPS));
  if (unknown !== undefined) throw new ToolError(`--only=${unknown}: there are ${Object.keys(GROUPS).join(', ')}`);
  if (isQuick && isDocumented) throw new ToolError('--document is for what was measured in full: leave --quick out');
  checkPrerequisites();
  await installDependencies();
  await buildAddon('release');
  const stdio = ['ignore', process.stderr, process.stderr];
  await node([inRoot('tools', 'build-facade.mjs')], { stdio });
  await mustRun(
    cargo(),
    ['build', '--locked', '--release', '-p', 'blobferry-simulator', '-p', 'blobferry-bench-engine'],
    { stdio },
  );
  const target = path.resolve(inRoot(), process.env.CARGO_TARGET_DIR ?? 'target');
  process.env.BLOBFERRY_SIMULATOR ??= path.join(target, 'release', 'blobferry-simulator');

  const measured = new Map();
  try {
    for (const [name, { start, measure }] of Object.entries(GROUPS)) {
      if (names.includes(name)) measured.set(name, await (start ? withServer(start, measure) : measure()));
    }
  } finally {
    // A group that fails takes nothing of those before it along.
    const machine = describeMachine();
    const rows = [...measured.values()].flat();
    if (json) writeFileSync(json, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
    if (isDocumented) writeDocument(machine, measured, Object.keys(GROUPS));
    console.log(`${machine}\n\n${table(rows)}`);
  }
});

function readFlags() {
  const options = {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    json: { type: 'string' },
    document: { type: 'boolean' },
    blobs: { type: 'string' },
  };
  const { quick, only, json, document, blobs } = parseArgs({ options }).values;
  const count = blobs === undefined ? undefined : Number(blobs);
  return {
    isQuick: quick ?? false,
    names: only?.split(',') ?? Object.keys(GROUPS),
    json,
    isDocumented: document ?? false,
    blobs: count,
  };
}

function measureCopiesInSimulator(simulator) {
  const connectionString = simulator.connectionString();
  return measureCopies({ server: 'simulator', connectionString, ...plan(7, 1000, 10_000) });
}

function engineProgram() {
  const target = path.resolve(inRoot(), process.env.CARGO_TARGET_DIR ?? 'target');
  return path.join(target, 'release', 'blobferry-bench-engine');
}

/** A service that responds after 50 ms. Two cores cannot simulate and send more requests per second. */
function slow(requestsPerSecond, count) {
  return { requestsPerSecond, count, milliseconds: 50 };
}

function measureEngineInSimulator(simulator) {
  const connectionString = simulator.connectionString();
  return measureEngine({
    program: engineProgram(),
    connectionString,
    copies: isQuick ? 1000 : 100_000,
    rounds: isQuick ? 1 : 5,
  });
}

async function measurePending(simulator) {
  return [
    ...(await measureLateness(simulator, isQuick ? 3 : 20)),
    ...(await measureWaiting(simulator, isQuick ? 50 : 5000, isQuick ? 2 : 30)),
  ];
}

async function measureLarge(simulator) {
  return [
    ...(await measureBlocks(simulator, isQuick ? 2 ** 33 : 2 ** 40)),
    ...(await measureRelay(simulator, isQuick ? 2 ** 28 : 10 * 2 ** 30)),
  ];
}

function plan(repetitions, sequential, concurrent) {
  return isQuick ? { repetitions: 1, sequential: 50, concurrent: 64 } : { repetitions, sequential, concurrent };
}

async function withServer(start, measure) {
  const server = await start();
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}

// The reference's service version is newer than Azurite's, so Azurite is started without its version check.
function startAzuriteForAll() {
  return startAzurite({ anyVersion: true });
}

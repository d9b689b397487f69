// Measures large blobs: a tebibyte that the service copies by blocks, and gigabytes that pass through the client. Each peer has a
// process of its own. Ours and the reference's report their cost; other programs are measured through the system.

import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { inRoot } from '../../tools/lib/paths.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { ended, runProgram } from './programs.mjs';

const require = createRequire(import.meta.url);
const { findAzcopy, findRclone } = require('../../__test__/support/clients.js');
const { AccountSASPermissions, BlobServiceClient } = require(THEIRS);

const GIB = 2 ** 30;
const GIGABYTE = 1e9;
/** As many as a blob may have: what a client keeps of each would show here. */
const MOST_BLOCKS = 50_000;

/** One large blob, copied by the service block by block, against AzCopy. */
export async function measureBlocks(simulator, size) {
  const what = `${size / GIB} GiB by blocks`;
  console.error(`bench: ${what} …`);
  const { service, sas } = await connect(simulator);
  await service.createContainer('large');
  await simulator.synthetic({ container: 'large', blob: 'source', size, seed: 7 });
  const ours = await runLibrary(OURS, simulator, 'blocks');
  await service.getContainerClient('large').deleteBlob('copy');
  const finest = await runLibrary(OURS, simulator, 'blocks', Math.ceil(size / MOST_BLOCKS));
  const { program, missing } = findAzcopy();
  if (missing) console.error(`bench: ${missing}`);
  const url = (name) => `${simulator.url()}/large/${name}?${sas}`;
  const theirs =
    program && (await withAzcopy(program, ['copy', url('source'), url('copy-by-azcopy'), '--from-to', 'BlobBlob']));
  return [
    ...programRows(`${what}, AzCopy as reference`, size, ours.whole, theirs),
    { what: `${what}, peak memory above idle`, unit: 'MB', ours: ours.megabytesAboveIdle },
    { what: `${size / GIB} GiB by ${MOST_BLOCKS} blocks, time`, unit: 's', ours: finest.seconds },
    {
      what: `${size / GIB} GiB by ${MOST_BLOCKS} blocks, peak memory above idle`,
      unit: 'MB',
      ours: finest.megabytesAboveIdle,
    },
  ];
}

/** Gigabytes that pass through the client, against the reference's download and upload, and rclone. */
export async function measureRelay(simulator, size) {
  const what = `${size / GIB} GiB through the client`;
  console.error(`bench: ${what} …`);
  const { service, sas } = await connect(simulator);
  await service.createContainer('relayed');
  await simulator.synthetic({ container: 'relayed', blob: 'source', size, seed: 7 });
  // Ids of blocks are of one length in a blob, and each peer has its own: none may find the copy of another.
  const drop = () => service.getContainerClient('relayed').deleteBlob('copy');
  const ours = await runLibrary(OURS, simulator, 'relay');
  await drop();
  const theirs = await runLibrary(THEIRS, simulator, 'stream');
  await drop();
  const rows = libraryRows(what, size, ours, theirs);
  const { program, missing } = findRclone();
  if (missing) {
    console.error(`bench: ${missing}`);
    return rows;
  }
  const place = (name) => `simulator:relayed/${name}`;
  const flags = ['copyto', place('source'), place('copy'), '--config', '/dev/null', '--disable', 'copy'];
  const rclone = await runProgram(program, flags, {
    RCLONE_CONFIG_SIMULATOR_TYPE: 'azureblob',
    RCLONE_CONFIG_SIMULATOR_SAS_URL: `${simulator.url()}?${sas}`,
  });
  await drop();
  return [...rows, ...programRows(`${what}, rclone as reference`, size, ours.whole, rclone)];
}

/** What the copy alone took in two processes that are alike. */
function libraryRows(what, size, ours, theirs) {
  return [
    row(`${what}, time per GB`, 's', ours, theirs, ({ seconds }) => seconds / (size / GIGABYTE)),
    { ...row(`${what}, throughput`, 'MB/s', ours, theirs, ({ seconds }) => size / 1e6 / seconds), moreIsBetter: true },
    row(`${what}, CPU per GB`, 'ms', ours, theirs, ({ cpuMilliseconds }) => cpuMilliseconds / (size / GIGABYTE)),
    row(`${what}, peak memory above idle`, 'MB', ours, theirs, ({ megabytesAboveIdle }) => megabytesAboveIdle),
  ];
}

/** What whole processes took, from their start to their end. */
function programRows(what, size, ours, theirs) {
  return [
    row(`${what}, time`, 's', ours, theirs, ({ seconds }) => seconds),
    row(`${what}, CPU per GB`, 'ms', ours, theirs, ({ cpuMilliseconds }) => cpuMilliseconds / (size / GIGABYTE)),
    row(`${what}, peak memory`, 'MB', ours, theirs, ({ megabytes }) => megabytes),
  ];
}

function row(what, unit, ours, theirs, value) {
  return { what, unit, ours: value(ours), theirs: theirs && value(theirs) };
}

async function connect(simulator) {
  const service = BlobServiceClient.fromConnectionString(simulator.connectionString());
  const permissions = AccountSASPermissions.parse('rwdlac');
  const url = service.generateAccountSasUrl(new Date(Date.now() + 3_600_000), permissions, 'sco');
  return { service, sas: new URL(url).search.slice(1) };
}

async function withAzcopy(program, flags) {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-bench-'));
  try {
    return await runProgram(program, flags, { AZCOPY_LOG_LOCATION: folder, AZCOPY_JOB_PLAN_LOCATION: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a copy with a library; resolves with its report, which is exact. */
async function runLibrary(library, simulator, ...way) {
  const startedAt = performance.now();
  const child = fork(inRoot('bench', 'large.js'), [library, simulator.connectionString(), ...way]);
  let report;
  child.once('message', (message) => (report = message));
  await ended(child, () => `a copy with ${library} (${way.join(' ')})`);
  return { ...report, whole: { ...report.whole, seconds: (performance.now() - startedAt) / 1000 } };
}

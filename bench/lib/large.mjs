// What large blobs cost: a tebibyte that the service copies by blocks, and gigabytes that pass through the client. Each peer has a
// process of its own, whose CPU time and memory are read from the system.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { inRoot } from '../../tools/lib/paths.mjs';
import { THEIRS } from './libraries.mjs';

const require = createRequire(import.meta.url);
const { findAzcopy, findRclone } = require('../../__test__/support/clients.js');
const { AccountSASPermissions, BlobServiceClient } = require(THEIRS);

const GIB = 2 ** 30;
/** How often the system is asked about a process: often enough to see its last seconds. */
const SAMPLE = 20;

/** One large blob, copied by the service block by block, beside AzCopy. */
export async function measureBlocks(simulator, size) {
  console.error(`bench: ${size / GIB} GiB by blocks …`);
  const { service, sas } = await connect(simulator);
  await service.createContainer('large');
  await simulator.synthetic({ container: 'large', blob: 'source', size, seed: 7 });
  const ours = await run(process.execPath, [inRoot('bench', 'large.js'), simulator.connectionString(), 'blocks']);
  const { program, missing } = findAzcopy();
  if (missing) console.error(`bench: ${missing}`);
  const url = (name) => `${simulator.url()}/large/${name}?${sas}`;
  const theirs =
    program && (await withAzcopy(program, ['copy', url('source'), url('copy-by-azcopy'), '--from-to', 'BlobBlob']));
  return rows(`${size / GIB} GiB by blocks, AzCopy as reference`, size, ours, theirs);
}

/** Gigabytes that pass through the client, beside the reference's download and upload, and rclone. */
export async function measureRelay(simulator, size) {
  console.error(`bench: ${size / GIB} GiB through the client …`);
  const { service, sas } = await connect(simulator);
  await service.createContainer('relayed');
  await simulator.synthetic({ container: 'relayed', blob: 'source', size, seed: 7 });
  // The simulator keeps what arrives in memory, so each copy is deleted before the next one.
  const drop = (name) => service.getContainerClient('relayed').deleteBlob(name);
  const ours = await run(process.execPath, [inRoot('bench', 'large.js'), simulator.connectionString(), 'relay']);
  await drop('copy');
  const reference = await run(process.execPath, [inRoot('bench', 'large.js'), simulator.connectionString(), 'stream']);
  await drop('copy');
  const all = rows(`${size / GIB} GiB through the client`, size, ours, reference);
  const { program, missing } = findRclone();
  if (missing) {
    console.error(`bench: ${missing}`);
    return all;
  }
  const place = (name) => `simulator:relayed/${name}`;
  const flags = ['copyto', place('source'), place('copy'), '--config', '/dev/null', '--disable', 'copy'];
  const rclone = await run(program, flags, {
    RCLONE_CONFIG_SIMULATOR_TYPE: 'azureblob',
    RCLONE_CONFIG_SIMULATOR_SAS_URL: `${simulator.url()}?${sas}`,
  });
  await drop('copy');
  return [...all, ...rows(`${size / GIB} GiB through the client, rclone as reference`, size, ours, rclone)];
}

function rows(what, size, ours, theirs) {
  const row = (title, unit, value) => ({
    what: `${what}, ${title}`,
    unit,
    ours: value(ours),
    theirs: theirs && value(theirs),
  });
  return [
    row('time', 's', ({ seconds }) => seconds),
    row('CPU per GiB', 'ms', ({ cpuMilliseconds }) => cpuMilliseconds / (size / GIB)),
    row('peak memory', 'MB', ({ megabytes }) => megabytes),
  ];
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
    return await run(program, flags, { AZCOPY_LOG_LOCATION: folder, AZCOPY_JOB_PLAN_LOCATION: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end: how long, how much CPU time of all its threads, and its largest resident size. */
async function run(program, flags, environment) {
  const startedAt = performance.now();
  const child = spawn(program, flags, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  let last = { cpuMilliseconds: 0, megabytes: 0 };
  const timer = setInterval(() => (last = sample(child.pid) ?? last), SAMPLE);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(timer);
  if (code !== 0) throw new Error(`${path.basename(program)} ended with code ${code}: ${output}`);
  return { seconds: (performance.now() - startedAt) / 1000, ...last };
}

/** What Linux says of a process; nothing once it has ended. */
function sample(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    // A tick is a hundredth of a second on every Linux that Node runs on.
    return peak ? { cpuMilliseconds: ticks * 10, megabytes: Number(peak[1]) / 1024 } : undefined;
  } catch {
    return undefined;
  }
}

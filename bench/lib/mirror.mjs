// Measures a mirror with nothing to do: both containers have the same blobs, so its whole cost is listing and comparing. For comparison, rclone
// compares the two, which it does by name, size and hash.

import { createRequire } from 'node:module';

import { Client } from './client.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { runProgram } from './programs.mjs';

const require = createRequire(import.meta.url);
const { findRclone } = require('../../__test__/support/clients.js');
const { AccountSASPermissions, BlobServiceClient } = require(THEIRS);

/** Operations that only list. */
const LISTS = new Set(['listBlobs']);

/** Rows for two containers of `count` computed blobs each; memory is compared with a run of `few` blobs. */
export async function measureMirror(simulator, { count, few }) {
  const smaller = await mirror(simulator, few);
  const ours = await mirror(simulator, count);
  const theirs = await check(simulator, count);
  const rows = [
    {
      what: 'names compared/s',
      unit: '',
      ours: ours.namesPerSecond,
      theirs: theirs?.namesPerSecond,
      moreIsBetter: true,
    },
    { what: 'CPU for each name', unit: 'µs', ours: ours.cpuMicroseconds, theirs: theirs?.cpuMicroseconds },
    { what: 'peak memory', unit: 'MB', ours: ours.peakMegabytes, theirs: theirs?.peakMegabytes },
    {
      what: `peak memory, more than with ${few} names`,
      unit: 'MB',
      ours: ours.peakMegabytes - smaller.peakMegabytes,
      target: '16 MB',
    },
    { what: 'pages requested, for 1000 names', unit: '', ours: (1000 * ours.lists) / count },
    { what: 'requests that are no pages', unit: '', ours: ours.others },
  ];
  const peer = theirs ? `, against ${theirs.version}` : '';
  return rows.map(({ what, ...row }) => {
    const against = row.theirs === undefined ? '' : peer;
    return { what: `mirror of ${count} blobs, nothing to do: ${what}${against}`, ...row };
  });
}

async function mirror(simulator, count) {
  console.error(`bench: a mirror of ${count} blobs …`);
  const [from, to] = namesOf(count);
  const blobs = { count, size: 1024, seed: 1 };
  await simulator.syntheticContainer({ container: from, ...blobs });
  // As copies are: a source of the same second counts as newer.
  await simulator.syntheticContainer({ container: to, ...blobs, secondsLater: 60 });
  const client = new Client(OURS, simulator.connectionString());
  try {
    await simulator.clearStatistics();
    const options = { deleteExtraneous: true, overwrite: 'ifSourceNewer' };
    const result = await client.ask('copyContainer', { from, to, options });
    if (result.copied !== 0) throw new Error(`${result.copied} blobs were copied, although none differs`);
    const { operations } = await simulator.statistics();
    const sum = (isCounted) =>
      Object.entries(operations).reduce((total, [name, number]) => total + (isCounted(name) ? number : 0), 0);
    return {
      ...rates(count, result.seconds, result.cpuMilliseconds),
      peakMegabytes: result.peakMegabytes,
      lists: sum((name) => LISTS.has(name)),
      others: sum((name) => !LISTS.has(name)),
    };
  } finally {
    client.stop();
  }
}

async function check(simulator, count) {
  const { program, version, missing } = findRclone({ newest: true });
  if (missing) {
    console.error(`bench: ${missing}`);
    return undefined;
  }
  console.error(`bench: ${count} blobs compared by ${version} …`);
  const [from, to] = namesOf(count);
  const service = BlobServiceClient.fromConnectionString(simulator.connectionString());
  const tomorrow = new Date(Date.now() + 86_400_000);
  const sas = await service.generateAccountSasUrl(tomorrow, AccountSASPermissions.parse('rl'), 'sco');
  const environment = {
    RCLONE_CONFIG_SIMULATOR_TYPE: 'azureblob',
    RCLONE_CONFIG_SIMULATOR_SAS_URL: `${simulator.url()}${new URL(sas).search}`,
  };
  const flags = ['check', `simulator:${from}`, `simulator:${to}`, '--config', '/dev/null'];
  const { seconds, cpuMilliseconds, megabytes } = await runProgram(program, flags, environment);
  return { version, ...rates(count, seconds, cpuMilliseconds), peakMegabytes: megabytes };
}

function rates(count, seconds, cpuMilliseconds) {
  return { namesPerSecond: count / seconds, cpuMicroseconds: (1000 * cpuMilliseconds) / count };
}

/** Two containers with the same computed blobs. */
function namesOf(count) {
  return [`mirror-from-${count}`, `mirror-to-${count}`];
}

// Measures the start of a script: the time of `require`, and of `require` up to the first client. The second is fairer,
// because a library may defer loading until it is used.

import { spawnSync } from 'node:child_process';

import { median } from './statistics.mjs';
import { OURS, THEIRS } from './libraries.mjs';

const CLIENT = `.BlobServiceClient.fromConnectionString('UseDevelopmentStorage=true').getContainerClient('a').getBlobClient('b').url`;

/** Medians over fresh processes, the two libraries in turns. */
export function measureLoading(repetitions) {
  console.error('bench: time to load …');
  return [
    { what: 'require', ...measure('', repetitions) },
    { what: 'require and first client', ...measure(CLIENT, repetitions) },
  ];
}

function measure(use, repetitions) {
  const ours = [];
  const theirs = [];
  for (let round = 0; round < repetitions; round += 1) {
    ours.push(once(OURS, use));
    theirs.push(once(THEIRS, use));
  }
  return { unit: 'ms', ours: median(ours), theirs: median(theirs) };
}

function once(library, use) {
  const script = `
    const startedAt = performance.now();
    void require(${JSON.stringify(library)})${use};
    console.log(performance.now() - startedAt);`;
  const result = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`loading ${library} failed:\n${result.stderr}`);
  return Number(result.stdout);
}

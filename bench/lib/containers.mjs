// What it costs to copy a container of small blobs: one call of ours beside a loop over the reference's listing.

import { Client } from './client.mjs';
import { OURS, THEIRS } from './libraries.mjs';

/** Copies `count` computed blobs of 1 KiB within the simulator, with each library. */
export async function measureContainers(simulator, { ours, theirs }) {
  const results = [];
  for (const [library, count, to] of [
    [OURS, ours, 'copied-by-ours'],
    [THEIRS, theirs, 'copied-by-theirs'],
  ]) {
    console.error(`bench: a container of ${count} blobs …`);
    const from = `small-${count}`;
    await simulator.syntheticContainer({ container: from, count, size: 1024, seed: 1 });
    const client = new Client(library, simulator.connectionString());
    try {
      results.push(await client.ask('copyContainer', { from, to, concurrency: 64 }));
    } finally {
      client.stop();
    }
  }
  const row = (name, unit, field) => ({
    what: `container of ${ours} small blobs (the reference: a loop, ${theirs} blobs): ${name}`,
    unit,
    ours: results[0][field],
    theirs: results[1][field],
  });
  return [
    row('CPU for each blob', 'µs', 'cpuMicroseconds'),
    { ...row('blobs/s', '', 'blobsPerSecond'), moreIsBetter: true },
    row('longest event loop delay', 'ms', 'longestDelayMilliseconds'),
    row('peak memory', 'MB', 'peakMegabytes'),
  ];
}

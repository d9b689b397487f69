// Measures the cost of batches: requests per second, and the CPU time of each.

import { Client } from './client.mjs';
import { OURS, THEIRS } from './libraries.mjs';

/** Batches of 256 deletions of blobs that do not exist: the service does nearly nothing, so the rest is the client's. */
export async function measureBatches(simulator, batches) {
  console.error('bench: batches of 256 deletions …');
  await simulator.syntheticContainer({ container: 'batched', prefix: 'b', count: 1, size: 1, seed: 1 });
  const results = [];
  for (const library of [OURS, THEIRS]) {
    const client = new Client(library, simulator.connectionString());
    try {
      results.push(await client.ask('batch', { container: 'batched', batches }));
    } finally {
      client.stop();
    }
  }
  const row = (name, unit, field) => ({
    what: `Batches of 256 deletions: ${name}`,
    unit,
    ours: results[0][field],
    theirs: results[1][field],
  });
  return [
    { ...row('parts/s', '', 'partsPerSecond'), moreIsBetter: true },
    row('CPU for each part', 'µs', 'cpuMicroseconds'),
  ];
}

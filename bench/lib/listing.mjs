// What reading a listing costs: processor time, and how long the event loop is held.

import { Client } from './client.mjs';
import { OURS, THEIRS } from './libraries.mjs';

const PAGE = 5000;

/** Pages of 5,000 computed blobs: item by item and page by page, one listing and several at once. */
export async function measureListing(simulator, pages) {
  await simulator.syntheticContainer({
    container: 'listed',
    prefix: 'logs/',
    count: pages * PAGE,
    size: 1024,
    seed: 1,
  });
  const rows = [];
  for (const [way, title] of [
    ['items', 'blobs'],
    ['pages', 'pages of blobs'],
  ]) {
    for (const listings of [1, 20]) {
      rows.push(
        ...(await rowsOf(simulator, { way, title, listings, count: (pages * PAGE) / (listings === 1 ? 1 : 4) })),
      );
    }
  }
  return rows;
}

async function rowsOf(simulator, { way, title, listings, count }) {
  const what = `${title}, pages of ${PAGE}, ${listings === 1 ? 'one listing' : `${listings} listings at once`}`;
  console.error(`bench: ${what} …`);
  const results = [];
  for (const library of [OURS, THEIRS]) {
    const measured = {};
    // Who watches each turn of the event loop keeps it turning, so nothing else is taken from that run.
    for (const watches of [true, false]) {
      const client = new Client(library, simulator.connectionString());
      try {
        const result = await client.ask('list', { container: 'listed', way, listings, count, watches });
        if (watches) measured.turnMilliseconds = result.turnMilliseconds;
        else Object.assign(measured, { ...result, turnMilliseconds: measured.turnMilliseconds });
      } finally {
        client.stop();
      }
    }
    results.push(measured);
  }
  const row = (name, unit, field) => ({
    what: `${what}: ${name}`,
    unit,
    ours: results[0][field],
    theirs: results[1][field],
  });
  return [
    row('CPU for each blob', 'µs', 'cpuMicroseconds'),
    row('time for each blob', 'µs', 'wallMicroseconds'),
    row('longest turn of the event loop, CPU', 'ms', 'turnMilliseconds'),
    row('event loop delay, 99 %', 'ms', 'delayMilliseconds'),
    row('event loop delay, longest', 'ms', 'longestMilliseconds'),
    row('peak memory', 'MB', 'peakMegabytes'),
  ];
}

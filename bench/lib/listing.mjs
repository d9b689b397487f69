// Measures reading a listing: CPU time, and how long the event loop is blocked.

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
  return [...rows, ...(await rowsOfMany(simulator, pages))];
}

/** Ten times as many blobs in one listing: how fast their names come, and whether memory grows with them. */
async function rowsOfMany(simulator, pages) {
  const [fewer, count] = [pages * PAGE, 10 * pages * PAGE];
  await simulator.syntheticContainer({ container: 'many', prefix: 'logs/', count, size: 1024, seed: 1 });
  const what = `${count.toLocaleString('en')} blobs, one listing`;
  console.error(`bench: ${what} …`);
  const results = [];
  for (const library of [OURS, THEIRS]) {
    const measured = {};
    for (const [name, number] of Object.entries({ fewer, count })) {
      const client = new Client(library, simulator.connectionString());
      try {
        measured[name] = await client.ask('list', { container: 'many', way: 'items', listings: 1, count: number });
      } finally {
        client.stop();
      }
    }
    results.push({
      names: 1e6 / measured.count.wallMicroseconds,
      growth: measured.count.peakMegabytes - measured.fewer.peakMegabytes,
      longest: measured.count.longestMilliseconds,
    });
  }
  const [ours, theirs] = results;
  return [
    { what: `${what}: names`, unit: 'names/s', ours: ours.names, theirs: theirs.names },
    {
      what: `${what}: peak memory, more than with ${fewer.toLocaleString('en')} blobs`,
      unit: 'MB',
      ours: ours.growth,
      theirs: theirs.growth,
    },
    { what: `${what}: event loop delay, longest`, unit: 'ms', ours: ours.longest, theirs: theirs.longest },
  ];
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

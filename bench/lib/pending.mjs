// Measures waiting for the service: how late a promise resolves, and what thousands of pending copies cost.

import { Client } from './client.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { median } from './statistics.mjs';

const FINISHES_AFTER = 300;

/** Copies that the service finishes after 300 ms: how much later the promise resolves. */
export async function measureLateness(simulator, count) {
  console.error(`bench: copies that take ${FINISHES_AFTER} ms …`);
  const late = await inTurns(simulator, async (client) => {
    await simulator.copies({ pending: { milliseconds: FINISHES_AFTER } });
    return median((await client.ask('finish', { count, milliseconds: FINISHES_AFTER })).late);
  });
  const what = `from the end of a copy of ${FINISHES_AFTER} ms to its promise, median of ${count} at once`;
  return [{ what, unit: 'ms', ours: late[0], theirs: late[1] }];
}

/** Copies that are pending for a while, all awaited at once by one process. */
export async function measureWaiting(simulator, count, seconds) {
  console.error(`bench: ${count} pending copies …`);
  const results = await inTurns(simulator, async (client) => {
    await simulator.copies({ pending: { untilReleased: true } });
    await client.ask('start', { count });
    await simulator.clearStatistics();
    const waited = client.ask('wait');
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const requests = (await simulator.statistics()).operations.getBlobProperties;
    await simulator.release();
    return { requests, ...(await waited) };
  });
  const row = (title, unit, field) => ({
    what: `${count} pending copies, ${title}`,
    unit,
    ours: results[0][field],
    theirs: results[1][field],
  });
  return [
    row(`requests in ${seconds} s`, '', 'requests'),
    row('CPU until all have ended', 'ms', 'cpuMilliseconds'),
    row('time until all have ended', 's', 'seconds'),
    row('event loop delay, 99 %', 'ms', 'delayMilliseconds'),
    row('peak memory', 'MB', 'peakMegabytes'),
    row('peak memory above idle', 'MB', 'megabytesAboveIdle'),
  ];
}

async function inTurns(simulator, measure) {
  const results = [];
  for (const library of [OURS, THEIRS]) {
    const client = new Client(library, simulator.connectionString());
    try {
      await client.ask('prepare');
      results.push(await measure(client));
    } finally {
      client.stop();
      await simulator.copies({});
    }
  }
  return results;
}

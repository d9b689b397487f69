// Measures the cost of a copy: CPU and wall time of `beginCopyFromURL` + `pollUntilDone`, and the peak memory of the process.

import { Client } from './client.mjs';
import { median } from './statistics.mjs';
import { OURS, THEIRS } from './libraries.mjs';

const CONCURRENCY = 32;

/**
 * Measures both libraries against one server. Each has its own process; they take turns, so that whatever else the
 * machine does meets both alike.
 */
export async function measureCopies({ server, connectionString, repetitions, sequential, concurrent }) {
  const clients = [new Client(OURS, connectionString), new Client(THEIRS, connectionString)];
  try {
    await clients[0].ask('prepare');
    const rows = [];
    for (const [title, count, concurrency] of [
      ['one at a time', sequential, 1],
      [`${CONCURRENCY} at a time`, concurrent, CONCURRENCY],
    ]) {
      console.error(`bench: copies against the ${server}, ${title} …`);
      const [ours, theirs] = await takeTurns(clients, repetitions, { count, concurrency });
      const what = `copy, ${title}, ${server}`;
      rows.push({ what, unit: 'µs CPU', ours: ours.cpuMicroseconds, theirs: theirs.cpuMicroseconds });
      rows.push({ what, unit: 'µs wall', ours: ours.wallMicroseconds, theirs: theirs.wallMicroseconds });
    }
    const [ours, theirs] = await Promise.all(clients.map((client) => client.ask('memory')));
    const what = `peak memory after these copies, ${server}`;
    return [...rows, { what, unit: 'MB', ours: ours.peakMegabytes, theirs: theirs.peakMegabytes }];
  } finally {
    for (const client of clients) client.stop();
  }
}

async function takeTurns(clients, repetitions, load) {
  const results = clients.map(() => []);
  // The first round warms up: connections, compiled code, pools.
  for (let round = -1; round < repetitions; round += 1) {
    for (const [index, client] of clients.entries()) {
      const result = await client.ask('measure', load);
      if (round >= 0) results[index].push(result);
    }
  }
  return results.map((rounds) => ({
    cpuMicroseconds: median(rounds.map((round) => round.cpuMicroseconds)),
    wallMicroseconds: median(rounds.map((round) => round.wallMicroseconds)),
  }));
}

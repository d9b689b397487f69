// Measures the memory of a server that passes blobs on to slow clients: many streams of `download()` at once, each read at one speed.

import { fork } from 'node:child_process';

import { inRoot } from '../../tools/lib/paths.mjs';
import { firstMessage } from './first-message.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { median } from './statistics.mjs';

const SIZE = 2 ** 26;
const SPEEDS = [100_000, 1_000_000];

/** The rows of all speeds, over HTTP; each library has a process of its own for each. */
export async function measureSlowStreams({ repetitions, streams, seconds }) {
  const server = fork(inRoot('bench', 'bytes-server.js'), ['http']);
  const rows = [];
  try {
    const origin = await firstMessage(server);
    for (const speed of SPEEDS) {
      const what = `${streams} streams of download() that are read at ${speed / 1000} kB/s each`;
      console.error(`bench: ${what} …`);
      const results = { ours: [], theirs: [] };
      for (let repetition = 0; repetition < repetitions; repetition += 1) {
        for (const [side, library] of Object.entries({ ours: OURS, theirs: THEIRS })) {
          const parameters = [library, origin, SIZE, streams, speed, seconds].map(String);
          results[side].push(await firstMessage(fork(inRoot('bench', 'slow-streams.js'), parameters)));
        }
      }
      const row = (words, unit, key) => {
        const middle = (side) => median(results[side].map((result) => result[key]));
        return { what: `${what}: ${words}`, unit, ours: middle('ours'), theirs: middle('theirs') };
      };
      rows.push(row('peak memory above idle', 'MB', 'megabytesAboveIdle'), row('CPU per GB', 'ms', 'cpuPerGigabyte'));
    }
  } finally {
    server.disconnect();
  }
  return rows;
}

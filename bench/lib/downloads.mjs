// Measures downloads: blobs of three sizes to a buffer, a stream and a file, with and without TLS.

import { fork } from 'node:child_process';
import { createRequire } from 'node:module';

import { inRoot } from '../../tools/lib/paths.mjs';
import { firstMessage } from './first-message.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { median } from './statistics.mjs';

const require = createRequire(import.meta.url);
const { makeCertificate } = require('../../__test__/support/certificate.js');

const SIZES = { '1 KiB': [2 ** 10, 2_000], '4 MiB': [2 ** 22, 50], '1 GiB': [2 ** 30, 1] };
const WAYS = { buffer: 'downloadToBuffer', stream: 'download, read', file: 'downloadToFile' };

/** The rows of all sizes and ways over HTTP and HTTPS; each library has a process of its own for each. */
export async function measureDownloads({ repetitions, part }) {
  const { key, cert, authorityFile } = makeCertificate();
  const environment = {
    ...process.env,
    BENCH_TLS: JSON.stringify({ key, cert }),
    NODE_EXTRA_CA_CERTS: authorityFile,
  };
  const rows = [];
  for (const scheme of ['http', 'https']) {
    const server = fork(inRoot('bench', 'bytes-server.js'), [scheme], { env: environment });
    try {
      const origin = await firstMessage(server);
      for (const [name, [size, count]] of Object.entries(SIZES)) {
        for (const [way, words] of Object.entries(WAYS)) {
          const what = `${words} of ${name} over ${scheme.toUpperCase()}`;
          console.error(`bench: ${what} …`);
          const results = { ours: [], theirs: [] };
          for (let repetition = 0; repetition < repetitions; repetition += 1) {
            for (const [side, library] of Object.entries({ ours: OURS, theirs: THEIRS })) {
              const parameters = [library, origin, way, size, Math.ceil(count * part)].map(String);
              const child = fork(inRoot('bench', 'downloads.js'), parameters, { env: environment });
              results[side].push(await firstMessage(child));
            }
          }
          rows.push(...rowsOf(what, results, name === '1 KiB'));
        }
      }
    } finally {
      server.disconnect();
    }
  }
  return rows;
}

function rowsOf(what, results, isSmall) {
  const row = (words, unit, key) => {
    const middle = (side) => median(results[side].map((result) => result[key]));
    return { what: `${what}, ${words}`, unit, ours: middle('ours'), theirs: middle('theirs') };
  };
  return [
    isSmall
      ? row('time', 'µs', 'microseconds')
      : { ...row('throughput', 'MB/s', 'megabytesPerSecond'), moreIsBetter: true },
    row('CPU per GB', 'ms', 'cpuPerGigabyte'),
    row('peak memory above idle', 'MB', 'megabytesAboveIdle'),
    row('longest event loop delay', 'ms', 'delayMilliseconds'),
  ];
}

// Measures uploads: a kibibyte, four mebibytes and a gibibyte, from a buffer, a stream and a file, with and without TLS.

import { fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { inRoot } from '../../tools/lib/paths.mjs';
import { startBytesServer } from './bytes.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { median } from './statistics.mjs';

const require = createRequire(import.meta.url);
const { makeCertificate } = require('../../__test__/support/certificate.js');

const MIB = 2 ** 20;
const SIZES = { '1 KiB': [1024, 500], '4 MiB': [4 * MIB, 30], '1 GiB': [1024 * MIB, 1] };
const QUICK = { '1 KiB': [1024, 20], '4 MiB': [4 * MIB, 3], '64 MiB': [64 * MIB, 1] };
const SOURCES = ['buffer', 'stream', 'file'];

/** The rows of all sizes and sources. Each library has a process of its own for each. */
export async function measureUploads({ isQuick, repetitions }) {
  const certificate = makeCertificate();
  const environment = {
    ...process.env,
    BENCH_TLS: JSON.stringify({ key: certificate.key, cert: certificate.cert }),
    NODE_EXTRA_CA_CERTS: certificate.authorityFile,
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-bench-'));
  const rows = [];
  try {
    for (const scheme of ['http', 'https']) {
      const server = await startBytesServer(scheme, environment);
      try {
        for (const [words, [size, rounds]] of Object.entries(isQuick ? QUICK : SIZES)) {
          const file = path.join(folder, words.replace(' ', '-'));
          writeFile(file, size);
          for (const from of SOURCES) {
            const what = `upload of ${words} from a ${from} over ${scheme.toUpperCase()}`;
            console.error(`bench: ${what} …`);
            const peers = { ours: [], theirs: [] };
            for (let repetition = 0; repetition < repetitions; repetition += 1) {
              peers.ours.push(await run(OURS, server.origin, environment, from, file, rounds));
              peers.theirs.push(await run(THEIRS, server.origin, environment, from, file, rounds));
            }
            rows.push(...rowsOf(what, size, peers));
          }
          rmSync(file);
        }
      } finally {
        server.stop();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

function rowsOf(what, size, peers) {
  const small = size < MIB;
  return [
    small
      ? row(`${what}, time`, 'ms', peers, 'milliseconds')
      : { ...row(`${what}, throughput`, 'MB/s', peers, 'megabytesPerSecond'), moreIsBetter: true },
    small
      ? row(`${what}, CPU`, 'µs', peers, 'cpuMicroseconds')
      : row(`${what}, CPU per GB`, 'ms', peers, 'cpuMillisecondsPerGigabyte'),
    row(`${what}, peak memory above idle`, 'MB', peers, 'megabytesAboveIdle'),
    row(`${what}, longest event loop delay`, 'ms', peers, 'delayMilliseconds'),
  ];
}

function row(what, unit, { ours, theirs }, key) {
  const middle = (results) => median(results.map((result) => result[key]));
  return { what, unit, ours: middle(ours), theirs: middle(theirs) };
}

/** A file that no compression makes smaller: the same random mebibyte again and again. */
function writeFile(file, size) {
  const piece = require('node:crypto').randomBytes(Math.min(MIB, size));
  const descriptor = openSync(file, 'w');
  try {
    for (let at = 0; at < size; at += piece.length) writeSync(descriptor, piece, 0, Math.min(piece.length, size - at));
  } finally {
    closeSync(descriptor);
  }
}

async function run(library, origin, environment, ...way) {
  const child = fork(inRoot('bench', 'uploads.js'), [library, origin, ...way.map(String)], { env: environment });
  let report;
  child.once('message', (message) => (report = message));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 || !report) throw new Error(`${library} ended with code ${code} (${way.join(' ')})`);
  return report;
}

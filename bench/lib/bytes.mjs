// Measures transfers through the client: uploads from memory, downloads into it and as a stream, with and without TLS.

import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';

import { inRoot } from '../../tools/lib/paths.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { median } from './statistics.mjs';

const require = createRequire(import.meta.url);
const { makeCertificate } = require('../../__test__/support/certificate.js');

const MIB = 2 ** 20;
const SIZE = 64 * MIB;
const MANY = 6;
const MANY_SIZE = 100e6;
const AT_ONCE = 4;

const WAYS = {
  upload: 'upload of 64 MiB',
  downloadToBuffer: 'downloadToBuffer of 64 MiB',
  download: 'download of 64 MiB, read',
};

/** The rows of all ways over HTTP and HTTPS; each library has a process of its own for each. */
export async function measureBytes({ repetitions, rounds }) {
  const certificate = makeCertificate();
  const environment = {
    ...process.env,
    BENCH_TLS: JSON.stringify({ key: certificate.key, cert: certificate.cert }),
    NODE_EXTRA_CA_CERTS: certificate.authorityFile,
  };
  const rows = [];
  for (const scheme of ['http', 'https']) {
    const server = await startBytesServer(scheme, environment);
    try {
      for (const [way, words] of Object.entries(WAYS)) {
        const what = `${words} over ${scheme.toUpperCase()}`;
        console.error(`bench: ${what} …`);
        const peers = await inTurns(repetitions, (library) =>
          run(library, server.origin, environment, way, SIZE, rounds, 1),
        );
        rows.push(
          row(`${what}, CPU`, 'ms', peers, 'cpuMilliseconds'),
          row(`${what}, time`, 'ms', peers, 'milliseconds'),
          row(`${what}, longest event loop delay`, 'ms', peers, 'delayMilliseconds'),
        );
      }
      if (scheme === 'https') rows.push(...(await measureCores(server.origin, environment, repetitions, rounds)));
      const what = `${MANY} uploads of 100 MB at once over ${scheme.toUpperCase()}`;
      console.error(`bench: ${what} …`);
      const peers = await inTurns(repetitions, (library) =>
        run(library, server.origin, environment, 'upload', MANY_SIZE, 1, MANY),
      );
      rows.push(row(`${what}, peak memory above the caller's`, 'MB', peers, 'megabytesAboveIdle'));
      rows.push(row(`${what}, longest event loop delay`, 'ms', peers, 'delayMilliseconds'));
    } finally {
      server.stop();
    }
  }
  return rows;
}

/** The rows of TLS on one core and on all: what of it can be done at once, with four blobs at a time. */
async function measureCores(origin, environment, repetitions, rounds) {
  if (process.platform !== 'linux') return [];
  const rows = [];
  for (const way of ['upload', 'downloadToBuffer']) {
    for (const [words, cores] of [
      ['on 1 core', '0'],
      [`on all ${availableParallelism()} cores`, undefined],
    ]) {
      const what = `${AT_ONCE} at once: ${WAYS[way]} over HTTPS, ${words}`;
      console.error(`bench: ${what} …`);
      const peers = await inTurns(repetitions, (library) =>
        runOn(cores, library, origin, environment, way, SIZE, rounds, AT_ONCE),
      );
      rows.push(row(`${what}, CPU`, 'ms', peers, 'cpuMilliseconds'), row(`${what}, time`, 'ms', peers, 'milliseconds'));
    }
  }
  return rows;
}

async function inTurns(repetitions, measure) {
  const peers = { ours: [], theirs: [] };
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    peers.ours.push(await measure(OURS));
    peers.theirs.push(await measure(THEIRS));
  }
  return peers;
}

function row(what, unit, { ours, theirs }, key) {
  const middle = (results) => median(results.map((result) => result[key]));
  return { what, unit, ours: middle(ours), theirs: middle(theirs) };
}

/** A server that takes what it is sent and keeps none of it. */
export async function startBytesServer(scheme, environment) {
  const child = fork(inRoot('bench', 'bytes-server.js'), [scheme], { env: environment });
  const origin = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
  });
  return { origin, stop: () => child.disconnect() };
}

function run(library, origin, environment, ...way) {
  return runOn(undefined, library, origin, environment, ...way);
}

/** The same, bound to these cores of the machine. */
async function runOn(cores, library, origin, environment, ...way) {
  const bound = cores ? { execPath: 'taskset', execArgv: ['-c', cores, process.execPath] } : {};
  const child = fork(inRoot('bench', 'bytes.js'), [library, origin, ...way.map(String)], {
    env: environment,
    ...bound,
  });
  let report;
  child.once('message', (message) => (report = message));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 || !report) throw new Error(`${library} ended with code ${code} (${way.join(' ')})`);
  return report;
}

'use strict';

// What a job takes of its system: descriptors, connections, names that are looked up. When there is little of it, it goes slower, and no blob fails.

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const net = require('node:net');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { PACKAGE } = require('../support/blobferry');
const { startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, namesOf } = require('./helpers');

const SUPPORT = path.join(__dirname, '..', 'support');
const CHILD = path.join(__dirname, 'children', 'copies-with-little.js');
const BLOBS = 1000;

/** Passes bytes on, and counts the connections. */
async function startCountingRelay(origin) {
  const { hostname, port } = new URL(origin);
  const counts = { all: 0, open: 0, most: 0 };
  const sockets = new Set();
  const server = net.createServer((socket) => {
    counts.all += 1;
    counts.open += 1;
    counts.most = Math.max(counts.most, counts.open);
    const upstream = net.connect(Number(port), hostname);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on('error', () => {});
    }
    socket.pipe(upstream).pipe(socket);
    socket.on('close', () => {
      counts.open -= 1;
      upstream.destroy();
    });
    upstream.on('close', () => socket.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 1024, resolve));
  return {
    counts,
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a job with little of its system', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let folder;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts());
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-sockets-'));
  });
  after(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await simulator.clearFaults();
    number += 1;
    [from, to] = ['one', 'two'].map((account) => containerBeside(containerOf(account), `sockets-${number}`));
    await to.create();
    await simulator.syntheticContainer({ account: 'one', container: from.containerName, count: BLOBS, size: 10 });
  });

  /** Copies in a process under a limit of descriptors; resolves with its summary. */
  async function copies({ descriptors = 1024, environment = {}, urls, options }) {
    const preload = ['die-with-parent.js', 'release-channel.js'].flatMap((file) => ['-r', path.join(SUPPORT, file)]);
    const job = {
      packageName: PACKAGE,
      urls: urls ?? { source: from.url, destination: to.url },
      keys: { source: simulator.accountKey('one'), destination: simulator.accountKey('two') },
      options,
    };
    const child = spawn(
      'sh',
      ['-c', `ulimit -n ${descriptors} && exec "$0" "$@"`, process.execPath, ...preload, CHILD, JSON.stringify(job)],
      { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0, output);
    return JSON.parse(output);
  }

  async function isWhole(summary) {
    assert.deepEqual([summary.copied, summary.failed, summary.failures], [BLOBS, 0, []]);
    assert.deepEqual(await namesOf(to), await namesOf(from));
  }

  const noLimits = process.platform === 'win32';

  for (const [strategy, concurrency] of [
    ['auto', undefined],
    ['auto', 512],
    ['relay', 512],
  ]) {
    test(
      `S7, S8: with 64 descriptors, a job completes (${strategy}, ${concurrency ?? 'adaptive'})`,
      { skip: noLimits },
      async () => {
        await isWhole(await copies({ descriptors: 64, options: { strategy, concurrency } }));
      },
    );
  }

  test('S8: connections are kept: there are no more of them than copies at once, however many blobs', async () => {
    const relay = await startCountingRelay(simulator.origin);
    try {
      const concurrency = 20;
      const urls = { source: from.url, destination: to.url.replace(simulator.origin, relay.origin) };
      await isWhole(await copies({ urls, options: { concurrency } }));
      // Requests of other kinds have some of their own, and one that was closed is replaced.
      assert.ok(relay.counts.all <= 3 * concurrency, `${relay.counts.all} connections for ${BLOBS} copies`);
    } finally {
      await relay.close();
    }
  });

  test('S8: connections that are closed again and again are replaced, and no more are open than copies at once', async () => {
    const relay = await startCountingRelay(simulator.origin);
    try {
      await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, when: { every: 10 }, what: { reset: true } });
      const concurrency = 20;
      const urls = { source: from.url, destination: to.url.replace(simulator.origin, relay.origin) };
      await isWhole(await copies({ urls, options: { concurrency } }));
      assert.ok(relay.counts.most <= 2 * concurrency, `${relay.counts.most} at once`);
    } finally {
      await relay.close();
    }
  });

  const shim = path.join(tmpdir(), `blobferry-resolver-${process.pid}.so`);
  const source = path.join(__dirname, 'children', 'failing-resolver.c');
  const compiled =
    process.platform === 'linux' &&
    spawnSync('cc', ['-shared', '-fPIC', '-o', shim, source, '-ldl'], { stdio: 'ignore' }).status === 0;
  after(() => rmSync(shim, { force: true }));

  test(
    'S9: one lookup of ten fails for now, and the first address has nobody: no blob fails',
    { skip: !compiled && 'no C compiler' },
    async () => {
      const lookups = path.join(folder, 'lookups');
      const { port } = new URL(simulator.origin);
      const urlOf = ({ containerName }, account) => `http://${account}.blob.test:${port}/${containerName}`;
      // Each connection looks the name up, and those that are reset make new ones.
      await simulator.faults({
        which: { operation: 'putBlob' },
        when: { every: 10 },
        what: { after: true, reset: true },
      });
      const summary = await copies({
        environment: { LD_PRELOAD: shim, LOOKUPS: lookups },
        urls: { source: urlOf(from, 'one'), destination: urlOf(to, 'two') },
        options: { strategy: 'relay', concurrency: 64 },
      });
      await isWhole(summary);
      const seen = readFileSync(lookups, 'utf8');
      assert.ok(seen.length >= 20 && seen.includes('f'), seen);
      assert.ok(seen.length < BLOBS, `${seen.length} lookups: not one for each request`);
    },
  );
});

'use strict';

// The simulator as the tests start it: accounts, its control endpoint, and its end.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { BlobServiceClient } = require('@azure/storage-blob');
const { runChild } = require('../support/child');
const { startSimulator } = require('../support/simulator');

/** What `fetch` says in Node.js, Bun and Deno. */
const REFUSED = /fetch failed|ECONNREFUSED|Connection refused/;

const ACCOUNTS = [
  { name: 'mine', key: Buffer.from('my key').toString('base64') },
  { name: 'yours', key: Buffer.from('your key').toString('base64') },
];

const blobOf = async (simulator, account, name = 'blob') => {
  const service = BlobServiceClient.fromConnectionString(simulator.connectionString(account));
  const container = service.getContainerClient('container');
  await container.createIfNotExists();
  return container.getBlockBlobClient(name);
};

test('accounts have keys and blobs of their own', async () => {
  const simulator = await startSimulator({ accounts: ACCOUNTS });
  assert.deepEqual(simulator.accounts, ['mine', 'yours']);
  assert.equal(simulator.url('yours'), `${simulator.origin}/yours`);
  assert.equal(simulator.url(), `${simulator.origin}/mine`);
  await (await blobOf(simulator, 'mine')).upload('mine', 4);
  assert.equal(await (await blobOf(simulator, 'yours')).exists(), false);
  await simulator.stop();
});

test('copies stay pending until they are released', async () => {
  const simulator = await startSimulator();
  const source = await blobOf(simulator);
  await source.upload('content', 7);
  const destination = await blobOf(simulator, undefined, 'destination');
  await simulator.copies({ pending: { untilReleased: true } });
  await destination.beginCopyFromURL(source.url);
  assert.equal((await destination.getProperties()).copyStatus, 'pending');
  assert.equal(await simulator.release(), 1);
  assert.equal((await destination.getProperties()).copyStatus, 'success');
  await simulator.stop();
});

test('requests are remembered until they are forgotten', async () => {
  const simulator = await startSimulator();
  await (await blobOf(simulator)).upload('x', 1);
  const [first, ...others] = await simulator.requests();
  assert.equal(`${first.method} ${first.path} ${first.status}`, 'PUT /devstoreaccount1/container 201');
  assert.equal(others.length, 1);
  assert.equal((await simulator.statistics()).operations.putBlob, 1);
  await simulator.clearRequests();
  assert.deepEqual(await simulator.requests(), []);
  await simulator.stop();
});

test('a rejection by the control endpoint is an error that says why', async () => {
  const simulator = await startSimulator();
  await assert.rejects(simulator.copies({ pendign: null }), /refused POST \/copies: pendign: unknown field `pendign`/);
  await simulator.stop();
});

test('it ends once, and nothing responds after that', async () => {
  const simulator = await startSimulator();
  await simulator.stop();
  await simulator.stop();
  await assert.rejects(simulator.statistics(), REFUSED);
});

test('it keeps no process alive, and ends with the one that started it', async () => {
  const { code, stdout, timedOut } = await runChild(require.resolve('./children/leaves-it-running.js'));
  assert.deepEqual({ code, timedOut }, { code: 0, timedOut: false });
  await assert.rejects(untilRefused(stdout.trim()), REFUSED);
});

/** A program whose parent has ended ends as soon as it notices, which may be after its parent's end was noticed here. */
async function untilRefused(url) {
  for (;;) await (await fetch(`${url}/statistics`)).json();
}

test('a missing program says how to build it', async () => {
  const { stdout } = await runChild(require.resolve('./children/leaves-it-running.js'), {
    environment: { BLOBFERRY_SIMULATOR: '/nowhere/simulator' },
  });
  assert.match(stdout, /simulator is missing; `cargo build -p blobferry-simulator` builds it/);
});

'use strict';

// Source and destination are one container, and the URLs do not say so: an account has several host names. A copy would find its own
// blobs, and a mirror would delete its source.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { describeContainer, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { BlobServiceClient, ContainerClient, ContainerSASPermissions } = blobferry;
const NAMES = ['a/1', 'a/2', 'b'];
const OVERLAP = /^Source and destination overlap: .* are the same container, under two names of its account/;

describe('a container under two host names', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let alias;
  let number;

  const aliasOf = (client) => new ContainerClient(client.url.replace('127.0.0.1', 'localhost'), client.pipeline);

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
    alias = aliasOf(from);
    for (const name of NAMES) await upload(from, name);
    await simulator.advanceClock(2);
    await simulator.clearStatistics();
  });

  /** Nothing was written, whatever else was requested. */
  async function untouched(before) {
    const operations = Object.keys(await accounts.operations());
    const reads = [
      'getContainerProperties',
      'listBlobs',
      'getBlobProperties',
      'getAccountInformation',
      'getServiceProperties',
      'listContainers',
    ];
    assert.deepEqual(
      operations.filter((name) => !reads.includes(name)),
      [],
    );
    assert.deepEqual(await describeContainer(from), before);
  }

  for (const [what, options] of Object.entries({
    'a copy': {},
    'a copy of what differs': { overwrite: 'ifDifferent' },
    'a copy below its own prefix, which would find its own blobs for ever': { destinationPrefix: 'copy/' },
    'a mirror that would delete its source': {
      prefix: 'a/',
      destinationPrefix: '',
      deleteExtraneous: true,
      allowMassDeletes: true,
    },
    'a mirror below its own prefix': { destinationPrefix: 'b', deleteExtraneous: true, allowMassDeletes: true },
    'a move': { move: true },
    'a dry run': { dryRun: true },
  })) {
    test(`D18: ${what} is rejected before anything is written`, async () => {
      const before = await describeContainer(from);
      await simulator.clearStatistics();
      for (const [source, destination] of [
        [alias, from],
        [from, alias],
      ]) {
        const error = await failing(destination.beginCopyFromContainer(source, options));
        assert.ok(error instanceof RangeError, error.stack);
        assert.match(error.message, OVERLAP);
      }
      await untouched(before);
    });
  }

  test('D18: an account is not copied to itself from its secondary endpoint, and nothing is sent', async () => {
    const account = accounts.accountOf('one');
    const secondary = new BlobServiceClient(account.url.replace(/\/one(\/?)$/, '/one-secondary$1'), account.pipeline);
    await simulator.clearRequests();
    for (const options of [{}, { destinationPrefix: 'copy/' }, { dryRun: true }]) {
      const error = await failing(account.beginCopyFromAccount(secondary, options));
      assert.match(error.message, /^Source and destination are the same account.*two names of it/);
    }
    const [one, other] = ['one-secondary', 'one'].map(
      (name) => new BlobServiceClient(`https://${name}.blob.core.windows.net`, account.pipeline),
    );
    assert.match((await failing(other.beginCopyFromAccount(one))).message, /are the same account/);
    assert.deepEqual(await simulator.requests(), []);
  });

  test('D18: so is the secondary endpoint of an account within one host, as emulators have it', async () => {
    const secondary = new ContainerClient(from.url.replace('/one/', '/one-secondary/'), from.pipeline);
    const before = await describeContainer(from);
    await simulator.clearStatistics();
    for (const options of [{}, { move: true }, { destinationPrefix: 'copy/' }]) {
      assert.match((await failing(from.beginCopyFromContainer(secondary, options))).message, OVERLAP);
    }
    await untouched(before);
  });

  test('D18: it is recognized by its blobs where the properties of the containers may not be read', async () => {
    const before = await describeContainer(from);
    const sas = async (client, permissions) => {
      const expiresOn = new Date(Date.now() + 3600_000);
      return client.generateSasUrl({ permissions: ContainerSASPermissions.parse(permissions), expiresOn });
    };
    for (const account of ['one', 'two']) {
      await simulator.faults({
        which: { operation: 'getContainerProperties', account },
        what: { status: 403, code: 'AuthorizationPermissionMismatch' },
      });
    }
    await simulator.clearStatistics();
    const source = (await sas(from, 'rl')).replace('127.0.0.1', 'localhost');
    const destination = new ContainerClient(await sas(from, 'rwdl'));
    for (const options of [
      {},
      { deleteExtraneous: true, prefix: 'a/', destinationPrefix: '', allowMassDeletes: true },
    ]) {
      assert.match((await failing(destination.beginCopyFromContainer(source, options))).message, OVERLAP);
    }
    await simulator.clearFaults();
    await untouched(before);
  });

  test('two parts of it that do not overlap are copied, and it can be compared with itself', async () => {
    const { summary } = await settled(
      await from.beginCopyFromContainer(alias, { prefix: 'a/', destinationPrefix: 'c/' }),
    );
    assert.equal(summary.copied, 2);
    assert.equal((await from.verifyContainer(alias)).equal + (await from.verifyContainer(alias)).unproven > 0, true);
  });

  test('containers of one name in two accounts are two, which costs one request for all blobs', async () => {
    await simulator.clearStatistics();
    const poller = await aliasOf(to).beginCopyFromContainer(from);
    assert.equal((await poller.pollUntilDone()).copied, NAMES.length);
    assert.deepEqual(await accounts.operations(), {
      copyBlobFromUrl: NAMES.length,
      getContainerProperties: 2,
      listBlobs: 1,
    });
  });

  test('D17, D18: what is replaced is kept neither in the destination nor in the source', async () => {
    const target = accounts.within('one', `target-${number}`);
    await target.create();
    await upload(target, 'b', 'old');
    const before = await describeContainer(from);
    for (const [container, prefix, named] of [
      [target.containerName, undefined, /is the destination itself/],
      [target.containerName, 'kept/', /is the destination itself/],
      [from.containerName, undefined, /names a part of the source/],
      [from.containerName, 'kept/', /names a part of the source/],
    ]) {
      const options = { deleteExtraneous: true, keepReplaced: { container, ...(prefix && { prefix }) } };
      const error = await failing(target.beginCopyFromContainer(from, options));
      assert.ok(error instanceof RangeError, error.stack);
      assert.match(error.message, named);
    }
    const entries = [{ source: from.getBlobClient('b'), destination: 'b' }];
    const kept = { keepReplaced: { container: target.containerName, prefix: 'kept/' } };
    assert.match((await failing(target.beginCopyFromContainer(entries, kept))).message, /is the destination itself/);
    const within = { prefix: 'a/', destinationPrefix: 'c/', keepReplaced: { prefix: 'a/old/' } };
    assert.match((await failing(from.beginCopyFromContainer(from, within))).message, /names a part of the source/);
    assert.deepEqual(await describeContainer(from), before);
    assert.deepEqual(Object.keys(await describeContainer(target)), ['b']);
    // Beside the part that is copied, the source is a place like others.
    const options = { prefix: 'a/', keepReplaced: { container: from.containerName, prefix: 'kept/' } };
    const { summary } = await settled(await target.beginCopyFromContainer(from, options));
    assert.equal(summary.copied, 2);
    const again = await settled(await target.beginCopyFromContainer(from, options));
    assert.deepEqual([again.summary.copied, again.summary.failures], [2, []]);
    const names = Object.keys(await describeContainer(from));
    assert.deepEqual(names, [...NAMES, 'kept/a/1', 'kept/a/2']);
  });

  test('D18: an account under two names is one', async () => {
    const before = await describeContainer(from);
    await simulator.clearStatistics();
    const service = (client) => new BlobServiceClient(client.url.replace(/\/[^/]+$/, ''), client.pipeline);
    const options = { includeContainers: [`container-${number}`] };
    const error = await failing(service(from).beginCopyFromAccount(service(alias), options));
    assert.ok(error instanceof RangeError, error.stack);
    assert.match(error.message, /^Source and destination are the same account, .*two names of it\. Nothing was copied/);
    await untouched(before);
  });
});

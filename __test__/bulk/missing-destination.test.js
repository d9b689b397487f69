'use strict';

// A destination that does not exist: a copy, its plan and its dry run say so before anything else, and a comparison in words of its own.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { command } = require('./command');
const { containerBeside, eventsOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('a destination container that does not exist', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let missing;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
    missing = containerBeside(to, `missing-${Date.now()}`);
    await upload(from, 'a');
  });

  test('O3: a plan and a dry run reject it, as the copy does', async () => {
    for (const options of [{}, { overwrite: 'ifDifferent' }, { deleteExtraneous: true }]) {
      const expected = await failing(missing.beginCopyFromContainer(from, options));
      assert.match(expected.message, /^The destination container .* does not exist\. Nothing was copied\. Create it/);
      for (const job of [
        () => missing.planContainerCopy(from, options),
        () => missing.beginCopyFromContainer(from, { ...options, dryRun: true }),
      ]) {
        const error = await failing(job());
        assert.deepEqual(
          [error.message.split('\n')[0], error.code, error.statusCode],
          [expected.message.split('\n')[0], 'ContainerNotFound', 404],
        );
      }
    }
    const entries = [{ source: from.getBlobClient('a'), destination: 'b' }];
    const error = await failing(missing.beginCopyFromContainer(entries, { dryRun: true }));
    assert.match(error.message, /^The destination container .* does not exist\./);
  });

  test('O2, O3: the command exits with the code of a missing container, also for a dry run', async () => {
    const environment = {
      BLOBFERRY_SOURCE_CONNECTION_STRING: simulator.connectionString('one'),
      BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
    };
    for (const further of [[], ['--dry-run']]) {
      const { code, stderr } = await command(['copy', from.url, missing.url, ...further], { environment });
      assert.equal(code, 4, stderr);
      assert.match(stderr, /does not exist\. Nothing was copied\. Create it first/);
    }
  });

  test('A7: a plan rejects a credential that is not valid at the destination', async () => {
    const wrong = new blobferry.StorageSharedKeyCredential('two', Buffer.from('another key').toString('base64'));
    const client = new blobferry.ContainerClient(to.url, wrong);
    const error = await failing(client.planContainerCopy(from));
    assert.match(error.message, /^The destination container .* cannot be looked at\. Nothing was copied\./);
    assert.deepEqual([error.code, error.statusCode], ['AuthenticationFailed', 403]);
    assert.match(
      (await failing((await client.beginCopyFromContainer(from)).pollUntilDone())).message,
      /no other can be/,
    );
  });

  test('A7: a plan works for a credential that may write and not look', async () => {
    await simulator.faults({
      which: { operation: 'getContainerProperties', account: 'two' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    assert.equal((await to.planContainerCopy(from)).copies, 1);
  });

  test('a comparison does not speak of a copy', async () => {
    const error = await failing(missing.verifyContainer(from));
    assert.match(error.message, /^The destination container .* does not exist\. Nothing was compared\./);
    assert.doesNotMatch(error.message, /copied|Create it/);
    const source = await failing(to.verifyContainer(missing));
    assert.match(source.message, /^The source container .* cannot be listed\. Nothing was compared\./);
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'two' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const forbidden = await failing(to.verifyContainer(from));
    assert.match(forbidden.message, /^The destination container .* cannot be listed\. Nothing was compared\./);
    assert.doesNotMatch(forbidden.message, /deleteExtraneous|copied|delete/);
    const own = await failing(to.verifyContainer(to));
    assert.match(own.message, /Nothing was compared/);
  });

  test('the container that "keepReplaced" names is told apart from the destination', async () => {
    const options = { keepReplaced: { container: 'no-attic' } };
    const error = await failing(to.beginCopyFromContainer(from, options));
    assert.match(error.message, /^The container of "keepReplaced" .*no-attic does not exist\. Nothing was copied\./);
  });

  test('O3: the dry run of an account tells which containers would be created', async () => {
    const service = (client) => new blobferry.BlobServiceClient(client.url.replace(/\/[^/]+$/, ''), client.pipeline);
    await to.delete();
    const options = { includeContainers: [from.containerName] };
    const planned = await service(to).beginCopyFromAccount(service(from), { ...options, dryRun: true });
    const events = await eventsOf(planned);
    const { containers } = await planned.pollUntilDone();
    assert.equal(events.find(({ event }) => event === 'containerBegun').created, true);
    assert.deepEqual([containers.begun, containers.created], [1, 1]);
    assert.equal(await to.exists(), false);
    const { summary } = await settled(await service(to).beginCopyFromAccount(service(from), options));
    assert.deepEqual([summary.containers.begun, summary.containers.created], [1, 1]);
    const again = await service(to).beginCopyFromAccount(service(from), { ...options, dryRun: true });
    assert.equal((await again.pollUntilDone()).containers.created, 0);
  });
});

'use strict';

// Credentials that lack a permission: errors name the permission that is missing, and what stays behind is reported.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/libraries');
const { failing } = require('../transfer/helpers');
const { command } = require('./command');
const { laterThan, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { ContainerClient, ContainerSASPermissions } = blobferry;
const HOUR = 3600_000;

describe('a container copy whose credentials lack a permission', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const urlWith = (container, permissions) =>
    container.generateSasUrl({
      permissions: ContainerSASPermissions.parse(permissions),
      expiresOn: new Date(Date.now() + HOUR),
    });

  /** A URL with a signature whose permissions only the service knows: they are those of a stored access policy. */
  async function urlByPolicy(container, permissions) {
    const id = 'policy';
    const accessPolicy = { permissions, startsOn: new Date(Date.now() - HOUR), expiresOn: new Date(Date.now() + HOUR) };
    await container.setAccessPolicy(undefined, [{ id, accessPolicy }]);
    return await container.generateSasUrl({ identifier: id });
  }

  const clientWith = async (container, permissions) => new ContainerClient(await urlWith(container, permissions));

  async function snapshots() {
    const found = [];
    for await (const { name, snapshot } of to.listBlobsFlat({ includeSnapshots: true })) {
      if (snapshot !== undefined) found.push([name, snapshot]);
    }
    return found;
  }

  /** The error that a job ends with, and its events and summary. */
  async function run(permissions, options = {}, sourcePermissions = 'rl', url = urlWith) {
    const [source, target] = [await url(from, sourcePermissions), await url(to, permissions)];
    const poller = await new ContainerClient(target).beginCopyFromContainer(source, options);
    const reported = await settled(poller);
    return {
      ...reported,
      error: await poller.pollUntilDone().then(
        () => undefined,
        (error) => error,
      ),
    };
  }

  async function pages(container) {
    for (const name of ['a', 'b']) await container.getPageBlobClient(name).create(512);
  }

  test('A7: without "d", the backups of replaced blobs stay, and are counted and named', async () => {
    await pages(from);
    await pages(to);
    const { error, events, summary } = await run('rwl');
    assert.equal(error, undefined, error?.message);
    assert.deepEqual([summary.copied, summary.failed, summary.leftSnapshots], [2, 0, 2]);
    const named = events.flatMap(({ destination, leftSnapshots }) => leftSnapshots.map((one) => [destination, one]));
    assert.deepEqual(named.sort(), await snapshots());
    // The command says what to do about them.
    const args = ['copy', await urlWith(from, 'rl'), await urlWith(to, 'rwl')];
    const { code, stdout } = await command(args);
    assert.equal(code, 0);
    // Those of the run before were found, and could not be deleted either.
    assert.match(stdout, /left snapshots +4, .*permission to delete blobs \("d"/);
    assert.equal((await snapshots()).length, 4);
    // Whoever may delete deletes all of them.
    assert.equal((await run('rwdl')).summary.leftSnapshots, 0);
    assert.deepEqual(await snapshots(), []);
  });

  test('A7: the backup of a copy that could not be started is named in its error', async () => {
    await upload(from, 'a');
    await upload(to, 'a', 'old');
    const fault = { which: { operation: 'copyBlob' }, when: { nth: 2 }, what: { status: 400, code: 'InvalidInput' } };
    await simulator.faults(fault);
    const { events, summary } = await run('rwl', { strategy: 'asynchronous' });
    assert.deepEqual([summary.failedByCode, summary.leftSnapshots], [{ InvalidInput: 1 }, 1]);
    const [[, snapshot]] = await snapshots();
    assert.ok(summary.failures[0].message.includes(`Its snapshot ${snapshot}`), summary.failures[0].message);
    assert.match(summary.failures[0].message, /stays: that takes the permission to delete \("d"/);
    assert.deepEqual(events[0].leftSnapshots, [snapshot]);
    // The same for a single copy.
    await simulator.faults(fault);
    const blob = (await clientWith(to, 'rwl')).getBlobClient('a');
    const poller = blob.beginCopyFrom((await clientWith(from, 'rl')).getBlobClient('a'), { strategy: 'asynchronous' });
    assert.match((await failing(poller)).message, /Its snapshot .* could not be deleted and stays/);
  });

  for (const [what, [permissions, options, sourcePermissions], expected, code] of [
    ['may not write', ['rl', {}], /^The first blob .*nothing was copied\..*"w" in a shared/s],
    [
      'may create alone',
      ['c', {}],
      /may create blobs and not overwrite them.*"overwrite": "never"/s,
      'ContainerCopyIncomplete',
    ],
    ['may write and not look', ['w', { overwrite: 'ifDifferent' }], /"r" in a shared access signature/],
    [
      'may not read what it wrote',
      ['w', { verify: 'length' }],
      /it may be at the destination, and no other blob was copied/,
    ],
    [
      'may not set tags',
      ['rwl', {}, 'rlt'],
      /The blob has tags, which take "t" on both sides; with "onTagsForbidden": "skip"/,
    ],
    ['may not read tags', ['rwlt', {}, 'rl'], /The copy of a container has "onTagsForbidden"/],
  ]) {
    test(`A7: the error for a credential that ${what} names the permission`, async () => {
      const tags = /tags/.test(what) ? { tags: { project: 'north' } } : {};
      for (const name of ['a', 'b']) await upload(from, name, name, tags);
      await upload(to, 'a', 'old');
      await laterThan(to);
      const { error } = await run(permissions, options, sourcePermissions, urlByPolicy);
      assert.match(error.message, expected);
      assert.equal(error.code, code ?? 'AuthorizationPermissionMismatch');
    });
  }

  test('A7: a mirror that may not delete says that it takes "d"', async () => {
    await upload(from, 'a');
    for (const name of ['a', 'x']) await upload(to, name);
    await laterThan(to);
    // A role without the permission; a signature says so itself.
    const forbidden = { status: 403, code: 'AuthorizationPermissionMismatch' };
    await simulator.faults({ which: { operation: 'deleteBlob' }, what: forbidden });
    const { error, summary } = await run('rwld', { deleteExtraneous: true });
    assert.deepEqual([error.code, summary.deletes.refused], ['DeletesRefused', 1]);
    assert.match(error.message, /"d" in a shared access signature/);
  });
});

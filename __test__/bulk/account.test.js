'use strict';

// beginCopyFromAccount between two accounts of the simulator: which containers, what is created, what fails, and how it is resumed.

const assert = require('node:assert/strict');
const { afterEach, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');
const { ACCOUNTS, failing } = require('../transfer/helpers');
const { describeContainer, eventsOf, namesOf, upload } = require('./helpers');

describe('beginCopyFromAccount', () => {
  let simulator;
  let from;
  let to;

  const settle = (poller) => poller.pollUntilDone();

  beforeEach(async () => {
    simulator = await startSimulator({ accounts: ACCOUNTS });
    [from, to] = ['one', 'two'].map((account) =>
      blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account), {
        retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 },
      }),
    );
  });
  afterEach(() => simulator.stop());

  const container = async (name, blobs, options) => {
    const client = from.getContainerClient(name);
    await client.create(options);
    for (const blob of blobs) await upload(client, blob);
    return client;
  };

  const containersOf = async (service) => {
    const names = [];
    for await (const { name } of service.listContainers()) names.push(name);
    return names;
  };

  test('D19: an account without containers has their numbers, too', async () => {
    const none = { begun: 0, created: 0, skipped: 0, failed: 0, failures: [] };
    for (const dryRun of [true, false]) {
      const poller = await to.beginCopyFromAccount(from, { dryRun });
      assert.deepEqual((await poller.pollUntilDone()).containers, none);
    }
  });

  test('every container is created with its metadata, and copied; the numbers add up', async () => {
    await container('aaa', ['x', 'y'], { metadata: { owner: 'me' } });
    await container('aaa-b', ['x', 'a/b', '\u{1F600}', '\u{FF5E}'], { access: 'blob' });
    await container('aaa0', []);
    await to.getContainerClient('aaa0').create();
    const poller = await to.beginCopyFromAccount(from);
    const events = await eventsOf(poller);
    const summary = await settle(poller);
    assert.deepEqual([summary.listed, summary.copied, summary.failed], [6, 6, 0]);
    assert.deepEqual(summary.containers, { begun: 3, created: 2, skipped: 0, failed: 0, failures: [] });
    assert.deepEqual(await containersOf(to), ['aaa', 'aaa-b', 'aaa0']);
    for (const name of ['aaa', 'aaa-b', 'aaa0']) {
      const [there, here] = [from, to].map((service) => service.getContainerClient(name));
      assert.deepEqual(await describeContainer(here), await describeContainer(there));
    }
    const [first, second] = [
      await to.getContainerClient('aaa').getProperties(),
      await to.getContainerClient('aaa-b').getProperties(),
    ];
    assert.deepEqual(first.metadata, { owner: 'me' });
    // P19: public access is not copied unless it is requested.
    assert.equal(second.blobPublicAccess, undefined);
    assert.deepEqual(
      events.filter(({ event }) => event === 'containerBegun'),
      [
        { container: 'aaa', event: 'containerBegun', created: true },
        { container: 'aaa-b', event: 'containerBegun', created: true, notCopied: ['publicAccess'] },
        { container: 'aaa0', event: 'containerBegun', created: false },
      ],
    );
    const copied = events
      .filter(({ event }) => event === 'copied')
      .map((event) => `${event.container} ${event.source}`);
    assert.deepEqual(
      copied.sort(),
      ['aaa x', 'aaa y', 'aaa-b a/b', 'aaa-b x', 'aaa-b \u{1F600}', 'aaa-b \u{FF5E}'].sort(),
    );
  });

  test('public access is copied on request', async () => {
    await container('open', ['x'], { access: 'container' });
    await settle(await to.beginCopyFromAccount(from, { copyPublicAccess: true }));
    assert.equal((await to.getContainerClient('open').getProperties()).blobPublicAccess, 'container');
  });

  test('O14: system containers are skipped and reported, unless they are named', async () => {
    await container('ccc', ['x']);
    await container('$web', ['index.html']);
    const poller = await to.beginCopyFromAccount(from);
    const events = await eventsOf(poller);
    const summary = await settle(poller);
    assert.deepEqual([summary.copied, summary.containers.skipped], [1, 1]);
    assert.deepEqual(
      events.filter(({ event }) => event === 'containerSkipped'),
      [{ container: '$web', event: 'containerSkipped', reason: 'system' }],
    );
    await settle(await to.beginCopyFromAccount(from, { includeContainers: ['$web'] }));
    assert.deepEqual(await containersOf(to), ['$web', 'ccc']);
    assert.deepEqual(await namesOf(to.getContainerClient('$web')), ['index.html']);
  });

  test('containers and blobs are filtered, each by its own options', async () => {
    for (const name of ['logs-1', 'logs-2', 'temp-1', 'data']) await container(name, ['keep/a', 'drop/a']);
    const options = { containerPrefix: 'l', excludeContainers: ['*-2'], prefix: 'keep/', destinationPrefix: 'kept/' };
    const summary = await settle(await to.beginCopyFromAccount(from, options));
    assert.deepEqual([summary.copied, summary.containers.begun], [1, 1]);
    assert.deepEqual(await containersOf(to), ['logs-1']);
    assert.deepEqual(await namesOf(to.getContainerClient('logs-1')), ['kept/a']);
  });

  test('a container that cannot be created or listed fails alone, and a job that is resumed tries it again', async () => {
    for (const name of ['aaa', 'bbb', 'ccc', 'ddd']) await container(name, ['x', 'y']);
    await simulator.faults(
      {
        which: { operation: 'createContainer', container: 'bbb' },
        what: { status: 409, code: 'ContainerBeingDeleted' },
      },
      { which: { operation: 'listBlobs', container: 'ccc' }, what: { status: 409, code: 'ContainerBeingDeleted' } },
    );
    const poller = await to.beginCopyFromAccount(from);
    const events = await eventsOf(poller);
    const error = await failing(settle(poller));
    assert.equal(error.code, 'AccountCopyIncomplete');
    assert.match(
      error.message,
      /^2 containers could not be copied; the others were\. The first: "bbb": The container cannot be created/,
    );
    const { summary } = poller.getOperationState();
    assert.deepEqual([summary.copied, summary.containers.failed], [4, 2]);
    const failed = events.filter(({ event }) => event === 'containerFailed');
    assert.deepEqual(
      failed.map(({ container: name, code, statusCode }) => [name, code, statusCode]),
      [
        ['bbb', 'ContainerBeingDeleted', 409],
        ['ccc', 'ContainerBeingDeleted', 409],
      ],
    );
    assert.match(failed[0].message, /keeps its name for 30 seconds or longer/);
    const saved = poller.toString();
    await simulator.clearFaults();
    const resumed = await to.beginCopyFromAccount(from, { resumeFrom: saved });
    const again = (await eventsOf(resumed)).filter(({ event }) => event === 'copied');
    const total = await settle(resumed);
    assert.deepEqual(again.map((event) => `${event.container} ${event.source}`).sort(), [
      'bbb x',
      'bbb y',
      'ccc x',
      'ccc y',
    ]);
    assert.deepEqual([total.listed, total.copied, total.containers.begun], [8, 8, 4]);
  });

  test('a container that vanishes is left out', async () => {
    for (const name of ['aaa', 'bbb']) await container(name, ['x']);
    await simulator.faults({
      which: { operation: 'listBlobs', container: 'aaa' },
      what: { status: 404, code: 'ContainerNotFound' },
    });
    const summary = await settle(await to.beginCopyFromAccount(from));
    assert.deepEqual([summary.copied, summary.containers.skipped], [1, 1]);
    assert.deepEqual(await containersOf(to), ['bbb']);
  });

  test('with a permission to write blobs but not to create containers, existing containers are copied to', async () => {
    for (const name of ['aaa', 'bbb']) await container(name, ['x']);
    await to.getContainerClient('aaa').create();
    await simulator.faults({
      which: { operation: 'createContainer' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const poller = await to.beginCopyFromAccount(from);
    const error = await failing(settle(poller));
    assert.match(error.message, /^1 containers could not be copied.*"bbb".*permission/s);
    assert.deepEqual(await namesOf(to.getContainerClient('aaa')), ['x']);
  });

  test('a failed blob names its container, and is tried again by a job that is resumed', async () => {
    for (const name of ['aaa', 'bbb']) await container(name, ['x', 'y']);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', container: 'aaa', blob: 'x' },
      what: { status: 409, code: 'LeaseIdMissing' },
    });
    const poller = await to.beginCopyFromAccount(from);
    const error = await failing(settle(poller));
    assert.match(
      error.message,
      /^1 of 4 blobs could not be copied; the others were\. The first: "x" of the container "aaa"/,
    );
    assert.equal(poller.getOperationState().summary.failures[0].container, 'aaa');
    await simulator.clearFaults();
    const resumed = await to.beginCopyFromAccount(from, { resumeFrom: poller.toString() });
    const copied = (await eventsOf(resumed)).filter(({ event }) => event === 'copied');
    assert.deepEqual(
      copied.map((event) => `${event.container} ${event.source}`),
      ['aaa x'],
    );
    assert.equal((await settle(resumed)).copied, 4);
  });

  test('it is paused, saved, canceled and resumed as the copy of a container is', async () => {
    for (const name of ['a', 'b', 'c']) {
      await simulator.syntheticContainer({ account: 'one', container: `many-${name}`, count: 300, size: 1 });
    }
    const poller = await to.beginCopyFromAccount(from, { concurrency: 2 });
    let copied = 0;
    let saved;
    for await (const { event } of poller) {
      if (event === 'copied') copied += 1;
      if (copied === 350 && !saved) {
        poller.pause();
        saved = poller.toString();
        poller.resume();
        await poller.cancelOperation();
      }
    }
    await failing(settle(poller));
    const done = poller.getOperationState().summary.copied;
    assert.ok(done < 900, String(done));
    const resumed = await to.beginCopyFromAccount(from, { resumeFrom: saved });
    let again = 0;
    for await (const { event } of resumed) if (event === 'copied') again += 1;
    const summary = await settle(resumed);
    assert.deepEqual([summary.copied, summary.listed], [900, 900]);
    // At most the two in flight, and those whose events had not been read, are copied twice.
    assert.ok(again <= 900 - 350, String(again));
    for (const name of ['a', 'b', 'c'])
      assert.equal((await namesOf(to.getContainerClient(`many-${name}`))).length, 300);
  });

  test('S11: many containers take two requests each beside their blobs', async () => {
    for (let index = 0; index < 200; index += 1) await container(`c${String(index).padStart(4, '0')}`, ['x']);
    await simulator.clearStatistics();
    const summary = await settle(await to.beginCopyFromAccount(from));
    assert.deepEqual([summary.copied, summary.containers.created], [200, 200]);
    const { operations } = await simulator.statistics();
    const used = Object.fromEntries(Object.entries(operations).filter(([, count]) => count > 0));
    assert.deepEqual(used, { copyBlobFromUrl: 200, createContainer: 200, listBlobs: 200, listContainers: 1 });
  });

  test('O3: a dry run creates nothing, and counts what a run would create', async () => {
    await container('aaa', ['x']);
    const summary = await settle(await to.beginCopyFromAccount(from, { dryRun: true }));
    assert.deepEqual([summary.copied, summary.containers.created], [1, 1]);
    assert.deepEqual(await containersOf(to), []);
  });

  test('bad input is rejected before anything is written', async () => {
    await container('aaa', ['x']);
    assert.match((await failing(to.beginCopyFromAccount(to))).message, /are the same account/);
    assert.match(
      (await failing(to.beginCopyFromAccount(from, { includeContainers: ['['] }))).message,
      /"includeContainers"/,
    );
    assert.ok((await failing(to.beginCopyFromAccount(from, { includeContainers: 'a' }))) instanceof TypeError);
    assert.ok((await failing(to.beginCopyFromAccount('not a url'))) instanceof TypeError);
    assert.ok((await failing(to.beginCopyFromAccount(from, { concurrency: 0 }))) instanceof RangeError);
    await simulator.faults({
      which: { operation: 'listContainers' },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    assert.match((await failing(to.beginCopyFromAccount(from))).message, /cannot be listed\. Nothing was copied/);
    await simulator.clearFaults();
    assert.deepEqual(await containersOf(to), []);
  });
});

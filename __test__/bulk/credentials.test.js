'use strict';

// Credentials that expire while a job runs: it waits for others, or ends so that it can be resumed, and fails no blob for it.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { CLOCK_BEHIND, failing } = require('../transfer/helpers');
const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { AccountSASPermissions, BlobServiceClient, ContainerClient, ContainerSASPermissions } = blobferry;

/** How long the signatures of these tests are valid, in seconds. */
const LIFE = 20;

describe('credentials of a container copy', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  let simulator;
  let from;
  let to;
  /** How far the service's clock is ahead. */
  let ahead = -CLOCK_BEHIND;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
    await Promise.all(Array.from({ length: 60 }, (_, index) => upload(from, `blob ${String(index).padStart(2, '0')}`)));
    await simulator.clearStatistics();
  });

  const signed = (client) =>
    client.generateSasUrl({
      permissions: ContainerSASPermissions.parse('rwlct'),
      expiresOn: new Date(Date.now() + (ahead + LIFE) * 1000),
    });

  /** Has the service's clock pass the end of all signatures when this request comes. */
  async function expireAt(which, nth) {
    ahead += LIFE * 2;
    await simulator.faults({ which, when: { nth }, then: { advanceSeconds: LIFE * 2 } });
  }

  async function copies() {
    return (await simulator.statistics()).operations.copyBlobFromUrl;
  }

  test('A3: a signature of the source that expires is replaced, and no blob fails', async () => {
    const source = await signed(from);
    await expireAt({ operation: 'copyBlobFromUrl' }, 20);
    const needed = [];
    const poller = await to.beginCopyFromContainer(source, {
      concurrency: 4,
      strategy: 'synchronous',
      onNeedsCredentials: async (need) => {
        needed.push(need, poller.getOperationState().needsCredentials);
        return { source: await signed(from) };
      },
    });
    const summary = await poller.pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed], [60, 0]);
    assert.deepEqual([needed[0].side, needed[0].code], ['source', 'AuthenticationFailed']);
    assert.match(needed[0].message, /403 AuthenticationFailed/);
    assert.doesNotMatch(JSON.stringify(needed), /sig=/);
    assert.equal(needed.length, 2, 'it was requested once');
    assert.ok((await copies()) <= 64, 'only what was in flight is sent again');
  });

  test('A3, A1: what the service could not read with a signature that had expired, it reads with the next one', async () => {
    // Nothing is read of an empty blob that this process copies, so that its signature is not missed.
    await upload(from, '0', '');
    await from.getPageBlobClient('page').create(512);
    const source = await signed(from);
    await expireAt({ operation: 'listBlobs' }, 1);
    const poller = await to.beginCopyFromContainer(source, {
      concurrency: 1,
      onNeedsCredentials: async () => ({ source: await signed(from) }),
    });
    const summary = await poller.pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed], [62, 0]);
    assert.ok((await copies()) > 50, 'the service copies them');
  });

  test('A3, D17: so is one of the destination that the service reads old states with, to keep them', async () => {
    for (const name of ['blob 08', 'blob 09']) {
      await from.deleteBlob(name);
      for (const container of [from, to]) {
        await container.getPageBlobClient(name).create(512, { metadata: { of: container.accountName } });
      }
    }
    const destination = new ContainerClient(await signed(to));
    await expireAt({ operation: 'copyBlobFromUrl' }, 3);
    const poller = await destination.beginCopyFromContainer(from, {
      prefix: 'blob 0',
      concurrency: 1,
      keepReplaced: { prefix: 'kept/' },
      onNeedsCredentials: async () => ({ destination: await signed(to) }),
    });
    const summary = await poller.pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed], [10, 0]);
    const { metadata } = await to.getBlobClient('kept/blob 09').getProperties();
    assert.deepEqual(metadata, { of: 'two' });
  });

  test('A3: so is one of the destination, also with clients', async () => {
    const client = new ContainerClient(await signed(to));
    await expireAt({ operation: 'copyBlobFromUrl' }, 20);
    const sides = [];
    const poller = await client.beginCopyFromContainer(from, {
      concurrency: 4,
      onNeedsCredentials: async ({ side }) => {
        sides.push(side);
        // From a signature to the account's key.
        return { destination: to };
      },
    });
    const summary = await poller.pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed, sides], [60, 0, ['destination']]);
    assert.ok((await copies()) <= 64);
  });

  test('A3: new signatures of both sides may be URLs, and no account gets that of the other', async () => {
    for (const order of [['source'], ['destination'], ['destination', 'source']]) {
      const client = new ContainerClient(await signed(to));
      const source = order.includes('source') ? await signed(from) : from;
      const given = [];
      const poller = await client.beginCopyFromContainer(source, {
        concurrency: 4,
        strategy: 'relay',
        pageSize: 7,
        onNeedsCredentials: async ({ side, url }) => {
          given.push([side, url]);
          return { [side]: await signed(side === 'source' ? from : to) };
        },
      });
      ahead += LIFE * 2;
      await simulator.advanceClock(LIFE * 2);
      const { copied, failed } = await poller.pollUntilDone();
      assert.deepEqual([copied, failed], [60, 0]);
      const urls = { source: from.url, destination: to.url };
      assert.ok(given.length <= 2 && given.every(([side, url]) => url === urls[side]), String(given));
      for (const name of await namesOf(to)) await to.deleteBlob(name);
    }
  });

  test('A3: snapshots keep their contents when the signature is replaced', async () => {
    const kept = within('one', `${from.containerName}-kept`);
    await kept.create();
    for (let index = 0; index < 12; index += 1) {
      await upload(kept, `blob ${index}`, 'old');
      await kept.getBlobClient(`blob ${index}`).createSnapshot();
      await upload(kept, `blob ${index}`, 'newer');
    }
    const source = await signed(kept);
    await expireAt({ operation: 'copyBlobFromUrl' }, 7);
    const poller = await to.beginCopyFromContainer(source, {
      concurrency: 2,
      strategy: 'synchronous',
      snapshots: true,
      onNeedsCredentials: async () => ({ source: await signed(kept) }),
    });
    const { copied, failed, earlierStates } = await poller.pollUntilDone();
    assert.deepEqual([copied, failed, earlierStates], [12, 0, 12]);
    const sizes = [];
    for await (const { snapshot, properties } of to.listBlobsFlat({ includeSnapshots: true })) {
      sizes.push([Boolean(snapshot), properties.contentLength]);
    }
    assert.deepEqual(
      sizes.map(([isSnapshot, size]) => size === (isSnapshot ? 3 : 5)),
      sizes.map(() => true),
    );
    assert.equal(sizes.length, 24);
  });

  test('A3: a credential for the other side alone does not help', async () => {
    const source = await signed(from);
    await expireAt({ operation: 'copyBlobFromUrl' }, 10);
    let calls = 0;
    const poller = await to.beginCopyFromContainer(source, {
      concurrency: 2,
      strategy: 'synchronous',
      onNeedsCredentials: () => {
        calls += 1;
        return { source: null, destination: to };
      },
    });
    assert.equal((await failing(poller.pollUntilDone())).code, 'NeedsCredentials');
    assert.equal(calls, 1);
  });

  test('A3: a credential that expires before the job has begun is an error of the beginning', async () => {
    const until = new Date(Date.now() + (ahead + LIFE) * 1000);
    const permissions = AccountSASPermissions.parse('rwlcdt');
    const account = new BlobServiceClient(accounts.accountOf('two').generateAccountSasUrl(until, permissions, 'sco'));
    await expireAt({ operation: 'getContainerProperties' }, 1);
    const options = { deleteExtraneous: true, onNeedsCredentials: () => assert.fail('there is no job yet') };
    const error = await failing(account.getContainerClient(to.containerName).beginCopyFromContainer(from, options));
    assert.equal(error.code, 'AuthenticationFailed', error.message);
    assert.match(error.message, /destination container .* cannot be listed/);
  });

  test('A3: the listing waits for the new signature, too', async () => {
    const source = await signed(from);
    await expireAt({ operation: 'listBlobs' }, 3);
    const poller = await to.beginCopyFromContainer(source, {
      pageSize: 5,
      onNeedsCredentials: async () => ({ source: await signed(from) }),
    });
    const summary = await poller.pollUntilDone();
    assert.deepEqual([summary.listed, summary.copied, summary.failed], [60, 60, 0]);
  });

  test('A3: relayed blobs continue, too', async () => {
    const source = await signed(from);
    await expireAt({ operation: 'putBlob' }, 10);
    const poller = await to.beginCopyFromContainer(source, {
      strategy: 'relay',
      concurrency: 3,
      onNeedsCredentials: () => ({ source: from }),
    });
    const summary = await poller.pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed], [60, 0]);
  });

  test('A3: an attempt that is rejected for its credential takes nothing of the bytes per second', async () => {
    await simulator.synthetic({ account: 'one', container: from.containerName, blob: 'large', size: 30_000_000 });
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'large' },
      when: { nth: 1 },
      what: { status: 403, code: 'AuthenticationFailed' },
    });
    const poller = await to.beginCopyFromContainer(from, {
      concurrency: 1,
      maxBytesPerSecond: 1_000_000,
      onNeedsCredentials: () => ({ destination: to }),
    });
    assert.equal((await poller.pollUntilDone()).copied, 61);
    const requests = await simulator.requests({ operation: 'copyBlobFromUrl', blob: 'large' });
    const [first, second] = requests.filter(({ path }) => path.endsWith('/large')).map(({ time }) => new Date(time));
    // As if the first had moved the 30 MB, it would be half a minute.
    assert.ok(second - first < 15_000, `the other attempt came after ${second - first} ms`);
  });

  test('A3: without a source of credentials, the job ends with its own code, and another job resumes it', async () => {
    for (const side of ['source', 'destination']) {
      const [source, destination] =
        side === 'source' ? [await signed(from), to] : [from, new ContainerClient(await signed(to))];
      await simulator.clearStatistics();
      await expireAt({ operation: 'copyBlobFromUrl' }, 20);
      const poller = await destination.beginCopyFromContainer(source, { concurrency: 4 });
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'NeedsCredentials', `${side}: ${error.message}`);
      assert.match(error.message, new RegExp(`credential for the ${side}.*resumeFrom`, 's'));
      const { summary } = poller.getOperationState();
      assert.deepEqual([summary.failed, summary.failures], [0, []]);
      // The twentieth request moves the clock; the three beside it may have been let in before or not.
      assert.ok(summary.copied >= 15 && summary.copied <= 23, `${summary.copied} copied`);
      await simulator.idle();
      const sent = await copies();
      const resumed = await to.beginCopyFromContainer(from, { resumeFrom: poller.toString() });
      assert.equal((await resumed.pollUntilDone()).copied, 60);
      assert.equal((await copies()) - sent, 60 - summary.copied);
      for (const name of await namesOf(to)) await to.deleteBlob(name);
    }
  });

  test('the passed one must be for the same container, and the error says what was wrong', async () => {
    for (const [give, expected] of [
      [() => ({ destination: within('two', 'elsewhere') }), /needs one for .*container-/],
      [() => ({ destination: 'nowhere' }), /absolute URL/],
      [() => undefined, /was rejected/],
      [() => Promise.reject(new Error('nobody is at home')), /nobody is at home/],
      // Neither does this one work any more.
      [(expired) => ({ destination: new ContainerClient(expired) }), /was rejected/],
    ]) {
      for (const name of await namesOf(to)) await to.deleteBlob(name);
      const expired = await signed(to);
      const client = new ContainerClient(expired);
      await expireAt({ operation: 'copyBlobFromUrl' }, 10);
      const poller = await client.beginCopyFromContainer(from, {
        concurrency: 2,
        onNeedsCredentials: () => give(expired),
      });
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'NeedsCredentials');
      assert.match(error.message, expected);
      assert.equal(poller.getOperationState().summary.failed, 0);
    }
  });

  test('a job that waits for a credential can be canceled', async () => {
    const source = await signed(from);
    await expireAt({ operation: 'copyBlobFromUrl' }, 10);
    let ask;
    const requested = new Promise((resolve) => (ask = resolve));
    const poller = await to.beginCopyFromContainer(source, {
      concurrency: 2,
      strategy: 'synchronous',
      onNeedsCredentials: () => {
        ask();
        return new Promise(() => {});
      },
    });
    const waiting = failing(poller.pollUntilDone());
    await requested;
    await poller.cancelOperation();
    assert.match((await waiting).name, /PollerCancelledError/);
  });
});

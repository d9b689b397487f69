'use strict';

// Credentials that expire while an account is copied: in the listing of its containers, in the listing of blobs, and in the copies of
// either side. The job waits for others, or ends so that it can be resumed.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { eventsOf, namesOf, upload } = require('./helpers');
const { useShortLife } = require('./short-lived');
const { useTwoAccounts } = require('./two-accounts');

const { AccountSASPermissions, BlobServiceClient } = blobferry;

const CONTAINERS = ['a', 'b', 'c', 'd', 'e'];
const EACH = 12;
const ALL = CONTAINERS.length * EACH;

/** Lists two containers a page. */
const PAGED = {
  position: 'perRetry',
  policy: {
    name: 'two containers a page',
    sendRequest(request, next) {
      if (/[?&]comp=list/.test(request.url) && !/restype=container|maxresults/.test(request.url)) {
        request.url += '&maxresults=2';
      }
      return next(request);
    },
  },
};

describe('credentials of a copy of an account', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  const { until, expireAt } = useShortLife(accounts);
  let simulator;
  let from;
  let to;
  let prefix;

  beforeEach(async () => {
    let number;
    ({ simulator, number } = await accounts.fresh({ name: 'beside' }));
    [from, to] = ['one', 'two'].map(accounts.accountOf);
    prefix = `part${number}-`;
    for (const name of CONTAINERS) {
      const client = within('one', prefix + name);
      await client.create();
      await Promise.all(Array.from({ length: EACH }, (_, index) => upload(client, `blob ${index}`)));
    }
    await simulator.clearStatistics();
    await simulator.clearRequests();
  });

  const signed = (service) => service.generateAccountSasUrl(until(), AccountSASPermissions.parse('rwlcdt'), 'sco');

  const copies = async () => (await simulator.statistics()).operations.copyBlobFromUrl;

  async function checkAll() {
    for (const name of CONTAINERS) {
      assert.deepEqual(await namesOf(within('two', prefix + name)), await namesOf(within('one', prefix + name)));
    }
  }

  for (const [phase, which, nth] of [
    ['the listing of containers', { operation: 'listContainers' }, 2],
    ['the listing of blobs', { operation: 'listBlobs' }, 4],
    ['the copies', { operation: 'copyBlobFromUrl' }, 20],
  ]) {
    test(`A3: a signature of the source that expires in ${phase} is replaced, and nothing fails`, async () => {
      const source = new BlobServiceClient(await signed(from), undefined, { additionalPolicies: [PAGED] });
      await expireAt(which, nth);
      const needed = [];
      const poller = await to.beginCopyFromAccount(source, {
        containerPrefix: prefix,
        concurrency: 4,
        pageSize: 5,
        strategy: 'synchronous',
        onNeedsCredentials: async (need) => {
          needed.push(need, poller.getOperationState().needsCredentials);
          return { source: await signed(from) };
        },
      });
      const events = await eventsOf(poller);
      const { copied, failed, containers } = await poller.pollUntilDone();
      assert.deepEqual([copied, failed, containers.begun, containers.failed], [ALL, 0, CONTAINERS.length, 0]);
      assert.deepEqual([needed[0].side, needed[0].code, needed[0].url], ['source', 'AuthenticationFailed', from.url]);
      assert.equal(needed.length, 2, 'it was requested once');
      const reported = events.filter(({ event }) => event === 'needsCredentials');
      assert.deepEqual(
        reported.map(({ side, url }) => [side, url]),
        [['source', from.url]],
      );
      assert.doesNotMatch(JSON.stringify([needed, events, poller.getOperationState()]) + poller.toString(), /sig=/);
      assert.ok((await copies()) <= ALL + 4, 'only what was in flight is sent again');
      await checkAll();
    });
  }

  for (const [phase, which] of [
    ['both sides are listed again', { operation: 'listBlobs', account: 'two' }],
    ['the source is checked before a delete', { operation: 'getBlobProperties', account: 'one' }],
    ['blobs are deleted', { operation: 'deleteBlob' }],
  ]) {
    test(`A3: signatures that expire when ${phase} in a mirror are replaced, and all deletes are made`, async () => {
      for (const name of CONTAINERS) {
        await within('two', prefix + name).create();
        for (const extra of ['x', 'y']) await upload(within('two', prefix + name), extra);
      }
      await simulator.advanceClock(2);
      const sides = [from, to];
      const [source, destination] = await Promise.all(
        sides.map(async (side) => new BlobServiceClient(await signed(side))),
      );
      await expireAt(which, 3);
      const poller = await destination.beginCopyFromAccount(source, {
        containerPrefix: prefix,
        deleteExtraneous: true,
        onNeedsCredentials: async ({ side }) => ({ [side]: await signed(side === 'source' ? from : to) }),
      });
      const { deletes } = await poller.pollUntilDone();
      assert.deepEqual([deletes.done, deletes.refused], [2 * CONTAINERS.length, 0]);
      await checkAll();
    });
  }

  for (const [phase, which, nth] of [
    ['containers are created', { operation: 'createContainer' }, 3],
    ['blobs are copied', { operation: 'copyBlobFromUrl' }, 20],
  ]) {
    for (const [kind, given] of [
      ['a client', () => to],
      ['a URL', () => signed(to)],
    ]) {
      test(`A3: one of the destination that expires while ${phase} is replaced by ${kind}`, async () => {
        const destination = new BlobServiceClient(await signed(to));
        await expireAt(which, nth);
        const sides = [];
        const poller = await destination.beginCopyFromAccount(from, {
          containerPrefix: prefix,
          concurrency: 4,
          onNeedsCredentials: async ({ side, url }) => {
            sides.push([side, url]);
            return { destination: await given() };
          },
        });
        const { copied, failed, containers } = await poller.pollUntilDone();
        assert.deepEqual([copied, failed, containers.failed], [ALL, 0, 0]);
        assert.deepEqual(sides, [['destination', to.url]]);
        await checkAll();
      });
    }
  }

  test('A3: both sides expire at once, and each is requested once', async () => {
    const destination = new BlobServiceClient(await signed(to));
    const source = await signed(from);
    await expireAt({ operation: 'copyBlobFromUrl' }, 20);
    const sides = [];
    const poller = await destination.beginCopyFromAccount(source, {
      containerPrefix: prefix,
      concurrency: 8,
      strategy: 'synchronous',
      onNeedsCredentials: async ({ side }) => {
        sides.push(side);
        return side === 'source' ? { source: await signed(from) } : { destination: await signed(to) };
      },
    });
    const { copied, failed, containers } = await poller.pollUntilDone();
    assert.deepEqual([copied, failed, containers.failed], [ALL, 0, 0]);
    assert.deepEqual(sides.sort(), ['destination', 'source']);
    // No account has seen the signature of the other.
    for (const { path, query } of await simulator.requests({})) {
      assert.ok(!(path.startsWith('/two') && query.includes('sig=') && query.includes('comp=list')), path);
    }
    await checkAll();
  });

  test('A3: without a source of credentials, no container fails, and another job resumes the rest', async () => {
    for (const [phase, which, nth] of [
      ['listing containers', { operation: 'listContainers' }, 2],
      ['listing blobs', { operation: 'listBlobs' }, 8],
      ['copying', { operation: 'copyBlobFromUrl' }, 20],
    ]) {
      const source = new BlobServiceClient(await signed(from), undefined, { additionalPolicies: [PAGED] });
      await expireAt(which, nth);
      const options = { containerPrefix: prefix, concurrency: 4, pageSize: 5 };
      const poller = await to.beginCopyFromAccount(source, options);
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'NeedsCredentials', `${phase}: ${error.message}`);
      assert.match(error.message, /credential for the source http.*resumeFrom/s);
      const { summary } = poller.getOperationState();
      assert.deepEqual([summary.failed, summary.containers?.failed ?? 0], [0, 0], phase);
      assert.doesNotMatch(error.message + poller.toString(), /sig=/);
      const resumed = await to.beginCopyFromAccount(from, { ...options, resumeFrom: poller.toString() });
      const { copied, containers } = await resumed.pollUntilDone();
      assert.deepEqual([copied, containers.begun, containers.failed], [ALL, CONTAINERS.length, 0], phase);
      await checkAll();
    }
  });

  test('A3: whatever else the function does ends the job, and the error says what was wrong', async () => {
    for (const [give, expected] of [
      [() => ({ source: within('one', `${prefix}a`) }), /is for http.*needs one for http/s],
      [() => ({ source: to }), /is for http.*\/two.*needs one for http.*\/one/s],
      [() => ({ source: 'nowhere' }), /absolute URL/],
      [() => ({ destination: to }), /was rejected/],
      [() => undefined, /was rejected/],
      [() => null, /was rejected/],
      [() => ({ source: null }), /was rejected/],
      [() => 7, /was rejected/],
      [() => Promise.reject(new Error('nobody is at home')), /nobody is at home/],
      [
        () => {
          throw new Error('at once');
        },
        /at once/,
      ],
      [
        () => ({
          get source() {
            throw new Error('from a getter');
          },
        }),
        /from a getter/,
      ],
      [(expired) => ({ source: expired }), /was rejected/],
    ]) {
      const expired = await signed(from);
      await expireAt({ operation: 'copyBlobFromUrl' }, 10);
      let calls = 0;
      const poller = await to.beginCopyFromAccount(expired, {
        containerPrefix: prefix,
        concurrency: 4,
        strategy: 'synchronous',
        onNeedsCredentials() {
          calls += 1;
          return give(expired);
        },
      });
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'NeedsCredentials', `${give}: ${error.message}`);
      assert.match(error.message, expected);
      assert.doesNotMatch(error.message, /sig=/);
      const { summary } = poller.getOperationState();
      assert.deepEqual([summary.failed, summary.containers.failed, calls], [0, 0, 1], String(give));
    }
  });

  test('A3: the function may cancel or pause the job, and a job that waits is canceled', async () => {
    for (const act of [
      async (poller) => void (await poller.cancelOperation()),
      (poller) => void poller.cancelOperation(),
      (poller) => {
        void poller.cancelOperation();
        return new Promise(() => {});
      },
      async (poller) => {
        poller.pause();
        setImmediate(() => void poller.cancelOperation());
        return { source: from };
      },
    ]) {
      const source = await signed(from);
      await expireAt({ operation: 'listBlobs' }, 8);
      const poller = await to.beginCopyFromAccount(source, {
        containerPrefix: prefix,
        concurrency: 2,
        pageSize: 5,
        onNeedsCredentials: () => act(poller),
      });
      const error = await failing(poller.pollUntilDone());
      assert.ok(['PollerCancelledError', 'Error', 'RestError'].includes(error.name), error.name);
      assert.ok(poller.getOperationState().isCancelled || error.code === 'NeedsCredentials', error.message);
      const resumed = await to.beginCopyFromAccount(from, {
        containerPrefix: prefix,
        resumeFrom: poller.toString(),
      });
      assert.equal((await resumed.pollUntilDone()).copied, ALL);
    }
  });
});

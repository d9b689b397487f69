'use strict';

// Credentials of entries that expire while they are copied. Each entry has its own, and another credential is requested from the caller for a
// container, or an account, which the entries there then use.

const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { eventsOf, namesOf, upload } = require('./helpers');
const { useShortLife } = require('./short-lived');
const { useTwoAccounts } = require('./two-accounts');

const { AccountSASPermissions, BlobClient, ContainerClient, ContainerSASPermissions } = blobferry;

const EACH = 30;

describe('credentials of a copy of entries', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  const { until, expire, expireAt } = useShortLife(accounts);
  let simulator;
  let from;
  let other;
  let to;

  beforeEach(async () => {
    let number;
    ({ simulator, from, to, number } = await accounts.fresh());
    other = within('one', `other-${number}`);
    await other.create();
    for (const client of [from, other]) {
      await Promise.all(Array.from({ length: EACH }, (_, index) => upload(client, `blob ${index}`)));
    }
    await simulator.clearStatistics();
    await simulator.clearRequests();
  });

  const signed = (container) =>
    container.generateSasUrl({ permissions: ContainerSASPermissions.parse('rwlct'), expiresOn: until() });
  const signedAccount = (name = 'one') =>
    accounts.accountOf(name).generateAccountSasUrl(until(), AccountSASPermissions.parse('rwlct'), 'sco');

  const copies = async () => (await simulator.statistics()).operations.copyBlobFromUrl;

  /** The entries of the blobs of a container, whose sources `sourceOf` makes of their names. */
  const entriesOf = (label, sourceOf, count = EACH) =>
    Array.from({ length: count }, (_, index) => ({
      source: sourceOf(`blob ${index}`),
      destination: `${label} ${index}`,
    }));

  /** A URL within a container that has a signature. */
  function urlWithin(containerUrl, name) {
    const url = new URL(containerUrl);
    url.pathname += `/${encodeURIComponent(name)}`;
    return url.href;
  }

  for (const [kind, sources] of [
    [
      'of the container in URLs',
      async () => {
        const url = await signed(from);
        return (name) => urlWithin(url, name);
      },
    ],
    [
      'of the container in a client',
      async () => {
        const client = new ContainerClient(await signed(from));
        return (name) => client.getBlobClient(name);
      },
    ],
    [
      'of each blob',
      async () => {
        const names = Array.from({ length: EACH }, (_, index) => `blob ${index}`);
        const urls = new Map();
        for (const name of names) {
          const url = await from.getBlobClient(name).generateSasUrl({ permissions: 'r', expiresOn: until() });
          urls.set(name, url);
        }
        return (name) => urls.get(name);
      },
    ],
  ]) {
    for (const strategy of ['synchronous', 'relay']) {
      test(`A3: a signature ${kind} that expires is replaced (${strategy})`, async () => {
        const entries = entriesOf('from', await sources());
        await expireAt({ operation: strategy === 'relay' ? 'putBlob' : 'copyBlobFromUrl' }, 10);
        const needed = [];
        const poller = await to.beginCopyFromContainer(entries, {
          concurrency: 4,
          strategy,
          onNeedsCredentials: async (need) => {
            needed.push(need, poller.getOperationState().needsCredentials);
            return { source: await signed(from) };
          },
        });
        const events = await eventsOf(poller);
        const { copied, failed } = await poller.pollUntilDone();
        assert.deepEqual([copied, failed], [EACH, 0]);
        assert.deepEqual([needed[0].side, needed[0].code], ['source', 'AuthenticationFailed']);
        assert.equal(needed[0].url, from.url);
        assert.equal(needed.length, 2, 'it was requested once');
        assert.doesNotMatch(JSON.stringify([needed, events, poller.getOperationState()]) + poller.toString(), /sig=/);
        assert.equal((await namesOf(to)).length, EACH);
      });
    }
  }

  test('A3: the function gets the container, and one credential of the account serves all', async () => {
    for (const give of ['containers', 'account']) {
      const [one, two] = [await signed(from), await signed(other)];
      const entries = [
        ...entriesOf('from', (name) => urlWithin(one, name)),
        ...entriesOf('other', (name) => urlWithin(two, name)),
      ].sort((left, right) => left.destination.slice(-2).localeCompare(right.destination.slice(-2)));
      await simulator.clearStatistics();
      await expireAt({ operation: 'copyBlobFromUrl' }, 20);
      const urls = [];
      const poller = await to.beginCopyFromContainer(entries, {
        concurrency: 4,
        strategy: 'synchronous',
        onNeedsCredentials: async ({ url }) => {
          urls.push(url);
          if (give === 'account') return { source: await signedAccount() };
          return { source: await signed(url === from.url ? from : other) };
        },
      });
      const { copied, failed } = await poller.pollUntilDone();
      assert.deepEqual([copied, failed], [2 * EACH, 0]);
      // Both may have been rejected before the first credential came.
      if (give === 'containers') assert.deepEqual(urls.sort(), [from.url, other.url].sort());
      else assert.equal(urls.length, 1, String(urls));
      assert.ok((await copies()) <= 2 * EACH + 8);
    }
  });

  test('A3: one of the destination is replaced, by a client or a URL, and no source gets it', async () => {
    const server = createServer((request, response) => {
      assert.doesNotMatch(request.url, /sig=/);
      response.setHeader('etag', '"one"');
      response.end('from the web');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      for (const given of [() => to, () => signed(to)]) {
        const url = await signedAccount();
        const entries = [
          ...entriesOf('from', (name) => urlWithin(url.replace('/one', `/one/${from.containerName}`), name)),
          ...entriesOf('web', (name) => `http://127.0.0.1:${server.address().port}/${encodeURIComponent(name)}`),
        ];
        const destination = new ContainerClient(await signed(to));
        await expireAt({ operation: 'copyBlobFromUrl' }, 5);
        const requested = [];
        const poller = await destination.beginCopyFromContainer(entries, {
          concurrency: 4,
          onNeedsCredentials: async ({ side, url: where }) => {
            requested.push([side, where]);
            return side === 'source' ? { source: await signed(from) } : { destination: await given() };
          },
        });
        const { copied, failed, failures } = await poller.pollUntilDone();
        assert.deepEqual([copied, failed], [2 * EACH, 0], JSON.stringify(failures));
        assert.deepEqual(requested.map(String).sort(), [`destination,${to.url}`, `source,${from.url}`]);
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  test('A3: a signature that had expired from the start is replaced; a wrong one is one failure', async () => {
    const expired = await signed(from);
    await expire();
    const fresh = await signed(other);
    const entries = [
      ...entriesOf('other', (name) => urlWithin(fresh, name), 5),
      { source: urlWithin(fresh.replace(/sig=[^&]{8}/, 'sig=AAAAAAAA'), 'blob 7'), destination: 'wrong' },
      ...entriesOf('from', (name) => urlWithin(expired, name), 5),
    ];
    const requested = [];
    const poller = await to.beginCopyFromContainer(entries, {
      onNeedsCredentials: async ({ url }) => {
        requested.push(url);
        return { source: await signed(from) };
      },
    });
    await failing(poller.pollUntilDone());
    const { copied, failed, failures } = poller.getOperationState().summary;
    assert.deepEqual([copied, failed, requested], [10, 1, [from.url]]);
    assert.ok(failures[0].source.includes('/blob%207?'), failures[0].source);
    assert.doesNotMatch(JSON.stringify(failures), /sig=A/);
  });

  test('A3: without a source of credentials, one that had worked ends the job, and a resumed job copies the rest', async () => {
    const url = await signed(from);
    for (const known of [{}, { length: 6 }]) {
      const facts = async (name) => {
        const { etag, contentLength } = await from.getBlobClient(name).getProperties();
        return known.length ? { length: contentLength, etag } : {};
      };
      const entries = async (containerUrl) =>
        Promise.all(
          entriesOf('from', (name) => urlWithin(containerUrl, name)).map(async (entry, index) => ({
            ...entry,
            ...(await facts(`blob ${index}`)),
          })),
        );
      const given = await entries(known.length ? await signed(from) : url);
      await expireAt({ operation: 'copyBlobFromUrl' }, 10);
      const poller = await to.beginCopyFromContainer(given, { concurrency: 4, strategy: 'synchronous' });
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'NeedsCredentials', error.message);
      assert.ok(error.message.includes(`credential for the source ${from.url} was rejected`), error.message);
      assert.equal(poller.getOperationState().summary.failed, 0);
      const resumed = await to.beginCopyFromContainer(await entries(await signed(from)), {
        strategy: 'synchronous',
        resumeFrom: poller.toString(),
      });
      assert.equal((await resumed.pollUntilDone()).copied, EACH);
    }
  });

  test('A3: without one, an entry fails alone whose signature is for itself alone', async () => {
    const expired = await from.getBlobClient('blob 3').generateSasUrl({ permissions: 'r', expiresOn: until() });
    await expire();
    const poller = await to.beginCopyFromContainer([
      ...entriesOf('first', (name) => from.getBlobClient(name), 5),
      { source: expired, destination: 'expired' },
      ...entriesOf('then', (name) => from.getBlobClient(name), 5),
    ]);
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'ContainerCopyIncomplete', error.message);
    const { copied, failed, failures } = poller.getOperationState().summary;
    assert.deepEqual([copied, failed], [10, 1]);
    assert.ok(failures[0].source.includes('/blob%203?'), failures[0].source);
  });

  test('A3: an entry without a signature in another container of the account says nothing about that of the destination', async () => {
    for (const access of ['blob', undefined]) {
      const near = within('two', `near-${access}-${to.containerName}`);
      await near.create({ access });
      for (let index = 0; index < EACH; index += 1) await upload(near, `blob ${index}`);
      const destination = new ContainerClient(await signed(to));
      await simulator.clearStatistics();
      await expireAt({ account: 'two', operation: access ? 'copyBlobFromUrl' : 'getBlobProperties' }, 10);
      const requested = [];
      const kept = await signed(from);
      const poller = await destination.beginCopyFromContainer(
        [
          ...entriesOf('first', (name) => from.getBlobClient(name), 5),
          ...entriesOf('near', (name) => near.getBlobClient(name).url),
          ...entriesOf('then', (name) => from.getBlobClient(name), 5),
        ],
        {
          concurrency: 4,
          strategy: 'synchronous',
          onNeedsCredentials: async ({ side, url }) => {
            requested.push([side, url]);
            assert.ok(requested.length < 5, 'it is requested again and again');
            return side === 'source' ? { source: kept } : { destination: await signed(to) };
          },
        },
      );
      await poller.pollUntilDone().catch(() => undefined);
      const { copied, failed, failures } = poller.getOperationState().summary;
      assert.deepEqual(requested, [['destination', to.url]]);
      assert.deepEqual([copied, failed], access ? [EACH + 10, 0] : [10, EACH], JSON.stringify(failures[0]));
      assert.doesNotMatch(JSON.stringify(failures), /sig=/);
    }
  });

  test('A3: entries that take one request are known to have worked, too', async () => {
    const entries = [];
    const client = new ContainerClient(await signed(from));
    for await (const { name, properties } of from.listBlobsFlat()) {
      const { contentLength: length, etag } = properties;
      entries.push({ source: client.getBlobClient(name), destination: name, length, etag });
    }
    await expireAt({ operation: 'copyBlobFromUrl' }, 10);
    let calls = 0;
    const poller = await to.beginCopyFromContainer(entries, {
      concurrency: 4,
      strategy: 'synchronous',
      onNeedsCredentials: () => {
        calls += 1;
        return { source: from };
      },
    });
    assert.deepEqual([(await poller.pollUntilDone()).copied, calls], [EACH, 1]);
  });

  test('A3: whatever else the function does ends the job, and the error says what was wrong', async () => {
    for (const [give, expected] of [
      [() => ({ source: other }), /is for .*other-.*needs one for .*container-/],
      [() => ({ source: from.getBlobClient('blob 1') }), /is for .*blob.*needs one for .*container-/],
      [() => ({ source: accounts.accountOf('two') }), /is for .*two, and the job needs one for .*container-/],
      [() => ({ destination: to }), /was rejected/],
      [() => undefined, /was rejected/],
      [() => Promise.reject(new Error('nobody is at home')), /nobody is at home/],
      [(expired) => ({ source: expired }), /was rejected/],
    ]) {
      const expired = await signed(from);
      await expireAt({ operation: 'copyBlobFromUrl' }, 10);
      let calls = 0;
      const poller = await to.beginCopyFromContainer(
        entriesOf('from', (name) => urlWithin(expired, name)),
        {
          concurrency: 4,
          strategy: 'synchronous',
          onNeedsCredentials() {
            calls += 1;
            return give(expired);
          },
        },
      );
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'NeedsCredentials', `${give}: ${error.message}`);
      assert.match(error.message, expected);
      assert.match(error.message, /credential for the source http/);
      assert.doesNotMatch(error.message + poller.toString(), /sig=/);
      assert.deepEqual([poller.getOperationState().summary.failed, calls], [0, 1], String(give));
      const resumed = await to.beginCopyFromContainer(
        entriesOf('from', (name) => urlWithin(expired, name)),
        { strategy: 'synchronous', resumeFrom: poller.toString(), onNeedsCredentials: () => ({ source: from }) },
      );
      assert.equal((await resumed.pollUntilDone()).copied, EACH);
    }
  });

  test('A3: a job that waits is canceled, also by the function itself, and closes the iterable', async () => {
    for (const act of [
      (poller) => void poller.cancelOperation(),
      async (poller) => void (await poller.cancelOperation()),
      () => new Promise(() => {}),
    ]) {
      const url = await signed(from);
      await expireAt({ operation: 'copyBlobFromUrl' }, 10);
      let isClosed = false;
      let round = 0;
      async function* entries() {
        try {
          for (;;) yield* entriesOf(String((round += 1)), (name) => urlWithin(url, name));
        } finally {
          isClosed = true;
        }
      }
      let ask;
      const requested = new Promise((resolve) => (ask = resolve));
      const poller = await to.beginCopyFromContainer(entries(), {
        concurrency: 2,
        strategy: 'synchronous',
        onNeedsCredentials: () => {
          ask();
          return act(poller);
        },
      });
      const waiting = failing(poller.pollUntilDone());
      await requested;
      await poller.cancelOperation();
      const error = await waiting;
      assert.ok(error.name === 'PollerCancelledError' || error.code === 'NeedsCredentials', error.message);
      assert.equal(isClosed, true);
    }
  });

  test('A3: entries of the destination account without a signature are read with the new credential of the destination', async () => {
    for (let index = 0; index < EACH; index += 1) await upload(to, `blob ${index}`);
    // The first credential of the destination is rejected from here on, as after a key was replaced.
    const rejected = { operation: 'copyBlobFromUrl', headers: { 'x-old': '*' } };
    const old = new ContainerClient(to.url, to.credential, {
      additionalPolicies: [
        {
          position: 'perRetry',
          policy: {
            name: 'old',
            sendRequest(request, next) {
              request.headers.set('x-old', 'yes');
              return next(request);
            },
          },
        },
      ],
    });
    await simulator.faults({
      which: rejected,
      when: { after: 9 },
      what: { status: 403, code: 'AuthenticationFailed' },
    });
    let calls = 0;
    const poller = await old.beginCopyFromContainer(
      entriesOf('copy', (name) => urlWithin(to.url, name)),
      {
        concurrency: 4,
        strategy: 'synchronous',
        onNeedsCredentials: ({ side }) => {
          calls += 1;
          return { [side]: to };
        },
      },
    );
    const { copied, failed } = await poller.pollUntilDone();
    assert.deepEqual([copied, failed, calls], [EACH, 0, 1]);
  });

  test('A3: a dry run of entries waits, too', async () => {
    const url = await signed(from);
    await expireAt({ operation: 'getBlobProperties' }, 10);
    let calls = 0;
    const poller = await to.beginCopyFromContainer(
      entriesOf('from', (name) => urlWithin(url, name)),
      {
        dryRun: true,
        concurrency: 2,
        onNeedsCredentials: async () => {
          calls += 1;
          return { source: await signed(from) };
        },
      },
    );
    const { copied, failed } = await poller.pollUntilDone();
    assert.deepEqual([copied, failed, calls], [EACH, 0, 1]);
    assert.deepEqual(await namesOf(to), []);
  });

  test('A3: the client of one blob is a source like others', async () => {
    const url = await signed(from);
    await expireAt({ operation: 'copyBlobFromUrl' }, 5);
    const poller = await to.beginCopyFromContainer(
      entriesOf('from', (name) => new BlobClient(urlWithin(url, name))),
      { concurrency: 2, strategy: 'synchronous', onNeedsCredentials: () => ({ source: accounts.accountOf('one') }) },
    );
    assert.deepEqual((await poller.pollUntilDone()).copied, EACH);
  });
});

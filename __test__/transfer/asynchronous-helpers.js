'use strict';

// What the tests of asynchronous copies share: two accounts, blobs of every type, and reading everything of a destination.

const { after, before, beforeEach } = require('node:test');

const { ACCOUNTS, describeBlob, fill, startTwoAccounts } = require('./helpers');

const HEADERS = { blobContentType: 'text/plain', blobCacheControl: 'no-cache', blobContentLanguage: 'la' };
const OLD = { metadata: { is: 'old' }, tags: { was: 'here', project: 'x' }, blobHTTPHeaders: HEADERS };
const NEW = { metadata: { is: 'new' }, tags: { now: 'here' }, blobHTTPHeaders: { blobContentType: 'text/html' } };

/** How a blob of each type is made. */
const KINDS = {
  BlockBlob: {
    client: (container, name) => container.getBlockBlobClient(name),
    make: (client, content, { tier, ...options }) =>
      client.upload(content, content.length, { ...options, ...(tier && { tier }) }),
  },
  PageBlob: {
    client: (container, name) => container.getPageBlobClient(name),
    async make(client, content, options) {
      await client.create(content.length, { ...options, blobSequenceNumber: 7 });
      await client.uploadPages(content, 0, content.length);
    },
  },
  AppendBlob: {
    client: (container, name) => container.getAppendBlobClient(name),
    async make(client, content, options) {
      await client.create(options);
      await client.appendBlock(content, content.length);
    },
  },
};

/** Starts a simulator with two accounts, and gives what the tests work with. */
async function startAccounts() {
  const { simulator, from, to, containerOf } = await startTwoAccounts();
  let names = 0;

  /** A source, and a destination that has a blob unless `exists` says otherwise. */
  async function pair({ kind = 'BlockBlob', exists = true, old = {}, source = {} } = {}) {
    const name = `blob-${(names += 1)}`;
    const { client, make } = KINDS[kind];
    const [origin, destination] = [client(from, name), client(to, name)];
    await make(origin, fill(2048), { ...NEW, ...source });
    if (exists) await make(destination, fill(1024).reverse(), { ...OLD, ...old });
    return { source: origin, destination };
  }

  /** The destination's snapshots, by time. */
  async function snapshots({ name }) {
    const found = [];
    for await (const item of to.listBlobsFlat({ prefix: name, includeSnapshots: true })) {
      if (item.snapshot && item.name === name) found.push(item.snapshot);
    }
    return found;
  }

  /** All of a blob that has to come back. */
  async function fullStateOf(client) {
    if (!(await client.exists())) return 'nothing';
    const { blobSequenceNumber, isSealed } = await client.getProperties();
    return { ...(await describeBlob(client)), blobSequenceNumber, isSealed };
  }

  /** The operations that were sent to a destination, by this process and by the service. */
  async function sentTo({ name }) {
    const requests = await simulator.requests({ blob: name });
    return requests.filter(({ path }) => path.startsWith('/two/')).map(({ operation }) => operation);
  }

  /** Begins a copy that stays pending, and ends as said when it is released; what starts later ends at once. */
  async function pending({ source, destination }, end, options = {}) {
    await simulator.copies({ pending: { untilReleased: true }, end });
    try {
      return await destination.beginCopyFrom(source, { strategy: 'asynchronous', intervalInMs: 1, ...options });
    } finally {
      await simulator.copies({});
    }
  }

  return { simulator, from, to, containerOf, pair, snapshots, fullStateOf, sentTo, pending };
}

/**
 * Starts the accounts before the tests of a file and stops them after. Each test begins with no script, fault or counted request.
 * `assign` gets what `startAccounts` returns.
 */
function useAccounts(assign) {
  let simulator;
  before(async () => {
    const accounts = await startAccounts();
    ({ simulator } = accounts);
    assign(accounts);
  });
  after(() => simulator?.stop());
  beforeEach(async () => {
    await simulator.copies({});
    await simulator.clearFaults();
    await simulator.clearRequests();
  });
}

module.exports = { ACCOUNTS, KINDS, useAccounts };

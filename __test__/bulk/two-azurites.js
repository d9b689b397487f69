'use strict';

// The set-up of tests of container copies on Azurite: an instance for each side, and a pair of containers for each test.

const { after, before } = require('node:test');

const { startAzurite } = require('../support/azurite');
const { blobferry } = require('../support/blobferry');
const { contentOf, laterThan, settled, upload } = require('./helpers');

/** Azurite has no Put Blob From URL and reads no source elsewhere. */
const RELAY = { strategy: 'relay' };

/** Copies, and resolves with events and summary, however it ends. */
const relayed = async (from, to, options) => settled(await to.beginCopyFromContainer(from, { ...RELAY, ...options }));

/** Starts two Azurites before the tests of a suite and stops them after it. */
function useTwoAzurites() {
  let azurites = [];
  let accounts;
  let number = 0;

  before(async () => {
    const account = (name) => ({ name, key: Buffer.from(`${name} key`).toString('base64') });
    azurites = await Promise.all(['one', 'two'].map((name) => startAzurite({ account: account(name) })));
    accounts = azurites.map(({ connectionString }) =>
      blobferry.BlobServiceClient.fromConnectionString(connectionString),
    );
  });
  after(() => {
    for (const azurite of azurites) azurite.stop();
  });

  /** A new container in each account, and their number. */
  async function containers() {
    number += 1;
    const [from, to] = accounts.map((account) => account.getContainerClient(`container-${number}`));
    await Promise.all([from.create(), to.create()]);
    return { from, to, number };
  }

  /** Two containers with blobs of these names, the destination's older than any job that begins now. */
  async function sides(atSource, atDestination = []) {
    const { from, to } = await containers();
    for (const name of atSource) await upload(from, name, `source of ${name}`);
    for (const name of atDestination) await upload(to, name, 'old');
    if (atDestination.length > 0) await laterThan(to);
    return { from, to };
  }

  return {
    containers,
    sides,
    get accounts() {
      return accounts;
    },
    get azurites() {
      return azurites;
    },
  };
}

module.exports = { RELAY, contentOf, relayed, useTwoAzurites };

'use strict';

// The set-up that tests of container copies share: a simulator with two accounts, and a pair of containers for each test.

const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, upload } = require('./helpers');

const SHORT_WAITS = { retryDelayInMs: 1, maxRetryDelayInMs: 5 };

/**
 * Starts a simulator before the tests of a suite and stops it after them. `retryOptions` are those of the clients, besides short waits.
 * The suite must call this before it registers hooks of its own that use the simulator.
 */
function useTwoAccounts(retryOptions = {}) {
  let simulator;
  let containerOf;
  let folder;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts({ retryOptions: { ...SHORT_WAITS, ...retryOptions } }));
  });
  after(async () => {
    await simulator?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** The container of a name in account `one` or `two`. */
  const within = (account, name) => containerBeside(containerOf(account), name);

  /** The client of account `one` or `two`. */
  const accountOf = (account) =>
    blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account), {
      retryOptions: { ...SHORT_WAITS, ...retryOptions },
    });

  /** How often each operation was requested since the statistics were cleared. */
  async function operations() {
    const counts = Object.entries((await simulator.statistics()).operations);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  /**
   * What a test begins with: nothing in flight of the one before, no faults, no throttling, no requests counted, and a new container in
   * each account; `source: false` creates none in the first. `folder` is a folder of the suite, created when it is read.
   */
  async function fresh({ name = 'container', source = true } = {}) {
    await simulator.clearFaults();
    await simulator.throttle();
    await simulator.releaseStalls();
    await simulator.idle();
    number += 1;
    const [from, to] = ['one', 'two'].map((account) => within(account, `${name}-${number}`));
    await Promise.all([source && from.create(), to.create()]);
    await simulator.clearStatistics();
    await simulator.clearRequests();
    return {
      simulator,
      from,
      to,
      number,
      get folder() {
        folder ??= mkdtempSync(path.join(tmpdir(), 'blobferry-bulk-'));
        return folder;
      },
    };
  }

  /**
   * Fills both accounts: the names of blobs by container, whose names get the prefix. The content is the account's name. What is there is older
   * than any job that begins now, and no requests are counted.
   */
  async function fillAccounts(prefix, atSource, atDestination) {
    for (const [account, containers] of [
      ['one', atSource],
      ['two', atDestination],
    ]) {
      for (const [name, blobs] of Object.entries(containers)) {
        const container = within(account, prefix + name);
        await container.createIfNotExists();
        await Promise.all(blobs.map((blob) => upload(container, blob, account)));
      }
    }
    await simulator.advanceClock(2);
    await simulator.clearStatistics();
    await simulator.clearRequests();
  }

  return {
    accountOf,
    within,
    operations,
    fresh,
    fillAccounts,
    get simulator() {
      return simulator;
    },
  };
}

module.exports = { SHORT_WAITS, useTwoAccounts };

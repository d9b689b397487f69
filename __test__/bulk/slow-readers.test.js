'use strict';

// What a job has begun continues, whatever its reader or another container does: a request that nobody drives would hold up all
// requests behind it, those of the reader among them.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startTwoAccounts } = require('../transfer/helpers');
const { describeContainer, upload } = require('./helpers');

/** More than a job buffers for its reader. */
const MANY = 5000;

const SHORT_WAITS = { retryDelayInMs: 1, maxRetryDelayInMs: 5 };

describe('a job whose reader is slow', () => {
  test('O4, S4: a reader of the events may send requests itself', { timeout: 120_000 }, async () => {
    const { simulator, to } = await startTwoAccounts({ retryOptions: SHORT_WAITS });
    try {
      await simulator.syntheticContainer({ account: 'one', container: 'many', count: MANY, size: 10 });
      const from = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString('one'));
      const poller = await to.beginCopyFromContainer(from.getContainerClient('many'), { concurrency: 1000 });
      let seen = 0;
      for await (const { destination } of poller) {
        assert.equal((await to.getBlobClient(destination).getProperties()).contentLength, 10);
        seen += 1;
      }
      assert.equal(seen, MANY);
    } finally {
      await simulator.stop();
    }
  });
});

describe('the copy of an account whose containers have several pages', () => {
  test('S4, S11: containers that are prepared meanwhile hold up nothing', { timeout: 120_000 }, async () => {
    const { simulator } = await startTwoAccounts();
    try {
      // Each request waits for a connection of its own.
      const options = { retryOptions: SHORT_WAITS, keepAliveOptions: { enable: false } };
      const [source, destination] = ['one', 'two'].map((account) =>
        blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account), options),
      );
      const names = Array.from({ length: 40 }, (_, at) => `pages-${at}`);
      for (const name of names) {
        const container = source.getContainerClient(name);
        await container.create();
        await Promise.all(Array.from({ length: 3 }, (_, at) => upload(container, `blob ${at}`, `content ${at}`)));
      }
      const expected = await describeContainer(source.getContainerClient('pages-3'));
      for (const [from, to] of [
        [source, destination],
        [destination, source],
        [source, destination],
        [destination, source],
      ]) {
        await (await to.beginCopyFromAccount(from, { excludeContainers: ['container'] })).pollUntilDone();
        // Copies that are there already are compared byte by byte, by requests of the other kind.
        const { moved } = await (await to.beginCopyFromAccount(from, { move: true, pageSize: 1 })).pollUntilDone();
        assert.equal(moved, names.length * 3);
      }
      assert.deepEqual(await describeContainer(source.getContainerClient('pages-3')), expected);
    } finally {
      await simulator.stop();
    }
  });
});

'use strict';

// Listings of other servers and intermediaries that lack a property of each blob. What they leave out is unknown: no filter may be passed
// by it, and nothing is deleted for it.

const assert = require('node:assert/strict');
const { afterEach, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startAltering } = require('./altering-proxy');
const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('a listing without', () => {
  const accounts = useTwoAccounts();
  const stops = [];
  let from;
  let to;

  beforeEach(async () => {
    ({ from, to } = await accounts.fresh());
    for (const name of ['large', 'small']) await upload(from, name, name.repeat(name === 'large' ? 100 : 1));
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  /** A client behind a proxy whose listings have nothing of these elements. */
  async function without(client, account, ...elements) {
    const left = new RegExp(elements.map((name) => `<${name}>.*?</${name}>`).join('|'), 'gs');
    const proxy = await startAltering(accounts.simulator.origin, (request, response) =>
      /comp=list/.test(request.url)
        ? { ...response, body: Buffer.from(response.body.toString().replace(left, '')) }
        : undefined,
    );
    stops.push(proxy.stop);
    const credential = new blobferry.StorageSharedKeyCredential(account, accounts.simulator.accountKey(account));
    return new blobferry.ContainerClient(`${proxy.origin}/${account}/${client.containerName}`, credential);
  }

  const copied = async (source, destination, options) =>
    settled(await destination.beginCopyFromContainer(source, options));

  for (const elements of [['Etag'], ['Etag', 'Last-Modified']]) {
    test(`${elements.join(' and ')} of the source: the other filters hold, also for what is moved`, async () => {
      const source = await without(from, 'one', ...elements);
      const { summary } = await copied(source, to, { maxSize: 50 });
      assert.deepEqual([summary.copied, summary.filtered, await namesOf(to)], [1, 1, ['small']]);
      await copied(source, to, { move: true, maxSize: 50 });
      assert.deepEqual(await namesOf(from), ['large']);
    });
  }

  test('Etag of the source: states of blobs are copied, and have not vanished', async () => {
    await from.getBlobClient('small').createSnapshot();
    const { summary } = await copied(await without(from, 'one', 'Etag'), to, { snapshots: true });
    assert.deepEqual([summary.copied, summary.skipped], [2, {}]);
    assert.deepEqual(await namesOf(to), ['large', 'small']);
  });

  test('lengths of the destination: D5: nothing is deleted that a filter by size may hide', async () => {
    for (const name of ['extra', 'extra and large']) await upload(to, name, 'x'.repeat(name.length > 5 ? 100 : 1));
    await accounts.simulator.advanceClock(2);
    const mirror = { deleteExtraneous: true, allowMassDeletes: true, maxSize: 50 };
    const { summary } = await copied(from, await without(to, 'two', 'Content-Length'), mirror);
    assert.deepEqual([summary.deletes.wanted, summary.deletes.done], [0, 0]);
    assert.deepEqual(await namesOf(to), ['extra', 'extra and large', 'small']);
    // With the lengths, the filter decides.
    assert.equal((await copied(from, to, mirror)).summary.deletes.done, 1);
    assert.deepEqual(await namesOf(to), ['extra and large', 'small']);
  });

  test('times of the destination: D5: nothing is deleted that a filter by time may hide', async () => {
    await upload(to, 'extra');
    await accounts.simulator.advanceClock(2);
    const options = { deleteExtraneous: true, allowMassDeletes: true, modifiedSince: '2020-01-01T00:00:00Z' };
    const { summary } = await copied(from, await without(to, 'two', 'Last-Modified'), options);
    assert.deepEqual([summary.deletes.wanted, summary.deletes.done], [0, 0]);
    assert.equal((await copied(from, to, options)).summary.deletes.done, 1);
  });
});

'use strict';

// How many blobs a job requests in a page.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const accounts = useTwoAccounts();

const sizes = async (simulator) =>
  (await simulator.requests({ operation: 'listBlobs' })).map(({ query }) =>
    Number(new URLSearchParams(query).get('maxresults')),
  );

test('S6: pages of blobs with much metadata are smaller', async () => {
  const { simulator, from, to } = await accounts.fresh();
  // In a listing, each of these characters takes five bytes.
  const metadata = { much: '&'.repeat(7_900) };
  const names = Array.from({ length: 600 }, (_, index) => `blob ${String(index).padStart(3, '0')}`);
  for (let begin = 0; begin < names.length; begin += 50) {
    await Promise.all(
      names.slice(begin, begin + 50).map(async (name) => {
        await upload(from, name);
        await from.getBlobClient(name).setMetadata(metadata);
      }),
    );
  }
  await simulator.clearRequests();
  const poller = await to.beginCopyFromContainer(from, { pageSize: 300 });
  assert.equal((await poller.pollUntilDone()).copied, names.length);
  const [first, ...others] = await sizes(simulator);
  assert.equal(first, 300);
  assert.ok(others.length >= 2, `${others.length} pages`);
  for (const size of others) assert.ok(size > 190 && size < 215, `${size} blobs in a page`);
  assert.deepEqual(await namesOf(to), names);
});

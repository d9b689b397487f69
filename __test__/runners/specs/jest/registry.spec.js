'use strict';

// The package is loaded anew, and copies of it stand side by side.

const { EXPECTED, failureOf, freshContainer, work } = require('./work.cjs');

test('every kind of call with each module registry', async () => {
  const loaded = new Set();
  for (let round = 0; round < 2; round += 1) {
    jest.resetModules();
    const blobferry = require('blobferry');
    loaded.add(blobferry);
    expect(await work(blobferry)).toEqual(EXPECTED);
  }
  expect(loaded.size).toBe(2);
});

test('isolated modules work side by side', async () => {
  const copies = [];
  for (let round = 0; round < 2; round += 1) {
    jest.isolateModules(() => copies.push(require('blobferry')));
  }
  expect(new Set(copies).size).toBe(2);
  const results = await Promise.all(copies.map((copy) => work(copy)));
  expect(results).toEqual([EXPECTED, EXPECTED]);
});

test('a client and an error of one copy are used by another', async () => {
  let [first, second] = [];
  jest.isolateModules(() => (first = require('blobferry')));
  jest.isolateModules(() => (second = require('blobferry')));
  const container = await freshContainer(first);
  const source = container.getBlockBlobClient('source');
  await source.upload('content', 7);
  const { pathname } = new URL(source.url);
  const [, account, name] = pathname.split('/');
  const theirs = new second.ContainerClient(container.url, container.credential);
  expect([account, name]).toEqual([theirs.accountName, theirs.containerName]);
  expect(String(await theirs.getBlobClient('source').downloadToBuffer())).toBe('content');
  const poller = await theirs.getBlobClient('copy').beginCopyFrom(source);
  expect((await poller.pollUntilDone()).copyStatus).toBe('success');
  expect(await failureOf(theirs.getBlobClient('missing').getProperties())).toBe('RestError BlobNotFound 404');
});

test('calls that are under way when the registry is reset come to their end', async () => {
  const container = await freshContainer(require('blobferry'));
  const under = [container.getProperties(), container.getBlockBlobClient('blob').upload('content', 7)];
  jest.resetModules();
  const again = require('blobferry');
  expect((await Promise.all(under)).map(({ etag }) => typeof etag)).toEqual(['string', 'string']);
  expect(await work(again)).toEqual(EXPECTED);
});

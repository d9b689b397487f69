'use strict';

const assert = require('node:assert/strict');

// A range ends with its last byte, which the reference does not count.
const COUNT = 511;

const page = (letter) => Buffer.alloc(512, letter);

async function pages({ container }, size = 2048) {
  const blob = container.getPageBlobClient('pages');
  await blob.create(size);
  return blob;
}

async function collect(iterator) {
  const all = [];
  for await (const item of iterator) all.push(item);
  return all;
}

/** What each method of PageBlobClient does against the simulator, by its name. */
module.exports = {
  async clearPages(context) {
    const blob = await pages(context);
    await blob.uploadPages(page('a'), 0, 512);
    await blob.clearPages(0, 512);
    assert.deepEqual((await blob.getPageRanges()).pageRange, []);
    assert.ok((await blob.downloadToBuffer(0, 512)).equals(Buffer.alloc(512)));
  },

  async create(context) {
    const blob = await pages(context, 4096);
    const { blobType, contentLength, blobSequenceNumber } = await blob.getProperties();
    assert.deepEqual([blobType, contentLength, blobSequenceNumber], ['PageBlob', 4096, 0]);
  },

  async createIfNotExists({ container }) {
    const blob = container.getPageBlobClient('pages');
    assert.equal((await blob.createIfNotExists(512)).succeeded, true);
    assert.equal((await blob.createIfNotExists(512)).succeeded, false);
  },

  async getPageRanges(context) {
    const blob = await pages(context);
    await blob.uploadPages(page('a'), 512, 512);
    assert.deepEqual((await blob.getPageRanges()).pageRange, [{ offset: 512, count: COUNT }]);
  },

  async getPageRangesDiff(context) {
    const blob = await pages(context);
    await blob.uploadPages(page('a'), 0, 512);
    const { snapshot } = await blob.createSnapshot();
    await blob.clearPages(0, 512);
    await blob.uploadPages(page('b'), 1024, 512);
    const { pageRange, clearRange } = await blob.getPageRangesDiff(0, 2048, snapshot);
    assert.deepEqual([pageRange, clearRange], [[{ offset: 1024, count: COUNT }], [{ offset: 0, count: COUNT }]]);
  },

  async getPageRangesDiffForManagedDisks(context) {
    const blob = await pages(context);
    const { snapshot } = await blob.createSnapshot();
    await blob.uploadPages(page('b'), 1024, 512);
    const url = context.withSas(blob.withSnapshot(snapshot).url);
    const { pageRange } = await blob.getPageRangesDiffForManagedDisks(0, 2048, url);
    assert.deepEqual(pageRange, [{ offset: 1024, count: COUNT }]);
  },

  async listPageRanges(context) {
    const blob = await pages(context);
    await blob.uploadPages(page('a'), 0, 512);
    await blob.uploadPages(page('b'), 1024, 512);
    const found = await collect(blob.listPageRanges());
    assert.deepEqual(
      found.map(({ start, end }) => [start, end]),
      [
        [0, 511],
        [1024, 1535],
      ],
    );
  },

  async listPageRangesDiff(context) {
    const blob = await pages(context);
    const { snapshot } = await blob.createSnapshot();
    await blob.uploadPages(page('b'), 1024, 512);
    const found = await collect(blob.listPageRangesDiff(0, 2048, snapshot));
    assert.deepEqual(
      found.map(({ start, end, isClear }) => [start, end, isClear]),
      [[1024, 1535, false]],
    );
  },

  async resize(context) {
    const blob = await pages(context);
    await blob.resize(512);
    assert.equal((await blob.getProperties()).contentLength, 512);
  },

  async startCopyIncremental(context) {
    const blob = await pages(context);
    await blob.uploadPages(page('a'), 0, 512);
    const { snapshot } = await blob.createSnapshot();
    const copy = context.container.getPageBlobClient('backup');
    const response = await copy.startCopyIncremental(context.withSas(blob.withSnapshot(snapshot).url));
    assert.ok(['pending', 'success'].includes(response.copyStatus));
    const properties = await copy.getProperties();
    assert.deepEqual([properties.copyStatus, properties.isIncrementalCopy], ['success', true]);
    const backup = copy.withSnapshot(properties.destinationSnapshot);
    assert.ok((await backup.downloadToBuffer(0, 512)).equals(page('a')));
  },

  async updateSequenceNumber(context) {
    const blob = await pages(context);
    await blob.updateSequenceNumber('update', 7);
    await blob.updateSequenceNumber('increment');
    assert.equal((await blob.getProperties()).blobSequenceNumber, 8);
  },

  async uploadPages(context) {
    const blob = await pages(context);
    await blob.uploadPages(page('a'), 512, 512);
    assert.ok((await blob.downloadToBuffer(512, 512)).equals(page('a')));
    await assert.rejects(blob.uploadPages(page('a'), 100, 512), { statusCode: 416, code: 'InvalidPageRange' });
  },

  async uploadPagesFromURL(context) {
    const source = await context.put('source', Buffer.concat([page('a'), page('b')]));
    const blob = await pages(context);
    await blob.uploadPagesFromURL(context.withSas(source.url), 512, 1024, 512);
    assert.ok((await blob.downloadToBuffer(1024, 512)).equals(page('b')));
  },
};

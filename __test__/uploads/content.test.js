'use strict';

// Whatever is uploaded, in whatever form and in however many blocks, is what the blob has afterwards.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { startSimulator } = require('../support/simulator');
const { WAYS, makeContainer, pattern } = require('./helpers');

/** More than is copied at once, and no multiple of anything. */
const LENGTH = 1_300_003;

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

for (const [name, upload] of Object.entries(WAYS)) {
  describe(name, () => {
    for (const [label, length, options] of [
      ['nothing', 0, {}],
      ['nothing, in no single request', 0, { maxSingleShotSize: 0 }],
      ['a byte', 1, { maxSingleShotSize: 0 }],
      ['one request', LENGTH, {}],
      ['blocks of all sizes', LENGTH, { maxSingleShotSize: 0, blockSize: 100_003, concurrency: 4 }],
      ['one block at a time', LENGTH, { maxSingleShotSize: 0, blockSize: 500_000, concurrency: 1 }],
      ['blocks that fit', 1_200_000, { maxSingleShotSize: 0, blockSize: 300_000, concurrency: 9 }],
      ['small blocks', 5000, { maxSingleShotSize: 0, blockSize: 7, concurrency: 20 }],
      ['a block larger than all', 5000, { maxSingleShotSize: 0, blockSize: 70_000_000 }],
    ]) {
      test(label, async () => {
        const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
        const bytes = pattern(length);
        const reported = [];
        const { etag } = await upload(blob, bytes, {
          ...options,
          metadata: { color: 'blue' },
          onProgress: ({ loadedBytes }) => reported.push(loadedBytes),
        });
        const properties = await blob.getProperties();
        assert.equal(properties.etag, etag);
        assert.equal(properties.metadata.color, 'blue');
        assert.equal(properties.contentLength, length);
        if (length > 0) assert.ok(bytes.equals(await blob.downloadToBuffer()));
        // As in the reference, an empty Buffer is reported, and a stream that ends at once is not.
        if (length === 0) assert.deepEqual(reported, /^upload(Browser)?Data/.test(name) ? [0] : []);
        else assert.equal(reported.at(-1), length);
        assert.ok(
          reported.every((bytesTold, at) => at === 0 || bytesTold > reported[at - 1]),
          `${reported}`,
        );
      });
    }
  });
}

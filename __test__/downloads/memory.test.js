'use strict';

// A download takes no memory beyond its caller's, except for what is on its way.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { PACKAGE, blobferry, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { MEBIBYTE, inDirectory, startBlobs } = require('./helpers');

const SCRIPT = path.join(__dirname, 'children', 'download-memory.js');
const LENGTH = 512 * MEBIBYTE;
/**
 * Five requests gather a mebibyte each, and four more wait to be written. The allocator goes through a segment of 32 MiB for each thread
 * that receives before it uses one again, and the process itself moves by some megabytes.
 */
const ON_THE_WAY = 9 * MEBIBYTE + 3 * 32 * MEBIBYTE + 20 * MEBIBYTE;
/** The chunks of a stream that were read and are not collected yet: every sixteenth begins that, and V8 frees their memory beside the script. */
const COLLECTED = 64 * MEBIBYTE;

const CASES = {
  file: ON_THE_WAY,
  'given buffer': ON_THE_WAY,
  'new buffer': LENGTH + ON_THE_WAY,
  'slow stream': COLLECTED + ON_THE_WAY,
};

describe('memory of downloads', { skip: isReference || process.platform !== 'linux' }, () => {
  let blobs;
  let container;
  before(async () => {
    blobs = await startBlobs();
    container = await blobs.container(blobferry);
    await blobs.simulator.synthetic({ container: container.containerName, blob: 'large', size: LENGTH });
  });
  after(() => blobs.stop());

  for (const [to, most] of Object.entries(CASES)) {
    test(`into a ${to}`, (t) =>
      inDirectory(async (folder) => {
        const place = [blobs.simulator.connectionString(), container.containerName, 'large'];
        const parts = [PACKAGE, ...place, to, String(LENGTH), folder];
        const { code, stdout, stderr } = await runChild(SCRIPT, { arguments: parts, flags: ['--expose-gc'] });
        assert.equal(code, 0, stderr);
        const { above } = JSON.parse(stdout);
        t.diagnostic(`${Math.round(above / MEBIBYTE)} MiB`);
        assert.ok(above < most, `${above} bytes besides the caller's`);
      }));
  }
});

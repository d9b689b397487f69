'use strict';

// An upload that is aborted ends at once, wherever it is; nothing is sent afterwards, and the blob is what it was.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { startSimulator } = require('../support/simulator');
const { WAYS, makeContainer, pattern } = require('./helpers');

const BYTES = pattern(1_000_000);
/** Ten blocks. */
const BLOCKS = { maxSingleShotSize: 0, blockSize: 100_000, concurrency: 2 };
const BEFORE = 'what was there before';

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

for (const [name, upload] of Object.entries(WAYS)) {
  describe(name, () => {
    for (const [stage, operation, nth] of [
      ['in its first block', 'putBlock', 1],
      ['in a later block', 'putBlock', 7],
      ['in its commit', 'putBlockList', 1],
    ]) {
      test(`aborted ${stage}`, async () => {
        const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
        await blob.upload(BEFORE, BEFORE.length);
        await simulator.faults({
          which: { container: blob.containerName, operation },
          when: { nth },
          what: { stall: true },
        });
        const controller = new AbortController();
        const reported = [];
        const onProgress = ({ loadedBytes }) => reported.push(loadedBytes);
        const ended = assert.rejects(upload(blob, BYTES, { ...BLOCKS, onProgress, abortSignal: controller.signal }), {
          name: 'AbortError',
        });
        while ((await simulator.stalls()) === 0);
        controller.abort();
        await ended;
        const reportsAtTheEnd = reported.length;
        await simulator.clearFaults();
        await simulator.idle();
        assert.equal((await blob.downloadToBuffer()).toString(), BEFORE);
        const seen = (await simulator.requests({ blob: 'b' })).filter(({ path }) => path.includes(blob.containerName));
        await blob.exists();
        await simulator.idle();
        const later = (await simulator.requests({ blob: 'b' })).filter(({ path }) => path.includes(blob.containerName));
        assert.equal(
          later.filter(({ method }) => method === 'PUT').length,
          seen.filter(({ method }) => method === 'PUT').length,
        );
        assert.equal(reported.length, reportsAtTheEnd, 'nothing is reported afterwards');
      });
    }

    test('aborted before it starts, and with an invalid signal', async () => {
      const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
      await assert.rejects(upload(blob, BYTES, { ...BLOCKS, abortSignal: AbortSignal.abort() }), {
        name: 'AbortError',
      });
      await assert.rejects(upload(blob, BYTES, { ...BLOCKS, abortSignal: {} }), /^TypeError: options\.abortSignal/);
      assert.equal(await blob.exists(), false);
    });
  });
}

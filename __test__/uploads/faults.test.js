'use strict';

// Faults at every request of an upload. Either the blob is what was uploaded, or the promise rejects and the blob is what it was.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { startSimulator } = require('../support/simulator');
const { WAYS, makeContainer, pattern } = require('./helpers');

const BYTES = pattern(1000);
/** Three blocks. */
const BLOCKS = { maxSingleShotSize: 0, blockSize: 400, concurrency: 2 };
const BEFORE = 'what was there before';

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

async function makeBlob() {
  const container = await makeContainer(simulator);
  const blob = container.getBlockBlobClient('b');
  await blob.upload(BEFORE, BEFORE.length);
  return blob;
}

/** Rules for the requests of one blob alone, so that tests can run side by side. */
const rule = (blob, operation, when, what) => ({
  which: { container: blob.containerName, blob: 'b', operation },
  when,
  what,
});

async function textOf(blob) {
  return (await blob.downloadToBuffer()).toString();
}

/** Where a fault can be: the operation, and which of its requests. */
const PLACES = [
  ['the first block', 'putBlock', 1],
  ['the second block', 'putBlock', 2],
  ['the last block', 'putBlock', 3],
  ['the commit', 'putBlockList', 1],
];

const PASSING = {
  'a busy service': { status: 503, code: 'ServerBusy' },
  'an internal error': { status: 500, code: 'InternalError' },
  'an internal error after it took effect': { status: 500, code: 'InternalError', after: true },
  'a reset connection': { reset: true },
  'a lost response': { reset: true, after: true },
  'a broken body': { upload: { resetAfter: 10 } },
};

const LASTING = {
  'a rejection': [{ status: 403, code: 'AuthorizationFailure' }, 'AuthorizationFailure'],
  'a service that stays busy': [{ status: 503, code: 'ServerBusy' }, 'ServerBusy'],
  'connections that are always reset': [{ reset: true }, 'ECONNRESET'],
  'what is no HTTP': [{ garbage: 'no HTTP' }, undefined],
};

for (const [name, upload] of Object.entries(WAYS)) {
  describe(name, () => {
    for (const [place, operation, nth] of PLACES) {
      test(`continues after a transient fault at ${place}`, async () => {
        for (const [fault, what] of Object.entries(PASSING)) {
          const blob = await makeBlob();
          await simulator.faults(rule(blob, operation, { nth }, what));
          await upload(blob, BYTES, BLOCKS);
          assert.ok(BYTES.equals(await blob.downloadToBuffer()), fault);
          assert.equal((await simulator.faultReport())[0].fired, 1, fault);
        }
      });

      test(`fails by a lasting fault at ${place}, and leaves the blob`, async () => {
        for (const [fault, [what, code]] of Object.entries(LASTING)) {
          const blob = await makeBlob();
          await simulator.faults(rule(blob, operation, { after: nth - 1 }, what));
          await assert.rejects(upload(blob, BYTES, BLOCKS), (error) => {
            assert.equal(error.name, 'RestError', fault);
            if (code) assert.equal(error.code, code, fault);
            return true;
          });
          await simulator.clearFaults();
          assert.equal(await textOf(blob), BEFORE, fault);
        }
      });
    }

    test('a commit whose response was lost is found with any conditions', async () => {
      for (const what of [
        { reset: true, after: true },
        { status: 500, code: 'InternalError', after: true },
      ]) {
        const container = await makeContainer(simulator);
        const blob = container.getBlockBlobClient('b');
        await simulator.faults(rule(blob, 'putBlockList', { nth: 1 }, what));
        const { etag } = await upload(blob, BYTES, { ...BLOCKS, conditions: { ifNoneMatch: '*' } });
        assert.equal((await blob.getProperties()).etag, etag);
        await simulator.faults(rule(blob, 'putBlockList', { nth: 1 }, what));
        await upload(blob, BYTES, { ...BLOCKS, conditions: { ifMatch: etag } });
        assert.ok(BYTES.equals(await blob.downloadToBuffer()));
      }
    });

    test('a commit whose responses are all lost is found', async () => {
      const blob = await makeBlob();
      await simulator.faults(rule(blob, 'putBlockList', {}, { reset: true, after: true }));
      const { etag, requestId } = await upload(blob, BYTES, BLOCKS);
      assert.equal((await blob.getProperties()).etag, etag);
      assert.equal(typeof requestId, 'string');
    });

    test("a condition that fails is not taken for one's own blob", async () => {
      const blob = await makeBlob();
      await simulator.faults(rule(blob, 'putBlockList', { nth: 1 }, { reset: true }));
      await assert.rejects(upload(blob, BYTES, { ...BLOCKS, conditions: { ifNoneMatch: '*' } }), {
        code: 'BlobAlreadyExists',
      });
      assert.equal(await textOf(blob), BEFORE);
    });
  });
}

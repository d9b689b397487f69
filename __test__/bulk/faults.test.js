'use strict';

// Copies and moves of blobs of every kind, while one request in a hundred meets each fault that the simulator has, and processes are killed.
// The seed is printed; BLOBFERRY_SEED chooses another one, or with `random` any.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { KINDS, RARE, everyFault, fillMixed, seedOf } = require('./faulty');
const { describeContainer, namesOf, upload } = require('./helpers');
const { killAfter, random, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

const SHARE = 0.01;
const KILLS = 20;

/** A job that met too many faults is resumed. This often is more than enough. */
const RUNS = 20;

describe('one request in a hundred meets each fault', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;
  let folder;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder } = await accounts.fresh());
    // A matter of time, and not of polls: many pending copies are polled by listing.
    await simulator.copies({ pending: { milliseconds: 5 }, end: 'success' });
  });

  const faults = (seed, share = SHARE) => simulator.faults(...everyFault(share, seed));

  /** Runs a job until nothing is left to be done. */
  async function untilDone(options) {
    let resumeFrom;
    for (let run = 1; ; run += 1) {
      assert.ok(run <= RUNS, 'it does not end');
      let poller;
      try {
        poller = await to.beginCopyFromContainer(from, { ...options, resumeFrom });
        return await poller.pollUntilDone();
      } catch (error) {
        // A job that never got past a fault of its listing has not started.
        assert.ok(error instanceof Error && !/assert/i.test(error.name), String(error));
        resumeFrom = poller?.toString() ?? resumeFrom;
      }
    }
  }

  for (const [label, options, isMixed] of [
    ['by the service', {}, true],
    ['by blocks', { strategy: 'blocks', blockSize: 64 }, false],
    ['by this process', { strategy: 'relay', blockSize: 256 }, false],
  ]) {
    test(`every blob arrives whole, copied ${label}`, async (t) => {
      const seed = seedOf();
      t.diagnostic(`seed ${seed}`);
      await fillMixed(from, 150);
      if (!isMixed) {
        for await (const { name, properties } of from.listBlobsFlat()) {
          if (properties.blobType !== 'BlockBlob') await from.deleteBlob(name);
        }
      }
      const expected = await describeContainer(from);
      await faults(seed);
      const summary = await untilDone({ ...options, pageSize: 10 });
      await simulator.clearFaults();
      assert.deepEqual(await describeContainer(to), expected, `seed ${seed}`);
      assert.deepEqual([summary.copied, summary.failed], [Object.keys(expected).length, 0], `seed ${seed}`);
    });
  }

  for (const kind of Object.keys(KINDS).filter((name) => !RARE.includes(name))) {
    test(`a third of the requests meets this: ${kind}`, async (t) => {
      const seed = seedOf();
      t.diagnostic(`seed ${seed}`);
      await fillMixed(from, 30);
      const expected = await describeContainer(from);
      await simulator.faults(everyFault(0.3, seed)[Object.keys(KINDS).indexOf(kind)]);
      await untilDone({ pageSize: 7 });
      await simulator.clearFaults();
      assert.deepEqual(await describeContainer(to), expected, `seed ${seed}`);
    });
  }

  test('J1, J2: with faults, killed at 20 random moments and resumed each time, it ends as it would without', async (t) => {
    const seed = seedOf();
    t.diagnostic(`seed ${seed}`);
    await fillMixed(from, 120);
    const expected = await describeContainer(from);
    const options = { journal: path.join(folder, 'killed'), concurrency: 6, pageSize: 13 };
    await faults(seed);
    const next = random(seed);
    let killed = 0;
    for (let round = 0; round < KILLS; round += 1) {
      const requests = Math.floor(next() * 12);
      const { signal } = await killAfter(simulator, `container-${number}`, options, 'copyBlobFromUrl', requests);
      killed += signal === 'SIGKILL' ? 1 : 0;
    }
    for (let run = 1; ; run += 1) {
      assert.ok(run <= RUNS, `it does not end; seed ${seed}`);
      const { error } = await startCopy(simulator, `container-${number}`, options).ended;
      if (!error) break;
    }
    t.diagnostic(`${killed} kills`);
    await simulator.clearFaults();
    assert.deepEqual(await describeContainer(to), expected, `seed ${seed}`);
  });

  test('M3: with faults, killed at 20 random moments, each blob is whole on at least one side', async (t) => {
    const seed = seedOf();
    t.diagnostic(`seed ${seed}`);
    await fillMixed(from, 40);
    const expected = await describeContainer(from);
    const options = { move: true, journal: path.join(folder, 'moved'), concurrency: 4, pageSize: 9 };
    const next = random(seed);
    for (let round = 0; round < KILLS; round += 1) {
      await faults(seed + round);
      const operation = next() < 0.5 ? 'copyBlobFromUrl' : 'deleteBlob';
      await killAfter(simulator, `container-${number}`, options, operation, Math.floor(next() * 8));
      await simulator.clearFaults();
      // What the service copies in its own time may be pending for a moment: then the source is there.
      const both = { ...(await describeContainer(to)), ...(await describeContainer(from)) };
      assert.deepEqual(both, expected, `after kill ${round + 1}, seed ${seed}`);
    }
    await faults(seed + KILLS);
    for (let run = 1; ; run += 1) {
      assert.ok(run <= RUNS, `it does not end; seed ${seed}`);
      const { error } = await startCopy(simulator, `container-${number}`, options).ended;
      if (!error) break;
    }
    await simulator.clearFaults();
    assert.deepEqual(await describeContainer(to), expected, `seed ${seed}`);
    assert.deepEqual(await namesOf(from), [], `seed ${seed}`);
  });

  test('D1, D2: with faults, a mirror deletes what is extra, and nothing that the source has', async (t) => {
    const seed = seedOf();
    t.diagnostic(`seed ${seed}`);
    await fillMixed(from, 80);
    await (await to.beginCopyFromContainer(from)).pollUntilDone();
    const names = await namesOf(from);
    for (const name of names.filter((_, index) => index % 9 === 0)) await from.deleteBlob(name);
    for (const name of names.filter((_, index) => index % 9 === 4)) {
      const { blobType } = await from.getBlobClient(name).getProperties();
      if (blobType === 'BlockBlob') await upload(from, name, 'changed');
    }
    await simulator.advanceClock(60);
    const expected = await describeContainer(from);
    const there = new Set(Object.keys(expected));
    await simulator.faults(...everyFault(SHARE, seed).filter(({ name }) => !RARE.includes(name)));
    for (let run = 1; ; run += 1) {
      assert.ok(run <= RUNS, `it does not end; seed ${seed}`);
      try {
        await (await to.beginCopyFromContainer(from, { deleteExtraneous: true, pageSize: 7 })).pollUntilDone();
        break;
      } catch {
        const left = await namesOf(to).catch(() => undefined);
        if (left)
          assert.deepEqual(
            [...there].filter((name) => names.includes(name) && !left.includes(name)),
            [],
          );
      }
    }
    await simulator.clearFaults();
    assert.deepEqual(await describeContainer(to), expected, `seed ${seed}`);
  });
});

'use strict';

// How a later run knows whether a copy is up to date: by the record of its source, hashes, and times; also where one of them is missing, or
// says something else than another.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

/** Metadata that leaves no room for a record. */
const FULL = { metadata: { large: 'x'.repeat(8 * 1024 - 10) } };

describe('a copy of what has changed', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const run = async (options) => (await to.beginCopyFromContainer(from, options)).pollUntilDone();
  const textOf = async (name) => (await to.getBlobClient(name).downloadToBuffer()).toString();
  const newer = { overwrite: 'ifSourceNewer' };

  /** The source is written when the service has read it for its copy, and before it responds; `times` times. */
  const changing = (times = 1) =>
    simulator.faults({
      which: { operation: ['copyBlobFromUrl', 'putBlobFromUrl'], account: 'two', blob: 'x' },
      when: { times },
      what: { after: true },
      then: [
        { put: { account: 'one', container: from.containerName, blob: 'x', body: 'changed' } },
        { advanceSeconds: 5 },
      ],
    });

  for (const [what, options] of [
    ['no room for the record in its metadata', FULL],
    ['room for it', {}],
  ]) {
    test(`C4: a source that changes while it is copied is up to date after the next run, with ${what}`, async () => {
      await upload(from, 'x', 'first', options);
      await simulator.advanceClock(5);
      await changing();
      await run(newer);
      await simulator.clearFaults();
      await run(newer);
      assert.equal(await textOf('x'), 'changed');
    });
  }

  for (const changed of ['skip', 'fail']) {
    test(`C4: with "changed": "${changed}", the job says so`, async () => {
      await upload(from, 'x', 'first', FULL);
      await changing();
      const { summary } = await settled(await to.beginCopyFromContainer(from, { ...newer, changed }));
      const { skipped, failedByCode } = summary;
      const expected = changed === 'skip' ? [{ changed: 1 }, {}] : [{}, { SourceChanged: 1 }];
      assert.deepEqual([skipped, failedByCode], expected);
    });
  }

  test('C3, C7: a destination with another hash is not the same, whatever its metadata says', async () => {
    await upload(from, 'x', 'first');
    await run({ overwrite: 'ifDifferent' });
    const { metadata } = await to.getBlobClient('x').getProperties();
    await upload(to, 'x', 'other', { metadata });
    assert.equal((await run({ overwrite: 'ifDifferent' })).copied, 1);
    assert.equal(await textOf('x'), 'first');
    assert.deepEqual((await run({ overwrite: 'ifDifferent' })).skipped, { same: 1 });
    assert.deepEqual(await namesOf(to), ['x']);
  });

  test('P16: entries with a size and an ETag keep their times', async () => {
    await upload(from, 'x', 'first', { metadata: { owner: 'me' } });
    await run({ keepTimes: true });
    const expected = (await to.getBlobClient('x').getProperties()).metadata;
    assert.ok(Object.keys(expected).length > 1, JSON.stringify(expected));
    const { contentLength, etag } = await from.getBlobClient('x').getProperties();
    const entries = [{ source: from.getBlobClient('x'), destination: 'y', length: contentLength, etag }];
    const poller = await to.beginCopyFromContainer(entries, { keepTimes: true });
    assert.equal((await poller.pollUntilDone()).copied, 1);
    assert.deepEqual((await to.getBlobClient('y').getProperties()).metadata, expected);
  });

  // The last one: the clock stays stopped.
  test('C4: a source that is written in the second of its copy counts as newer', async () => {
    await simulator.stopClock();
    await upload(from, 'x', 'first');
    await run({});
    await upload(from, 'x', 'second');
    await simulator.advanceClock(5);
    assert.equal((await run(newer)).copied, 1);
    assert.equal(await textOf('x'), 'second');
    assert.deepEqual((await run(newer)).skipped, { same: 1 });
  });
});

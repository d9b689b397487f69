'use strict';

// The option `onDeletedAtDestination`: blobs that were deliberately deleted at the destination stay deleted, if the option says so.

const assert = require('node:assert/strict');
const { appendFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { ODDER_NAMES, eventsOf, laterThan, namesOf, upload } = require('./helpers');
const { kill, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

describe('blobs that were deleted at the destination of a container copy', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  let simulator;
  let from;
  let to;
  let number;
  let folder;
  let journal;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder } = await accounts.fresh());
    journal = path.join(folder, `${number}-journal`);
  });

  const fill = (names, container = from) => Promise.all(names.map((name) => upload(container, name)));
  const run = async (options) =>
    (await to.beginCopyFromContainer(from, { journal, onDeletedAtDestination: 'skip', ...options })).pollUntilDone();

  for (const overwrite of ['always', 'never', 'ifDifferent', 'ifSourceNewer']) {
    test(`D20: what was deleted stays away, and everything else is copied, with ${overwrite}`, async () => {
      await fill(ODDER_NAMES);
      assert.equal((await run({ overwrite })).copied, ODDER_NAMES.length);
      assert.equal(existsSync(journal), false);
      const gone = ['a/', '/x', '\u{1F600}', 'tab\tand\u0001control'];
      for (const name of gone) await to.getBlobClient(name).delete();
      await fill(['new']);
      await simulator.clearRequests();
      const summary = await run({ overwrite, pageSize: 3 });
      assert.equal(summary.skipped.deletedAtDestination, gone.length);
      assert.equal(summary.copied, overwrite === 'always' ? ODDER_NAMES.length - gone.length + 1 : 1);
      const expected = (await namesOf(from)).filter((name) => !gone.includes(name));
      assert.deepEqual(await namesOf(to), expected);
      // Only known and missing blobs are requested.
      const requested = await simulator.requests({ operation: 'getBlobProperties' });
      assert.equal(requested.length, gone.length);
      // A source that has changed makes no difference, and neither does a third run.
      await upload(from, 'a/', 'changed');
      assert.equal((await run({ overwrite })).skipped.deletedAtDestination, gone.length);
      assert.deepEqual(await namesOf(to), expected);
    });
  }

  test('D20: with copy it is copied again, and still recorded', async () => {
    await fill(['a', 'b']);
    await run({ onDeletedAtDestination: 'copy' });
    await to.getBlobClient('a').delete();
    assert.equal((await run({ onDeletedAtDestination: 'copy', overwrite: 'never' })).copied, 1);
    await to.getBlobClient('b').delete();
    const summary = await run({ overwrite: 'never' });
    assert.deepEqual(summary.skipped, { exists: 1, deletedAtDestination: 1 });
    assert.deepEqual(await namesOf(to), ['a']);
  });

  test('D20: what was there before the first run is known after it, and what failed is not', async () => {
    await fill(['held', 'there']);
    await fill(['there'], to);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'held' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy', message: 'No.' },
    });
    await failing(run({ overwrite: 'never' }));
    await simulator.clearFaults();
    await to.getBlobClient('there').delete();
    // The journal of the failed run is resumed: what was done is not checked again.
    assert.equal((await run({ overwrite: 'never' })).copied, 1);
    const summary = await run({ overwrite: 'never' });
    assert.deepEqual([summary.copied, summary.skipped], [0, { exists: 1, deletedAtDestination: 1 }]);
    assert.deepEqual(await namesOf(to), ['held']);
  });

  test('D20: a mirror that deleted a blob itself copies it when the source has it again', async () => {
    const mirror = { deleteExtraneous: true, overwrite: 'ifDifferent', allowMassDeletes: true };
    await fill(['a', 'b']);
    await run(mirror);
    await from.getBlobClient('a').delete();
    await laterThan(to);
    assert.equal((await run(mirror)).deletes.done, 1);
    await fill(['a']);
    assert.equal((await run(mirror)).copied, 1);
    await to.getBlobClient('a').delete();
    assert.equal((await run(mirror)).skipped.deletedAtDestination, 1);
  });

  for (const [what, options, create] of [
    ['an archived destination', { archivedDestination: 'replace' }, (blob) => blob.setAccessTier('Archive')],
    [
      'a destination of another type',
      { typeConflict: 'replace' },
      async (blob) => {
        await blob.delete();
        await blob.getPageBlobClient().create(512);
      },
    ],
  ]) {
    test(`D20, D13, P11, T6: ${what} that the job deleted itself is written by the next run, if this one ends in between`, async () => {
      await fill(['a', 'x']);
      await run({ overwrite: 'always' });
      await create(to.getBlobClient('x'));
      // The process is killed after its delete, and before it writes the blob.
      const stalled = { which: { operation: 'deleteBlob', account: 'two' }, what: { after: true, stall: true } };
      await simulator.faults(stalled);
      const own = { journal, onDeletedAtDestination: 'skip', overwrite: 'always', ...options };
      const { child, ended } = startCopy(simulator, from.containerName, own);
      while ((await simulator.stalls()) < 1);
      await kill(simulator, child, ended);
      await simulator.clearFaults();
      while ((await namesOf(to)).includes('x'));
      assert.deepEqual((await run({ overwrite: 'always', ...options })).skipped, {});
      assert.deepEqual(await namesOf(to), ['a', 'x']);
      // It is known again.
      await to.getBlobClient('x').delete();
      assert.deepEqual((await run({ overwrite: 'never' })).skipped, { exists: 1, deletedAtDestination: 1 });
    });

    test(`D20, D13: ${what} whose write fails after the delete is written by a new job`, async () => {
      await fill(['x']);
      await run({ overwrite: 'always' });
      await create(to.getBlobClient('x'));
      const fails = { which: { operation: 'copyBlobFromUrl' }, when: { after: 1 }, what: { status: 409, code: 'Odd' } };
      await simulator.faults(fails);
      await failing(run({ overwrite: 'always', ...options }));
      await simulator.clearFaults();
      assert.deepEqual(await namesOf(to), []);
      rmSync(journal);
      assert.equal((await run({ overwrite: 'always', ...options })).copied, 1);
      assert.deepEqual(await namesOf(to), ['x']);
    });
  }

  for (const options of [{ destinationPrefix: 'new/' }, { rename: 'v2-{name}' }]) {
    test(`D20: with ${JSON.stringify(options)}, names that no run copied to are copied to`, async () => {
      await fill(['a', 'b']);
      await run();
      assert.equal((await run(options)).copied, 2);
      const names = await namesOf(to);
      assert.equal(names.length, 4);
      // Of each name, it is known by itself that it was deleted.
      await to.getBlobClient(names.find((name) => name !== 'a' && name.endsWith('a'))).delete();
      assert.deepEqual((await run({ ...options, overwrite: 'never' })).skipped, { exists: 1, deletedAtDestination: 1 });
      assert.deepEqual((await run({ overwrite: 'never' })).skipped, { exists: 2 });
    });
  }

  test('D20: a file of the first version, which does not say where blobs were copied to, counts as empty', async () => {
    await fill(['a']);
    await run();
    const content = readFileSync(`${journal}.known`, 'latin1');
    writeFileSync(`${journal}.known`, content.replace('known blobs 2', 'known blobs 1'), 'latin1');
    await to.getBlobClient('a').delete();
    assert.equal((await run()).copied, 1);
    await to.getBlobClient('a').delete();
    assert.equal((await run()).skipped.deletedAtDestination, 1);
  });

  test('D20, O3: a dry run reports the same, and writes no file', async () => {
    await fill(['a', 'b']);
    await run();
    await to.getBlobClient('a').delete();
    const before = readFileSync(`${journal}.known`);
    const options = { journal, onDeletedAtDestination: 'skip', overwrite: 'never' };
    const poller = await to.beginCopyFromContainer(from, { ...options, dryRun: true });
    const events = await eventsOf(poller);
    await poller.pollUntilDone();
    assert.deepEqual(
      events.filter(({ event }) => event === 'skipped').sort((one, other) => (one.source < other.source ? -1 : 1)),
      [
        { event: 'skipped', source: 'a', reason: 'deletedAtDestination' },
        { event: 'skipped', source: 'b', reason: 'exists' },
      ],
    );
    assert.deepEqual(readFileSync(`${journal}.known`), before);
    // Names of other containers are others, also in the same file.
    const other = within('two', `other-${number}`);
    await other.create();
    const elsewhere = await other.beginCopyFromContainer(from, options);
    assert.equal((await elsewhere.pollUntilDone()).copied, 2);
  });

  test('J7: a file whose end is torn loses that blob alone, and it does not grow without new blobs', async () => {
    await fill(['a', 'b', 'c']);
    await run();
    const known = `${journal}.known`;
    const { size } = statSync(known);
    await run();
    assert.equal(statSync(known).size, size);
    assert.equal(readFileSync(known, 'latin1').includes('container'), false);
    truncateSync(known, size - 1);
    for (const name of ['a', 'b', 'c']) await to.getBlobClient(name).delete();
    const summary = await run();
    assert.deepEqual([summary.copied, summary.skipped.deletedAtDestination], [1, 2]);
    assert.equal(statSync(known).size, size);
    appendFileSync(known, 'torn');
    assert.equal((await run({ overwrite: 'never' })).skipped.deletedAtDestination, 2);
    assert.equal(statSync(known).size, size);
  });

  test('a file of something else is not touched, and nothing is copied', async () => {
    await fill(['a']);
    writeFileSync(`${journal}.known`, 'my notes');
    const error = await failing(to.beginCopyFromContainer(from, { journal, onDeletedAtDestination: 'skip' }));
    assert.deepEqual([error.code, await namesOf(to)], ['JournalUnusable', []]);
    assert.match(error.message, /-journal\.known".*no file of known blobs/);
    assert.equal(readFileSync(`${journal}.known`, 'utf8'), 'my notes');
  });

  test('what cannot be combined is an error before anything is sent', async () => {
    await simulator.clearRequests();
    for (const [options, message] of [
      [{ journal: undefined }, /needs a "journal"/],
      [{ move: true }, /"onDeletedAtDestination" and "move"/],
      [{ onDeletedAtDestination: 'ask' }, /must be "copy" or "skip"/],
    ]) {
      const error = await failing(run(options));
      assert.ok(error instanceof RangeError);
      assert.match(error.message, message);
    }
    const entries = to.beginCopyFromContainer([], { journal, onDeletedAtDestination: 'skip' });
    assert.match((await failing(entries)).message, /"onDeletedAtDestination" is for a source that is a container/);
    assert.deepEqual(await simulator.requests(), []);
  });
});

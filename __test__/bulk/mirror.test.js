'use strict';

// Mirrors with Azurite on both sides: what is deleted, what is never deleted, what an existing blob decides. Tests are named by the rows of the
// requirements.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { ODD_NAMES, contentOf, eventsOf, laterThan, namesOf, upload, withoutPlan } = require('./helpers');
const { useTwoAzurites } = require('./two-azurites');

describe('mirrors between two Azurites', () => {
  const azurites = useTwoAzurites();
  const { containers } = azurites;

  /** Two containers with blobs of these names, the destination's older than any job that begins now. */
  async function sides(atSource, atDestination) {
    const { from, to } = await containers();
    for (const name of atSource) await upload(from, name, `source of ${name}`);
    for (const name of atDestination) await upload(to, name, 'old');
    await laterThan(to);
    return { from, to };
  }

  // Azurite has no Put Blob From URL and reads no source elsewhere.
  const RELAY = { strategy: 'relay' };
  const MIRROR = { ...RELAY, deleteExtraneous: true };

  test('D3, D19: without deleteExtraneous nothing is deleted, and nothing is counted', async () => {
    const { from, to } = await sides(['a'], ['x']);
    const summary = await (await to.beginCopyFromContainer(from, RELAY)).pollUntilDone();
    assert.deepEqual(await namesOf(to), ['a', 'x']);
    assert.deepEqual(summary.deletes, {
      wanted: 0,
      done: 0,
      refused: 0,
      withheld: 0,
      changed: 0,
      excluded: 0,
      refusedByCode: {},
    });
  });

  for (const pageSize of [1, 2, 7, undefined]) {
    test(`D8: a mirror of every odd name, in pages of ${pageSize}, deletes what the source lacks and nothing else`, async () => {
      const extra = ['0', 'a/a', 'a0', '\u{FF5F}', '\u{1F601}', 'zzz'];
      const { from, to } = await sides(ODD_NAMES, [...ODD_NAMES, ...extra]);
      const poller = await to.beginCopyFromContainer(from, { ...MIRROR, pageSize });
      const events = await eventsOf(poller);
      const { deletes } = await poller.pollUntilDone();
      assert.deepEqual([deletes.wanted, deletes.done], [extra.length, extra.length]);
      const deleted = events.filter(({ event }) => event === 'deleted').map(({ destination }) => destination);
      assert.deepEqual(deleted.sort(), [...extra].sort());
      assert.deepEqual(await namesOf(to), await namesOf(from));
      // Once more: nothing is left to do, and with ifDifferent nothing is written.
      const again = await to.beginCopyFromContainer(from, { ...MIRROR, pageSize, overwrite: 'ifDifferent' });
      const second = await again.pollUntilDone();
      assert.deepEqual([second.copied, second.skipped, second.deletes.wanted], [0, { same: ODD_NAMES.length }, 0]);
    });
  }

  test('D4: an empty source deletes nothing without an explicit yes, which the error names', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `x${index}`);
    const { from, to } = await sides([], names);
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    const events = await eventsOf(poller);
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'DeletesWithheld');
    assert.match(error.message, /no blob within the filters.*"allowMassDeletes"/);
    assert.equal((await namesOf(to)).length, 120);
    assert.deepEqual(
      events.map(({ event, count }) => [event, count]),
      [['deletesWithheld', 120]],
    );
    const { deletes } = poller.getOperationState().summary;
    assert.deepEqual([deletes.wanted, deletes.done, deletes.withheld], [120, 0, 120]);
    const meant = await to.beginCopyFromContainer(from, { ...MIRROR, allowMassDeletes: true });
    assert.equal((await meant.pollUntilDone()).deletes.done, 120);
    assert.deepEqual(await namesOf(to), []);
  });

  test('D4: maxDeletes is checked before the first delete, as a number and as a share', async () => {
    const { from, to } = await sides(['a', 'b'], ['a', 'b', 'x', 'y']);
    for (const maxDeletes of [0, 1, 0.4]) {
      const poller = await to.beginCopyFromContainer(from, { ...MIRROR, maxDeletes });
      assert.match((await failing(poller.pollUntilDone())).message, /"maxDeletes" is/);
      assert.deepEqual(await namesOf(to), ['a', 'b', 'x', 'y']);
    }
    await (await to.beginCopyFromContainer(from, { ...MIRROR, maxDeletes: 0.5 })).pollUntilDone();
    assert.deepEqual(await namesOf(to), ['a', 'b']);
  });

  test('D5, D6: what a filter hides is neither copied nor deleted, unless deleteExcluded says so', async () => {
    const { from, to } = await sides(['a.js', 'c.py'], ['b.py', 'c.py', 'old.js', 'z.js']);
    const options = { ...MIRROR, exclude: ['*.py'], include: ['?.*'] };
    const first = await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.deepEqual(await namesOf(to), ['a.js', 'b.py', 'c.py', 'old.js']);
    assert.deepEqual([first.deletes.done, first.deletes.excluded], [1, 3]);
    const poller = await to.beginCopyFromContainer(from, { ...options, deleteExcluded: true });
    const events = await eventsOf(poller);
    const { deletes } = await poller.pollUntilDone();
    assert.deepEqual(await namesOf(to), ['a.js']);
    assert.equal(await contentOf(from, 'c.py'), 'source of c.py');
    assert.deepEqual([deletes.done, deletes.excluded], [3, 3]);
    assert.ok(events.filter(({ event }) => event === 'deleted').every(({ excluded }) => excluded));
  });

  for (const [what, filter] of [
    ['tags', { tagFilter: `"k" = 'v'` }],
    ['sizes', { maxSize: 2 }],
    ['tiers', { accessTiers: ['Cool'] }],
    ['times', { modifiedBefore: '2020-01-01T00:00:00Z' }],
    ['types', { blobTypes: ['PageBlob'] }],
  ]) {
    test(`D6: what a filter of ${what} excludes is deleted, whether or not the source has it`, async () => {
      const { from, to } = await sides([], []);
      await upload(from, 'both', 'long', { tags: { k: 'w' } });
      for (const name of ['both', 'there alone']) await upload(to, name, 'long', { tags: { k: 'w' } });
      await laterThan(to);
      const options = { ...MIRROR, ...filter, allowMassDeletes: true };
      const kept = await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
      assert.deepEqual([kept.deletes.done, (await namesOf(to)).length], [0, 2]);
      const poller = await to.beginCopyFromContainer(from, { ...options, deleteExcluded: true });
      const { deletes } = await poller.pollUntilDone();
      assert.deepEqual([deletes.wanted, deletes.done, deletes.changed], [2, 2, 0]);
      assert.deepEqual([await namesOf(to), await namesOf(from)], [[], ['both']]);
    });
  }

  test('D5: a prefix confines the mirror on both sides, text for text', async () => {
    const { from, to } = await sides(['p/a', 'q/z'], ['t/a', 't/x', 't', 'tx', 'p/a', 'u']);
    await (await to.beginCopyFromContainer(from, { ...MIRROR, prefix: 'p/', destinationPrefix: 't/' })).pollUntilDone();
    assert.deepEqual(await namesOf(to), ['p/a', 't', 't/a', 'tx', 'u']);
  });

  test('D12: a name that is also a prefix is a blob of its own', async () => {
    const { from, to } = await sides(['d/x'], ['d', 'd/', 'd/x', 'd/x/y']);
    await (await to.beginCopyFromContainer(from, MIRROR)).pollUntilDone();
    assert.deepEqual(await namesOf(to), ['d/x']);
  });

  test('D14: a blob with a snapshot stays, unless its snapshots are included', async () => {
    const { from, to } = await sides(['a'], ['a', 'x']);
    await to.getBlobClient('x').createSnapshot();
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    const events = await eventsOf(poller);
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'DeletesRefused');
    assert.match(error.message, /SnapshotsPresent \(1\)/);
    const denied = events.find(({ event }) => event === 'deleteRefused');
    assert.deepEqual([denied.destination, denied.code, denied.statusCode], ['x', 'SnapshotsPresent', 409]);
    assert.deepEqual(await namesOf(to), ['a', 'x']);
    await (await to.beginCopyFromContainer(from, { ...MIRROR, deleteSnapshots: 'include' })).pollUntilDone();
    assert.deepEqual(await namesOf(to, { includeSnapshots: true }), ['a']);
  });

  test('D17: what is replaced or deleted is kept first, and what was kept stays', async () => {
    const { from, to } = await sides(['a', 'new'], ['a', 'x']);
    const options = { ...MIRROR, keepReplaced: { prefix: 'kept/' } };
    const summary = await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.deepEqual([summary.copied, summary.deletes.done], [2, 1]);
    assert.deepEqual(await namesOf(to), ['a', 'kept/a', 'kept/x', 'new']);
    assert.deepEqual([await contentOf(to, 'kept/a'), await contentOf(to, 'kept/x')], ['old', 'old']);
    await laterThan(to);
    await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.equal(await contentOf(to, 'kept/a'), 'old');
    const names = await namesOf(to, { prefix: 'kept/a.' });
    assert.equal(names.length, 1, 'the second state has a name of its own');
    assert.equal(await contentOf(to, names[0]), 'source of a');
    const attic = azurites.accounts[1].getContainerClient(`attic-of-${to.containerName}`);
    const elsewhere = { ...MIRROR, keepReplaced: { container: attic.containerName } };
    assert.equal((await failing(to.beginCopyFromContainer(from, elsewhere))).statusCode, 404);
    await attic.create();
    await laterThan(to);
    await (await to.beginCopyFromContainer(from, elsewhere)).pollUntilDone();
    // They are no part of the mirror any more, so the source lacks them: they go, and are kept.
    assert.deepEqual(await namesOf(attic), ['a', 'kept/a', names[0], 'kept/new', 'kept/x', 'new'].sort());
  });

  test('D18: source and destination that overlap either way are rejected before anything is written', async () => {
    const { from } = await sides(['backup/x', 'x'], []);
    for (const options of [
      { destinationPrefix: 'backup/' },
      { prefix: 'backup/', destinationPrefix: '' },
      { prefix: 'backup/' },
    ]) {
      const error = await failing(from.beginCopyFromContainer(from, { ...MIRROR, ...options }));
      assert.match(error.message, /overlap/);
    }
    assert.deepEqual(await namesOf(from), ['backup/x', 'x']);
  });

  test('D11: a blob that is newer than the job stays, and is no error', async () => {
    const { from, to } = await sides(['a'], ['a']);
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, pageSize: 1 });
    await upload(to, 'x', 'written meanwhile');
    await poller.pollUntilDone();
    assert.deepEqual(await namesOf(to), ['a', 'x']);
  });

  test('C3, C5, C7: the four cases of a comparison', async () => {
    const { from, to } = await sides([], ['only there', 'newer here', 'newer there']);
    for (const name of ['only here', 'newer here', 'newer there']) await upload(from, name, `source of ${name}`);
    await laterThan(from);
    await upload(to, 'newer there', 'newest');
    const outcome = async (overwrite) => {
      const poller = await to.beginCopyFromContainer(from, { ...RELAY, overwrite, dryRun: true });
      const dry = await withoutPlan(eventsOf(poller));
      return Object.fromEntries(dry.map(({ source, event, reason }) => [source, reason ?? event]));
    };
    const copied = 'copied';
    assert.deepEqual(await outcome('never'), { 'only here': copied, 'newer here': 'exists', 'newer there': 'exists' });
    const newer = { 'only here': copied, 'newer here': copied, 'newer there': 'same' };
    assert.deepEqual(await outcome('ifSourceNewer'), newer);
    const different = { 'only here': copied, 'newer here': copied, 'newer there': copied };
    assert.deepEqual(await outcome('ifDifferent'), different);
    assert.deepEqual(await outcome('always'), different);
    for (const overwrite of ['ifDifferent', 'ifSourceNewer', 'ifDifferent']) {
      const poller = await to.beginCopyFromContainer(from, { ...RELAY, overwrite });
      const { copied: count } = await poller.pollUntilDone();
      assert.equal(count, overwrite === 'ifDifferent' && (await contentOf(to, 'newer there')) === 'newest' ? 3 : count);
    }
    const second = await to.beginCopyFromContainer(from, { ...RELAY, overwrite: 'ifSourceNewer' });
    assert.deepEqual((await second.pollUntilDone()).skipped, { same: 3 });
  });

  test('C3: a copy records its source, so that blobs without a hash are not copied again', async () => {
    const { from, to } = await containers();
    const blocks = from.getBlockBlobClient('blocks');
    const id = Buffer.from('1').toString('base64');
    await blocks.stageBlock(id, 'content', 7);
    await blocks.commitBlockList([id], { metadata: { owner: 'me' } });
    const options = { ...RELAY, overwrite: 'ifDifferent' };
    assert.equal((await (await to.beginCopyFromContainer(from, options)).pollUntilDone()).copied, 1);
    const { metadata } = await to.getBlobClient('blocks').getProperties();
    assert.equal(metadata['owner'], 'me');
    assert.match(metadata['blobferry_source'], /^0x[0-9A-F]+-[0-9a-f]{16}$/);
    assert.deepEqual((await (await to.beginCopyFromContainer(from, options)).pollUntilDone()).skipped, { same: 1 });
    await blocks.setMetadata({ owner: 'you' });
    assert.equal((await (await to.beginCopyFromContainer(from, options)).pollUntilDone()).copied, 1);
  });

  test('O3: a dry run reports what the run does, and only reads', async () => {
    const { from, to } = await sides(['a', 'both', 'c.tmp'], ['both', 'x', 'y', 'z.tmp']);
    const options = { ...MIRROR, exclude: ['*.tmp'], overwrite: 'ifDifferent' };
    const before = await namesOf(to);
    const dry = await to.beginCopyFromContainer(from, { ...options, dryRun: true });
    const planned = await withoutPlan(eventsOf(dry));
    const summary = await dry.pollUntilDone();
    assert.deepEqual(await namesOf(to), before);
    assert.equal(await contentOf(to, 'both'), 'old');
    assert.deepEqual(summary.requests, { write: 2, list: 2, read: 7, delete: 2 });
    const real = await eventsOf(await to.beginCopyFromContainer(from, options));
    const bare = (events) => events.map(({ event, source, destination }) => [event, source, destination].join()).sort();
    assert.deepEqual(bare(planned), bare(real));
    assert.deepEqual(await namesOf(to), ['a', 'both', 'z.tmp']);
  });

  test('options that contradict each other are named before anything is sent', async () => {
    const { from, to } = await containers();
    for (const [options, option] of [
      [{ deleteExcluded: true }, 'deleteExcluded'],
      [{ maxDeletes: 3 }, 'maxDeletes'],
      [{ deleteExtraneous: true, maxDeletes: 1.5 }, 'maxDeletes'],
      [{ deleteExtraneous: true, maxDeletes: -1 }, 'maxDeletes'],
      [{ deleteExtraneous: true, deleteSnapshots: 'only' }, 'deleteSnapshots'],
      [{ keepReplaced: {} }, 'keepReplaced'],
      [{ keepReplaced: { prefix: 'p/' }, destinationPrefix: 'p/q' }, 'keepReplaced'],
      [{ keepReplaced: 'kept/' }, 'keepReplaced'],
    ]) {
      const error = await failing(to.beginCopyFromContainer(from, options));
      assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
      assert.match(error.message, new RegExp(option));
    }
  });
});

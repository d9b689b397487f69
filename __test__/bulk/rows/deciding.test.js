'use strict';

// What is copied, replaced, skipped and deleted, on Azurite. Tests are named by the rows of the requirements (see `table.js`).

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { createBeside, laterThan, namesOf, settled, upload } = require('../helpers');
const { RELAY, contentOf, relayed: run, useTwoAzurites } = require('../two-azurites');

describe('what a container copy decides on Azurite', () => {
  const pair = useTwoAzurites();
  let folder;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-rows-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('T6: a destination of another type fails, or is replaced', async () => {
    const { to } = await pair.containers();
    const from = await createBeside(to);
    for (const name of ['x', 'y']) await upload(from, name, 'new');
    await to.getPageBlobClient('x').create(512);
    // Put Blob, with which blobs are relayed, replaces a blob of any type.
    const inService = { strategy: 'asynchronous' };
    const { summary } = await run(from, to, inService);
    assert.deepEqual([summary.copied, summary.failedByCode], [1, { InvalidBlobType: 1 }]);
    assert.equal((await to.getBlobClient('x').getProperties()).blobType, 'PageBlob');
    assert.equal((await run(from, to, { ...inService, typeConflict: 'replace' })).summary.copied, 2);
    const { blobType } = await to.getBlobClient('x').getProperties();
    assert.deepEqual([blobType, await contentOf(to, 'x')], ['BlockBlob', 'new']);
  });

  test('T7: a leased destination fails, is skipped, or loses its lease, and the job ends', async () => {
    const { from, to } = await pair.sides(['x', 'y'], ['x']);
    await to.getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
    assert.deepEqual((await run(from, to)).summary.failedByCode, { LeaseIdMissing: 1 });
    assert.deepEqual((await run(from, to, { leased: 'skip' })).summary.skipped, { leased: 1 });
    assert.equal(await contentOf(to, 'x'), 'old');
    assert.equal((await run(from, to, { leased: 'break' })).summary.copied, 2);
    assert.equal(await contentOf(to, 'x'), 'source of x');
  });

  test('T12: blocks of another client with other ids do not harm existing content', async () => {
    const { from, to } = await pair.sides(['x'], ['x']);
    await to.getBlockBlobClient('x').stageBlock(Buffer.from('other').toString('base64'), 'z', 1);
    const { summary } = await run(from, to, { blockSize: 4 });
    // Whether the service takes it or not: the content is the old or the new one, and the next run has the new one.
    assert.equal(summary.copied + summary.failed, 1);
    assert.equal(await contentOf(to, 'x'), summary.copied === 1 ? 'source of x' : 'old');
    assert.equal((await run(from, to)).summary.copied, 1);
    assert.equal(await contentOf(to, 'x'), 'source of x');
  });

  test('C6, C9: the same size is not the same content, and a dry run sees it as the run does', async () => {
    const { from, to } = await pair.sides([]);
    for (const [name, content] of [
      ['same', 'aaaa'],
      ['different', 'aaaa'],
    ])
      await upload(from, name, content);
    for (const [name, content] of [
      ['same', 'aaaa'],
      ['different', 'bbbb'],
    ])
      await upload(to, name, content);
    for (const dryRun of [true, false]) {
      const { summary } = await run(from, to, { overwrite: 'ifDifferent', dryRun });
      assert.deepEqual([summary.copied, summary.skipped], [1, { same: 1 }]);
    }
    assert.equal(await contentOf(to, 'different'), 'aaaa');
  });

  test('D20: a blob that was deleted at the destination is not copied again', async () => {
    const { from, to } = await pair.sides(['x', 'y']);
    const options = { journal: path.join(folder, 'journal'), onDeletedAtDestination: 'skip' };
    await run(from, to, options);
    await to.deleteBlob('x');
    const { summary } = await run(from, to, options);
    assert.deepEqual([summary.copied, summary.skipped], [1, { deletedAtDestination: 1 }]);
    assert.deepEqual(await namesOf(to), ['y']);
  });

  test('S15: more blobs than a batch holds are deleted, each with a status of its own', async () => {
    const { from, to } = await pair.sides(['keep']);
    const extra = Array.from({ length: 300 }, (_, at) => `extra ${at}`);
    await Promise.all(extra.map((name) => upload(to, name)));
    await to.getBlobClient('extra 7').getBlobLeaseClient().acquireLease(-1);
    await laterThan(to);
    const { events, summary } = await run(from, to, { deleteExtraneous: true, allowMassDeletes: true });
    assert.deepEqual([summary.deletes.wanted, summary.deletes.done, summary.deletes.refused], [300, 299, 1]);
    assert.deepEqual(
      events.filter(({ event }) => event === 'deleteRefused').map(({ destination }) => destination),
      ['extra 7'],
    );
    assert.deepEqual(await namesOf(to, { prefix: 'extra' }), ['extra 7']);
  });

  test('T2: a snapshot is copied over its base', async () => {
    const { to: container } = await pair.sides([]);
    await upload(container, 'x', 'then');
    const { snapshot } = await container.getBlobClient('x').createSnapshot();
    await upload(container, 'x', 'now');
    const source = container.getBlobClient('x').withSnapshot(snapshot);
    const { events, summary } = await settled(
      await container.beginCopyFromContainer([{ source, destination: 'x' }], RELAY),
    );
    assert.deepEqual([summary.copied, summary.failures], [1, []]);
    assert.equal(events[0].event, 'copied');
    assert.equal(await contentOf(container, 'x'), 'then');
    assert.equal((await container.getBlobClient('x').withSnapshot(snapshot).downloadToBuffer()).toString(), 'then');
  });

  test('N13: the second of two blobs that get one name fails, and names both', async () => {
    const { from, to } = await pair.sides(['a/z', 'b/z', 'c/y']);
    const { events, summary } = await run(from, to, { rename: '{base}{extension}' });
    assert.deepEqual([summary.copied, summary.failedByCode], [2, { NameCollision: 1 }]);
    assert.match(events.find(({ event }) => event === 'failed').message, /"b\/z".*"z".*another blob/);
    assert.equal(await contentOf(to, 'z'), 'source of a/z');
  });

  test('O9: one of three blobs has the requested tag', async () => {
    const { from, to } = await pair.sides(['none']);
    await upload(from, 'this', 'x', { tags: { k: 'v' } });
    await upload(from, 'other', 'x', { tags: { k: 'w' } });
    const { summary } = await run(from, to, { tagFilter: `"k" = 'v'` });
    assert.deepEqual([summary.copied, summary.filtered, await namesOf(to)], [1, 2, ['this']]);
  });

  test('P10: archived blobs are filtered at no request, and never fail', async () => {
    const { from, to } = await pair.sides(['hot 1', 'hot 2', 'archived 1', 'archived 2']);
    for (const name of ['archived 1', 'archived 2']) await from.getBlobClient(name).setAccessTier('Archive');
    const { events, summary } = await run(from, to, { accessTiers: ['Hot'], archived: 'fail' });
    assert.deepEqual([summary.listed, summary.filtered, summary.copied, summary.failed], [4, 2, 2, 0]);
    assert.deepEqual(events.map(({ source }) => source).sort(), ['hot 1', 'hot 2']);
  });
});

'use strict';

// Obstacles of a container copy at the destination, what is kept of a blob, and what is reported about the rest.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { eventsOf, laterThan, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('obstacles of a container copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const content = async (name) => (await to.getBlobClient(name).downloadToBuffer()).toString();

  /** Copies, and resolves with the summary, also after a failure. */
  async function copied(options) {
    const poller = await to.beginCopyFromContainer(from, options);
    await poller.pollUntilDone().catch(() => undefined);
    return poller.getOperationState().summary;
  }

  test('P11: an archived destination fails, is skipped, or is replaced', async () => {
    for (const name of ['x', 'y']) await upload(from, name, 'new');
    await upload(to, 'x', 'old');
    await to.getBlobClient('x').setAccessTier('Archive');
    const failed = await copied({});
    assert.deepEqual([failed.copied, failed.failedByCode], [1, { BlobArchived: 1 }]);
    const skipped = await copied({ archivedDestination: 'skip' });
    assert.deepEqual([skipped.failed, skipped.skipped], [0, { archivedDestination: 1 }]);
    assert.equal((await to.getBlobClient('x').getProperties()).accessTier, 'Archive');
    const replaced = await copied({ archivedDestination: 'replace' });
    assert.deepEqual([replaced.failed, replaced.copied], [0, 2]);
    assert.equal(await content('x'), 'new');
  });

  test('P11: an archived destination that another client deletes in the meantime is still written', async () => {
    await upload(from, 'x', 'new');
    await upload(to, 'x', 'old');
    await to.getBlobClient('x').setAccessTier('Archive');
    await simulator.faults({
      which: { account: 'two', blob: 'x', operation: 'getBlobProperties' },
      what: { after: true },
      then: { request: { account: 'two', container: to.containerName, blob: 'x', method: 'DELETE' } },
    });
    // It disappears by itself: then the copy continues.
    assert.equal((await copied({ archivedDestination: 'replace' })).copied, 1);
  });

  test('D13: what is deleted to be written again is the one blob that needs it', async () => {
    const names = Array.from({ length: 10 }, (_, at) => `blob ${at}`);
    for (const name of names) {
      await upload(from, name, 'new');
      if (name === 'blob 4') await to.getPageBlobClient(name).create(512);
      else await upload(to, name, 'old');
    }
    await simulator.clearRequests();
    const { copied: all, failed } = await copied({ typeConflict: 'replace', archivedDestination: 'replace' });
    assert.deepEqual([all, failed], [10, 0]);
    const deletes = (await simulator.requests({})).filter(({ operation }) => operation === 'deleteBlob');
    assert.deepEqual(
      deletes.map(({ path }) => decodeURIComponent(path).split('/').pop()),
      ['blob 4'],
    );
    for (const name of names) assert.equal(await content(name), 'new');
  });

  test('T7: a leased destination fails, is skipped, or its lease is broken', async () => {
    await upload(from, 'x', 'new');
    await upload(to, 'x', 'old');
    await to.getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
    assert.deepEqual((await copied({})).failedByCode, { LeaseIdMissing: 1 });
    assert.deepEqual((await copied({ leased: 'skip' })).skipped, { leased: 1 });
    assert.equal(await content('x'), 'old');
    assert.equal((await copied({ leased: 'break' })).copied, 1);
    assert.equal(await content('x'), 'new');
    assert.equal((await to.getBlobClient('x').getProperties()).leaseStatus, 'unlocked');
  });

  test('T7, D17: what is kept before a lease is broken is kept once', async () => {
    await upload(from, 'x', 'new');
    await upload(to, 'x', 'old');
    await to.getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
    assert.equal((await copied({ leased: 'break', keepReplaced: { prefix: 'kept/' } })).copied, 1);
    assert.deepEqual(await namesOf(to), ['kept/x', 'x']);
    assert.deepEqual([await content('x'), await content('kept/x')], ['new', 'old']);
  });

  const lease = async (client) => (await client.getBlobLeaseClient().acquireLease(-1)).leaseId;

  test('T7: a leased destination is written with its lease id, however it is copied, and stays leased', async () => {
    await upload(from, 'block', 'new', { tags: { a: 'b' } });
    await from.getAppendBlobClient('append').create();
    await from.getAppendBlobClient('append').appendBlock('new', 3);
    await upload(from, 'free', 'new');
    const old = { block: to.getBlockBlobClient('block'), append: to.getAppendBlobClient('append') };
    await upload(to, 'block', 'old');
    await old.append.create();
    const leaseIds = {};
    for (const [name, client] of Object.entries(old)) leaseIds[name] = await lease(client);
    const without = await to.beginCopyFromContainer(from);
    await failing(without.pollUntilDone());
    const { failures, failedByCode } = without.getOperationState().summary;
    assert.deepEqual(failedByCode, { LeaseIdMissing: 2 });
    for (const { message } of failures)
      assert.match(message, /Give its lease id with "leaseIds", or choose with "leased"/);
    for (const options of [
      {},
      { strategy: 'asynchronous', overwrite: 'ifSourceNewer', leased: 'break' },
      { keepReplaced: { prefix: 'kept/' }, verify: 'content', leased: 'skip' },
      { strategy: 'blocks', blobType: 'block', typeConflict: 'replace' },
      { strategy: 'relay', blobType: 'block' },
    ]) {
      for (const name of Object.keys(leaseIds)) {
        const { length } = await from.getBlobClient(name).downloadToBuffer();
        const content = 'y'.repeat(length + 1);
        await from.getBlobClient(name).delete();
        if (name === 'append') {
          await from.getAppendBlobClient(name).create();
          await from.getAppendBlobClient(name).appendBlock(content, content.length);
        } else await upload(from, name, content, { tags: { a: 'b' } });
      }
      const summary = await copied({ ...options, leaseIds });
      const label = JSON.stringify([options, summary.failures]);
      assert.deepEqual([summary.failed, summary.copied >= 2], [0, true], label);
      for (const name of Object.keys(leaseIds)) {
        assert.equal(await content(name), (await from.getBlobClient(name).downloadToBuffer()).toString(), label);
        const { leaseState, leaseStatus } = await to.getBlobClient(name).getProperties();
        // A blob that is deleted to be written again loses its lease.
        if (options.typeConflict && name === 'append') leaseIds[name] = await lease(to.getBlobClient(name));
        else assert.deepEqual([leaseState, leaseStatus], ['leased', 'locked'], label);
      }
    }
  });

  test('T7: lease ids are for one job, a plan knows them, and a wrong one is named', async () => {
    await upload(from, 'p/x', 'new');
    await upload(to, 'q/x', 'old');
    const leaseIds = { 'q/x': await lease(to.getBlobClient('q/x')), 'p/x': 'the name at the source has no meaning' };
    const options = { prefix: 'p/', destinationPrefix: 'q/' };
    const plan = await to.planContainerCopy(from, { ...options, leaseIds });
    assert.deepEqual([plan.copies, plan.obstacles.leased], [1, { cleared: 0, skipped: 0, failed: 0 }]);
    const wrong = 'c0ffee00-1111-2222-3333-444444444444';
    const first = await to.beginCopyFromContainer(from, { ...options, leaseIds: { 'q/x': wrong } });
    await failing(first.pollUntilDone());
    const [failure] = first.getOperationState().summary.failures;
    assert.equal(failure.code, 'LeaseIdMismatchWithBlobOperation');
    assert.match(failure.message, /the lease id that "leaseIds" has for this blob/);
    assert.doesNotMatch(first.toString() + JSON.stringify(first.getOperationState()), new RegExp(wrong));
    // The saved state is that of the same job with other ids.
    const second = await to.beginCopyFromContainer(from, { ...options, leaseIds, resumeFrom: first.toString() });
    await second.pollUntilDone();
    assert.equal(await content('q/x'), 'new');
    for (const [ids, what] of [
      [{ x: '' }, /"leaseIds" has an empty lease id for the blob "x"/],
      [{ x: 1 }, /leaseIds/],
      ['x', /leaseIds/],
    ]) {
      const error = await failing(to.beginCopyFromContainer(from, { leaseIds: ids }));
      assert.match(error.message, what);
    }
  });

  test('T7, D7: a mirror deletes leased blobs with their lease ids, a move takes a leased copy over, and snapshots are taken', async () => {
    await upload(from, 'x', 'x');
    await upload(to, 'extra', 'extra');
    const leaseIds = { extra: await lease(to.getBlobClient('extra')) };
    await laterThan(to);
    const mirror = await to.beginCopyFromContainer(from, { deleteExtraneous: true, allowMassDeletes: true, leaseIds });
    assert.equal((await mirror.pollUntilDone()).deletes.done, 1);
    assert.deepEqual(await namesOf(to), ['x']);
    leaseIds.x = await lease(to.getBlobClient('x'));
    await from.getBlobClient('x').createSnapshot();
    await upload(from, 'x', 'newer');
    const replay = await to.beginCopyFromContainer(from, { snapshots: true, leaseIds });
    assert.equal((await replay.pollUntilDone()).earlierStates, 1);
    await from.getBlobClient('x').delete({ deleteSnapshots: 'include' });
    await upload(from, 'x', 'newer');
    await (await to.beginCopyFromContainer(from, { leaseIds })).pollUntilDone();
    // What is at the destination is a whole copy.
    const move = await to.beginCopyFromContainer(from, { move: true, leaseIds });
    assert.equal((await move.pollUntilDone()).moved, 1);
    assert.deepEqual([await namesOf(from), await content('x')], [[], 'newer']);
  });

  test('D13: what changes before it is deleted to be replaced stays, and the error says what to do', async () => {
    await upload(from, 'x', 'new');
    await to.getPageBlobClient('x').create(512);
    const put = { account: 'two', container: to.containerName, blob: 'x', body: 'of somebody else' };
    await simulator.faults({ which: { operation: 'deleteBlob' }, when: { nth: 1 }, then: { put } });
    const { failures, failedByCode } = await copied({ typeConflict: 'replace' });
    assert.deepEqual(failedByCode, { ConditionNotMet: 1 });
    assert.match(failures[0].message, /^The destination .* changed when it was about to be replaced.*Copy it again/s);
    assert.equal(await content('x'), 'of somebody else');
  });

  for (const overwrite of ['always', 'ifDifferent']) {
    test(`D13, D17: only the state that was kept is deleted to be replaced, with ${overwrite}`, async () => {
      await upload(from, 'x', 'new');
      await to.getPageBlobClient('x').create(512);
      // Another client writes when the copy has kept what was there, and was rejected.
      const put = { account: 'two', container: to.containerName, blob: 'x', body: 'of somebody else' };
      const which = { operation: ['copyBlobFromUrl', 'putBlobFromUrl'], account: 'two', blob: 'x' };
      await simulator.faults({
        which,
        when: { nth: 1 },
        what: { status: 409, code: 'InvalidBlobType' },
        then: { put },
      });
      const summary = await copied({ typeConflict: 'replace', overwrite, keepReplaced: { prefix: 'kept/' } });
      assert.deepEqual([summary.copied, summary.failed], [1, 0]);
      assert.equal(await content('x'), 'new');
      const kept = (await namesOf(to)).filter((name) => name.startsWith('kept/'));
      const contents = await Promise.all(kept.map(content));
      assert.ok(contents.includes('of somebody else'), JSON.stringify(kept));
      assert.equal(kept.length, 2);
    });
  }

  test('D13, C3: what became the same before it was deleted to be replaced is left', async () => {
    await upload(from, 'x', 'new');
    await to.getPageBlobClient('x').create(512);
    const put = { account: 'two', container: to.containerName, blob: 'x', body: 'new' };
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'x' },
      when: { nth: 1 },
      what: { status: 409, code: 'InvalidBlobType' },
      then: { put },
    });
    await simulator.clearRequests();
    const summary = await copied({ typeConflict: 'replace', overwrite: 'ifDifferent' });
    assert.deepEqual([summary.copied, summary.skipped], [0, { same: 1 }]);
    const deletes = await simulator.requests({ operation: 'deleteBlob' });
    assert.ok(deletes.every(({ status }) => status === 412));
  });

  test('T6: a destination of another type fails, or is replaced', async () => {
    await upload(from, 'x', 'new');
    await to.getPageBlobClient('x').create(512);
    const failed = await copied({});
    assert.equal(failed.failed, 1);
    assert.equal((await to.getBlobClient('x').getProperties()).blobType, 'PageBlob');
    assert.equal((await copied({ typeConflict: 'replace' })).copied, 1);
    const properties = await to.getBlobClient('x').getProperties();
    assert.deepEqual([properties.blobType, await content('x')], ['BlockBlob', 'new']);
  });

  test('T6: a blob with snapshots is not replaced', async () => {
    await upload(from, 'x', 'new');
    await to.getPageBlobClient('x').create(512);
    await to.getPageBlobClient('x').createSnapshot();
    assert.deepEqual((await copied({ typeConflict: 'replace' })).failedByCode, { SnapshotsPresent: 1 });
    assert.equal((await to.getBlobClient('x').getProperties()).blobType, 'PageBlob');
  });

  test('P2, P3: without the permission for tags, blobs are copied without them, and it is found out once', async () => {
    for (let index = 0; index < 20; index += 1) await upload(from, `tagged ${index}`, 'x', { tags: { a: 'b' } });
    await upload(from, 'untagged', 'x');
    const forbidden = { status: 403, code: 'AuthorizationPermissionMismatch' };
    const taken = { account: 'two', headers: { 'x-ms-copy-source-tag-option': 'COPY' } };
    for (const which of [
      { account: 'two', headers: { 'x-ms-tags': '*' } },
      { account: 'one', operation: 'getBlobTags' },
    ]) {
      await simulator.faults({ which, what: forbidden }, { which: taken, what: forbidden });
      const rejected = await to.beginCopyFromContainer(from, { prefix: 'tagged 1', concurrency: 1 });
      assert.equal((await failing(rejected.pollUntilDone())).code, 'AuthorizationPermissionMismatch');
      const poller = await to.beginCopyFromContainer(from, { onTagsForbidden: 'skip', concurrency: 1 });
      const events = await eventsOf(poller);
      const { notKept, copied: count } = await poller.pollUntilDone();
      assert.deepEqual([count, notKept], [21, { tags: 20 }]);
      const reported = events.filter(({ notKept }) => notKept?.includes('tags')).map(({ source }) => source);
      assert.ok(reported.length === 20 && !reported.includes('untagged'));
      const fired = (await simulator.faultReport()).map((rule) => rule.fired);
      // One of each is the attempt that failed above.
      assert.ok(
        fired.every((times) => times >= 1 && times <= 2),
        `${fired} requests with tags`,
      );
      await simulator.clearFaults();
    }
    // Another 403 is no matter of tags.
    await simulator.faults({ which: { account: 'two', operation: 'copyBlobFromUrl' }, what: forbidden });
    assert.equal((await copied({ onTagsForbidden: 'skip', maxErrors: 0 })).copied, 0);
  });

  test('S16: a blob with tags takes one request as well, as long as the service takes them along', async () => {
    for (let index = 0; index < 20; index += 1)
      await upload(from, `tagged ${index}`, 'x', { tags: { at: `${index}` } });
    const counted = async () => {
      const { operations } = await simulator.statistics();
      await simulator.clearStatistics();
      return [operations.copyBlobFromUrl ?? 0, operations.getBlobTags ?? 0];
    };
    const tagsOf = async () => {
      const all = [];
      for await (const { tags } of to.listBlobsFlat({ includeTags: true })) all.push(tags?.at);
      return all.sort((one, other) => one - other);
    };
    const all = Array.from({ length: 20 }, (_, index) => `${index}`);
    await simulator.clearStatistics();
    const plan = await to.planContainerCopy(from);
    await simulator.clearStatistics();
    assert.equal((await copied({})).copied, 20);
    const sent = await counted();
    assert.deepEqual([sent, await tagsOf()], [[20, 0], all]);
    assert.deepEqual([plan.requests.write, plan.requests.read], [20, 0]);
    // A service that does not know the option, one that may not read the tags, and one of a version that has none.
    for (const what of [
      { status: 400, code: 'UnsupportedHeader' },
      { status: 403, code: 'CannotVerifyCopySource' },
    ]) {
      await simulator.faults({ which: { headers: { 'x-ms-copy-source-tag-option': '*' } }, what });
      for (const name of all) await to.getBlobClient(`tagged ${name}`).setTags({ at: 'lost' });
      await simulator.clearStatistics();
      assert.equal((await copied({})).copied, 20);
      assert.deepEqual([await counted(), await tagsOf()], [[40, 20], all]);
      await simulator.clearFaults();
    }
  });

  test('P14: a tier that the account does not have is attempted once, and reported', async () => {
    for (let index = 0; index < 10; index += 1) await upload(from, `cool ${index}`, 'x', { tier: 'Cool' });
    await upload(from, 'plain', 'x');
    await simulator.faults({
      which: { account: 'two', headers: { 'x-ms-access-tier': '*' } },
      what: { status: 400, code: 'BlobAccessTierNotSupportedForAccountType' },
    });
    const poller = await to.beginCopyFromContainer(from, { concurrency: 1 });
    const { copied: count, notKept } = await poller.pollUntilDone();
    assert.deepEqual([count, notKept], [11, { accessTier: 10 }]);
    const [{ fired }] = await simulator.faultReport();
    assert.equal(fired, 1);
  });

  test('C2: a source that changes is copied again, skipped, or fails', async () => {
    for (const [changed, expected] of [
      ['retry', { copied: 1, skipped: {}, failed: 0 }],
      ['skip', { copied: 0, skipped: { changed: 1 }, failed: 0 }],
      ['fail', { copied: 0, skipped: {}, failed: 1 }],
    ]) {
      await upload(from, 'x', 'old');
      for await (const { name } of to.listBlobsFlat()) await to.deleteBlob(name);
      await simulator.faults({
        which: { account: 'one', operation: 'listBlobs' },
        when: { times: 1 },
        what: { after: true },
        then: { put: { account: 'one', container: from.containerName, blob: 'x', body: 'new' } },
      });
      const summary = await copied({ changed });
      const { copied: count, skipped, failed } = summary;
      assert.deepEqual({ copied: count, skipped, failed }, expected, changed);
      assert.deepEqual(await namesOf(to), changed === 'retry' ? ['x'] : []);
    }
    assert.deepEqual(await namesOf(to), []);
  });

  test('H1, H2, H3: markers of directories are copied with their metadata, or skipped', async () => {
    const isFolder = { metadata: { hdi_isfolder: 'true' } };
    for (const name of ['d', 'd/e']) await upload(from, name, '', isFolder);
    for (const name of ['d/x', 'd/e/y']) await upload(from, name);
    await upload(from, 'd/f', 'not empty', isFolder);
    const skipped = await copied({ markers: 'skip' });
    assert.deepEqual(skipped.skipped, { marker: 2 });
    assert.deepEqual(await namesOf(to), ['d/e/y', 'd/f', 'd/x']);
    assert.equal((await copied({})).copied, 5);
    assert.deepEqual((await to.getBlobClient('d').getProperties()).metadata, { hdi_isfolder: 'true' });
  });

  test('P16: the time of the last change is in the metadata, and stays there in a copy of the copy', async () => {
    await upload(from, 'x', 'x', { metadata: { CamelKey: 'kept' } });
    await upload(from, 'older', 'x', { metadata: { mtime: '2019-01-01T00:00:00Z' } });
    await copied({ keepTimes: true });
    const { lastModified } = await from.getBlobClient('x').getProperties();
    const { metadata } = await to.getBlobClient('x').getProperties();
    assert.deepEqual(
      Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]),
      [
        ['camelkey', 'kept'],
        ['mtime', lastModified.toISOString()],
      ],
    );
    assert.deepEqual((await to.getBlobClient('older').getProperties()).metadata, { mtime: '2019-01-01T00:00:00Z' });
  });

  test('values that an option does not have are rejected by name', async () => {
    for (const option of [
      ...['archivedDestination', 'leased', 'typeConflict', 'onTagsForbidden', 'changed', 'markers'],
    ]) {
      const error = await failing(to.beginCopyFromContainer(from, { [option]: 'maybe' }));
      assert.ok(error instanceof RangeError);
      assert.match(error.message, new RegExp(`"${option}" must be .* not "maybe"`));
    }
  });
});

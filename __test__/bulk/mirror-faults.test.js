'use strict';

// Mirrors between two accounts of the simulator, with faults: listings that fail or end early, concurrent writers, leases,
// nonsensical responses, different orders. Tests are named by the rows of the requirements.

const assert = require('node:assert/strict');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startRecordingProxy } = require('../support/recording-proxy');
const { failing } = require('../transfer/helpers');
const { contentOf, eventsOf, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('mirrors between two accounts', () => {
  const accounts = useTwoAccounts({ maxTries: 2 });
  const { within, operations: requests } = accounts;
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh({ name: 'mirror' }));
  });

  /** Fills both sides; the destination's blobs are older than any job that begins now. */
  async function sides(atSource, atDestination) {
    for (const name of atSource) await upload(from, name, `source of ${name}`);
    for (const name of atDestination) await upload(to, name, 'old');
    await simulator.advanceClock(2);
    await simulator.clearStatistics();
    await simulator.clearRequests();
  }

  const MIRROR = { deleteExtraneous: true };
  const here = (account) => ({ account, container: `mirror-${number}` });
  const deletesOf = (poller) => poller.getOperationState().summary.deletes;
  test('S10, C5: an unchanged mirror takes list requests alone, and the first one a request for each delete beside', async () => {
    await sides(['a', 'b', 'c'], ['a', 'x', 'y']);
    const first = await to.beginCopyFromContainer(from, { ...MIRROR, overwrite: 'ifDifferent' });
    assert.equal((await first.pollUntilDone()).deletes.done, 2);
    const { listBlobs, copyBlobFromUrl, deleteBlob, getBlobProperties } = await requests();
    assert.deepEqual([listBlobs, copyBlobFromUrl, deleteBlob, getBlobProperties], [2, 3, 2, 2]);
    await simulator.clearStatistics();
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, overwrite: 'ifDifferent' });
    assert.deepEqual((await poller.pollUntilDone()).skipped, { same: 3 });
    assert.deepEqual(await requests(), {
      getAccountInformation: 2,
      getServiceProperties: 1,
      getContainerProperties: 2,
      listBlobs: 2,
    });
  });

  test('C4: a source that changes while it is copied is copied by the next run', async () => {
    await sides(['x'], []);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'x' },
      when: { nth: 1 },
      what: { after: true },
      then: [{ put: { ...here('one'), blob: 'x', body: 'changed' } }, { advanceSeconds: 5 }],
    });
    const options = { overwrite: 'ifSourceNewer' };
    await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    await simulator.clearFaults();
    await to.getBlobClient('x').setHTTPHeaders({ blobContentType: 'text/plain' });
    const summary = await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.equal(summary.copied, 1);
    assert.equal(await contentOf(to, 'x'), 'changed');
  });

  test('a blob that appears at the destination after it was listed is not overwritten', async () => {
    await sides(['x', 'y'], ['y']);
    for (const [overwrite, expected] of [
      ['never', { exists: 2 }],
      ['ifSourceNewer', { same: 2 }],
    ]) {
      await to.deleteIfExists().catch(() => {});
      to = within('two', `mirror-${number}-${overwrite.toLowerCase()}`);
      await to.create();
      await upload(to, 'y', 'there before');
      await simulator.advanceClock(2);
      await simulator.faults({
        which: { operation: 'listBlobs', account: 'two' },
        when: { nth: 1 },
        what: { after: true },
        then: {
          put: { account: 'two', container: `mirror-${number}-${overwrite.toLowerCase()}`, blob: 'x', body: 'theirs' },
        },
      });
      const summary = await (await to.beginCopyFromContainer(from, { overwrite })).pollUntilDone();
      assert.deepEqual(summary.skipped, expected, overwrite);
      assert.equal(await contentOf(to, 'x'), 'theirs');
      await simulator.clearFaults();
    }
  });

  test('D1: a page of the source that fails withholds all deletes, and the copies stay', async () => {
    await sides(['a', 'b', 'c'], ['a', 'b', 'c', 'x']);
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'one' },
      when: { after: 1 },
      what: { status: 503, code: 'ServerBusy' },
    });
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, pageSize: 1 });
    const events = await eventsOf(poller);
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.statusCode, 503);
    const withheld = events.find(({ event }) => event === 'deletesWithheld');
    assert.match(withheld.reason, /the job stopped early/);
    assert.deepEqual(await namesOf(to), ['a', 'b', 'c', 'x']);
    assert.equal((await requests()).deleteBlob ?? 0, 0);
  });

  for (const [what, body] of [
    ['is cut off', { truncate: { part: 0.6 } }],
    ['is reset', { reset: { part: 0.5 } }],
    ['is garbage', { garbage: 40 }],
  ]) {
    test(`D2: a listing of either side that ${what} withholds all deletes`, async () => {
      for (const account of ['one', 'two']) {
        await simulator.clearFaults();
        await sides(['a', 'b', 'c'], ['a', 'b', 'x', 'y']);
        await simulator.faults({ which: { operation: 'listBlobs', account }, when: { after: 1 }, what: { body } });
        const poller = await to.beginCopyFromContainer(from, { ...MIRROR, pageSize: 2 });
        await failing(poller.pollUntilDone());
        assert.equal(deletesOf(poller).done, 0);
        assert.ok(deletesOf(poller).withheldBecause);
        await simulator.clearFaults();
        assert.ok((await namesOf(to)).includes('x') && (await namesOf(to)).includes('y'));
      }
    });
  }

  // What a gateway in front of the source may make of its listing.
  for (const [what, body, reason] of [
    [
      'without a word that it is the last',
      list(['a']).replace('<NextMarker />', ''),
      /does not say that it is the last/,
    ],
    ['with fewer blobs than there are', list(['a']), undefined],
    ['with no blob at all', list([]), /"allowMassDeletes"/],
    ['out of order', list(['b', 'a']), /in no order that the service has/],
    ['in the middle of an element', list(['a']).slice(0, -30), /./],
    ['as a page of another kind', '<html><body>Welcome</body></html>', /./],
    ['as nothing', '', /./],
  ]) {
    test(`D2, D8, D10: a listing of the source that ends ${what} deletes nothing that the source has`, async () => {
      await sides(['a', 'b', 'c'], ['a', 'b', 'c', 'x']);
      const proxy = await startRecordingProxy(simulator.origin);
      proxy.inject(({ target }) =>
        target.includes('comp=list')
          ? { status: 200, headers: { 'content-type': 'application/xml' }, body }
          : undefined,
      );
      try {
        const source = new from.constructor(
          from.url.replace(simulator.origin, proxy.origin),
          new blobferry.StorageSharedKeyCredential('one', simulator.accountKey('one')),
          { retryOptions: { maxTries: 1 } },
        );
        const options = { ...MIRROR, strategy: 'relay' };
        const job = to.beginCopyFromContainer(source, options).then((poller) => poller.pollUntilDone());
        const ended = await job.catch((error) => error);
        const names = await namesOf(to);
        for (const name of ['a', 'b', 'c']) assert.ok(names.includes(name), `${name} is there: ${ended}`);
        if (reason) assert.match(String(ended), reason);
      } finally {
        await proxy.close();
      }
    });
  }

  test('D7: a leased blob is not deleted but counted, and the job ends with an error', async () => {
    await sides(['a'], ['a', 'x', 'y']);
    await to.getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'DeletesRefused');
    const { wanted, done, refused, refusedByCode } = deletesOf(poller);
    assert.deepEqual([wanted, done, refused, refusedByCode], [2, 1, 1, { LeaseIdMissing: 1 }]);
    assert.deepEqual(await namesOf(to), ['a', 'x']);
  });

  test('O4: the manifest has what was deleted, and the failed ones what could not be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blobferry-'));
    try {
      const extra = Array.from({ length: 600 }, (_, at) => `x${String(at).padStart(4, '0')}`);
      await sides(['a'], ['a', ...extra]);
      await to.getBlobClient('x0300').getBlobLeaseClient().acquireLease(-1);
      const [manifest, failed] = ['manifest', 'failed'].map((name) => join(folder, name));
      const options = { ...MIRROR, allowMassDeletes: true, manifest, failed, journal: join(folder, 'journal') };
      const poller = await to.beginCopyFromContainer(from, options);
      assert.equal((await failing(poller.pollUntilDone())).code, 'DeletesRefused');
      const linesOf = (path) => readFileSync(path, 'utf8').trimEnd().split('\n').map(JSON.parse);
      const lines = linesOf(manifest);
      assert.equal(lines.filter(({ event }) => event === 'copied').length, 1);
      assert.deepEqual(
        lines
          .filter(({ event }) => event === 'deleted')
          .map(({ destination }) => destination)
          .sort(),
        extra.filter((name) => name !== 'x0300'),
      );
      assert.deepEqual(
        linesOf(failed).map(({ event, destination, code }) => [event, destination, code]),
        [['deleteRefused', 'x0300', 'LeaseIdMissing']],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('T8: an immutable blob fails once, and is not retried', async () => {
    await sides(['a'], ['a', 'x']);
    await simulator.faults({
      which: { operation: 'deleteBlob', blob: 'x' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    assert.match((await failing(poller.pollUntilDone())).message, /BlobImmutableDueToPolicy \(1\)/);
    assert.equal((await requests()).deleteBlob, 1);
  });

  test('D10: regardless of the listing, the source is checked once for the one name before each delete', async () => {
    await sides(['a', 'z'], ['a', 'x', 'y', 'z']);
    // The source gets `x` after it was listed.
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'one' },
      when: { nth: 1 },
      what: { after: true },
      then: { put: { ...here('one'), blob: 'x', body: 'new' } },
    });
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    const events = await eventsOf(poller);
    await poller.pollUntilDone();
    assert.deepEqual(await namesOf(to), ['a', 'x', 'z']);
    const skipped = events.find(({ event }) => event === 'deleteSkipped');
    assert.deepEqual([skipped.destination, skipped.reason], ['x', 'atSource']);
    const { wanted, done, changed } = deletesOf(poller);
    assert.deepEqual([wanted, done, changed], [2, 1, 1]);
  });

  test('D10: a source that cannot be checked keeps the blob; a source that no longer exists keeps all', async () => {
    await sides(['a'], ['a', 'x']);
    await simulator.faults({
      which: { operation: 'getBlobProperties', account: 'one' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    assert.equal((await failing(poller.pollUntilDone())).code, 'DeletesRefused');
    assert.deepEqual(await namesOf(to), ['a', 'x']);
    await simulator.faults({
      which: { operation: 'getBlobProperties', account: 'one' },
      what: { status: 404, code: 'ContainerNotFound' },
    });
    const gone = await to.beginCopyFromContainer(from, MIRROR);
    assert.match((await failing(gone.pollUntilDone())).message, /not there any more/);
    assert.deepEqual(await namesOf(to), ['a', 'x']);
  });

  test('D11: a blob that another client writes between listing and delete stays', async () => {
    await sides(['a'], ['a', 'x']);
    await simulator.faults({
      which: { operation: 'getBlobProperties', account: 'one', blob: 'x' },
      when: { nth: 1 },
      then: { put: { ...here('two'), blob: 'x', body: 'theirs' } },
    });
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    const events = await eventsOf(poller);
    await poller.pollUntilDone();
    assert.equal(await contentOf(to, 'x'), 'theirs');
    assert.equal(events.find(({ event }) => event === 'deleteSkipped').reason, 'changed');
    assert.deepEqual([deletesOf(poller).refused, deletesOf(poller).changed], [0, 1]);
  });

  test('D11: a blob that is newer than the job by the clock of the service is not even checked', async () => {
    await sides(['a'], ['a']);
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'two' },
      when: { nth: 1 },
      then: [{ advanceSeconds: 3 }, { put: { ...here('two'), blob: 'x', body: 'theirs' } }],
    });
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    const events = await eventsOf(poller);
    await poller.pollUntilDone();
    assert.equal(await contentOf(to, 'x'), 'theirs');
    assert.equal(events.find(({ event }) => event === 'deleteSkipped').reason, 'newer');
    assert.equal((await requests()).deleteBlob ?? 0, 0);
  });

  test('a blob that fails withholds the deletes, as nothing is certain then', async () => {
    await sides(['a', 'b'], ['a', 'x']);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'b' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const poller = await to.beginCopyFromContainer(from, MIRROR);
    assert.equal((await failing(poller.pollUntilDone())).code, 'ContainerCopyIncomplete');
    assert.match(deletesOf(poller).withheldBecause, /1 blobs could not be copied/);
    assert.deepEqual(await namesOf(to), ['a', 'x']);
  });

  test('D15: the summary says what a delete means at this account', async () => {
    const service = serviceOf('two');
    await service.setProperties({ deleteRetentionPolicy: { enabled: true, days: 7 } });
    try {
      await sides(['a'], ['a']);
      const { deletes } = await (await to.beginCopyFromContainer(from, MIRROR)).pollUntilDone();
      assert.match(deletes.meaning, /recoverable for 7 days/);
    } finally {
      await service.setProperties({ deleteRetentionPolicy: { enabled: false } });
    }
  });

  test('D16: a copy that is canceled leaves the old content', async () => {
    await sides([], ['x']);
    await simulator.synthetic({ account: 'one', container: `mirror-${number}`, blob: 'x', size: 2 ** 30 });
    await simulator.faults({ which: { operation: 'putBlockFromUrl' }, when: { after: 3 }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, strategy: 'blocks' });
    while ((await simulator.stalls()) === 0);
    await poller.cancelOperation();
    await simulator.releaseStalls();
    assert.equal(await contentOf(to, 'x'), 'old');
  });

  for (const [what, filter, given] of [
    ['tier', { accessTiers: ['Cool'] }, { tier: 'Cool' }],
    ['tag', { tagFilter: `project = 'north'` }, { tags: { project: 'north' } }],
    ['size', { maxSize: 5 }, {}],
  ]) {
    test(`D4: a source with names, but no blob within the filter by ${what}, wipes nothing`, async () => {
      for (const name of ['a', 'b']) await upload(from, name, 'more than five bytes');
      for (const name of ['x', 'y']) await upload(to, name, 'old', given);
      await simulator.advanceClock(2);
      const error = await failing((await to.beginCopyFromContainer(from, { ...MIRROR, ...filter })).pollUntilDone());
      assert.match(error.message, /no blob within the filters.*"allowMassDeletes"/s);
      assert.deepEqual(await namesOf(to), ['x', 'y']);
    });
  }

  test('both sides swapped: an empty source wipes nothing', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `blob ${index}`);
    await sides(names, []);
    const error = await failing((await from.beginCopyFromContainer(to, MIRROR)).pollUntilDone());
    assert.match(error.message, /"allowMassDeletes"/);
    assert.equal((await namesOf(from)).length, 30);
  });

  test('A7: a destination that may not be listed is rejected before anything is written; without deletes its blobs are checked by name', async () => {
    await sides(['a', 'b'], ['a']);
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'two' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const error = await failing(to.beginCopyFromContainer(from, MIRROR));
    assert.match(error.message, /destination container .* cannot be listed\. Nothing was copied.*permissions to list/s);
    assert.equal((await requests()).copyBlobFromUrl ?? 0, 0);
    const poller = await to.beginCopyFromContainer(from, { overwrite: 'never' });
    assert.deepEqual((await poller.pollUntilDone()).skipped, { exists: 1 });
    assert.equal((await requests()).getBlobProperties, 2);
  });

  test('S10: a few names in a large destination are checked by name', async () => {
    await sides(
      Array.from({ length: 20 }, (_, index) => `n${index}`),
      [],
    );
    await simulator.syntheticContainer({ account: 'two', container: `large-${number}`, count: 2000, prefix: 'm' });
    const large = within('two', `large-${number}`);
    const poller = await large.beginCopyFromContainer(from, { overwrite: 'never', pageSize: 20, dryRun: true });
    await poller.pollUntilDone();
    const { listBlobs, getBlobProperties } = await requests();
    assert.ok(listBlobs + getBlobProperties <= 30, `${listBlobs} pages and ${getBlobProperties} looks`);
  });

  test('D9: a flat and a hierarchical account are compared name by name, and nothing is deleted or copied twice', async () => {
    await emptyAccount('two');
    await simulator.features({ hierarchicalNamespace: true }, 'two');
    try {
      const tree = within('two', `tree-${number}`);
      await tree.create();
      to = tree;
      await sides(['A-B', 'A/x', 'c'], ['A-B', 'A/x', 'c', 'd/old']);
      const options = { ...MIRROR, overwrite: 'never', pageSize: 1 };
      const summary = await (await tree.beginCopyFromContainer(from, options)).pollUntilDone();
      assert.deepEqual([summary.copied, summary.skipped], [0, { exists: 3 }]);
      assert.deepEqual([summary.deletes.wanted, summary.deletes.done], [1, 1]);
      const names = await namesOf(tree);
      assert.deepEqual(names, ['A', 'A/x', 'A-B', 'c', 'd'], 'directories stay');
      // Back from there: the directories are no blobs, and nothing is extraneous.
      await simulator.advanceClock(2);
      const back = await from.beginCopyFromContainer(tree, options);
      const { deletes, skipped } = await back.pollUntilDone();
      assert.deepEqual([deletes.wanted, skipped['exists']], [0, 3]);
      await tree.delete();
    } finally {
      await simulator.features({}, 'two');
    }
  });

  test('a withheld mirror continues when it is resumed with another limit, and counts what was done', async () => {
    await sides(['a'], ['a', 'x', 'y']);
    const poller = await to.beginCopyFromContainer(from, { ...MIRROR, maxDeletes: 1 });
    await failing(poller.pollUntilDone());
    await simulator.clearStatistics();
    const resumed = await to.beginCopyFromContainer(from, { ...MIRROR, maxDeletes: 2, resumeFrom: poller.toString() });
    const summary = await resumed.pollUntilDone();
    assert.equal((await requests()).copyBlobFromUrl ?? 0, 0);
    assert.deepEqual([summary.copied, summary.deletes.done, summary.deletes.withheld], [1, 2, 0]);
    assert.deepEqual(await namesOf(to), ['a']);
  });

  test('two mirrors at the same tick, and one that is not awaited, end as one would', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `blob ${index}`);
    await sides(names, [...names.slice(0, 30), ...Array.from({ length: 9 }, (_, index) => `x${index}`)]);
    void to.beginCopyFromContainer(from, MIRROR);
    const pollers = await Promise.all([1, 2].map(() => to.beginCopyFromContainer(from, MIRROR)));
    const summaries = await Promise.all(pollers.map((poller) => poller.pollUntilDone()));
    for (const { deletes } of summaries) assert.equal(deletes.done + deletes.changed, deletes.wanted);
    assert.deepEqual(await namesOf(to), names.sort());
  });

  test('S6: more deletes than are held in memory are all made, by listing once more', async () => {
    const prefix = 'x'.repeat(900);
    await upload(from, 'a', 'a');
    await simulator.syntheticContainer({
      account: 'two',
      container: `many-${number}`,
      count: 12_000,
      prefix,
      digits: 6,
    });
    await simulator.advanceClock(2);
    await simulator.clearStatistics();
    const many = within('two', `many-${number}`);
    const poller = await many.beginCopyFromContainer(from, { ...MIRROR, allowMassDeletes: true });
    const { deletes } = await poller.pollUntilDone();
    assert.deepEqual([deletes.wanted, deletes.done, deletes.changed], [12_000, 12_000, 0]);
    assert.deepEqual(await namesOf(many), ['a']);
    assert.ok((await requests()).listBlobs > 4, 'both sides were listed twice');
  });

  function serviceOf(account) {
    const client = within(account, 'any');
    return new blobferry.BlobServiceClient(client.url.replace(/\/[^/]+$/, ''), client.pipeline);
  }

  async function emptyAccount(account) {
    for await (const { name } of serviceOf(account).listContainers()) await within(account, name).deleteIfExists();
  }
});

/** A page of a listing. */
function list(names) {
  const blob = (name) =>
    `<Blob><Name>${name}</Name><Properties><Etag>0x1</Etag><Content-Length>1</Content-Length><BlobType>BlockBlob</BlobType></Properties><Metadata /></Blob>`;
  return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${names.map(blob).join('')}</Blobs><NextMarker /></EnumerationResults>`;
}

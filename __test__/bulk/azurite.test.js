'use strict';

// beginCopyFromContainer with Azurite on both sides: what is copied under which names, what is left out, what is rejected before anything is
// written. Tests are named by the rows of the requirements (N4: names, D19: numbers, …).

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { nextMillisecond } = require('../support/next-millisecond');
const { failing } = require('../transfer/helpers');
const { ODD_NAMES, describeContainer, eventsOf, namesOf, upload, withoutPlan } = require('./helpers');
const { useTwoAzurites } = require('./two-azurites');

describe('beginCopyFromContainer between two Azurites', () => {
  const azurites = useTwoAzurites();
  const { containers } = azurites;

  // Azurite has no Put Blob From URL and reads no source elsewhere.
  const RELAY = { strategy: 'relay' };

  test('T1: snapshots are copied oldest first, with what a copy keeps, and verified', async () => {
    const { from, to } = await containers();
    for (const content of ['first', 'second', 'base']) {
      await upload(from, 'x', content, { metadata: { content }, tags: { content } });
      if (content === 'base') continue;
      await from.getBlobClient('x').createSnapshot();
      await nextMillisecond();
    }
    await upload(from, 'y', 'alone');
    const poller = await to.beginCopyFromContainer(from, { ...RELAY, snapshots: true, verify: 'content' });
    const { copied, earlierStates, verified } = await poller.pollUntilDone();
    assert.deepEqual([copied, earlierStates, verified.equal], [2, 2, 2]);
    const found = [];
    for await (const { name, snapshot, metadata } of to.listBlobsFlat({
      prefix: 'x',
      includeSnapshots: true,
      includeMetadata: true,
    })) {
      const blob = snapshot ? to.getBlobClient(name).withSnapshot(snapshot) : to.getBlobClient(name);
      found.push([snapshot ?? 'now', metadata.content, (await blob.downloadToBuffer()).toString()]);
    }
    assert.deepEqual(
      found.sort().map((state) => state.slice(1)),
      ['first', 'second', 'base'].map((content) => [content, content]),
    );
    // Azurite loses the blob of a page that ends between its snapshots. That must be reported.
    const cut = await to.beginCopyFromContainer(from, { ...RELAY, snapshots: true, pageSize: 2 });
    await failing(cut.pollUntilDone());
    assert.deepEqual(cut.getOperationState().summary.failedByCode, { ListingIncomplete: 1 });
  });

  test('N1 to N7: every odd name arrives unchanged with any page size', async () => {
    const { from, to } = await containers();
    for (const name of ODD_NAMES) {
      await upload(from, name, `content of ${name}`, {
        metadata: { kind: 'odd' },
        tags: { project: 'names' },
        blobHTTPHeaders: { blobContentType: 'text/plain' },
      });
    }
    const expected = await describeContainer(from);
    for (const pageSize of [1, 7, undefined]) {
      for (const name of await namesOf(to)) await to.deleteBlob(name);
      const poller = await to.beginCopyFromContainer(from, { ...RELAY, pageSize });
      const events = await eventsOf(poller);
      const summary = await poller.pollUntilDone();
      assert.deepEqual(await describeContainer(to), expected, `pages of ${pageSize}`);
      assert.equal(summary.copied, ODD_NAMES.length);
      assert.deepEqual(events.map(({ source }) => source).sort(), [...ODD_NAMES].sort());
      assert.ok(events.every(({ event, source, destination }) => event === 'copied' && source === destination));
    }
  });

  test('N10, N11: what follows the prefix is appended to the other prefix', async () => {
    const { from, to } = await containers();
    for (const name of ['p/a', 'p/b/c', 'p', 'pq', 'other']) await upload(from, name);
    await (await to.beginCopyFromContainer(from, { ...RELAY, prefix: 'p/', destinationPrefix: 'q/' })).pollUntilDone();
    assert.deepEqual(await namesOf(to), ['q/a', 'q/b/c']);
    await (await to.beginCopyFromContainer(from, { ...RELAY, prefix: 'p', destinationPrefix: 'r' })).pollUntilDone();
    assert.deepEqual(await namesOf(to, { prefix: 'r' }), ['r', 'r/a', 'r/b/c', 'rq']);
  });

  test('O6, O9, D19: filters leave blobs out, and numbers count what was done', async () => {
    const { from, to } = await containers();
    for (const name of ['a.js', 'b.py', 'd/c.js', 'd/e.py']) await upload(from, name, 'x'.repeat(name.length));
    await upload(to, 'extra');
    const poller = await to.beginCopyFromContainer(from, { ...RELAY, include: ['**/*.js'], minSize: 5 });
    const summary = await poller.pollUntilDone();
    assert.deepEqual(await namesOf(to), ['d/c.js', 'extra']);
    assert.deepEqual(
      [summary.listed, summary.filtered, summary.copied, summary.copiedBytes, summary.failed],
      [4, 3, 1, 6, 0],
    );
    assert.deepEqual(poller.getResult(), summary);
    assert.equal(summary.listingComplete, true);
  });

  test('overwrite: an existing blob is skipped, and reported', async () => {
    const { from, to } = await containers();
    await upload(from, 'both', 'new');
    await upload(from, 'only here', 'new');
    await upload(to, 'both', 'old');
    const poller = await to.beginCopyFromContainer(from, { ...RELAY, overwrite: 'never' });
    const events = await eventsOf(poller);
    const summary = await poller.pollUntilDone();
    assert.equal((await to.getBlockBlobClient('both').downloadToBuffer()).toString(), 'old');
    assert.deepEqual(summary.skipped, { exists: 1 });
    assert.deepEqual(
      events.find(({ source }) => source === 'both'),
      { event: 'skipped', source: 'both', reason: 'exists' },
    );
    // C3: a second run over what is unchanged writes nothing.
    const again = await to.beginCopyFromContainer(from, { ...RELAY, overwrite: 'ifDifferent', prefix: 'only' });
    assert.deepEqual((await again.pollUntilDone()).skipped, { same: 1 });
  });

  test('O3: a dry run reports the same events, and only reads', async () => {
    const { from, to } = await containers();
    for (const name of ['a', 'b/c', 'd']) await upload(from, name);
    const options = { ...RELAY, exclude: ['d'] };
    const dry = await to.beginCopyFromContainer(from, { ...options, dryRun: true });
    const planned = await withoutPlan(eventsOf(dry));
    const summary = await dry.pollUntilDone();
    assert.deepEqual(await namesOf(to), []);
    assert.equal(summary.dryRun, true);
    const real = await eventsOf(await to.beginCopyFromContainer(from, options));
    const bare = (events) => events.map(({ event, source, destination }) => [event, source, destination]).sort();
    assert.deepEqual(bare(planned), bare(real));
  });

  test('D18: containers that overlap are rejected before anything is written', async () => {
    const { from } = await containers();
    await upload(from, 'x');
    for (const options of [
      {},
      { destinationPrefix: 'backup/' },
      { prefix: 'a/', destinationPrefix: 'a/b/' },
      { prefix: 'a/b/', destinationPrefix: 'a/' },
    ]) {
      const error = await failing(from.beginCopyFromContainer(from, { ...RELAY, ...options }));
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, /overlap/);
    }
    assert.deepEqual(await namesOf(from), ['x']);
    await (await from.beginCopyFromContainer(from, { ...RELAY, prefix: 'x', destinationPrefix: 'y' })).pollUntilDone();
    assert.deepEqual(await namesOf(from), ['x', 'y']);
  });

  test('a container that is missing is named before anything is written', async () => {
    const { from, to } = await containers();
    const missing = azurites.accounts[0].getContainerClient('missing');
    const noSource = await failing(to.beginCopyFromContainer(missing, RELAY));
    assert.equal(noSource.statusCode, 404);
    assert.match(noSource.message, /source container .*missing cannot be listed/);
    const noDestination = await failing(missing.beginCopyFromContainer(from, RELAY));
    assert.equal(noDestination.statusCode, 404);
    assert.match(noDestination.message, /destination container .*missing does not exist/);
  });

  test('N8: a name that becomes too long is one failure, and the others are copied', async () => {
    const { from, to } = await containers();
    await upload(from, 'a'.repeat(1020));
    await upload(from, 'b');
    const poller = await to.beginCopyFromContainer(from, { ...RELAY, destinationPrefix: 'prefix/' });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'ContainerCopyIncomplete');
    const { summary } = poller.getOperationState();
    assert.deepEqual([summary.copied, summary.failed, summary.failedByCode], [1, 1, { UnusableName: 1 }]);
    assert.match(summary.failures[0].message, /1027 characters/);
    assert.deepEqual(await namesOf(to), ['prefix/b']);
  });

  test('C8: a time without a zone is an error, before anything is sent', async () => {
    const { from, to } = await containers();
    await upload(from, 'a');
    for (const time of ['2024-01-01T00:00', '2024-01-01', 'January 1, 2024']) {
      for (const option of ['modifiedSince', 'modifiedBefore']) {
        const error = await failing(to.beginCopyFromContainer(from, { ...RELAY, [option]: time }));
        assert.ok(error instanceof RangeError);
        assert.match(error.message, new RegExp(`options.${option} must be a Date or have a zone`));
      }
    }
    for (const time of [new Date(0), '1970-01-01T00:00:00Z', '1970-01-01T01:00+01:00', new Date(0).toUTCString()]) {
      const summary = await (await to.beginCopyFromContainer(from, { ...RELAY, modifiedSince: time })).pollUntilDone();
      assert.equal(summary.copied, 1);
    }
  });

  test('T10, T11: uncommitted and deleted blobs are no sources', async () => {
    const { from, to } = await containers();
    await from.getBlockBlobClient('staged').stageBlock(Buffer.from('a').toString('base64'), 'x', 1);
    await upload(from, 'gone');
    await from.deleteBlob('gone');
    await upload(from, 'there');
    await (await to.beginCopyFromContainer(from, RELAY)).pollUntilDone();
    assert.deepEqual(await namesOf(to, { includeUncommitedBlobs: true }), ['there']);
  });
});

'use strict';

// beginCopyFromContainer between two accounts of the simulator: how many requests it takes, what it does about faults, throttling and
// changes, how it is paused, canceled and resumed.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { ODDER_NAMES, describeContainer, eventsOf, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('beginCopyFromContainer between two accounts', () => {
  const accounts = useTwoAccounts();
  const { within, operations: requests } = accounts;
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
  });

  const fill = (count) =>
    Promise.all(Array.from({ length: count }, (_, index) => upload(from, `blob ${String(index).padStart(4, '0')}`)));

  test('a small blob takes one request, and a page of the listing one for all of its blobs', async () => {
    const many = within('one', `many-${number}`);
    await simulator.syntheticContainer({ account: 'one', container: `many-${number}`, count: 500, size: 10 });
    const summary = await (await to.beginCopyFromContainer(many, { pageSize: 300 })).pollUntilDone();
    assert.deepEqual([summary.listed, summary.copied, summary.copiedBytes], [500, 500, 5000]);
    assert.deepEqual(await requests(), { copyBlobFromUrl: 500, getContainerProperties: 1, listBlobs: 2 });
    const [first] = await namesOf(to);
    const properties = await to.getBlobClient(first).getProperties();
    assert.equal(properties.contentLength, 10);
  });

  test('N1 to N7: every odd name arrives as it is', async () => {
    for (const name of ODDER_NAMES) await upload(from, name);
    const summary = await (await to.beginCopyFromContainer(from, { pageSize: 4 })).pollUntilDone();
    assert.equal(summary.copied, ODDER_NAMES.length);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('content, properties, metadata, tags and tier arrive, also of large and of archived blobs', async () => {
    await upload(from, 'small', 'x', {
      metadata: { owner: 'me' },
      tags: { a: 'b' },
      tier: 'Cool',
      blobHTTPHeaders: { blobContentType: 'text/plain', blobCacheControl: 'no-cache' },
    });
    await upload(from, 'archived', 'x', { tier: 'Archive' });
    const poller = await to.beginCopyFromContainer(from);
    const summary = await poller.pollUntilDone();
    assert.deepEqual(summary.skipped, { archived: 1 });
    const expected = await describeContainer(within('two', `container-${number}`));
    assert.deepEqual(Object.keys(expected), ['small']);
    assert.deepEqual(expected['small'].metadata, { owner: 'me' });
    assert.deepEqual([expected['small'].tags, expected['small'].accessTier], [{ a: 'b' }, 'Cool']);
    // P9: archived blobs count as failed if that is wanted.
    const strict = await to.beginCopyFromContainer(from, { archived: 'fail', strategy: 'synchronous' });
    await failing(strict.pollUntilDone());
    assert.equal(strict.getOperationState().summary.failed, 1);
  });

  test('O10: a blob that fails does not stop the others', async () => {
    await fill(100);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'blob 0050' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const poller = await to.beginCopyFromContainer(from);
    const events = await eventsOf(poller);
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'ContainerCopyIncomplete');
    assert.match(error.message, /^1 of 100 blobs could not be copied; the others were\. The first: "blob 0050"/);
    const { summary } = poller.getOperationState();
    assert.deepEqual([summary.copied, summary.failed], [99, 1]);
    assert.deepEqual(summary.failedByCode, { BlobImmutableDueToPolicy: 1 });
    const [failed] = events.filter(({ event }) => event === 'failed');
    assert.deepEqual(
      [failed.source, failed.destination, failed.code, failed.statusCode],
      ['blob 0050', 'blob 0050', 'BlobImmutableDueToPolicy', 409],
    );
    assert.ok(failed.requestId);
  });

  test('A1: what concerns all blobs stops the job after the first, with its reason', async () => {
    await fill(300);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const poller = await to.beginCopyFromContainer(from, { concurrency: 4 });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'AuthorizationPermissionMismatch');
    assert.match(error.message, /no other can be/);
    assert.equal((await requests()).copyBlobFromUrl, 1);
  });

  test('maxErrors stops the job, and what was copied stays', async () => {
    await fill(200);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      when: { every: 2 },
      what: { status: 409, code: 'LeaseIdMissing' },
    });
    const poller = await to.beginCopyFromContainer(from, { concurrency: 1, maxErrors: 3 });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'TooManyErrors');
    const { summary } = poller.getOperationState();
    assert.equal(summary.failed, 4);
    assert.equal((await namesOf(to)).length, summary.copied);
  });

  test('C1: a blob that changes is copied as it is then, one that is deleted has vanished', async () => {
    await fill(20);
    await simulator.faults(
      {
        which: { operation: 'copyBlobFromUrl', blob: 'blob 0003' },
        when: { nth: 1 },
        then: { put: { account: 'one', container: `container-${number}`, blob: 'blob 0003', body: 'changed' } },
      },
      {
        which: { operation: 'copyBlobFromUrl', blob: 'blob 0007' },
        when: { nth: 1 },
        then: { delete: { account: 'one', container: `container-${number}`, blob: 'blob 0007' } },
      },
    );
    const summary = await (await to.beginCopyFromContainer(from)).pollUntilDone();
    assert.deepEqual([summary.copied, summary.skipped], [19, { vanished: 1 }]);
    assert.equal((await to.getBlockBlobClient('blob 0003').downloadToBuffer()).toString(), 'changed');
    assert.equal(await to.getBlockBlobClient('blob 0007').exists(), false);
  });

  test('S1: throttled attempts are no failures, and the blobs are all copied', async () => {
    await fill(200);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      when: { first: 40 },
      what: { status: 503, code: 'ServerBusy' },
    });
    const summary = await (await to.beginCopyFromContainer(from)).pollUntilDone();
    assert.deepEqual([summary.copied, summary.failed], [200, 0]);
    assert.equal((await requests()).copyBlobFromUrl, 240);
  });

  test('S5: a listing that times out is read in smaller pages', async () => {
    await fill(120);
    await simulator.features({ listTimesOutAbove: 100 }, 'one');
    try {
      const summary = await (await to.beginCopyFromContainer(from)).pollUntilDone();
      assert.equal(summary.copied, 120);
    } finally {
      await simulator.features({}, 'one');
    }
  });

  test('D1: a listing that fails in the middle ends the job with an error, and what was copied stays', async () => {
    await fill(30);
    await simulator.faults({
      which: { operation: 'listBlobs' },
      when: { after: 2 },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    const poller = await to.beginCopyFromContainer(from, { pageSize: 5 });
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.statusCode, 403);
    const { summary } = poller.getOperationState();
    assert.equal(summary.listingComplete, false);
    await simulator.clearFaults();
    assert.equal((await namesOf(to)).length, 10);
  });

  test('J1, J2: a job is canceled, saved and resumed, and repeats only what was not done', async () => {
    await fill(60);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 001*' }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from, { concurrency: 20, pageSize: 7 });
    // Ten copies stall; the other places continue to the end.
    for await (const event of poller) {
      assert.equal(event.event, 'copied');
      if (event.source === 'blob 0059') break;
    }
    await poller.cancelOperation();
    await simulator.idle();
    await simulator.clearFaults();
    const saved = poller.toString();
    assert.throws(() => poller.getResult(), { name: 'PollerCancelledError' });
    await simulator.clearStatistics();
    const resumed = await to.beginCopyFromContainer(from, { resumeFrom: saved });
    const summary = await resumed.pollUntilDone();
    const { copyBlobFromUrl } = await requests();
    assert.ok(copyBlobFromUrl >= 10 && copyBlobFromUrl <= 20, `${copyBlobFromUrl} copies again`);
    assert.deepEqual([summary.listed, summary.copied], [60, 60]);
    assert.equal((await namesOf(to)).length, 60);
  });

  test('J4: failed blobs are tried again when the job is resumed', async () => {
    await fill(30);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'blob 000?' },
      what: { status: 409, code: 'LeaseIdMissing' },
    });
    const poller = await to.beginCopyFromContainer(from);
    await failing(poller.pollUntilDone());
    await simulator.clearFaults();
    await simulator.clearStatistics();
    const resumed = await to.beginCopyFromContainer(from, { resumeFrom: poller.toString() });
    const summary = await resumed.pollUntilDone();
    assert.deepEqual([summary.listed, summary.copied], [30, 30]);
    assert.equal((await requests()).copyBlobFromUrl, 10);
  });

  test('J3, J10: saved state of another job is rejected, and has no secret', async () => {
    await fill(1);
    const poller = await to.beginCopyFromContainer(from);
    await poller.pollUntilDone();
    const saved = poller.toString();
    assert.doesNotMatch(saved, /sig=|AccountKey|b25lIGtleQ/);
    for (const [resumeFrom, options, expected] of [
      [saved, { prefix: 'x' }, /other options/],
      [saved.replace('"schema":1', '"schema":9'), {}, /another version/],
      [saved.replace(`container-${number}`, 'elsewhere'), {}, /another source/],
      ['{"state":{}}', {}, /toString\(\)/],
    ]) {
      const error = await failing(to.beginCopyFromContainer(from, { ...options, resumeFrom }));
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, expected);
    }
  });

  test('a paused job copies nothing until it is resumed', async () => {
    await fill(50);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 0000' }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from, { concurrency: 1 });
    poller.pause();
    await simulator.releaseStalls();
    await simulator.clearFaults();
    await poller.poll();
    assert.equal(poller.isDone(), false);
    const before = (await namesOf(to)).length;
    assert.ok(before <= 1, `${before} blobs`);
    poller.resume();
    assert.equal((await poller.pollUntilDone()).copied, 50);
  });

  test('the signal aborts the job, and what waits rejects', async () => {
    await fill(50);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, when: { after: 10 }, what: { stall: true } });
    const controller = new AbortController();
    const poller = await to.beginCopyFromContainer(from, { concurrency: 5, abortSignal: controller.signal });
    const waiting = failing(poller.pollUntilDone());
    controller.abort();
    assert.match((await waiting).name, /AbortError|PollerCancelledError/);
    await simulator.releaseStalls();
    const events = await eventsOf(poller);
    assert.ok(events.length <= 10);
  });

  test('a slow reader gets every event, and a job without one holds none', async () => {
    await simulator.syntheticContainer({ account: 'one', container: `huge-${number}`, count: 9000, size: 1 });
    const poller = await to.beginCopyFromContainer(within('one', `huge-${number}`), { dryRun: true });
    const seen = new Set();
    for await (const { event, source } of poller) {
      if (event === 'plan') break;
      assert.equal(event, 'copied');
      seen.add(source);
      if (seen.size % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(seen.size, 9000);
    const silent = await to.beginCopyFromContainer(within('one', `huge-${number}`), { dryRun: true });
    await silent.pollUntilDone();
    const late = await failing(eventsOf(silent));
    assert.equal(late.code, 'EventsUnavailable');
    assert.match(late.message, /Iterate over the poller as soon as/);
  });

  test('wrong options are named before anything is sent', async () => {
    for (const [options, argument] of [
      [{ concurrency: 0 }, 'concurrency'],
      [{ include: ['a['] }, 'include'],
      [{ exclude: ['!x'] }, 'exclude'],
      [{ minSize: 3, maxSize: 2 }, 'minSize'],
      [{ archived: 'thaw' }, 'archived'],
      [{ overwrite: 'perhaps' }, 'overwrite'],
      [{ onProgress: 'yes' }, 'onProgress'],
      [{ prefix: 7 }, 'prefix'],
    ]) {
      const error = await failing(to.beginCopyFromContainer(from, options));
      assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
      assert.match(error.message, new RegExp(argument));
    }
    assert.deepEqual(await requests(), {});
  });

  test('D9, H4: directories of a hierarchical namespace are not copied as blobs', async () => {
    await from.delete();
    const [account] = ['one'];
    await Promise.all([...(await containersOf(account))].map((name) => within(account, name).deleteIfExists()));
    await simulator.features({ hierarchicalNamespace: true }, account);
    try {
      const tree = within(account, `tree-${number}`);
      await tree.create();
      for (const name of ['A/dat1', 'A-B', 'd/e/f']) await upload(tree, name);
      const poller = await to.beginCopyFromContainer(tree, { pageSize: 2 });
      const summary = await poller.pollUntilDone();
      assert.deepEqual(await namesOf(to), ['A-B', 'A/dat1', 'd/e/f']);
      assert.deepEqual([summary.copied, summary.skipped], [3, { directory: 3 }]);
      const resumed = await to.beginCopyFromContainer(tree, { resumeFrom: poller.toString() });
      assert.equal((await resumed.pollUntilDone()).copied, 3, 'nothing was copied again');
      await tree.delete();
    } finally {
      await simulator.features({}, account);
    }
  });

  async function containersOf(account) {
    const client = within(account, 'any');
    const service = new (require('../support/blobferry').blobferry.BlobServiceClient)(
      client.url.replace(/\/[^/]+$/, ''),
      client.pipeline,
    );
    const names = [];
    for await (const { name } of service.listContainers()) names.push(name);
    return names;
  }
});

'use strict';

// A rejection that concerns one blob does not end the job, even if it is the first one that the job gets.

const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { eventsOf, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const NAMES = ['a', 'b', 'c'];

describe('a blob that is rejected alone', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let folder;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, folder, number } = await accounts.fresh());
    for (const name of NAMES) await upload(from, name);
  });

  const signed = (name) =>
    from.getBlobClient(name).generateSasUrl({ permissions: 'r', expiresOn: new Date(Date.now() + 36e5) });

  const entriesOf = (names) => names.map((name) => ({ source: from.getBlobClient(name), destination: name }));

  for (const strategy of ['auto', 'relay', 'synchronous']) {
    test(`A3, O4: an entry whose own signature is wrong is one failure, also as the first (${strategy})`, async () => {
      const [first, ...others] = await Promise.all(NAMES.map(signed));
      const entries = [first.replace(/sig=[^&]*/, 'sig=d3Jvbmc%3D'), ...others].map((source, at) => ({
        source,
        destination: NAMES[at],
      }));
      const dry = await to.beginCopyFromContainer(entries, { strategy, dryRun: true });
      assert.equal((await failing(dry.pollUntilDone())).code, 'ContainerCopyIncomplete');
      const { copied, failedByCode } = dry.getOperationState().summary;
      assert.deepEqual([copied, failedByCode], [2, { AuthenticationFailed: 1 }]);
      const poller = await to.beginCopyFromContainer(entries, { strategy, concurrency: 1 });
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'ContainerCopyIncomplete', error.message);
      assert.match(error.message, /^1 of 3 blobs could not be copied; the others were\./);
      assert.deepEqual(await namesOf(to), ['b', 'c']);
    });
  }

  test('A7: entries that the destination rejects end the job with the first one', async () => {
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const poller = await to.beginCopyFromContainer(entriesOf(NAMES));
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'AuthorizationPermissionMismatch');
    assert.equal(poller.getOperationState().summary.listed, 1);
  });

  for (const how of ['resumeFrom', 'journal', 'entries']) {
    test(`A7: one that an earlier run left does not end the run that continues (${how})`, async () => {
      // Conditions of a role may forbid single blobs.
      await simulator.faults({
        which: { operation: 'copyBlobFromUrl', blob: 'b' },
        what: { status: 403, code: 'AuthorizationPermissionMismatch' },
      });
      const options = how === 'journal' ? { journal: path.join(folder, `journal-${number}`) } : {};
      const names = [...NAMES];
      const source = () => (how === 'entries' ? entriesOf(names) : from);
      const first = await to.beginCopyFromContainer(source(), options);
      assert.equal((await failing(first.pollUntilDone())).code, 'ContainerCopyIncomplete');

      names.push('d');
      await upload(from, 'd');
      if (how !== 'journal') options.resumeFrom = first.toString();
      const second = await to.beginCopyFromContainer(source(), options);
      const [events, error] = await Promise.all([eventsOf(second), failing(second.pollUntilDone())]);
      assert.equal(error.code, 'ContainerCopyIncomplete', error.message);
      const { copied, failed, listed } = second.getOperationState().summary;
      assert.deepEqual([copied, failed, listed], [3, 1, 4], JSON.stringify(events));
      assert.deepEqual(await namesOf(to), ['a', 'c', 'd']);
    });
  }

  test('A7: a source that an earlier run of a move could not delete does not end the run that continues', async () => {
    await simulator.faults({
      which: { operation: 'deleteBlob', blob: 'b' },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const first = await to.beginCopyFromContainer(from, { move: true });
    assert.equal((await failing(first.pollUntilDone())).code, 'ContainerCopyIncomplete');
    await upload(from, 'd');
    const second = await to.beginCopyFromContainer(from, { move: true, resumeFrom: first.toString() });
    const error = await failing(second.pollUntilDone());
    assert.equal(error.code, 'ContainerCopyIncomplete', error.message);
    assert.deepEqual(await namesOf(from), ['b']);
    assert.deepEqual(await namesOf(to), ['a', 'b', 'c', 'd']);
  });

  test('A7: a run that continues and may not copy anything more says so', async () => {
    const first = await to.beginCopyFromContainer(from);
    await first.pollUntilDone();
    await upload(from, 'd');
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    const second = await to.beginCopyFromContainer(from, { resumeFrom: first.toString() });
    const error = await failing(second.pollUntilDone());
    assert.equal(error.code, 'AuthorizationFailure');
    assert.match(error.message, /^The first blob could not be copied.*The job stopped; nothing more was copied\./);
  });

  test('P7: a source without ETag and MD5 hash is unproven, and no failure', async () => {
    const server = createServer((_, response) => response.end('from the web'));
    await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const entries = [{ source: `http://127.0.0.1:${server.address().port}/x`, destination: 'x' }];
      const poller = await to.beginCopyFromContainer(entries, { strategy: 'relay', verify: 'md5' });
      const { copied, verified } = await poller.pollUntilDone();
      assert.deepEqual([copied, verified.unproven], [1, 1]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

'use strict';

// Credentials that may do all but delete. A shared access signature says so itself, before anything is written. With others, the first
// rejection ends the deletes of a move and of a mirror, with an error that names the permission, and nothing is lost.

const assert = require('node:assert/strict');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { command } = require('./command');
const { describeContainer, namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { ContainerClient, ContainerSASPermissions } = blobferry;
const COUNT = 60;
const MISSING = 'AuthorizationPermissionMismatch';

describe('a credential that may not delete', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let folder;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, folder, number } = await accounts.fresh());
  });

  const nameOf = (index) => `blob ${String(index).padStart(2, '0')}`;
  const fill = (container, prefix = '') =>
    Promise.all(Array.from({ length: COUNT }, (_, index) => upload(container, `${prefix}${nameOf(index)}`)));

  async function clientWith(container, permissions) {
    const expiresOn = new Date(Date.now() + 3600_000);
    return new ContainerClient(
      await container.generateSasUrl({ permissions: ContainerSASPermissions.parse(permissions), expiresOn }),
    );
  }

  async function run(destination, source, options) {
    const poller = await destination.beginCopyFromContainer(source, options);
    const reported = await settled(poller);
    const error = await poller.pollUntilDone().then(
      () => undefined,
      (thrown) => thrown,
    );
    return { ...reported, error };
  }

  /** A role without the permission, which no request but a delete shows. */
  const forbidDeletes = (account) =>
    simulator.faults({
      which: { operation: 'deleteBlob', account, container: `container-${number}` },
      what: { status: 403, code: MISSING },
    });

  for (const [what, side, options] of [
    ['move', 'source', { move: true }],
    ['mirror', 'destination', { deleteExtraneous: true }],
  ]) {
    test(`A7: a signature without "d" for a ${what} is an error before anything is written`, async () => {
      await fill(from);
      const moves = side === 'source';
      const source = await clientWith(from, moves ? 'rl' : 'rld');
      const destination = await clientWith(to, moves ? 'rwld' : 'rwl');
      await simulator.clearRequests();
      const error = await failing(destination.beginCopyFromContainer(source, options));
      assert.deepEqual([error.name, error.code, error.statusCode], ['RestError', 'MissingPermission', 403]);
      const said = `^Nothing was copied\\. The shared access signature of the ${side}, .*, without "d" \\(to delete what`;
      assert.match(error.message, new RegExp(said));
      assert.ok(!error.message.includes('sig='), error.message);
      const { notes } = await destination.planContainerCopy(source, options);
      assert.deepEqual(
        notes.map((note) => /^A run would be rejected: .* without "d"/.test(note)),
        [true],
      );
      const methods = (await simulator.requests()).map(({ method }) => method);
      assert.deepEqual([...new Set(methods)].sort(), ['GET']);
      const journal = path.join(folder, `${number}.journal`);
      await failing(destination.beginCopyFromContainer(source, { ...options, journal }));
      assert.ok(!existsSync(journal), 'no file is left');
    });
  }

  test('O2, A7: the command ends with the code of a rejected credential before it copies', async () => {
    await fill(from);
    const source = (await clientWith(from, 'rl')).url;
    const environment = { BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two') };
    const { code, stderr } = await command(['copy', source, to.url, '--move'], { environment });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /The shared access signature of the source.*without "d"/s);
    assert.ok(!stderr.includes(new URL(source).searchParams.get('sig')));
    assert.deepEqual([(await namesOf(from)).length, await namesOf(to)], [COUNT, []]);
  });

  test('M1, A7: a move stops after its first blob, which is on both sides, and continues with the permission', async () => {
    await fill(from);
    const expected = await describeContainer(from);
    const options = { move: true, journal: path.join(folder, `${number}.journal`) };
    await simulator.clearStatistics();
    await forbidDeletes('one');
    const { events, error, summary } = await run(to, from, options);
    assert.equal(error.code, MISSING);
    assert.match(
      error.message,
      /^The source may not be deleted, so nothing can be moved\..*"d" in a shared access signature/s,
    );
    assert.match(error.message, /The job stopped\. What was copied is on both sides/);
    assert.deepEqual([summary.moved, summary.failed], [0, 1]);
    assert.deepEqual(
      events.map(({ event, source, code }) => [event, source, code]),
      [['failed', nameOf(0), MISSING]],
    );
    const { copyBlobFromUrl, deleteBlob } = await accounts.operations();
    assert.deepEqual([copyBlobFromUrl, deleteBlob], [1, 1]);
    await simulator.clearFaults();
    assert.deepEqual(await describeContainer(from), expected);
    assert.deepEqual(await namesOf(to), [nameOf(0)]);
    const again = await run(to, await clientWith(from, 'rld'), options);
    assert.equal(again.error, undefined, again.error?.message);
    assert.equal(again.summary.moved, COUNT);
    assert.deepEqual(await describeContainer(to), expected);
    assert.deepEqual(await namesOf(from), []);
  });

  test('O2, A7: the command exits with the code of a rejected credential, and says how to continue', async () => {
    await fill(from);
    await forbidDeletes('one');
    const environment = {
      BLOBFERRY_SOURCE_KEY: simulator.accountKey('one'),
      BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
    };
    const { code, stderr } = await command(['copy', from.url, to.url, '--move'], { environment });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /The source may not be deleted, so nothing can be moved\./);
    for (const key of Object.values(environment)) assert.ok(!stderr.includes(key));
    assert.equal((await namesOf(from)).length, COUNT);
  });

  test('M1: a single blob that may not be deleted is a failure of its own, once others were', async () => {
    await fill(from);
    await simulator.faults({
      which: { operation: 'deleteBlob', blob: nameOf(30) },
      what: { status: 403, code: MISSING },
    });
    const { error, summary } = await run(to, from, { move: true });
    assert.equal(error.code, 'ContainerCopyIncomplete');
    assert.deepEqual([summary.moved, summary.failed], [COUNT - 1, 1]);
    assert.deepEqual(await namesOf(from), [nameOf(30)]);
  });

  test('D7, A7: a mirror tries one delete, and withholds the others with the permission that is missing', async () => {
    await upload(from, 'a');
    await upload(to, 'a');
    await fill(to, 'x ');
    await simulator.advanceClock(2);
    await simulator.clearStatistics();
    const options = { deleteExtraneous: true, allowMassDeletes: true };
    await forbidDeletes('two');
    const { error, summary, events } = await run(to, from, options);
    const { wanted, done, refused, withheld, withheldBecause } = summary.deletes;
    assert.deepEqual([wanted, done, refused, withheld], [COUNT, 0, 1, COUNT - 1]);
    assert.match(withheldBecause, /may not be deleted\. That takes "d" in a shared access signature/);
    assert.equal(error.code, 'DeletesWithheld');
    assert.match(error.message, /"d" in a shared access signature/);
    assert.equal((await accounts.operations()).deleteBlob, 1);
    assert.equal(events.filter(({ event }) => event === 'deleteRefused').length, 1);
    assert.equal((await namesOf(to)).length, COUNT + 1);
    await simulator.clearFaults();
    const again = await run(to, from, options);
    assert.deepEqual([again.error, again.summary.deletes.done], [undefined, COUNT]);
  });

  test('D7, A7: a permission that is withdrawn midway costs a mirror no request for each blob', async () => {
    await upload(from, 'a');
    const many = Array.from({ length: 300 }, (_, index) => `x ${index}`);
    await Promise.all(many.map((name) => upload(to, name)));
    await simulator.advanceClock(2);
    await simulator.faults({
      which: { operation: 'deleteBlob', account: 'two', container: `container-${number}` },
      when: { after: 20 },
      what: { status: 403, code: MISSING },
    });
    const { error, summary, events } = await run(to, from, { deleteExtraneous: true, allowMassDeletes: true });
    assert.equal(error.code, 'DeletesWithheld');
    const { wanted, done, refused, withheld, withheldBecause } = summary.deletes;
    assert.deepEqual([wanted, done, refused + withheld], [300, 20, 280]);
    // A blob that was deleted may be heard of late, and those rejected before it do not count. 31 more are under way at the end.
    const ends = events.map(({ event }) => event).filter((event) => ['deleted', 'deleteRefused'].includes(event));
    assert.equal(ends.filter((event) => event === 'deleted').length, done);
    const afterLast = ends.length - 1 - ends.lastIndexOf('deleted');
    assert.ok(afterLast >= 100 && afterLast <= 131, String(afterLast));
    assert.equal(ends.filter((event) => event === 'deleteRefused').length, refused);
    assert.match(withheldBecause, /"d" in a shared access signature/);
    assert.deepEqual(
      summary.refusedDeletes.map(({ code, requestId }) => [code, typeof requestId]),
      [[MISSING, 'string']],
    );
  });

  test('D10, A7: a source whose blobs may not be read gets one request', async () => {
    await upload(from, 'a');
    await fill(to, 'x ');
    await simulator.advanceClock(2);
    await simulator.faults({
      which: { operation: 'getBlobProperties', account: 'one' },
      what: { status: 403, code: MISSING },
    });
    await simulator.clearStatistics();
    const { error, summary } = await run(to, from, { deleteExtraneous: true, allowMassDeletes: true });
    assert.equal(error.code, 'DeletesWithheld');
    assert.match(summary.deletes.withheldBecause, /"r" in the shared access signature of the source/);
    const { getBlobProperties, deleteBlob = 0 } = await accounts.operations();
    assert.deepEqual([getBlobProperties, deleteBlob], [1, 0]);
  });

  test('D17, A7: what may not be kept is tried once, and not deleted', async () => {
    await upload(from, 'a');
    await fill(to, 'x ');
    const attic = accounts.within('two', `attic-${number}`);
    await attic.create();
    await simulator.advanceClock(2);
    await simulator.faults({
      which: { account: 'two', container: attic.containerName, method: 'PUT' },
      what: { status: 403, code: MISSING },
    });
    await simulator.clearStatistics();
    const options = {
      keepReplaced: { container: attic.containerName },
      deleteExtraneous: true,
      allowMassDeletes: true,
    };
    const { error, summary } = await run(to, from, options);
    assert.equal(error.code, 'DeletesWithheld');
    assert.match(summary.deletes.withheldBecause, /may not be kept, as "keepReplaced" asks/);
    assert.deepEqual([summary.deletes.refused, summary.deletes.withheld], [1, COUNT - 1]);
    assert.equal((await accounts.operations()).deleteBlob ?? 0, 0);
  });

  test('D7: blobs that are leased, or may not be deleted one by one, do not stop the others', async () => {
    await upload(from, 'a');
    await fill(to, 'x ');
    await to
      .getBlobClient(`x ${nameOf(0)}`)
      .getBlobLeaseClient()
      .acquireLease(-1);
    await simulator.advanceClock(2);
    await simulator.faults({
      which: { operation: 'deleteBlob', blob: `x ${nameOf(20)}` },
      what: { status: 403, code: MISSING },
    });
    const { error, summary } = await run(to, from, { deleteExtraneous: true, allowMassDeletes: true });
    assert.equal(error.code, 'DeletesRefused');
    assert.deepEqual(
      [summary.deletes.done, summary.deletes.refusedByCode],
      [COUNT - 2, { LeaseIdMissing: 1, [MISSING]: 1 }],
    );
  });
});

'use strict';

// Several obstacles in one place: each has its own option, and a blob is replaced only if the options clear all of them.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('several obstacles at one destination', () => {
  const accounts = useTwoAccounts();
  let from;
  let to;

  beforeEach(async () => {
    ({ from, to } = await accounts.fresh());
    // A page blob, where an archived block blob is.
    await from.getPageBlobClient('x').create(512);
    await upload(to, 'x', 'old');
    await to.getBlobClient('x').setAccessTier('Archive');
  });

  const outcome = async (options) => {
    const { events } = await settled(await to.beginCopyFromContainer(from, options));
    return events.filter(({ source }) => source === 'x').map(({ event, code, reason }) => code ?? reason ?? event);
  };

  const CLEARS = { archivedDestination: 'replace', typeConflict: 'replace', leased: 'break' };

  for (const [what, options, expected] of [
    ['an archived blob that may not be deleted stays', { typeConflict: 'replace' }, 'BlobArchived'],
    [
      'so does one that is to be skipped',
      { typeConflict: 'replace', archivedDestination: 'skip' },
      'archivedDestination',
    ],
    ['a blob of another type stays', { archivedDestination: 'replace' }, 'InvalidBlobType'],
  ]) {
    test(`P11, T6: ${what}`, async () => {
      const before = await to.getBlobClient('x').getProperties();
      assert.deepEqual(await outcome({ ...options, dryRun: true }), [expected]);
      assert.deepEqual(await outcome(options), [expected]);
      assert.equal((await to.getBlobClient('x').getProperties()).etag, before.etag);
    });
  }

  for (const [what, missing, expected] of [
    ['it is of another type', 'typeConflict', 'InvalidBlobType'],
    ['it is archived', 'archivedDestination', 'BlobArchived'],
  ]) {
    test(`T7, P11, T6: no lease is broken of a blob that stays because ${what}`, async () => {
      await to.getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
      const options = { ...CLEARS, [missing]: 'fail' };
      assert.deepEqual(await outcome({ ...options, dryRun: true }), [expected]);
      assert.deepEqual(await outcome(options), [expected]);
      assert.equal((await to.getBlobClient('x').getProperties()).leaseState, 'leased');
    });
  }

  test('P11, T6, T7: with an option for each, it is replaced', async () => {
    await to.getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
    assert.deepEqual(await outcome({ ...CLEARS, dryRun: true }), ['copied']);
    assert.deepEqual(await outcome(CLEARS), ['copied']);
    assert.equal((await to.getBlobClient('x').getProperties()).blobType, 'PageBlob');
  });
});

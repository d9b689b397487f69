'use strict';

// Encryption scopes, immutability policies and legal holds in container copies: kept on request, and reported otherwise.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { failing, startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, namesOf, settled, upload } = require('./helpers');

const HOUR = 3600_000;

/** A time in whole seconds, as headers have it. */
const soon = () => new Date(Math.ceil(Date.now() / 1000) * 1000 + HOUR);

describe('what encrypts and protects the blobs of a container copy', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let number = 0;

  before(async () => {
    const retryOptions = { retryDelayInMs: 1, maxRetryDelayInMs: 5 };
    ({ simulator, containerOf } = await startTwoAccounts({ retryOptions }));
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    number += 1;
    [from, to] = ['one', 'two'].map((account) => containerBeside(containerOf(account), `protection-${number}`));
    await from.create();
  });

  const run = async (options, source = from) => settled(await to.beginCopyFromContainer(source, options));
  const propertiesOf = (name, container = to) => container.getBlobClient(name).getProperties();
  const requests = async () => (await simulator.statistics()).operations;

  test('P18: the scope of a source is reported as not kept, and the default of the destination applies', async () => {
    await to.create({ containerEncryptionScope: { defaultEncryptionScope: 'of-destination' } });
    await upload(from, 'scoped', 'x', { encryptionScope: 's1' });
    await upload(from, 'plain');
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay', 'asynchronous']) {
      const { events, summary } = await run({ strategy });
      assert.deepEqual([summary.copied, summary.notKept], [2, { encryptionScope: 1 }], strategy);
      assert.deepEqual(events.find(({ source }) => source === 'scoped').notKept, ['encryptionScope']);
      for (const name of ['plain', 'scoped']) {
        assert.equal((await propertiesOf(name)).encryptionScope, 'of-destination', strategy);
      }
    }
    assert.deepEqual((await run({ dryRun: true })).summary.notKept, { encryptionScope: 1 });
  });

  test('P18: encryptionScope names the scope of all copies; blobs that had another one are reported', async () => {
    await to.create({ containerEncryptionScope: { defaultEncryptionScope: 'of-destination' } });
    for (const scope of ['s1', 's2']) await upload(from, scope, 'x'.repeat(100), { encryptionScope: scope });
    await upload(from, 'plain');
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay']) {
      const { events, summary } = await run({ strategy, encryptionScope: 's1', verify: 'properties' });
      assert.deepEqual(
        [summary.copied, summary.notKept],
        [3, { encryptionScope: 1 }],
        JSON.stringify(summary.failures),
      );
      assert.deepEqual(events.find(({ source }) => source === 's2').notKept, ['encryptionScope']);
      for (const name of await namesOf(to)) assert.equal((await propertiesOf(name)).encryptionScope, 's1', strategy);
    }
    await simulator.clearRequests();
    const error = await failing(to.beginCopyFromContainer(from, { strategy: 'asynchronous', encryptionScope: 's1' }));
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /"encryptionScope" cannot be combined with the strategy "asynchronous"/);
    assert.deepEqual(await simulator.requests({}), []);
  });

  /** A blob with a policy, one with a hold, one with both, and one with neither. */
  async function fill() {
    const immutabilityPolicy = { expiriesOn: soon(), policyMode: 'Unlocked' };
    await upload(from, 'both', 'b'.repeat(100), { immutabilityPolicy, legalHold: true });
    await upload(from, 'hold', 'h'.repeat(100), { legalHold: true });
    await upload(from, 'neither');
    await upload(from, 'policy', 'p'.repeat(100), { immutabilityPolicy });
    await simulator.clearStatistics();
    return immutabilityPolicy.expiriesOn;
  }

  const protectionOf = async (name) => {
    const { immutabilityPolicyExpiresOn, immutabilityPolicyMode, legalHold } = await propertiesOf(name);
    return [immutabilityPolicyExpiresOn?.getTime(), immutabilityPolicyMode?.toLowerCase(), legalHold];
  };

  for (const strategy of ['auto', 'synchronous', 'blocks', 'relay', 'asynchronous']) {
    test(`T9: with keepImmutability, ${strategy} gives copies the policies and holds of their sources`, async () => {
      await to.create();
      const until = (await fill()).getTime();
      const { summary } = await run({ strategy, keepImmutability: true, verify: 'properties' });
      assert.deepEqual([summary.copied, summary.notKept], [4, {}], JSON.stringify(summary.failures));
      assert.deepEqual(await protectionOf('both'), [until, 'unlocked', true]);
      assert.deepEqual(await protectionOf('policy'), [until, 'unlocked', undefined]);
      assert.deepEqual(await protectionOf('hold'), [undefined, undefined, true]);
      assert.deepEqual(await protectionOf('neither'), [undefined, undefined, undefined]);
      // Only what takes no such headers needs requests after it.
      const { setImmutabilityPolicy = 0, setLegalHold = 0 } = await requests();
      assert.deepEqual([setImmutabilityPolicy, setLegalHold], strategy === 'asynchronous' ? [2, 2] : [0, 0]);
      // The destination is as safe as the source: neither is overwritten or deleted.
      const { summary: again } = await run({ strategy: 'synchronous' });
      assert.deepEqual(again.failedByCode, { BlobImmutableDueToLegalHold: 2, BlobImmutableDueToPolicy: 1 });
      for (const name of ['both', 'hold']) {
        assert.equal((await failing(to.deleteBlob(name))).code, 'BlobImmutableDueToLegalHold');
      }
      assert.equal((await failing(to.deleteBlob('policy'))).code, 'BlobImmutableDueToPolicy');
    });
  }

  test('T9: Put Blob From URL takes neither, so that both are set after it, and the plan counts that', async () => {
    await to.create();
    const append = from.getAppendBlobClient('append');
    await append.create({ immutabilityPolicy: { expiriesOn: soon(), policyMode: 'Unlocked' }, legalHold: true });
    await append.setLegalHold(true);
    const options = { keepImmutability: true, blobType: 'block' };
    assert.equal((await run({ ...options, dryRun: true })).summary.requests.write, 3);
    await simulator.clearStatistics();
    const { summary } = await run(options);
    assert.deepEqual([summary.copied, summary.notKept], [1, {}], JSON.stringify(summary.failures));
    const { putBlobFromUrl, setImmutabilityPolicy, setLegalHold } = await requests();
    assert.deepEqual([putBlobFromUrl, setImmutabilityPolicy, setLegalHold], [1, 1, 1]);
    assert.equal((await protectionOf('append'))[2], true);
  });

  test('T9: by default protection is neither requested nor set; it is reported where a request shows it', async () => {
    await to.create();
    await fill();
    await simulator.clearRequests();
    const { summary } = await run({});
    assert.deepEqual([summary.copied, summary.failed], [4, 0]);
    assert.deepEqual(await protectionOf('both'), [undefined, undefined, undefined]);
    const listings = await simulator.requests({ operation: 'listBlobs' });
    assert.ok(listings.length > 0 && listings.every(({ query }) => !/immutab|legalhold/.test(query)));
    // An entry is looked at.
    const entries = ['both', 'hold', 'neither'].map((name) => ({
      source: from.getBlobClient(name),
      destination: name,
    }));
    const { events, summary: looked } = await settled(await to.beginCopyFromContainer(entries, {}));
    assert.deepEqual(looked.notKept, { immutabilityPolicy: 1, legalHold: 2 });
    assert.deepEqual(events.find(({ destination }) => destination === 'both').notKept, [
      'immutabilityPolicy',
      'legalHold',
    ]);
    const { summary: kept } = await settled(await to.beginCopyFromContainer(entries, { keepImmutability: true }));
    assert.deepEqual(kept.notKept, {});
    assert.equal((await protectionOf('hold'))[2], true);
  });

  test('T9: where the service rejects it, the blob fails and says that it is not protected, and the others continue', async () => {
    await to.create();
    await fill();
    await simulator.faults({
      which: { operation: 'setLegalHold', account: 'two' },
      what: { status: 409, code: 'FeatureNotSupportedForAccount' },
    });
    const { events, summary } = await run({ strategy: 'asynchronous', keepImmutability: true });
    assert.deepEqual([summary.copied, summary.failedByCode], [2, { FeatureNotSupportedForAccount: 2 }]);
    assert.match(events.find(({ code }) => code).message, /was written, but does not have/);
    const error = await failing(to.beginCopyFromContainer(from, { versions: true, keepImmutability: true }));
    assert.match(error.message, /"versions" and "keepImmutability" cannot be combined/);
  });
});

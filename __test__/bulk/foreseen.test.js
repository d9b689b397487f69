'use strict';

// A plan says of obstacles at the destination what the run does about them, and has its requests.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('a plan foresees', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const run = async (options) => settled(await to.beginCopyFromContainer(from, options));
  const reported = ({ events }) =>
    events
      .filter(({ event }) => event !== 'plan')
      .map(({ event, source, reason, code }) => [event, source, reason ?? code ?? ''].join(' '))
      .sort();

  /** Requests of a run by class, as a plan has them: reads of accounts and containers are not among them. */
  async function sent() {
    const sums = { write: 0, list: 0, read: 0, delete: 0 };
    for (const [operation, count] of Object.entries((await simulator.statistics()).operations)) {
      if (/^list/.test(operation)) sums.list += count;
      else if (operation === 'deleteBlob') sums.delete += count;
      else if (/^getBlob/.test(operation)) sums.read += count;
      else if (!/^get/.test(operation)) sums.write += count;
    }
    return sums;
  }

  const OBSTACLES = { leased: 'leased', archived: 'archivedDestination', page: 'typeConflict' };

  async function obstruct() {
    for (const name of ['archived', 'free', 'leased', 'page']) {
      await upload(from, name, 'new');
      if (name === 'page') await to.getPageBlobClient(name).create(512);
      else if (name !== 'free') await upload(to, name, 'old');
    }
    await to.getBlobClient('leased').getBlobLeaseClient().acquireLease(-1);
    await to.getBlobClient('archived').setAccessTier('Archive');
    await simulator.advanceClock(2);
  }

  for (const [what, options] of [
    ['that fail', { overwrite: 'ifDifferent' }],
    ['that are skipped', { leased: 'skip', archivedDestination: 'skip' }],
    ['that are cleared', { leased: 'break', archivedDestination: 'replace', typeConflict: 'replace' }],
  ]) {
    test(`O3, P11: obstacles ${what}`, async () => {
      await obstruct();
      const plan = await run({ ...options, dryRun: true });
      await simulator.clearStatistics();
      const done = await run(options);
      assert.deepEqual(reported(plan), reported(done));
      if (what !== 'that are cleared') assert.equal(plan.events.filter(({ event }) => event === 'copied').length, 1);
      assert.equal(plan.summary.requests.delete, (await sent()).delete);
    });
  }

  test('O3: obstacles one by one', async () => {
    for (const [name, option] of Object.entries(OBSTACLES)) {
      ({ simulator, from, to } = await accounts.fresh());
      await obstruct();
      const options = { [option]: name === 'leased' ? 'break' : 'replace', prefix: name };
      const plan = await run({ ...options, dryRun: true });
      assert.deepEqual([name, reported(plan)], [name, reported(await run(options))]);
    }
  });

  test('P11: the numbers of obstacles, also where no option is about them', async () => {
    const none = { cleared: 0, skipped: 0, failed: 0 };
    const obstacles = (of) => ({ archived: of, leased: of, otherType: of });
    await obstruct();
    const failing = await to.planContainerCopy(from, { overwrite: 'always', strategy: 'asynchronous' });
    assert.deepEqual(failing.obstacles, obstacles({ ...none, failed: 1 }));
    assert.deepEqual([failing.copies, failing.failed, failing.notes], [1, 3, []]);
    const clearing = { leased: 'break', archivedDestination: 'replace', typeConflict: 'replace' };
    const cleared = await to.planContainerCopy(from, { ...clearing, strategy: 'asynchronous' });
    assert.deepEqual(cleared.obstacles, obstacles({ ...none, cleared: 1 }));
    const skipped = await to.planContainerCopy(from, { leased: 'skip', archivedDestination: 'skip', prefix: 'leased' });
    assert.deepEqual(skipped.obstacles, { ...obstacles(none), leased: { ...none, skipped: 1 } });
  });

  test('O3, T6: an empty blob of another type is an obstacle as any other', async () => {
    for (const name of ['x', 'y']) await upload(from, name, 'new');
    await to.getPageBlobClient('x').create(0);
    await upload(to, 'y', '');
    await to.getBlobClient('y').setAccessTier('Archive');
    const plan = await run({ dryRun: true });
    assert.deepEqual(reported(plan), ['failed x InvalidBlobType', 'failed y BlobArchived']);
    assert.deepEqual(reported(plan), reported(await run({})));
  });

  test('O3, M2: a move whose whole copy is leased leaves the source', async () => {
    await upload(from, 'x', 'the same');
    await upload(to, 'x', 'the same');
    await to.getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
    for (const options of [{ move: true }, { move: true, overwrite: 'ifDifferent', leased: 'break' }]) {
      const plan = await run({ ...options, dryRun: true });
      assert.deepEqual(reported(plan), ['conflict x LeaseIdMissing']);
      assert.deepEqual(reported(plan), reported(await run(options)));
    }
    assert.deepEqual(await namesOf(from), ['x']);
  });

  test('O3: a strategy that cannot copy a blob fails it, whatever is at the destination', async () => {
    await from.getPageBlobClient('x').create(512);
    await upload(to, 'x', 'another');
    const options = { move: true, strategy: 'synchronous' };
    const plan = await run({ ...options, dryRun: true });
    assert.deepEqual(reported(plan), ['failed x UnsupportedStrategy']);
    assert.deepEqual(reported(plan), reported(await run(options)));
  });

  test('P11: a plan without an option about the destination needs no permission to read it', async () => {
    await obstruct();
    await simulator.faults({
      which: { account: 'two', operation: ['listBlobs', 'getBlobProperties'] },
      what: { status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const plan = await to.planContainerCopy(from);
    assert.deepEqual([plan.copies, plan.failed], [4, 0]);
  });

  test('P11: what is deleted or overwritten before the minimum of its tier is over', async () => {
    await upload(from, 'a', 'new');
    await upload(from, 'hot', 'new');
    await upload(to, 'a', 'four', { tier: 'Cool' });
    await upload(to, 'hot', 'old', { tier: 'Hot' });
    await upload(to, 'x', 'six', { tier: 'Cold' });
    await upload(to, 'y', 'seven', { tier: 'Cold' });
    await simulator.advanceClock(2);
    const options = { deleteExtraneous: true, allowMassDeletes: true };
    const { earlyDeletion } = await to.planContainerCopy(from, options);
    assert.deepEqual(earlyDeletion, { Cool: { blobs: 1, bytes: 4 }, Cold: { blobs: 2, bytes: 8 } });
    const kept = await to.planContainerCopy(from, { overwrite: 'never' });
    assert.deepEqual(kept.earlyDeletion, {});
  });

  test('T8: a policy or a hold of the destination container is noted', async () => {
    await upload(from, 'a', 'new');
    await simulator.faults({
      which: { operation: 'getContainerProperties', account: 'two' },
      what: { replaceHeaders: { 'x-ms-has-immutability-policy': 'true' } },
    });
    const { notes } = await to.planContainerCopy(from);
    assert.equal(notes.length, 1);
    assert.match(notes[0], /destination container has an immutability policy/);
    const { summary } = await run();
    assert.deepEqual(summary.notes, notes);
  });

  test('S16: the requests of a move, of what is kept, and of tags that are compared', async () => {
    const extra = { deleteExtraneous: true, allowMassDeletes: true, overwrite: 'ifDifferent' };
    for (const options of [
      { move: true },
      { move: true, overwrite: 'always' },
      { move: true, overwrite: 'ifDifferent' },
      { verify: 'properties' },
      { verify: 'length', move: true },
      { ...extra, keepReplaced: { prefix: 'kept/' } },
      extra,
    ]) {
      ({ simulator, from, to } = await accounts.fresh());
      for (const name of ['a', 'b', 'c'])
        await upload(from, name, name, { tags: name === 'a' ? { k: 'v' } : undefined });
      if (options.deleteExtraneous) for (const name of ['a', 'x', 'y']) await upload(to, name, 'old');
      await simulator.advanceClock(2);
      const { requests } = await to.planContainerCopy(from, options);
      await simulator.clearStatistics();
      await run(options);
      assert.deepEqual([options, requests], [options, await sent()]);
    }
  });

  test('S16, S11: the requests that create the containers of an account', async () => {
    await upload(from, 'x');
    const options = { includeContainers: [from.containerName] };
    const plan = await settled(
      await accounts.accountOf('two').beginCopyFromAccount(accounts.accountOf('one'), { ...options, dryRun: true }),
    );
    await simulator.clearStatistics();
    await settled(await accounts.accountOf('two').beginCopyFromAccount(accounts.accountOf('one'), options));
    assert.equal(plan.summary.requests.write, (await sent()).write);
    assert.deepEqual(await namesOf(to), ['x']);
  });
});

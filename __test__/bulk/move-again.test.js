'use strict';

// Moves that are run again after one was interrupted between a copy and the delete of its source, with options by which the copy is not
// the source's twin, or is considered up to date; and what their plans say.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('a move is run again', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
  });

  const move = async (options) => settled(await to.beginCopyFromContainer(from, { move: true, ...options }));
  const textOf = async (container, name) => (await container.getBlobClient(name).downloadToBuffer()).toString();

  /** What a process that ends before it deletes a source leaves on both sides. */
  async function leaveOnBothSides(options) {
    await simulator.faults({ which: { operation: 'deleteBlob' }, what: { status: 409, code: 'OperationNotAllowed' } });
    const { events } = await move(options);
    assert.deepEqual([...new Set(events.map(({ event }) => event))], ['failed']);
    await simulator.clearFaults();
    assert.deepEqual(await namesOf(to), await namesOf(from));
  }

  async function append(container, name, content) {
    const blob = container.getAppendBlobClient(name);
    await blob.create({ metadata: { kind: 'append' } });
    await blob.appendBlock(content, content.length);
  }

  for (const options of [
    { keepTimes: true },
    { overwrite: 'ifDifferent' },
    { overwrite: 'ifSourceNewer' },
    { overwrite: 'ifDifferent', keepTimes: true },
    { overwrite: 'always' },
    { overwrite: 'never' },
    { blobType: 'block' },
    { verify: 'properties' },
    { strategy: 'asynchronous' },
  ]) {
    test(`M3: with ${JSON.stringify(options)}, the copies of the first run are recognized, and their sources deleted`, async () => {
      await upload(from, 'x', 'content', { metadata: { owner: 'me' }, tags: { k: 'v' } });
      await upload(from, 'y', '');
      if (options.blobType) await append(from, 'log', 'line');
      const names = await namesOf(from);
      await leaveOnBothSides(options);
      const plan = await settled(await to.beginCopyFromContainer(from, { move: true, dryRun: true, ...options }));
      assert.deepEqual([plan.summary.copied, plan.summary.skipped, plan.summary.conflicts], [names.length, {}, 0]);
      const { summary } = await move(options);
      assert.deepEqual([summary.moved, summary.skipped, summary.failed], [names.length, {}, 0]);
      assert.deepEqual([await namesOf(from), await namesOf(to)], [[], names]);
      assert.equal(await textOf(to, 'x'), 'content');
    });
  }

  test('M1: what is taken for up to date and is no copy keeps its source', async () => {
    await upload(from, 'newer', 'one');
    await upload(from, 'same length', 'one');
    await simulator.advanceClock(2);
    await upload(to, 'newer', 'other');
    await upload(to, 'same length', 'two');
    const { summary } = await move({ overwrite: 'ifSourceNewer' });
    assert.deepEqual([summary.moved, summary.skipped], [0, { same: 2 }]);
    assert.deepEqual(await namesOf(from), ['newer', 'same length']);
    assert.deepEqual([await textOf(to, 'newer'), await textOf(to, 'same length')], ['other', 'two']);
  });

  test('M3: so it is with the containers of an account', async () => {
    const options = { move: true, overwrite: 'ifDifferent', includeContainers: [from.containerName] };
    await upload(from, 'x', 'content');
    const account = (name) => accounts.accountOf(name);
    const run = async () => settled(await account('two').beginCopyFromAccount(account('one'), options));
    await simulator.faults({ which: { operation: 'deleteBlob' }, what: { status: 409, code: 'OperationNotAllowed' } });
    assert.equal((await run()).summary.failed, 1);
    await simulator.clearFaults();
    const { summary } = await run();
    assert.deepEqual([summary.moved, summary.skipped, await namesOf(from)], [1, {}, []]);
  });

  test('O3: a plan tells what the run does with names that are taken', async () => {
    for (const name of ['copy', 'free', 'leased', 'other', 'same length']) await upload(from, name, `new ${name}`);
    await from.getBlobClient('leased').getBlobLeaseClient().acquireLease(-1);
    await upload(to, 'copy', 'new copy');
    await upload(to, 'other', 'other');
    await upload(to, 'same length', 'NEW same length');
    const reported = ({ events }) =>
      events
        .filter(({ event }) => event !== 'plan')
        .map(({ event, source, code }) => `${event === 'moved' ? 'copied' : event} ${source} ${code ?? ''}`)
        .sort();
    await simulator.clearRequests();
    const plan = await settled(await to.beginCopyFromContainer(from, { move: true, dryRun: true }));
    const operations = (await simulator.requests()).map(({ operation }) => operation);
    assert.ok(!operations.includes('getBlob'), 'no content is read');
    const { copies, conflicts, failed } = await to.planContainerCopy(from, { move: true });
    assert.deepEqual([copies, conflicts, failed], [2, 2, 1]);
    await simulator.clearStatistics();
    const run = await move();
    assert.deepEqual(reported(plan), reported(run));
    assert.deepEqual(reported(plan), [
      'conflict other BlobAlreadyExists',
      'conflict same length BlobAlreadyExists',
      'copied copy ',
      'copied free ',
      'failed leased LeaseIdMissing',
    ]);
    const { deleteBlob, copyBlobFromUrl, listBlobs } = (await simulator.statistics()).operations;
    const { requests } = plan.summary;
    assert.deepEqual([requests.delete, requests.list], [deleteBlob, listBlobs]);
    assert.ok(requests.write <= copyBlobFromUrl, `${requests.write} ${copyBlobFromUrl}`);
  });

  test('D17: a move that overwrites nothing keeps no copy of what is there', async () => {
    await upload(from, 'x', 'new');
    await upload(to, 'x', 'old');
    const { summary } = await move({ keepReplaced: { prefix: 'kept/' } });
    assert.deepEqual([summary.conflicts, await namesOf(to)], [1, ['x']]);
    await move({ keepReplaced: { prefix: 'kept/' }, overwrite: 'always' });
    assert.deepEqual([await namesOf(from), await namesOf(to)], [[], ['kept/x', 'x']]);
    assert.equal(await textOf(to, 'kept/x'), 'old');
  });

  test('a delete whose result is not known is reported as such', async () => {
    await upload(from, 'x');
    const container = `container-${number}`;
    await simulator.faults({
      which: { operation: 'deleteBlob', account: 'one', container },
      what: { after: true, status: 500, code: 'InternalError' },
    });
    const { events } = await move();
    assert.match(events[0].message, /^It was copied, but nothing tells whether the source was deleted\. Move it again/);
    assert.ok(!events[0].message.includes('permission'), events[0].message);
    await simulator.clearFaults();
    assert.equal((await move()).summary.failed, 0);
  });
});

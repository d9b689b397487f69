'use strict';

// Moves of the same blobs in opposite directions at once, and blobs of other clients where a move was: nothing is lost, and nothing of
// others counts as moved.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { namesOf, settled, upload } = require('./helpers');
const { kill, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

const { ContainerClient, ContainerSASPermissions } = blobferry;

describe('a blob is moved while others concern themselves with it', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;
  let folder;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder } = await accounts.fresh());
  });

  const move = async (source, destination, options) =>
    settled(await destination.beginCopyFromContainer(source, { move: true, ...options }));
  const textOf = async (container, name) => (await container.getBlobClient(name).downloadToBuffer()).toString();
  const stalledDelete = (account) => ({
    which: { operation: 'deleteBlob', account, container: `container-${number}` },
    when: { first: 1 },
    what: { stall: true },
  });

  async function stalls(count, ended) {
    let isOver = false;
    ended.then(() => (isOver = true));
    while (!isOver && (await simulator.stalls()) < count);
  }

  /** The sides that have the blob, whose content must be whole. */
  async function sidesWith(name, content) {
    const sides = [];
    for (const [side, container] of Object.entries({ from, to })) {
      if (!(await namesOf(container)).includes(name)) continue;
      assert.equal(await textOf(container, name), content);
      sides.push(side);
    }
    return sides;
  }

  for (const overwrite of [undefined, 'ifDifferent', 'always']) {
    test(`M2, M3: two moves in opposite directions keep the blob on a side, with ${overwrite}`, async () => {
      await upload(from, 'x', 'content', {
        metadata: { owner: 'me' },
        blobHTTPHeaders: { blobContentType: 'text/plain' },
      });
      await simulator.faults(stalledDelete('one'), stalledDelete('two'));
      const there = move(from, to, { overwrite });
      await stalls(1, there);
      const back = move(to, from, { overwrite });
      await stalls(2, back);
      await simulator.releaseStalls();
      const results = await Promise.all([there, back]);
      const sides = await sidesWith('x', 'content');
      assert.ok(sides.length > 0, JSON.stringify(results.map(({ events }) => events)));
      // What both say fits: each move that counts has emptied its side.
      const [one, other] = results.map(({ summary }) => summary.moved);
      assert.ok(one + other <= 1, `${one} ${other}`);
      const container = sides.includes('to') ? to : from;
      const { metadata, contentType } = await container.getBlobClient('x').getProperties();
      assert.deepEqual([metadata.owner, contentType], ['me', 'text/plain']);
    });
  }

  test('M2, M3: so they do if both find the blob on both sides', async () => {
    await upload(from, 'x', 'content');
    await upload(to, 'x', 'content');
    await simulator.faults(stalledDelete('one'), stalledDelete('two'));
    const there = move(from, to);
    await stalls(1, there);
    const back = move(to, from);
    await stalls(2, back);
    await simulator.releaseStalls();
    await Promise.all([there, back]);
    assert.ok((await sidesWith('x', 'content')).length > 0);
    await simulator.clearFaults();
    await move(from, to);
    assert.deepEqual(await sidesWith('x', 'content'), ['to']);
  });

  test('M2: a copy that another client leased, or deletes before the source is deleted, keeps its source as a conflict', async () => {
    for (const name of ['gone', 'leased']) {
      await upload(from, name, 'content');
      await upload(to, name, 'content');
    }
    await to.getBlobClient('leased').getBlobLeaseClient().acquireLease(-1);
    const place = { account: 'two', container: to.containerName, blob: 'gone' };
    await simulator.faults({
      which: { ...place, operation: 'setBlobProperties' },
      when: { nth: 1 },
      then: { delete: place },
    });
    const { events, summary } = await move(from, to);
    assert.deepEqual([summary.moved, summary.conflicts], [0, 2], JSON.stringify(events));
    for (const { message } of events) assert.match(message, /another client then changed, deleted or leased/);
    assert.deepEqual(await namesOf(from), ['gone', 'leased']);
  });

  test('M2, A6: a credential that may only create leaves a source whose copy it finds, and says why', async () => {
    await upload(from, 'x', 'content');
    await upload(to, 'x', 'content');
    const permissions = ContainerSASPermissions.parse('rcl');
    const url = await to.generateSasUrl({ permissions, expiresOn: new Date(Date.now() + 3600_000) });
    const { events, summary } = await move(from, new ContainerClient(url), { overwrite: 'ifDifferent' });
    assert.deepEqual([summary.moved, summary.failed], [0, 1]);
    assert.match(events[0].message, /The source was not deleted\. That takes the permission to write the destination/);
    assert.ok(!events[0].message.includes('sig='));
    assert.deepEqual(await namesOf(from), ['x']);
  });

  test('O3: a plan counts the requests for a copy that is found', async () => {
    await upload(from, 'x', 'content');
    await upload(to, 'x', 'content');
    const plan = await settled(await to.beginCopyFromContainer(from, { move: true, dryRun: true }));
    await simulator.clearStatistics();
    await move(from, to);
    const { setBlobProperties } = await accounts.operations();
    assert.deepEqual([setBlobProperties, plan.summary.requests.write], [1, 1]);
  });

  test('M4: a blob of another client is not taken for one that a killed run moved', async () => {
    for (const name of ['mine', 'theirs']) await upload(from, name, 'content');
    const options = { move: true, journal: path.join(folder, `${number}-journal`) };
    // The responses to the deletes never come: the run does not know that they were done.
    await simulator.faults({ which: { operation: 'deleteBlob', account: 'one' }, what: { after: true, stall: true } });
    const { child, ended } = startCopy(simulator, from.containerName, options);
    while ((await simulator.stalls()) < 2);
    await kill(simulator, child, ended);
    await simulator.clearFaults();
    while ((await namesOf(from)).length > 0);
    await to.getBlobClient('theirs').delete();
    await upload(to, 'theirs', 'something else');
    const { summary } = await settled(await to.beginCopyFromContainer(from, options));
    assert.deepEqual([summary.moved, summary.skipped], [1, { vanished: 1 }]);
  });

  test('M4, J2: so it is for a job that was saved as text', async () => {
    for (const name of ['mine', 'theirs']) await upload(from, name, 'content');
    await simulator.faults({ which: { operation: 'deleteBlob', account: 'one' }, what: { after: true, stall: true } });
    const poller = await to.beginCopyFromContainer(from, { move: true });
    const ended = settled(poller);
    while ((await simulator.stalls()) < 2);
    const text = poller.toString();
    await simulator.clearFaults();
    await simulator.releaseStalls();
    await ended;
    assert.deepEqual(await namesOf(from), []);
    await upload(to, 'theirs', 'something else');
    const { summary } = await settled(await to.beginCopyFromContainer(from, { move: true, resumeFrom: text }));
    assert.deepEqual([summary.moved, summary.skipped], [1, { vanished: 1 }]);
  });
});

'use strict';

// Single rows of the requirements that no other file has.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { describeContainer, namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('rows of the requirements', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
  });

  async function run(options) {
    return settled(await to.beginCopyFromContainer(from, options));
  }

  test('T12: blocks that somebody else left under ids of another length fail that blob alone, and its content stays', async () => {
    for (const name of ['x', 'y']) await upload(from, name, 'new '.repeat(50));
    await upload(to, 'x', 'old');
    await to.getBlockBlobClient('x').stageBlock(Buffer.from('other').toString('base64'), 'z', 1);
    const { events, summary } = await run({ strategy: 'blocks', blockSize: 64 });
    const failed = events.find(({ event }) => event === 'failed');
    assert.deepEqual([failed.source, failed.code, summary.copied], ['x', 'InvalidBlobOrBlock', 1]);
    assert.match(failed.message, /block/i);
    assert.equal((await to.getBlobClient('x').downloadToBuffer()).toString(), 'old');
    // One request writes the whole blob, and clears them.
    await run({});
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('C6: the same size is not the same content', async () => {
    await upload(from, 'x', 'aaaa');
    await upload(to, 'x', 'bbbb');
    const { summary } = await run({ overwrite: 'ifDifferent' });
    assert.equal(summary.copied, 1);
    assert.equal((await to.getBlobClient('x').downloadToBuffer()).toString(), 'aaaa');
  });

  test('O13: a source that is gone after it was listed is no success', async () => {
    for (const name of ['x', 'y']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'x' },
      when: { nth: 1 },
      then: { delete: { account: 'one', container: `container-${number}`, blob: 'x' } },
    });
    const { summary } = await run({});
    assert.deepEqual([summary.copied, summary.skipped, summary.failed], [1, { vanished: 1 }, 0]);
    assert.deepEqual(await namesOf(to), ['y']);
  });

  test('P20: what the source does not have is not sent', async () => {
    await upload(from, 'x');
    await run({});
    const properties = await to.getBlobClient('x').getProperties();
    for (const name of ['cacheControl', 'contentLanguage', 'contentEncoding', 'contentDisposition']) {
      assert.equal(properties[name], undefined, name);
    }
    assert.equal(properties.contentType, 'application/octet-stream');
  });

  test('C9: a dry run compares as the run does', async () => {
    await upload(from, 'x', 'same');
    await upload(to, 'x', 'same');
    for (const dryRun of [true, false]) {
      const { summary } = await run({ overwrite: 'ifDifferent', dryRun });
      assert.deepEqual([summary.copied, summary.skipped], [0, { same: 1 }]);
    }
  });
});

'use strict';

// A hierarchical namespace has a directory where a blob should be: the blob fails, and does not count as an existing one.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { startTwoAccounts } = require('../transfer/helpers');
const { outcomesOf, settled, upload } = require('./helpers');

describe('a directory at the destination', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts({
      retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 },
    }));
    for (const account of ['one', 'two']) await containerOf(account).delete();
    await simulator.features({ hierarchicalNamespace: true }, 'two');
  });
  after(() => simulator?.stop());

  beforeEach(async () => {
    number += 1;
    [from, to] = ['one', 'two'].map((account) => {
      const any = containerOf(account);
      return new any.constructor(any.url.replace(/[^/]+$/, `container-${number}`), any.pipeline);
    });
    await Promise.all([from.create(), to.create()]);
    for (const name of ['d', 'e']) await upload(from, name, 'a blob');
    await simulator.advanceClock(2);
    await upload(to, 'd/x', 'x');
    await upload(to, 'e', 'another blob');
    await simulator.advanceClock(2);
  });

  for (const [options, other] of [
    [{ overwrite: 'never' }, 'exists'],
    [{ overwrite: 'ifSourceNewer' }, 'same'],
    [{ overwrite: 'ifDifferent' }, 'copied'],
    [{ overwrite: 'never', rename: '{name}' }, 'exists'],
  ]) {
    test(`H4, O13: ${JSON.stringify(options)}`, async () => {
      const outcomes = async (more) =>
        outcomesOf((await settled(await to.beginCopyFromContainer(from, { ...options, ...more }))).events);
      const expected = { d: 'ResourceTypeMismatch', e: other };
      const planned = await outcomes({ dryRun: true });
      delete planned.undefined;
      assert.deepEqual(planned, expected);
      assert.deepEqual(await outcomes(), expected);
      assert.equal((await to.getBlobClient('d/x').downloadToBuffer()).toString(), 'x');
    });
  }

  for (const options of [{}, { overwrite: 'ifDifferent' }]) {
    test(`H6, M3: a copy without the tags of its source is recognized by a move and its plan: ${JSON.stringify(options)}`, async () => {
      await upload(from, 'tagged', 'content', { tags: { k: 'v' } });
      await (await to.beginCopyFromContainer(from, { prefix: 't' })).pollUntilDone();
      const moves = { prefix: 't', move: true, ...options };
      const { copies, conflicts, skipped } = await to.planContainerCopy(from, moves);
      const { summary } = await settled(await to.beginCopyFromContainer(from, moves));
      assert.deepEqual([summary.moved, summary.conflicts, summary.skipped], [1, 0, {}]);
      assert.deepEqual([copies, conflicts, skipped], [1, 0, {}]);
    });
  }
});

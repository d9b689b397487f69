'use strict';

// Pages of a listing that cannot be parsed: among thousands of pages, something on the way breaks one. They are read again.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { describeContainer, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('a page of the listing that is nonsense', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => upload(from, name)));
  });

  const copy = async (options) => (await to.beginCopyFromContainer(from, options)).pollUntilDone();
  const page = (when, what) => simulator.faults({ which: { operation: 'listBlobs', account: 'one' }, when, what });

  for (const [label, what] of [
    ['other bytes', { body: { garbage: 3 } }],
    ['no HTTP', { garbage: 'SSH-2.0-OpenSSH\r\n' }],
  ]) {
    test(`is read again: ${label}`, async () => {
      await page({ nth: [1, 3, 4] }, what);
      const { copied } = await copy({ pageSize: 2 });
      assert.equal(copied, 5);
      assert.deepEqual(await describeContainer(to), await describeContainer(from));
    });

    test(`D2: ends the job if it stays so, and nothing is deleted: ${label}`, async () => {
      await upload(to, 'x');
      await page({ after: 1 }, what);
      const error = await failing(copy({ pageSize: 2, deleteExtraneous: true, allowMassDeletes: true }));
      assert.match(error.message, /could not be parsed|Parse Error/);
      assert.ok((await namesOf(to)).includes('x'));
    });
  }
});

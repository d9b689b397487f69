'use strict';

// A journal that is removed, or replaced by another file, while the job runs.

const assert = require('node:assert/strict');
const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('a journal that is gone before its job ends', () => {
  const accounts = useTwoAccounts();
  let from;
  let to;
  let journal;

  beforeEach(async () => {
    const fresh = await accounts.fresh();
    ({ from, to } = fresh);
    journal = path.join(fresh.folder, `journal-${fresh.number}`);
    for (let index = 0; index < 5; index += 1) await upload(from, `blob ${index}`);
  });

  /** Copies, and does something to the journal after the first blob, before the last one is done. */
  async function copied(happens) {
    await accounts.simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'blob 4' },
      what: { stall: true },
    });
    const poller = await to.beginCopyFromContainer(from, { journal, concurrency: 1 });
    let count = 0;
    for await (const { event } of poller) {
      assert.equal(event, 'copied');
      count += 1;
      if (count > 1) continue;
      happens();
      await accounts.simulator.clearFaults();
      await accounts.simulator.releaseStalls();
    }
    return poller.pollUntilDone();
  }

  test('is not missed by a job that has done everything', async () => {
    const { copied: all } = await copied(() => rmSync(journal));
    assert.deepEqual([all, (await namesOf(to)).length, existsSync(journal)], [5, 5, false]);
  });

  test('leaves the file alone that has taken its place', { skip: process.platform === 'win32' }, async () => {
    const { copied: all } = await copied(() => {
      rmSync(journal);
      writeFileSync(journal, 'a letter');
    });
    assert.deepEqual([all, readFileSync(journal, 'utf8')], [5, 'a letter']);
  });
});

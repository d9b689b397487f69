'use strict';

// Two options with one file, by other paths: what replaces the manifest would take the journal away, which was to continue the job.

const assert = require('node:assert/strict');
const { mkdirSync, readdirSync, symlinkSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('files of a container copy that are one', () => {
  const accounts = useTwoAccounts();
  let from;
  let to;
  let folder;

  beforeEach(async () => {
    const fresh = await accounts.fresh();
    ({ from, to } = fresh);
    folder = path.join(fresh.folder, String(fresh.number));
    mkdirSync(path.join(folder, 'within'), { recursive: true });
    await upload(from, 'a');
  });

  for (const [one, other] of [
    ['journal', 'manifest'],
    ['journal', 'failed'],
    ['manifest', 'failed'],
  ]) {
    test(`${one} and ${other} are rejected in any spelling, and nothing is copied or left behind`, async () => {
      symlinkSync(path.join(folder, 'file'), path.join(folder, 'link'));
      for (const spelled of [`${folder}/within/../file`, `${folder}/./file`, path.join(folder, 'link')]) {
        const options = { [one]: path.join(folder, 'file'), [other]: spelled };
        const error = await failing(to.beginCopyFromContainer(from, options));
        assert.match(error.message, new RegExp(`"${one}" and "${other}" are the same file`));
      }
      assert.deepEqual(readdirSync(folder).sort(), ['link', 'within']);
      assert.deepEqual(await namesOf(to), []);
    });
  }

  for (const option of ['manifest', 'failed']) {
    test(`so is ${option} in the place of one of the files next to the journal`, async () => {
      const journal = path.join(folder, 'journal');
      for (const suffix of ['.known', '.new']) {
        const options = { journal, [option]: journal + suffix, onDeletedAtDestination: 'skip' };
        const { message } = await failing(to.beginCopyFromContainer(from, options));
        assert.match(message, /are the same file/);
      }
      assert.deepEqual(readdirSync(folder), ['within']);
      assert.deepEqual(await namesOf(to), []);
    });
  }

  test('files of one name in two folders are two', async () => {
    const options = { manifest: path.join(folder, 'file'), failed: path.join(folder, 'within', 'file') };
    assert.equal((await (await to.beginCopyFromContainer(from, options)).pollUntilDone()).copied, 1);
  });
});

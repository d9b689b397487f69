'use strict';

// Globs match names character by character, whatever bytes a character takes, and however many alternatives they have.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('globs', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const copied = async (options) =>
    (await settled(await to.beginCopyFromContainer(from, options))).events
      .filter(({ event }) => event === 'copied')
      .map(({ source }) => source)
      .sort();

  test('O6, N7: a character is one character, not one of its bytes', async () => {
    for (const name of ['x', 'é', 'ÿ', '～', '日', '😀', 'ab', 'éx', 'a/é']) await upload(from, name, 'x');
    for (const [glob, names] of [
      ['?', ['x', 'é', 'ÿ', '～', '日', '😀']],
      ['??', ['ab', 'éx']],
      ['[à-ÿ]', ['é', 'ÿ']],
      ['[!x]', ['é', 'ÿ', '～', '日', '😀']],
      ['[日😀]', ['日', '😀']],
      ['{é,～}*', ['é', '～', 'éx']],
      ['**/é', ['é', 'a/é']],
    ]) {
      assert.deepEqual(await copied({ include: [glob] }), names.sort(), glob);
    }
  });

  test('D5: a mirror keeps what a glob with many alternatives excludes', async () => {
    await upload(from, 'x', 'x');
    for (const name of ['x', 'b'.repeat(11), 'other']) await upload(to, name, 'x');
    await simulator.advanceClock(2);
    const exclude = ['{a,b}'.repeat(11)];
    const options = { exclude, deleteExtraneous: true, allowMassDeletes: true };
    await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.deepEqual(await namesOf(to), ['b'.repeat(11), 'x']);
  });

  test('O6: a glob that cannot be read is an error', async () => {
    for (const [glob, why] of [
      ['[]', /"\[" is not closed/],
      ['{a,{b}', /"\{" is not closed/],
      ['{'.repeat(5000) + '}'.repeat(5000), /nested too deeply/],
    ]) {
      assert.match((await failing(to.beginCopyFromContainer(from, { exclude: [glob] }))).message, why);
    }
  });
});

'use strict';

// Without an interval, polls through replaced methods wait as long as the engine does between its own. The timers of this process are
// replaced before the package is loaded, which keeps those that it finds then.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const waits = [];
const { setTimeout } = globalThis;
globalThis.setTimeout = (callback, wait) => {
  waits.push(wait);
  return setTimeout(callback, 0);
};
const blobferry = require('../..');
globalThis.setTimeout = setTimeout;

const SOURCE = 'https://other.blob.core.windows.net/c/b';

/** The waits before each poll of a copy. */
async function waitsOf(polls) {
  const blob = Object.assign(new blobferry.BlobClient('http://127.0.0.1:1/account/c/b'), {
    startCopyFromURL: async () => ({ copyId: 'mine', copyStatus: 'pending' }),
    getProperties: async () => ({ copyId: 'mine', ...(polls.shift() ?? { copyStatus: 'success' }) }),
  });
  waits.length = 0;
  await (await blob.beginCopyFromURL(SOURCE)).pollUntilDone();
  return waits.slice();
}

const pending = (copyProgress) => ({ copyStatus: 'pending', copyProgress });

test('a quarter of the time so far, within the limits of the engine', async () => {
  const found = await waitsOf(Array.from({ length: 40 }, () => pending('0/100')));
  const expected = [];
  for (let elapsed = 0; expected.length < 41; elapsed += expected.at(-1))
    expected.push(Math.min(Math.max(elapsed / 4, 100), 15_000));
  assert.deepEqual(found, expected);
  const rule = fs.readFileSync(path.join(__dirname, '../../src/copy/polling/timer.rs'), 'utf8');
  assert.match(rule, /SHORTEST_WAIT: Duration = Duration::from_millis\(100\)/);
  assert.match(rule, /LONGEST_WAIT: Duration = Duration::from_secs\(15\)/);
  assert.match(rule, /PARTS_OF_ELAPSED: u32 = 4;/);
});

test('never past the expected end', async () => {
  const later = Array.from({ length: 20 }, () => pending('1/100'));
  const without = await waitsOf([...later, pending('1/100')]);
  const ended = await waitsOf([...later, pending('99/100')]);
  const elapsed = ended.slice(0, -1).reduce((sum, wait) => sum + wait, 0);
  assert.deepEqual(ended.slice(0, -1), without.slice(0, -1));
  assert.equal(without.at(-1), elapsed / 4);
  assert.equal(ended.at(-1), Math.max(elapsed / 99, 100));
});

test('what is no progress changes nothing', async () => {
  const of = (copyProgress) => waitsOf(Array.from({ length: 12 }, () => pending(copyProgress)));
  const plain = await of(undefined);
  for (const odd of ['', '5', '7/5', 'a/b', '/5']) assert.deepEqual(await of(odd), plain, odd);
});

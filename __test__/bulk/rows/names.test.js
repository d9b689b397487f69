'use strict';

// Every odd name arrives as it is, on Azurite and on the simulator, which takes names that Azurite changes. Tests are named by the rows of
// the requirements (see `table.js`).

const assert = require('node:assert/strict');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { describe, test } = require('node:test');

const { describeContainer, namesOf, settled, upload } = require('../helpers');
const { useTwoAccounts } = require('../two-accounts');
const { contentOf, relayed, useTwoAzurites } = require('../two-azurites');

/** What is odd, and only on which servers, by row. */
const NAMES = {
  N1: ['a', 'a/', 'a/b'],
  N2: ['/x', '//x', 'a//b', 'a/'],
  N3: ['a.', 'a..', 'd./b', 'd/b.', 'dots...', 'x/y...'],
  N4: ['a/b', 'a%5Cb', 'a%5cb'],
  N5: [
    ...[
      'h%12.jpg',
      '100%',
      'a+b',
      'a b',
      'q?x=1',
      '#1',
      'a&b',
      '%41',
      '%2F',
      '%25',
      '%',
      'A',
      '$',
      'a=b',
      'a;b',
      'a,b',
    ],
    ...["'", '"', '{a}', '[a]', '|', '^', '`', '~', '@:!*()', ' '],
  ],
  N6: ['<name>', '&amp;', '&lt;', ']]>', '<![CDATA[x]]>', 'a"b', "a'b", '\u0085', '\u2028', '\uFEFFx'],
  N7: ['\u00e9', 'e\u0301', 'A.txt', 'a.txt', '\u212B', '\u00C5', 'A\u030A', '\u017F', 's'],
};

/** XML holds none of these as they are, so a listing gives them encoded. */
const CONTROLS = [
  'a\u0001b',
  '\u0007',
  'tab\tin',
  'line\nfeed',
  'carriage\rreturn',
  '\u000B/\u000C',
  '\uFFFE',
  '\uFFFF',
  'plain',
];

const sorted = (values) => [...values].sort();

/** Copies blobs of these names in pages of several sizes, and compares what arrives, byte by byte and name by name. */
async function survive(names, { from, to }, run) {
  // What is copied is what was uploaded, and not what became of it on its way there.
  assert.deepEqual(sorted(await namesOf(from)), sorted(names));
  const expected = await describeContainer(from);
  for (const pageSize of [1, undefined]) {
    for (const name of await namesOf(to)) await to.deleteBlob(name);
    const { events, summary } = await run({ pageSize, verify: 'content' });
    assert.deepEqual([summary.copied, summary.failures], [names.length, []]);
    assert.deepEqual(
      sorted(events.map(({ source, destination }) => `${source}\0${destination}`)),
      sorted(names.map((name) => `${name}\0${name}`)),
    );
    assert.deepEqual(await describeContainer(to), expected, `pages of ${pageSize}`);
  }
  // A second look finds nothing to do, and nothing to delete.
  const { summary } = await run({ overwrite: 'ifDifferent', deleteExtraneous: true });
  assert.deepEqual([summary.copied, summary.skipped.same, summary.deletes.wanted], [0, names.length, 0]);
}

describe('names of blobs on Azurite', () => {
  const pair = useTwoAzurites();

  async function surviveOnAzurite(names) {
    const sides = await pair.sides(names);
    await survive(names, sides, (options) => relayed(sides.from, sides.to, options));
  }

  test('N1: a name, the same with a slash at its end, and one below it', () => surviveOnAzurite(NAMES.N1));
  test('N2: slashes at the beginning, doubled, and at the end', () => surviveOnAzurite(NAMES.N2));
  test('N3: parts that end in a dot', () => surviveOnAzurite(NAMES.N3));
  test('N4: the code of a backslash is no slash, in either case', () => surviveOnAzurite(NAMES.N4));
  test('N5: what URLs encode, and what looks encoded', () => surviveOnAzurite(NAMES.N5));
  test('N6: what XML has marks for', () => surviveOnAzurite(NAMES.N6));
  test('N7: composed and decomposed letters, and both cases', () => surviveOnAzurite(NAMES.N7));

  test('N8: a name of 1,024 characters is copied, and one that a prefix makes longer is rejected', async () => {
    const longest = 'a'.repeat(1024);
    const { from, to } = await pair.sides([longest]);
    assert.equal((await relayed(from, to)).summary.copied, 1);
    assert.equal(await contentOf(to, longest), `source of ${longest}`);
    const { events, summary } = await relayed(from, to, { destinationPrefix: 'x/' });
    assert.deepEqual([summary.copied, summary.failedByCode], [0, { UnusableName: 1 }]);
    const reported = events.map(({ event, code, source }) => [event, code, source]);
    assert.deepEqual(reported, [['failed', 'UnusableName', longest]]);
    assert.deepEqual(await namesOf(to), [longest]);
  });

  test('N9: the files of a job hold every name, one line each', async () => {
    const names = [...new Set([...Object.values(NAMES).flat(), 'x', 'x/y', 'CON', '..hidden', '__proto__', '-'])];
    const { from, to } = await pair.sides(names);
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-rows-'));
    const linesOf = (name) => {
      const lines = readFileSync(path.join(folder, name), 'utf8').split('\n');
      return lines.slice(0, -1).map((line) => JSON.parse(line).source);
    };
    try {
      const files = { manifest: path.join(folder, 'manifest'), failed: path.join(folder, 'failed') };
      const { summary } = await relayed(from, to, files);
      assert.equal(summary.copied, names.length, JSON.stringify(summary.failures));
      assert.deepEqual(sorted(linesOf('manifest')), sorted(names));
      assert.deepEqual(linesOf('failed'), []);
      // A prefix with which all but the shortest are too long, so that they are in the other file.
      const long = names.filter((name) => name.length > 1);
      const { summary: failed } = await relayed(from, to, { ...files, destinationPrefix: 'x'.repeat(1023) });
      assert.deepEqual([failed.copied, failed.failed], [names.length - long.length, long.length]);
      assert.deepEqual(sorted(linesOf('failed')), sorted(long));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('names of blobs on the simulator', () => {
  const accounts = useTwoAccounts();

  async function surviveOnSimulator(names, strategies = ['auto', 'blocks', 'relay']) {
    const { from, to } = await accounts.fresh();
    for (const name of names) await upload(from, name);
    await accounts.simulator.advanceClock(2);
    for (const strategy of strategies) {
      await survive(names, { from, to }, async (options) =>
        settled(await to.beginCopyFromContainer(from, { strategy, ...options })),
      );
    }
  }

  // Signatures of the reference treat a backslash as a slash, as the service is said to do with names, so this process reads the blobs.
  test('N4: a backslash, its code and a slash are three names', () =>
    surviveOnSimulator([...NAMES.N4, 'a\\b', '\\'], ['relay']));
  test('N6: control characters and what is no character', () => surviveOnSimulator(CONTROLS));

  test('N6: a prefix that XML cannot hold confines a copy as any other, and a name that cannot be sent stops no other', async () => {
    const { simulator, from, to } = await accounts.fresh();
    for (const name of [...CONTROLS, 'a\u0001c/d', 'a']) await upload(from, name);
    const { summary } = await settled(await to.beginCopyFromContainer(from, { prefix: 'a\u0001' }));
    assert.deepEqual([summary.copied, await namesOf(to)], [2, ['a\u0001b', 'a\u0001c/d']]);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: '\uFFFE' },
      what: { status: 400, code: 'InvalidUri' },
    });
    const all = await settled(await to.beginCopyFromContainer(from));
    assert.deepEqual([all.summary.copied, all.summary.failed], [CONTROLS.length + 1, 1]);
    assert.equal(all.events.find(({ event }) => event === 'failed').source, '\uFFFE');
  });
});

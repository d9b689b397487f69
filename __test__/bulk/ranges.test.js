'use strict';

// The ranges of shards as properties: whatever the names and the cuts, each name is in exactly one range, and a rest loses none.
// The seed is printed; BLOBFERRY_SEED repeats it.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { buildSync } = require('esbuild');

// The bundle of the package does not have them by name.
const bundle = buildSync({
  entryPoints: [path.join(__dirname, '../../facade/shards/ranges.ts')],
  bundle: true,
  format: 'cjs',
  platform: 'node',
  write: false,
});
const compiled = { exports: {} };
new Function('module', 'exports', bundle.outputFiles[0].text)(compiled, compiled.exports);
const { compareNames, cutAt, restOf } = compiled.exports;

const SEED = Number(process.env.BLOBFERRY_SEED ?? Date.now() % 2 ** 31);
const CHARACTERS = ['a', 'b', '/', '-', '.', 'A', '~', '\u{FF5E}', '\u{1F600}', '%', ' '];

/** Numbers that the seed alone decides (mulberry32). */
function generator(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const random = generator(SEED);
const nameOf = () => Array.from({ length: 1 + random(5) }, () => CHARACTERS[random(CHARACTERS.length)]).join('');
const namesOf = (most) => [...new Set(Array.from({ length: random(most) }, nameOf))];

const has = ({ from, after, to }, name, order) =>
  (from === undefined || compareNames(name, from, order) >= 0) &&
  (after === undefined || compareNames(name, after, order) > 0) &&
  (to === undefined || compareNames(name, to, order) < 0);

for (const order of ['flat', 'hierarchical']) {
  test(`each name is in exactly one range of a plan (${order})`, (t) => {
    t.diagnostic(`BLOBFERRY_SEED=${SEED}`);
    for (let round = 0; round < 500; round += 1) {
      const most = 1 + random(12);
      const ranges = cutAt(namesOf(20), order, most);
      assert.ok(ranges.length <= most);
      for (const name of namesOf(30)) {
        assert.equal(
          ranges.filter((range) => has(range, name, order)).length,
          1,
          JSON.stringify({ name, ranges, SEED }),
        );
      }
    }
  });

  test(`a rest has every name that is neither done nor failed, and none from outside (${order})`, (t) => {
    t.diagnostic(`BLOBFERRY_SEED=${SEED}`);
    for (let round = 0; round < 500; round += 1) {
      const all = namesOf(30).sort((one, other) => compareNames(one, other, order));
      const ranges = cutAt(namesOf(6), order, 4);
      const range = ranges[random(ranges.length)];
      const inside = all.filter((name) => has(range, name, order));
      const taken = inside.slice(0, random(inside.length + 1));
      const open = taken.filter(() => random(3) === 0);
      const failed = new Set(open.filter(() => random(2) === 0));
      const rest = restOf(range, { last: taken.at(-1), open }, failed, order);
      const left = [...open.filter((name) => !failed.has(name)), ...inside.slice(taken.length)];
      for (const name of left) assert.ok(has(rest, name, order), JSON.stringify({ name, rest, range, SEED }));
      for (const name of all) {
        if (has(rest, name, order)) assert.ok(has(range, name, order), JSON.stringify({ name, rest, range, SEED }));
      }
    }
  });
}

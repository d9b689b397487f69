'use strict';

// The ranges of shards as properties: whatever the names and the cuts, each name is in exactly one range, and a rest loses none.
// The seed is printed; BLOBFERRY_SEED repeats it.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { compareNames, cutAt, generator, isWithin, restOf } = require('./shard-ranges');

const SEED = Number(process.env.BLOBFERRY_SEED ?? Date.now() % 2 ** 31);
const CHARACTERS = ['a', 'b', '/', '-', '.', 'A', '~', '\u{FF5E}', '\u{1F600}', '%', ' '];

const random = generator(SEED);
const nameOf = () => Array.from({ length: 1 + random(5) }, () => CHARACTERS[random(CHARACTERS.length)]).join('');
const namesOf = (most) => [...new Set(Array.from({ length: random(most) }, nameOf))];

for (const order of ['flat', 'hierarchical']) {
  test(`each name is in exactly one range of a plan (${order})`, (t) => {
    t.diagnostic(`BLOBFERRY_SEED=${SEED}`);
    for (let round = 0; round < 500; round += 1) {
      const most = 1 + random(12);
      const ranges = cutAt(namesOf(20), order, most);
      assert.ok(ranges.length <= most);
      for (const name of namesOf(30)) {
        assert.equal(
          ranges.filter((range) => isWithin(range, name, order)).length,
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
      const inside = all.filter((name) => isWithin(range, name, order));
      const taken = inside.slice(0, random(inside.length + 1));
      const open = taken.filter(() => random(3) === 0);
      const failed = new Set(open.filter(() => random(2) === 0));
      const rest = restOf(range, { last: taken.at(-1), open }, failed, order);
      const left = [...open.filter((name) => !failed.has(name)), ...inside.slice(taken.length)];
      for (const name of left) assert.ok(isWithin(rest, name, order), JSON.stringify({ name, rest, range, SEED }));
      for (const name of all) {
        if (isWithin(rest, name, order))
          assert.ok(isWithin(range, name, order), JSON.stringify({ name, rest, range, SEED }));
      }
    }
  });
}

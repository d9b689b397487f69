'use strict';

// What the properties of shards share: the functions for ranges, a generator with a seed, and the rule of ranges in plain words.

const path = require('node:path');

const { buildSync } = require('esbuild');

// The bundle of the package does not have them by name.
const bundle = buildSync({
  stdin: {
    contents: `export * from './ranges'; export { withRange } from './shard';`,
    resolveDir: path.join(__dirname, '../../facade/shards'),
    loader: 'ts',
  },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  write: false,
});
const compiled = { exports: {} };
new Function('module', 'exports', 'require', bundle.outputFiles[0].text)(compiled, compiled.exports, require);
const { compareNames, cutAt, restOf, withRange } = compiled.exports;

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

/** Whether a name is in a range. */
const isWithin = ({ from, after, to }, name, order) =>
  (from === undefined || compareNames(name, from, order) >= 0) &&
  (after === undefined || compareNames(name, after, order) > 0) &&
  (to === undefined || compareNames(name, to, order) < 0);

module.exports = { compareNames, cutAt, generator, isWithin, restOf, withRange };

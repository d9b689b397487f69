'use strict';

// Containers of very many blobs, each different from its neighbors, and a copy of the source that no job knows.

const LARGE_BYTES = { least: 257 * 2 ** 20, step: 3 * 2 ** 20 };
const SMALL_BYTES = { min: 0, max: 2048 };
const TYPES = ['BlockBlob', 'BlockBlob', 'BlockBlob', 'AppendBlob', 'PageBlob'];

/**
 * Makes the container `name` and its twin in the account `one`, and an empty one in the account `two`. Large blobs lie between the small
 * ones.
 */
async function fill(simulator, containerOf, name, { blobs, large, seed }) {
  for (const container of [name, twinOf(name)]) {
    await simulator.syntheticContainer({
      account: 'one',
      container,
      count: blobs,
      prefix: 'blob ',
      size: SMALL_BYTES,
      seed,
      varied: true,
    });
    for (let index = 0; index < large; index += 1) {
      const place = String(Math.floor((index * blobs) / large)).padStart(String(blobs - 1).length, '0');
      const size = LARGE_BYTES.least + index * LARGE_BYTES.step;
      await simulator.synthetic({
        account: 'one',
        container,
        blob: `blob ${place} large`,
        size,
        seed: seed + index,
        type: TYPES[index % TYPES.length],
        metadata: { large: String(index) },
      });
    }
  }
  await containerOf('two', name).create();
}

/** A container that holds what the source held in the beginning. */
function twinOf(name) {
  return `${name}-twin`;
}

module.exports = { fill, twinOf };

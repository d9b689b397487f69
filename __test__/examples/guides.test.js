'use strict';

// The blocks of JavaScript in the guides and in the README compile, strictly.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { compile } = require('./compile');
const { readGuides } = require('./guides');

const NAMES = ['surroundings.d.ts', 'guide-surroundings.d.ts'];

/** Blocks that a strict compiler rejects for what the typings of the reference say, too. */
const NOT_STRICT = [
  // `snapshot` and `readableStreamBody` may be undefined.
  /withSnapshot\(snapshot\)/,
  /await blob\.query\(/,
];

/** A client of the newer kind is no `httpClient` for the typings of the reference either. */
const NOT_TYPED = /createDefaultHttpClient/;

/** What the guide to containers calls a poller. */
const POLLER = "Awaited<ReturnType<import('blobferry').ContainerClient['beginCopyFromContainer']>>";

describe('the blocks of JavaScript in the guides', () => {
  const blocks = readGuides().map((block) =>
    block.name.startsWith('containers ') ? { ...block, types: { poller: POLLER } } : block,
  );

  test('are found', () => {
    assert.ok(blocks.length >= 39, `${blocks.length} blocks`);
  });

  test('compile strictly with the typings of the package', () => {
    const typed = blocks.filter(({ code }) => !NOT_TYPED.test(code));
    const isStrict = ({ code }) => !NOT_STRICT.some((pattern) => pattern.test(code));
    assert.deepEqual(compile(typed.filter(isStrict), { strict: true, names: NAMES }), []);
    const others = typed.filter((block) => !isStrict(block));
    assert.equal(others.length, NOT_STRICT.length);
    assert.deepEqual(compile(others, { names: NAMES }), []);
  });
});

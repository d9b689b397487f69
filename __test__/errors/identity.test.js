'use strict';

// Errors are instances of the classes of Microsoft's packages that the reference throws, however a script loads those, and theirs are
// instances of ours.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { pathToFileURL } = require('node:url');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');

const ENTRIES = { required: PACKAGE, imported: PACKAGE };
if (!isReference) ENTRIES.imported = pathToFileURL(path.join(PACKAGE, 'dist', 'index.mjs')).href;

async function run(way, order, library) {
  const script = path.join(
    __dirname,
    'children',
    way === 'required' ? 'identity-required.js' : 'identity-imported.mjs',
  );
  const { code, stdout, stderr } = await runChild(script, { environment: { LIBRARY: library, ORDER: order } });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

for (const way of Object.keys(ENTRIES)) {
  for (const order of ['before', 'after']) {
    const skip = way === 'imported' && !process.features.require_module && 'this Node.js cannot require ES modules';
    test(
      `errors are instances of the other packages' classes: ${way}, ${order} the first error`,
      { skip },
      async () => {
        const expected = await run(way, order, '@azure/storage-blob');
        const actual = await run(way, order, ENTRIES[way]);
        assert.deepEqual(actual.outcomes, expected.outcomes);
        // In the reference it depends on when the abort arrives.
        assert.equal(actual.isAbortError || isReference, true);
      },
    );
  }
}

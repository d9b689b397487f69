'use strict';

// The clients of queues and file shares sign with a key only if it is an instance of the class of `@azure/storage-common`, which is the class
// that the reference exports. Ours stands for it, however and whenever a program loads that package, and loads nothing by itself.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { pathToFileURL } = require('node:url');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');

const ENTRIES = { required: PACKAGE, imported: PACKAGE };
if (!isReference) ENTRIES.imported = pathToFileURL(path.join(PACKAGE, 'dist', 'index.mjs')).href;
const CHILDREN = { required: 'credential-classes-required.js', imported: 'credential-classes-imported.mjs' };

async function run(way, order, library) {
  const script = path.join(__dirname, 'children', CHILDREN[way]);
  const { code, stdout, stderr } = await runChild(script, { environment: { LIBRARY: library, ORDER: order } });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

for (const way of Object.keys(ENTRIES)) {
  for (const order of ['before', 'after']) {
    const skip = way === 'imported' && !process.features.require_module && 'this Node.js cannot require ES modules';
    test(`a key is what it is in the reference: ${way}, ${order} the other package`, { skip }, async () => {
      const expected = await run(way, order, '@azure/storage-blob');
      assert.deepEqual(expected.theirs[0], ['key', ['StorageSharedKeyCredential']]);
      assert.deepEqual(await run(way, order, ENTRIES[way]), expected);
    });
  }
}

test('nothing is loaded for it', { skip: isReference }, async () => {
  const script = path.join(__dirname, 'children', 'credential-classes-unloaded.js');
  const { stdout, stderr } = await runChild(script, { environment: { LIBRARY: PACKAGE } });
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), []);
});

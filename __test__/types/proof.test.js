'use strict';

// The compiler's proof that each exported type is assignable to the reference's, and back: against the version for Node 20, and the newest.
// What cannot be proved has its reason in tools/lib/unproved-types.mjs.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const ROOT = path.join(__dirname, '..', '..');
const REFERENCES = ['@azure/storage-blob', 'storage-blob-latest'];

test('types are assignable to those of the reference, and back', async (t) => {
  const { proveTypes } = await import('../../tools/lib/type-proof.mjs');
  const { UNPROVED } = await import('../../tools/lib/unproved-types.mjs');
  const used = new Set();
  for (const reference of REFERENCES) {
    const file = path.join(ROOT, 'node_modules', reference, 'dist', 'commonjs', 'index.d.ts');
    const { proved, failed } = proveTypes(file, path.join(ROOT, 'index.d.ts'));
    t.diagnostic(`${reference}: ${proved.length} types are proved, ${failed.length} assignments are not`);
    assert.ok(proved.length > 200, 'the typings were read');
    const unexplained = [];
    for (const failure of failed) {
      const entry = UNPROVED.find(({ covers }) => covers(failure));
      if (entry) used.add(entry);
      else unexplained.push(`${failure.name} (${failure.direction}): ${failure.message}`);
    }
    assert.deepEqual(unexplained, [], 'a type is made the same, or listed in tools/lib/unproved-types.mjs');
  }
  const idle = UNPROVED.filter((entry) => !used.has(entry)).map(({ what }) => what);
  assert.deepEqual(idle, [], 'what is proved needs no reason any more');
});

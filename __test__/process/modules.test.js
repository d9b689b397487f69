'use strict';

// `require` and `import` give the same classes, so that `instanceof` holds across both.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');

const { isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');

// A package may import itself by name: this resolves through `exports`, as in a script that depends on it.
const NAME = 'blobferry';

describe('require and import', { skip: isReference && 'the reference has its classes twice' }, () => {
  test('give the same things under the same names', async () => {
    const required = require(NAME);
    const imported = await import(NAME);
    const names = Object.keys(required).sort();
    assert.deepEqual(
      Object.keys(imported)
        .filter((name) => !['default', 'module.exports'].includes(name))
        .sort(),
      names,
    );
    for (const name of names) assert.equal(imported[name], required[name], name);
    for (const name of [
      'BlobServiceClient',
      'ContainerClient',
      'BlobClient',
      'BlockBlobClient',
      'StorageSharedKeyCredential',
      'AnonymousCredential',
      'RestError',
    ]) {
      assert.equal(typeof required[name], 'function', name);
    }
  });

  test('import works in a module', async () => {
    const child = await runChild(path.join(__dirname, 'children', 'module.mjs'));
    assert.equal(child.code, 0, child.stderr);
    assert.equal(child.stdout.trim(), 'https://account.blob.core.windows.net/container');
  });

  test('every class that the package has is a class of its name', () => {
    for (const [name, value] of Object.entries(require(NAME))) {
      if (typeof value === 'function' && /^[A-Z]/.test(name)) assert.equal(value.name, name);
    }
  });
});

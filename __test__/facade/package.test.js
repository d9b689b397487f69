'use strict';

// Loading the package: the same objects for require and import, at low cost, and a clear error without the addon.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const bundle = path.join(__dirname, '..', '..', 'dist', 'index.js');

/** Runs code in a process of its own and gives what it prints. */
function runAlone(code, environment = {}) {
  const flags = ['--input-type=commonjs', '-e', code];
  return execFileSync(process.execPath, flags, { encoding: 'utf8', env: { ...process.env, ...environment } });
}

test('import and require give the same classes', async () => {
  const required = require(bundle);
  const imported = await import(bundle.replace(/\.js$/, '.mjs'));
  assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort());
  for (const name of Object.keys(required)) assert.equal(imported[name], required[name], name);
});

test('importing loads neither the addon nor further modules of Node', () => {
  const code = `
    const before = new Set(process.moduleLoadList);
    require(${JSON.stringify(bundle)});
    const addons = Object.keys(require.cache).filter((file) => file.endsWith('.node'));
    const added = process.moduleLoadList.filter((name) => !before.has(name) && /^NativeModule (?!internal)/.test(name));
    console.log(JSON.stringify({ addons, added }));`;
  assert.deepEqual(JSON.parse(runAlone(code)), { addons: [], added: [] });
});

test('without the addon the error says what was looked for and how to get it', () => {
  const code = `
    const { BlobServiceClient } = require(${JSON.stringify(bundle)});
    try { new BlobServiceClient('https://h'); } catch (error) { console.log(error.message); }`;
  const message = runAlone(code, { BLOBFERRY_NATIVE_LIBRARY_PATH: '/nowhere/blobferry.node' });
  assert.ok(message.includes(`${process.platform} ${process.arch}`), message);
  assert.match(message, /\/nowhere\/blobferry\.node: not found/);
  assert.match(message, /npm run build/);
  if (process.platform === 'linux') assert.match(message, /glibc \d|musl/);
});

test('a file that is no addon for this platform is distinguished from a missing one', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'blobferry-'));
  const file = path.join(directory, 'blobferry.node');
  try {
    writeFileSync(file, 'made for another platform');
    const code = `
      const { BlobServiceClient } = require(${JSON.stringify(bundle)});
      try { new BlobServiceClient('https://h'); } catch (error) { console.log(error.message); }`;
    const message = runAlone(code, { BLOBFERRY_NATIVE_LIBRARY_PATH: file });
    assert.ok(message.includes(`${process.platform} ${process.arch}`), message);
    assert.ok(message.includes(file), message);
    assert.doesNotMatch(message, /not found/);
    assert.match(message, /npm run build/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a user callback that throws does not end the process', () => {
  const native = path.join(__dirname, 'scripted-native.js');
  const code = `
    const { script, ok } = require(${JSON.stringify(native)});
    const { BlockBlobClient } = require(${JSON.stringify(bundle)});
    script.runWithBody = () => ok({});
    const blob = new BlockBlobClient('https://account.blob.core.windows.net/c/b');
    const onProgress = async () => { throw new Error('mine'); };
    blob.upload('x', 1, { onProgress }).then(() => console.log('done'));`;
  assert.equal(runAlone(code, { NODE_NO_WARNINGS: '1' }).trim(), 'done');
});

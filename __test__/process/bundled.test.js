'use strict';

// A bundle cannot contain the addon: the error says so, and what to do. As an external package it works.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, symlinkSync, mkdirSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { build } = require('esbuild');

const { runChild } = require('../support/child');

const ROOT = path.join(__dirname, '..', '..');
const SCRIPT = `
  const { BlobClient } = require('blobferry');
  try {
    console.log(new BlobClient('https://account.blob.core.windows.net/container/blob').name);
  } catch (error) {
    console.log(error.message);
  }`;

describe('a program that is bundled', () => {
  let folder;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-bundled-'));
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(ROOT, path.join(folder, 'node_modules', 'blobferry'), 'junction');
    writeFileSync(path.join(folder, 'package.json'), '{ "name": "program" }');
    writeFileSync(path.join(folder, 'script.js'), SCRIPT);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function bundleAndRun(options) {
    const outfile = path.join(folder, 'dist', 'bundle.js');
    await build({
      absWorkingDir: folder,
      entryPoints: ['script.js'],
      outfile,
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
      ...options,
    });
    const { stdout, stderr, code } = await runChild(outfile, { environment: { BLOBFERRY_NATIVE_LIBRARY_PATH: '' } });
    assert.equal(code, 0, stderr);
    return stdout.trim();
  }

  test('an error says that an addon cannot be bundled, and how to exclude it', async () => {
    const message = await bundleAndRun({});
    assert.match(message, /^blobferry cannot find its native module, because it was bundled\./);
    for (const bundler of ['webpack', 'esbuild', 'rollup', 'Vite', 'Next.js', 'ncc', 'pkg']) {
      assert.ok(message.includes(bundler), bundler);
    }
    assert.match(message, /BLOBFERRY_NATIVE_LIBRARY_PATH/);
  });

  test('works with the package left out of it', async () => {
    assert.equal(await bundleAndRun({ external: ['blobferry'] }), 'blob');
  });
});

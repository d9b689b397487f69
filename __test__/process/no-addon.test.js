'use strict';

// The package as it is published, without its addon, or with one that does not load: the error says which package is missing, why it may
// be, and what to do. The platform is what the process says, so that others can be played.

const assert = require('node:assert/strict');
const { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { afterEach, beforeEach, describe, test } = require('node:test');

const { runChild } = require('../support/child');

const ROOT = path.join(__dirname, '..', '..');
const { version } = require('../../package.json');

describe('the package without its addon', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-no-addon-'));
    for (const file of ['package.json', 'dist']) {
      cpSync(path.join(ROOT, file), path.join(folder, 'node_modules', 'blobferry', file), { recursive: true });
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Puts a package beside blobferry. */
  function put(name, content, file = 'index.js') {
    const target = path.join(folder, 'node_modules', name);
    mkdirSync(target, { recursive: true });
    writeFileSync(path.join(target, 'package.json'), JSON.stringify({ name, version, main: file }));
    writeFileSync(path.join(target, file), content);
  }

  /** What a script sees that uses the package on a platform. */
  async function use(platform, arch, environment = {}, flags = []) {
    const script = path.join(folder, 'script.js');
    writeFileSync(
      script,
      `for (const [name, value] of Object.entries(${JSON.stringify({ platform, arch })})) {
         Object.defineProperty(process, name, { value });
       }
       const { BlobServiceClient } = require('blobferry');
       try { new BlobServiceClient('https://h'); } catch (error) { console.log(error.message); }`,
    );
    const { stdout, stderr, code } = await runChild(script, {
      flags,
      environment: { BLOBFERRY_NATIVE_LIBRARY_PATH: undefined, ...environment },
    });
    assert.equal(code, 0, stderr);
    return stdout;
  }

  for (const [platform, arch, expected] of [
    ['darwin', 'arm64', 'blobferry-darwin-arm64'],
    ['darwin', 'x64', 'blobferry-darwin-x64'],
    ['win32', 'x64', 'blobferry-win32-x64-msvc'],
    ['win32', 'arm64', 'blobferry-win32-arm64-msvc'],
    ['linux', 'arm64', /blobferry-linux-arm64-(gnu|musl)/],
    ['linux', 'x64', /blobferry-linux-x64-(gnu|musl)/],
  ]) {
    test(`on ${platform} ${arch} names the package that is missing, and why it may be`, async () => {
      const message = await use(platform, arch);
      const [name] = typeof expected === 'string' ? [expected] : expected.exec(message);
      assert.match(
        message,
        new RegExp(`^blobferry cannot load its native module on this platform \\(${platform} ${arch}`),
      );
      assert.ok(message.includes(`The addon is in the package ${name}, an optional dependency`), message);
      assert.ok(message.includes(`npm install ${name}@${version}.`), message);
      assert.ok(message.includes(`npm install --os=${platform} --cpu=${arch};`), message);
      for (const cause of [
        '--omit=optional',
        '--no-optional',
        '--ignore-optional',
        'package-lock.json',
        'npm run build',
      ]) {
        assert.ok(message.includes(cause), `${cause} in ${message}`);
      }
      assert.match(message, /leave blobferry out of the bundle/);
    });
  }

  for (const [platform, arch] of [
    ['freebsd', 'x64'],
    ['linux', 'riscv64'],
    ['win32', 'ia32'],
  ]) {
    test(`on ${platform} ${arch}, which no package is for, says so`, async () => {
      const message = await use(platform, arch);
      assert.ok(
        message.includes(`There is no package with an addon for ${platform}-${arch}; build from source`),
        message,
      );
      assert.doesNotMatch(message, /optional/);
    });
  }

  test('an addon that is there but does not load is distinguished from a missing one', async () => {
    put('blobferry-linux-x64-gnu', 'made for another platform', 'blobferry.linux-x64-gnu.node');
    const message = await use('linux', 'x64');
    assert.match(message, /blobferry-linux-x64-gnu: (?!not found)/);
    assert.match(message, /A file is there but does not load/);
    assert.doesNotMatch(message, /omit=optional/);
  });

  test('Node.js that loads no addons is the reason, and no other is given', async () => {
    put('blobferry-linux-x64-gnu', '', 'blobferry.linux-x64-gnu.node');
    for (const environment of [{}, { BLOBFERRY_NATIVE_LIBRARY_PATH: path.join(folder, 'a.node') }]) {
      const { BLOBFERRY_NATIVE_LIBRARY_PATH: named } = environment;
      if (named) writeFileSync(named, '');
      const message = await use('linux', 'x64', environment, ['--no-addons']);
      assert.match(message, /Start it without --no-addons; with --permission, also give --allow-addons/);
      assert.doesNotMatch(message, /install|bundle|unset/);
    }
  });

  test('a path in BLOBFERRY_NATIVE_LIBRARY_PATH is the only one that is tried', async () => {
    const message = await use('linux', 'x64', { BLOBFERRY_NATIVE_LIBRARY_PATH: '/nowhere/a.node' });
    assert.match(message, /Looked for:\n {2}\/nowhere\/a\.node: not found\n/);
    assert.match(message, /BLOBFERRY_NATIVE_LIBRARY_PATH names the only file that was tried; unset it/);
  });

  test('the package of the platform is found beside it', async () => {
    put('blobferry-darwin-arm64', 'throw new Error("this is the one")');
    assert.match(await use('darwin', 'arm64'), /blobferry-darwin-arm64: this is the one/);
  });

  test('under the name of the reference, as by overrides, it finds its package too', async () => {
    const reference = path.join(folder, 'node_modules', '@azure', 'storage-blob');
    cpSync(path.join(folder, 'node_modules', 'blobferry'), reference, { recursive: true });
    put('blobferry-darwin-arm64', 'throw new Error("this is the one")');
    writeFileSync(
      path.join(folder, 'node_modules', 'blobferry', 'dist', 'index.js'),
      `module.exports = require('@azure/storage-blob')`,
    );
    assert.match(await use('darwin', 'arm64'), /blobferry-darwin-arm64: this is the one/);
  });
});

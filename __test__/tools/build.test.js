'use strict';

// The pure parts of the build: names, what cargo said, and whether npm has anything to install.

const assert = require('node:assert/strict');
const { test } = require('node:test');

test('the addon is named after platform, processor and C library', async () => {
  const { addonFileName, platformName } = await import('../../tools/lib/platform.mjs');
  assert.equal(platformName('linux', 'x64', '2.36'), 'linux-x64-gnu');
  assert.equal(platformName('linux', 'arm64', ''), 'linux-arm64-musl');
  assert.equal(platformName('darwin', 'arm64', undefined), 'darwin-arm64');
  assert.equal(platformName('win32', 'x64', undefined), 'win32-x64-msvc');
  assert.equal(addonFileName('darwin-arm64'), 'blobferry.darwin-arm64.node');
});

test('the shared library is found in what cargo prints, under the name that each platform gives it', async () => {
  const { libraryOf } = await import('../../tools/lib/addon.mjs');
  const { libraryExtension } = await import('../../tools/lib/platform.mjs');
  const message = (name, kind, filenames) =>
    JSON.stringify({ reason: 'compiler-artifact', target: { name, kind }, filenames });
  const names = { linux: '/t/libblobferry.so', darwin: '/t/libblobferry.dylib', win32: 'C:\\t\\blobferry.dll' };
  for (const [platform, name] of Object.entries(names)) {
    const extension = libraryExtension(platform);
    const line = message('blobferry', ['cdylib', 'rlib'], ['/t/libblobferry.rlib', name]);
    assert.equal(libraryOf(line, extension), name);
  }
  assert.equal(libraryOf(message('napi_derive', ['cdylib'], ['/t/libnapi_derive.so']), '.so'), undefined);
  assert.equal(libraryOf(message('blobferry', ['custom-build'], ['/t/build-script']), '.so'), undefined);
  assert.equal(libraryOf('   Compiling blobferry', '.so'), undefined);
});

test('npm installs when something is missing or has another version, and not otherwise', async () => {
  const { isInstalled } = await import('../../tools/lib/dependencies.mjs');
  const entry = { version: '1.0.0' };
  const wanted = {
    packages: { '': {}, 'node_modules/a': entry, 'node_modules/b-win32': { version: '1.0.0', optional: true } },
  };
  assert.equal(isInstalled(wanted, undefined), false);
  assert.equal(isInstalled(wanted, { packages: {} }), false);
  assert.equal(isInstalled(wanted, { packages: { 'node_modules/a': { version: '0.9.0' } } }), false);
  assert.equal(isInstalled(wanted, { packages: { 'node_modules/a': entry } }), true);
});

test('steps are shown under a bar that fills', async () => {
  const { Steps } = await import('../../tools/lib/steps.mjs');
  let shown = '';
  let now = 0;
  const steps = new Steps(2, { stream: { write: (text) => (shown += text) }, clock: () => now });
  await steps.step('Build', async () => (now += 1500));
  const empty = '░'.repeat(12);
  assert.equal(shown, `[${empty}${empty}] 0/2  Build\n[${'█'.repeat(12)}${empty}] 1/2  Build: done in 1.5 s\n`);
});

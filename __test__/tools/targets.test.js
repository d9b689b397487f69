'use strict';

// What is built for which platform, what a Linux addon needs of the system, and what is published.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { napi, ...manifest } = require('../../package.json');

test('every target of package.json has the name under which the loader looks for it', async () => {
  const { targets } = await import('../../tools/lib/targets.mjs');
  assert.deepEqual(
    targets()
      .map(({ name }) => name)
      .sort(),
    [
      'darwin-arm64',
      'darwin-x64',
      'linux-arm64-gnu',
      'linux-arm64-musl',
      'linux-x64-gnu',
      'linux-x64-musl',
      'win32-arm64-msvc',
      'win32-x64-msvc',
    ],
  );
  assert.deepEqual(
    targets().map(({ triple }) => triple),
    napi.targets,
  );
});

test('Linux is linked against an old glibc, and musl dynamically', async () => {
  const { describeTarget } = await import('../../tools/lib/targets.mjs');
  assert.equal(describeTarget('aarch64-unknown-linux-gnu').zigbuild, 'aarch64-unknown-linux-gnu.2.28');
  const musl = describeTarget('x86_64-unknown-linux-musl');
  assert.equal(musl.zigbuild, 'x86_64-unknown-linux-musl');
  assert.deepEqual(musl.env, { CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS: '-C target-feature=-crt-static' });
  const mac = describeTarget('aarch64-apple-darwin');
  assert.deepEqual([mac.zigbuild, mac.extension, mac.env], [undefined, '.dylib', {}]);
  for (const unknown of ['x86_64-unknown-freebsd', 'riscv64gc-unknown-linux-gnu', 'wasm32-wasip1']) {
    assert.throws(() => describeTarget(unknown), new RegExp(unknown));
  }
});

test('versions are compared by their numbers', async () => {
  const { compareVersions } = await import('../../tools/lib/elf.mjs');
  assert.deepEqual(['2.28', '2.3.4', '2.9', '2.3', '2.2.5'].sort(compareVersions), [
    '2.2.5',
    '2.3',
    '2.3.4',
    '2.9',
    '2.28',
  ]);
});

test('what a program needs of the C library', { skip: process.platform !== 'linux' }, async () => {
  const { neededGlibc, neededVersions } = await import('../../tools/lib/elf.mjs');
  const node = fs.readFileSync(fs.realpathSync(process.execPath));
  const libraries = neededVersions(node);
  if (process.report.getReport().header.glibcVersionRuntime === undefined) return;
  assert.ok(libraries.get('libc.so.6').includes('GLIBC_2.14'), [...libraries.keys()].join());
  assert.match(neededGlibc(node), /^2\.\d+$/);
  assert.throws(() => neededVersions(Buffer.from('MZ, another kind of program')), /no ELF file/);
});

test('what is published has no addon in it, no scripts, and no dependencies', async () => {
  const { publishedManifest } = await import('../../tools/lib/release.mjs');
  const published = publishedManifest(require('../../package.json'));
  assert.deepEqual(published.files, ['dist', 'index.d.ts', 'index.d.mts']);
  for (const field of ['scripts', 'devDependencies', 'dependencies']) assert.equal(published[field], undefined, field);
  for (const field of ['name', 'version', 'main', 'types', 'exports', 'engines', 'repository']) {
    assert.deepEqual(published[field], manifest[field], field);
  }
});

test('the release workflow builds every target, and tries each', () => {
  const workflow = fs.readFileSync(path.join(__dirname, '..', '..', '.github', 'workflows', 'release.yml'), 'utf8');
  for (const target of napi.targets) {
    assert.ok(workflow.split(target).length > 2, `${target} is built, and installed and run`);
  }
  assert.match(workflow, /id-token: write/);
  assert.match(workflow, /npm publish --provenance/);
});

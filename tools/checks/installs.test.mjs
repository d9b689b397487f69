// `npm run check:installs`: the packages as they are published, installed by every package manager in every way that users have, and run
// against Azurite. Needs the npm registry. BLOBFERRY_CHECKED_ADDON names another addon than the one in the root.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startAzurite } from '../lib/azurite.mjs';
import { lintPackage } from '../lib/package-linters.mjs';
import { inRoot } from '../lib/paths.mjs';
import { output } from '../lib/run.mjs';
import { installTool } from '../lib/tool-packages.mjs';
import { publishHere } from './support/published.mjs';
import { Project, scratchFolder } from './support/scratch.mjs';

const require = createRequire(import.meta.url);
const { makeCertificate } = require('../../__test__/support/certificate');
const { startScriptedServer } = require('../../__test__/support/scripted-server');

const PNPM = 'pnpm@10.33.0';
const YARN_CLASSIC = 'yarn@1.22.22';
const YARN = '@yarnpkg/cli-dist@4.18.1';

const REFERENCE = '@azure/storage-blob';
const DEPENDENTS = ['direct', 'deep'].map((name) => inRoot('tools', 'checks', 'packages', name));
const EXPECTED = { content: 'hello', names: ['destination.txt', 'source.txt'], package: 'blobferry' };

const folder = scratchFolder('installs');
let published;
let azurite;
let environment;

before(async () => {
  published = await publishHere(folder, DEPENDENTS);
  azurite = await startAzurite();
  environment = {
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    npm_config_registry: published.url,
    npm_config_cache: path.join(folder, 'npm-cache'),
    YARN_GLOBAL_FOLDER: path.join(folder, 'yarn-global'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
});

after(async () => {
  await published?.stop();
  await azurite?.stop();
});

/** A project with the programs of this check, and a package.json. */
function project(name, manifest, files = {}) {
  const made = new Project(folder, name, environment);
  made.write({ 'package.json': { name: `check-${name}`, version: '1.0.0', private: true, ...manifest }, ...files });
  fs.cpSync(inRoot('tools', 'checks', 'programs'), made.folder, { recursive: true });
  return made;
}

const own = () => ({ blobferry: `^${published.version}` });
const others = { 'blobferry-check-direct': '^1.0.0', 'blobferry-check-deep': '^1.0.0' };
const alias = () => ({ [REFERENCE]: `npm:blobferry@${published.version}` });
const npm = 'npm';

async function assertRoundTrip(running) {
  assert.deepEqual(JSON.parse(await running), EXPECTED);
}

async function assertDependents(running) {
  assert.deepEqual(JSON.parse(await running), [EXPECTED, EXPECTED]);
}

/** The names of all packages below a `node_modules`, as their own package.json has them. */
function installedPackages(root) {
  const manifests = fs
    .readdirSync(path.join(root, 'node_modules'), { recursive: true })
    .filter((file) => /(^|[\\/])package\.json$/.test(file))
    .map((file) => JSON.parse(fs.readFileSync(path.join(root, 'node_modules', file), 'utf8')).name);
  return [...new Set(manifests.filter(Boolean))].sort();
}

describe('npm', () => {
  test('npm install, then npm ci --omit=dev: one package and one for the platform, nothing else', async () => {
    const made = project('npm-ci', { dependencies: own(), devDependencies: { [REFERENCE]: '^12.26.0' } });
    await made.run(npm, ['install']);
    fs.rmSync(made.path('node_modules'), { recursive: true });
    await made.run(npm, ['ci', '--omit=dev']);
    assert.deepEqual(installedPackages(made.folder), ['blobferry', published.platform]);
    await assertRoundTrip(made.node(['round-trip.cjs']));
    const lock = JSON.parse(fs.readFileSync(made.path('package-lock.json'), 'utf8'));
    const platforms = Object.keys(lock.packages).filter((name) => name.startsWith('node_modules/blobferry-'));
    assert.equal(platforms.length, 8, 'the lock file serves every platform');
    assert.ok(
      Object.values(lock.packages).every(({ hasInstallScript }, index) => index === 0 || !hasInstallScript),
      'nothing has an install script',
    );
  });

  test('the packages hold what they should, and nothing else', async () => {
    const list = (name) =>
      output('tar', ['-tzf', published.tarballOf(name)])
        .split('\n')
        .sort();
    const addon = `blobferry.${published.platform.replace('blobferry-', '')}.node`;
    assert.deepEqual(
      list('blobferry'),
      [
        'LICENSE',
        'README.md',
        'dist/cli.js',
        'dist/index.js',
        'dist/index.mjs',
        'index.d.mts',
        'index.d.ts',
        'package.json',
      ].map((file) => `package/${file}`),
    );
    assert.deepEqual(
      list(published.platform),
      ['LICENSE', 'README.md', addon, 'package.json'].map((file) => `package/${file}`),
    );
  });

  test('publint and "Are the types wrong?" have nothing to say', async () => {
    await lintPackage(published.tarballOf('blobferry'));
  });

  test('overrides put it in place of the reference, however deep', async () => {
    const made = project('npm-overrides', { dependencies: others, overrides: alias() });
    await made.run(npm, ['install']);
    await assertDependents(made.node(['dependent.cjs']));
    assert.deepEqual(
      installedPackages(made.folder).filter((name) => name.startsWith('@azure/')),
      [],
    );
  });

  test('overrides reach a project that uses the reference itself too', async () => {
    const made = project('npm-overrides-own', {
      dependencies: { ...others, ...alias() },
      overrides: { [REFERENCE]: `$${REFERENCE}` },
    });
    await made.run(npm, ['install']);
    await assertDependents(made.node(['dependent.cjs']));
    await assertRoundTrip(made.node(['round-trip.cjs', REFERENCE]));
  });

  test('without its platform package the error names it, and why it may be missing', async () => {
    const made = project('npm-omit', { dependencies: own() });
    await made.run(npm, ['install', '--omit=optional']);
    assert.deepEqual(installedPackages(made.folder), ['blobferry']);
    const { code, stderr } = await made.attempt(process.execPath, ['round-trip.cjs']);
    assert.equal(code, 1);
    for (const expected of [`${published.platform}@${published.version}`, '--omit=optional', 'package-lock.json']) {
      assert.ok(stderr.includes(expected), stderr);
    }
    // As the error says.
    await made.run(npm, ['install', `${published.platform}@${published.version}`]);
    await assertRoundTrip(made.node(['round-trip.cjs']));
  });

  test('the two tarballs alone, without a registry that has them', async () => {
    const tarballs = ['blobferry', published.platform].map((name) => `file:${published.tarballOf(name)}`);
    const made = project('npm-tarballs', {});
    await made.run(npm, ['install', ...tarballs]);
    await assertRoundTrip(made.node(['round-trip.cjs']));
  });
});

describe('pnpm', () => {
  let program;
  before(async () => {
    program = path.join(await installTool('pnpm', [PNPM]), 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
  });
  const install = (made, ...args) =>
    made.node([program, 'install', `--store-dir=${path.join(folder, 'pnpm-store')}`, ...args], { CI: 'true' });

  test('install --prod --frozen-lockfile', async () => {
    const made = project('pnpm', { dependencies: own() });
    await install(made, '--no-frozen-lockfile');
    fs.rmSync(made.path('node_modules'), { recursive: true });
    await install(made, '--prod', '--frozen-lockfile');
    await assertRoundTrip(made.node(['round-trip.cjs']));
  });

  test('pnpm.overrides in package.json', async () => {
    const made = project('pnpm-overrides', { dependencies: others, pnpm: { overrides: alias() } });
    await install(made, '--no-frozen-lockfile');
    await assertDependents(made.node(['dependent.cjs']));
    assert.ok(
      !fs.readdirSync(made.path('node_modules', '.pnpm')).some((name) => name.startsWith('@azure+storage-blob')),
    );
  });

  test('overrides in pnpm-workspace.yaml', async () => {
    const yaml = `overrides:\n  '${REFERENCE}': 'npm:blobferry@${published.version}'\n`;
    const made = project('pnpm-workspace', { dependencies: others }, { 'pnpm-workspace.yaml': yaml });
    await install(made, '--no-frozen-lockfile');
    await assertDependents(made.node(['dependent.cjs']));
  });

  test('without optional dependencies the error names the package', async () => {
    const made = project('pnpm-no-optional', { dependencies: own() });
    await install(made, '--no-frozen-lockfile', '--no-optional');
    const { stderr } = await made.attempt(process.execPath, ['round-trip.cjs']);
    assert.ok(stderr.includes(`${published.platform}@${published.version}`), stderr);
  });
});

describe('yarn classic', () => {
  let program;
  before(async () => {
    program = path.join(await installTool('yarn-classic', [YARN_CLASSIC]), 'node_modules', 'yarn', 'bin', 'yarn.js');
  });
  const install = (made, ...args) =>
    made.node([
      program,
      'install',
      '--registry',
      published.url,
      '--cache-folder',
      path.join(folder, 'yarn-cache'),
      ...args,
    ]);

  test('install --production --frozen-lockfile', async () => {
    const made = project('yarn-classic', { dependencies: own() });
    await install(made);
    fs.rmSync(made.path('node_modules'), { recursive: true });
    await install(made, '--production', '--frozen-lockfile');
    await assertRoundTrip(made.node(['round-trip.cjs']));
  });

  test('resolutions', async () => {
    const made = project('yarn-classic-resolutions', { dependencies: others, resolutions: alias() });
    await install(made);
    await assertDependents(made.node(['dependent.cjs']));
  });
});

describe('yarn', () => {
  let program;
  before(async () => {
    program = path.join(await installTool('yarn', [YARN]), 'node_modules', '@yarnpkg', 'cli-dist', 'bin', 'yarn.js');
  });
  const settings = (linker) =>
    [
      `nodeLinker: ${linker}`,
      `npmRegistryServer: '${published.url}'`,
      'unsafeHttpWhitelist: [127.0.0.1]',
      'enableTelemetry: false',
      'enableGlobalCache: false',
      'enableImmutableInstalls: false',
      '',
    ].join('\n');
  // Without a lock file here, the package manager would use the repository as the project.
  const files = (linker) => ({ '.yarnrc.yml': settings(linker), 'yarn.lock': '' });

  for (const linker of ['pnp', 'node-modules', 'pnpm']) {
    test(`nodeLinker: ${linker}`, async () => {
      const made = project(`yarn-${linker}`, { dependencies: own() }, files(linker));
      await made.node([program, 'install']);
      assert.equal(fs.existsSync(made.path('.pnp.cjs')), linker === 'pnp');
      await assertRoundTrip(made.node([program, 'node', 'round-trip.cjs']));
    });

    test(`nodeLinker: ${linker}, resolutions`, async () => {
      const made = project(`yarn-${linker}-resolutions`, { dependencies: others, resolutions: alias() }, files(linker));
      await made.node([program, 'install']);
      await assertDependents(made.node([program, 'node', 'dependent.cjs']));
    });
  }
});

describe('where it runs', () => {
  let made;
  before(async () => {
    made = project('places', { dependencies: own() });
    await made.run(npm, ['install']);
  });

  // A mount namespace of its own, in which nothing can be written to.
  const READ_ONLY =
    'mount --make-rprivate / && for m in / /tmp /work; do mount -o remount,bind,ro "$m" 2>/dev/null; done; "$@"';
  const inReadOnly = (command, ...args) => ['--mount', '--', 'sh', '-c', READ_ONLY, 'sh', command, ...args];
  const canMount =
    output('unshare', inReadOnly('sh', '-c', '! touch /tmp/blobferry-writable 2>/dev/null')) !== undefined;

  test('a read-only file system', { skip: !canMount && 'needs the right to mount' }, async () => {
    const program = `require('node:fs').writeFileSync('written.txt', '')`;
    const { stderr } = await made.attempt('unshare', inReadOnly(process.execPath, '-e', program));
    assert.match(stderr, /EROFS/);
    await assertRoundTrip(made.run('unshare', inReadOnly(process.execPath, 'round-trip.cjs')));
  });

  test('no home, no temporary folder, an empty environment', async () => {
    const nothing = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    await assertRoundTrip(made.node(['round-trip.cjs'], { ...nothing, HOME: undefined, TMPDIR: '/nowhere' }));
  });

  describe('without certificates, as in a slim container', () => {
    let server;
    let certificate;
    before(async () => {
      certificate = makeCertificate();
      server = await startScriptedServer(
        () => ({ status: 200, headers: { etag: '"0x8DA"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' } }),
        { tls: certificate },
      );
      made.write({
        'properties.cjs': `
          const { BlobClient } = require('blobferry');
          new BlobClient('${server.origin}/a/b/c?sig=x', undefined, { retryOptions: { maxTries: 1 } })
            .getProperties().then(({ etag }) => console.log(etag), (error) => console.log(error.name, error.message));`,
      });
    });
    after(() => server.close());
    const none = { SSL_CERT_FILE: '/nowhere/certificates.pem', SSL_CERT_DIR: '/nowhere' };

    test('a server that nobody vouches for is rejected, and the error says what to set', async () => {
      const printed = await made.node(['properties.cjs'], none);
      assert.match(printed, /^RestError /);
      assert.match(printed, /certificate/i);
      assert.match(printed, /NODE_EXTRA_CA_CERTS/);
      assert.equal(server.requests.length, 0);
    });

    test('NODE_EXTRA_CA_CERTS', async () => {
      assert.equal(
        await made.node(['properties.cjs'], { ...none, NODE_EXTRA_CA_CERTS: certificate.authorityFile }),
        '"0x8DA"',
      );
    });
  });
});

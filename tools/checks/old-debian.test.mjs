// `npm run check:old-debian`: the released addon in a file tree of Debian 11 (bullseye), whose C library is older than that of any newer
// Debian or Ubuntu that has support. Needs root and debootstrap (`apt-get install debootstrap`), and an addon that was built for it:
// `npm run build -- --target=x86_64-unknown-linux-gnu`.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startAzurite } from '../lib/azurite.mjs';
import { compareVersions, neededGlibc } from '../lib/elf.mjs';
import { inRoot } from '../lib/paths.mjs';
import { addonFileName } from '../lib/platform.mjs';
import { mustRun, output } from '../lib/run.mjs';
import { OLDEST_GLIBC } from '../lib/targets.mjs';
import { publishHere } from './support/published.mjs';
import { Project, scratchFolder } from './support/scratch.mjs';

const RELEASE = 'bullseye';
const addon = process.env.BLOBFERRY_CHECKED_ADDON ?? inRoot(addonFileName());

/** Why this can't run here, or false. */
function reasonToSkip() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return 'needs Linux, and to be root';
  if (output('debootstrap', ['--version']) === undefined) return 'needs debootstrap';
  const needed = fs.existsSync(addon) ? neededGlibc(fs.readFileSync(addon)) : undefined;
  if (needed === undefined || compareVersions(needed, OLDEST_GLIBC) > 0) {
    return `needs an addon that was built with --target; this one needs glibc ${needed}`;
  }
  return false;
}

describe('Debian 11', { skip: reasonToSkip() }, () => {
  const tree = inRoot('target', RELEASE);
  const folder = scratchFolder('old-debian');
  let published;
  let azurite;
  let made;

  before(async () => {
    if (!fs.existsSync(path.join(tree, 'complete'))) {
      fs.rmSync(tree, { recursive: true, force: true });
      await mustRun('debootstrap', ['--variant=minbase', RELEASE, tree], { stdio: ['ignore', 'ignore', 'inherit'] });
      fs.writeFileSync(path.join(tree, 'complete'), '');
    }
    published = await publishHere(folder);
    azurite = await startAzurite();
    made = new Project(folder, 'project', {
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
      npm_config_registry: published.url,
    });
    made.write({ 'package.json': { private: true, dependencies: { blobferry: published.version } } });
    fs.cpSync(inRoot('tools', 'checks', 'programs'), made.folder, { recursive: true });
    await made.run('npm', ['install', '--no-audit', '--no-fund']);
    fs.rmSync(path.join(tree, 'project'), { recursive: true, force: true });
    fs.cpSync(made.folder, path.join(tree, 'project'), { recursive: true });
    fs.copyFileSync(process.execPath, path.join(tree, 'project', 'node'));
  });

  after(async () => {
    await published?.stop();
    await azurite?.stop();
  });

  const inside = (...args) => made.run('chroot', [tree, '/project/node', ...args]);

  test('has an old C library', async () => {
    const version = await inside('-p', 'process.report.getReport().header.glibcVersionRuntime');
    assert.ok(compareVersions(version, '2.34') < 0, version);
  });

  test('runs the addon', async () => {
    const program = '/project/round-trip.cjs';
    assert.deepEqual(JSON.parse(await inside(program)).content, 'hello');
  });
});

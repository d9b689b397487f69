// The packages of this checkout in a registry of its own, as if they were published, with programs and packages that use them.

import fs from 'node:fs';
import path from 'node:path';

import { buildAddon } from '../../lib/addon.mjs';
import { inRoot } from '../../lib/paths.mjs';
import { addonFileName } from '../../lib/platform.mjs';
import { readManifest, startRegistry } from '../../lib/registry.mjs';
import { pack, stageRelease } from '../../lib/release.mjs';
import { node, output } from '../../lib/run.mjs';

/**
 * Packs the working tree and starts the registry. The addon is the one in the root, which is built for debugging if there is none;
 * BLOBFERRY_CHECKED_ADDON names another.
 *
 * @param {string} folder where everything goes
 * @param {string[]} dependents folders of further packages
 */
export async function publishHere(folder, dependents = []) {
  const addon = process.env.BLOBFERRY_CHECKED_ADDON ?? inRoot(addonFileName());
  if (!fs.existsSync(addon)) await buildAddon('dev');
  if (isFacadeStale()) await node([inRoot('tools', 'build-facade.mjs')]);
  const stage = path.join(folder, 'stage');
  const tarballs = path.join(folder, 'tarballs');
  for (const each of [stage, tarballs]) fs.mkdirSync(each, { recursive: true });
  const platforms = await stageRelease(stage, [addon], { placeholders: true });
  const folders = [stage, ...platforms.map(({ folder: platformFolder }) => platformFolder), ...dependents];
  const packed = await pack(folders, tarballs);
  const packages = folders.map((each, index) => ({ manifest: readManifest(each), tarball: packed[index] }));
  const registry = await startRegistry(packages, output('npm', ['config', 'get', 'registry']));
  const { version } = readManifest(stage);
  const platform = platforms.find(({ hasAddon }) => hasAddon).name;
  const tarballOf = (name) => packages.find(({ manifest }) => manifest.name === name).tarball;
  return { ...registry, version, platform, tarballOf };
}

/** Building it takes a while, so that is done only after a change. */
function isFacadeStale() {
  const built = inRoot('dist', 'index.js');
  if (!fs.existsSync(built)) return true;
  const sources = fs.readdirSync(inRoot('facade'), { recursive: true }).map((file) => inRoot('facade', file));
  const changed = (file) => fs.statSync(file).mtimeMs;
  return Math.max(...sources.map(changed)) > changed(built);
}

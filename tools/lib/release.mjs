// The packages as they are published: the main package, which has no addon, and one package for each platform, which has nothing else.
// `@napi-rs/cli` makes the latter. With its dependencies, it takes some 60 MB, so it is not a dependency of the repository.

import fs from 'node:fs';
import path from 'node:path';

import { inRoot } from './paths.mjs';
import { addonFileName } from './platform.mjs';
import { node, npm, ToolError } from './run.mjs';
import { targets } from './targets.mjs';
import { installTool } from './tool-packages.mjs';

const NAPI_CLI = '@napi-rs/cli@3.10.12';
const FILES = ['README.md', 'LICENSE', 'index.d.ts', 'index.d.mts', 'dist'];

/**
 * Lays out the packages in a folder, the platform packages in `npm/` below it.
 *
 * @param {string} folder an empty folder
 * @param {string[]} addons paths of the addons that there are
 * @param {{ placeholders?: boolean }} options placeholders: put a text file where an addon is missing. Else that is an error.
 * @returns the platform packages, each `{ name, folder, hasAddon }`
 */
export async function stageRelease(folder, addons, { placeholders = false } = {}) {
  for (const file of FILES) fs.cpSync(inRoot(file), path.join(folder, file), { recursive: true });
  const manifest = publishedManifest(JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8')));
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await napi(['create-npm-dirs', '--cwd', folder]);
  const platforms = targets().map(({ name }) => putAddon(folder, name, addons, placeholders));
  // Without publishing anything, this adds the platform packages to the main package's optional dependencies.
  await napi(['pre-publish', '--cwd', folder, '--tag-style', 'npm', '--no-gh-release', '--skip-optional-publish']);
  return platforms;
}

/** Packs folders; returns the paths of their tarballs, in the same order. */
export async function pack(folders, destination) {
  await npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', destination, ...folders], {
    cwd: destination,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folders.map((folder) => {
    const { name, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const tarball = path.join(destination, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`);
    if (!fs.existsSync(tarball)) throw new ToolError(`npm pack made no tarball of ${folder}`);
    return tarball;
  });
}

/** What only a checkout can use is left out: its scripts, its dependencies for development, and the addon in the root. */
export function publishedManifest(manifest) {
  const fields = Object.entries(manifest).filter(([name]) => name !== 'scripts' && name !== 'devDependencies');
  return { ...Object.fromEntries(fields), files: manifest.files.filter((pattern) => !pattern.endsWith('.node')) };
}

function putAddon(folder, name, addons, placeholders) {
  const fileName = addonFileName(name);
  const platformFolder = path.join(folder, 'npm', name);
  const addon = addons.find((file) => path.basename(file) === fileName);
  if (!addon && !placeholders) throw new ToolError(`${fileName} is not among the addons`);
  if (addon) fs.copyFileSync(addon, path.join(platformFolder, fileName));
  else
    fs.writeFileSync(
      path.join(platformFolder, fileName),
      'A placeholder: the addon for this platform was not built here.\n',
    );
  fs.copyFileSync(inRoot('LICENSE'), path.join(platformFolder, 'LICENSE'));
  return { name: `blobferry-${name}`, folder: platformFolder, hasAddon: addon !== undefined };
}

async function napi(args) {
  const folder = await installTool('napi-cli', [NAPI_CLI]);
  await node([path.join(folder, 'node_modules', '@napi-rs', 'cli', 'dist', 'cli.js'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

// Measures how much is downloaded and installed. The reference is counted with all of its dependencies.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { inRoot, root } from '../../tools/lib/paths.mjs';
import { addonFileName } from '../../tools/lib/platform.mjs';

const MEGABYTE = 1024 * 1024;

export function measureSizes() {
  console.error('bench: sizes …');
  const packed = pack();
  const addon = inRoot(addonFileName());
  const rows = [
    { what: 'release addon', bytes: fs.existsSync(addon) ? fs.statSync(addon).size : undefined },
    { what: 'package, packed', bytes: packed?.size },
    { what: 'package, installed with its dependencies', bytes: packed?.unpackedSize, reference: installedSize() },
  ];
  return rows.map(({ what, bytes, reference }) => ({
    what,
    unit: 'MB',
    ours: inMegabytes(bytes),
    theirs: inMegabytes(reference),
  }));
}

function inMegabytes(bytes) {
  return bytes === undefined ? undefined : bytes / MEGABYTE;
}

// Scripts are left out: they would build again, and write into the JSON.
function pack() {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const result = spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  return result.status === 0 ? Object.values(JSON.parse(result.stdout))[0] : undefined;
}

/** The bytes of the reference and of all that it depends on, each package once. */
function installedSize() {
  const { packages } = JSON.parse(fs.readFileSync(inRoot('package-lock.json'), 'utf8'));
  const seen = new Set();
  const visit = (location) => {
    if (location === undefined || seen.has(location)) return;
    seen.add(location);
    for (const name of Object.keys(packages[location].dependencies ?? {})) visit(resolve(packages, location, name));
  };
  visit('node_modules/@azure/storage-blob');
  return [...seen].map((location) => folderSize(inRoot(location))).reduce((sum, size) => sum + size, 0);
}

// As Node resolves: the package's own node_modules first, then each one further up.
function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const location = path.posix.join(folder, 'node_modules', name);
    if (packages[location]) return location;
    if (folder === '') return undefined;
  }
}

function folderSize(folder) {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.name !== 'node_modules');
  return entries
    .map((entry) => path.join(folder, entry.name))
    .map((file) => (fs.statSync(file).isDirectory() ? folderSize(file) : fs.statSync(file).size))
    .reduce((sum, size) => sum + size, 0);
}

// Installs npm's dependencies if they are missing or if the lock file has changed.

import fs from 'node:fs';

import { inRoot } from './paths.mjs';
import { npm } from './run.mjs';

/** Runs `npm ci`, unless the installed packages are those of package-lock.json. */
export async function installDependencies() {
  const wanted = readJson(inRoot('package-lock.json'));
  const installed = readJson(inRoot('node_modules', '.package-lock.json'));
  if (isInstalled(wanted, installed)) return;
  console.log('Installing the npm dependencies …');
  await npm(['ci', '--no-audit', '--no-fund']);
}

/**
 * Whether every package of the lock file is there in its version. Contents are compared, not times: a checkout touches
 * the lock file without changing it. Optional packages may be absent, for they are for other platforms.
 */
export function isInstalled(wanted, installed) {
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages ?? {}).every(([location, entry]) => {
    if (location === '' || entry.optional) return true;
    return installed.packages?.[location]?.version === entry.version;
  });
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

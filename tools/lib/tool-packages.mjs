// Programs from npm that are too heavy to be dependencies of the repository, or that are needed in several versions: each has a
// folder below target/, where it is found again the next time.

import fs from 'node:fs';
import path from 'node:path';

import { inRoot } from './paths.mjs';
import { npm, ToolError } from './run.mjs';

/**
 * Installs packages into a folder of their own.
 *
 * @param {string} name the folder's
 * @param {string[]} packages as `npm install` takes them, each with its version
 * @param {{ scripts?: boolean }} options scripts: run their install scripts
 * @returns the folder that has their `node_modules`
 */
export async function installTool(name, packages, { scripts = false } = {}) {
  const folder = inRoot('target', 'tools', name);
  const done = path.join(folder, 'installed.json');
  const wanted = JSON.stringify(packages);
  if (fs.existsSync(done) && fs.readFileSync(done, 'utf8') === wanted) return folder;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  // A package of its own, so that npm does not take the repository for the place to install to.
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await npm([...args, scripts ? '--ignore-scripts=false' : '--ignore-scripts', ...packages], { cwd: folder });
  } catch (error) {
    throw new ToolError(`${packages.join(', ')} could not be installed: ${error.message}`);
  }
  fs.writeFileSync(done, wanted);
  return folder;
}

// `npm run build`: the release addon and the facade. `npm run build:debug`: the same with cargo's dev profile.

import path from 'node:path';

import { buildAddon } from './lib/addon.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { main, node } from './lib/run.mjs';

await main(async () => {
  const profile = process.argv.includes('--debug') ? 'dev' : 'release';
  checkPrerequisites();
  await installDependencies();
  const addon = await buildAddon(profile);
  await node([inRoot('tools', 'build-facade.mjs')]);
  console.log(`Built ${path.basename(addon)} (${profile}) and dist/.`);
});

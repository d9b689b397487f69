// `npm run build`: the release addon and the facade. `npm run build:debug`: the same with cargo's dev profile. With `-- --target=TRIPLE` the
// addon is for that platform, and as it is released: on Linux it runs with the oldest C library that Node runs with.

import path from 'node:path';

import { buildAddon } from './lib/addon.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { main, node } from './lib/run.mjs';
import { describeTarget } from './lib/targets.mjs';

await main(async () => {
  const profile = process.argv.includes('--debug') ? 'dev' : 'release';
  checkPrerequisites();
  await installDependencies();
  const argument = process.argv.find((argument) => argument.startsWith('--target='))?.slice('--target='.length);
  // `npm pack` passes no arguments on to the script that it runs before.
  const triple = argument ?? process.env.BLOBFERRY_BUILD_TARGET;
  const addon = await buildAddon(profile, triple === undefined ? undefined : describeTarget(triple));
  await node([inRoot('tools', 'build-facade.mjs')]);
  console.log(`Built ${path.basename(addon)} (${profile}) and dist/.`);
});

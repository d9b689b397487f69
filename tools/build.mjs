// `npm run build`: the release addon and the facade. `npm run build:debug`: the same with cargo's dev profile. With `-- --target=TRIPLE` the
// addon is for that platform, and as it is released: on Linux it runs with the oldest C library that Node runs with. With
// `-- --published` the compiler knows what the engine does most, as in what is published; that takes three times as long.

import path from 'node:path';

import { buildAddon } from './lib/addon.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { main, node } from './lib/run.mjs';
import { describeTarget } from './lib/targets.mjs';

await main(async () => {
  const kind = kindOf(process.argv);
  checkPrerequisites();
  await installDependencies();
  const argument = process.argv.find((argument) => argument.startsWith('--target='))?.slice('--target='.length);
  // `npm pack` passes no arguments on to the script that it runs before.
  const triple = argument ?? process.env.BLOBFERRY_BUILD_TARGET;
  const addon = await buildAddon(kind, triple === undefined ? undefined : describeTarget(triple));
  await node([inRoot('tools', 'build-facade.mjs')]);
  console.log(`Built ${path.basename(addon)} (${kind}) and dist/.`);
});

function kindOf(args) {
  if (args.includes('--debug')) return 'dev';
  const isPublished = args.includes('--published') || process.env.BLOBFERRY_BUILD_PUBLISHED === '1';
  return isPublished ? 'published' : 'release';
}

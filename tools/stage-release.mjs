// `node tools/stage-release.mjs ADDONS FOLDER`: lays out the packages as they are published, from the addons of all platforms. The release
// workflow does this; nothing is published here.

import fs from 'node:fs';
import path from 'node:path';

import { installDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { stageRelease } from './lib/release.mjs';
import { main, node, ToolError } from './lib/run.mjs';

await main(async () => {
  const [addons, folder] = process.argv.slice(2).map((argument) => path.resolve(argument));
  if (!folder) throw new ToolError('name the folder of the addons and the folder to lay out');
  if (fs.existsSync(folder)) throw new ToolError(`${folder} is there already`);
  await installDependencies();
  await node([inRoot('tools', 'build-facade.mjs')]);
  fs.mkdirSync(folder, { recursive: true });
  const files = fs.readdirSync(addons).map((file) => path.join(addons, file));
  const platforms = await stageRelease(folder, files);
  console.log(`Laid out blobferry and ${platforms.length} platform packages in ${folder}.`);
});

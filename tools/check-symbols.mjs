// `node tools/check-symbols.mjs FILE…`: fails if a Linux addon needs a newer C library than Node itself does, or, for musl, glibc.

import fs from 'node:fs';
import path from 'node:path';

import { compareVersions, neededGlibc } from './lib/elf.mjs';
import { main, ToolError } from './lib/run.mjs';
import { OLDEST_GLIBC } from './lib/targets.mjs';

await main(() => {
  const files = process.argv.slice(2);
  if (files.length === 0) throw new ToolError('name the addons to look at');
  for (const file of files) check(file);
});

function check(file) {
  const needed = neededGlibc(fs.readFileSync(file));
  const name = path.basename(file);
  if (name.includes('-musl')) {
    if (needed !== undefined) throw new ToolError(`${name} is for musl, and needs glibc ${needed}`);
    console.log(`${name} needs no glibc.`);
    return;
  }
  if (needed === undefined) throw new ToolError(`${name} needs no glibc; is it for another platform?`);
  if (compareVersions(needed, OLDEST_GLIBC) > 0) {
    throw new ToolError(`${name} needs glibc ${needed}, but must run with ${OLDEST_GLIBC}: build it with --target`);
  }
  console.log(`${name} needs glibc ${needed}.`);
}

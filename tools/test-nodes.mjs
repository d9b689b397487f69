// `npm run test:nodes`: the JavaScript tests on the other supported Node.js versions. The npm
// package `node` has a binary of each. Arguments choose other versions: `npm run test:nodes -- 22 24`.

import fs from 'node:fs';
import path from 'node:path';

import { inRoot } from './lib/paths.mjs';
import { main, npm, output, run, ToolError } from './lib/run.mjs';

const VERSIONS = ['20', '22', '24', '26'];

await main(async () => {
  const running = process.versions.node.split('.')[0];
  const requested = process.argv.slice(2);
  const versions = requested.length > 0 ? requested : VERSIONS.filter((version) => version !== running);
  const failed = [];
  for (const version of versions) {
    const program = await install(version);
    if (!program) {
      console.log(
        `\nNode ${version}: skipped, the npm package node@${version} could not be installed on this machine.`,
      );
      continue;
    }
    console.log(`\n── JavaScript tests on Node ${output(program, ['--version'])} ──`);
    if ((await run(program, [inRoot('tools', 'test.mjs'), '--only=js'])) !== 0) failed.push(version);
  }
  if (failed.length > 0) throw new ToolError(`tests FAILED on Node ${failed.join(', ')}`);
});

/** Installs a Node version below target/, where it is found again the next time. */
async function install(version) {
  const folder = inRoot('target', 'nodes', version);
  const program = path.join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (output(program, ['--version'])) return program;
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  try {
    await npm(['install', '--no-audit', '--no-fund', `node@${version}`], { cwd: folder });
  } catch {
    return undefined;
  }
  return output(program, ['--version']) && program;
}

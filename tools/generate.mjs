// `npm run generate`: writes every file that is made from another one.
//   facade/generated/     the models, from the Rust structs of src/rest/ and src/copy/ (npm run generate:models)
//   index.d.ts, .d.mts    the public typings, from the facade (tools/build-facade.mjs)
//   docs/coverage.md      the reference's public API beside ours (tools/coverage.mjs)
//
// `npm run check:generated` does the same and fails when that changed anything that was committed.

import { spawnSync } from 'node:child_process';

import { installDependencies } from './lib/dependencies.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { main, node, npm, ToolError } from './lib/run.mjs';

const GENERATED = ['facade/generated', 'index.d.ts', 'index.d.mts', 'docs/coverage.md', 'docs/coverage.json'];

await main(async () => {
  checkPrerequisites();
  await installDependencies();
  await npm(['run', 'generate:models']);
  await node([inRoot('tools', 'build-facade.mjs')]);
  await node([inRoot('tools', 'coverage.mjs')]);
  if (process.argv.includes('--check')) failOnDifferences();
});

// New files count as well, so the status is asked for and not the difference.
function failOnDifferences() {
  const git = (...args) => spawnSync('git', [...args, '--', ...GENERATED], { cwd: root, encoding: 'utf8' });
  const status = git('status', '--porcelain');
  if (status.status !== 0) throw new ToolError(`git could not compare the generated files: ${status.stderr.trim()}`);
  if (status.stdout !== '') {
    console.log(git('diff').stdout);
    throw new ToolError(`generated files are stale; run \`npm run generate\` and commit these:\n${status.stdout}`);
  }
  console.log('blobferry: the generated files are up to date.');
}

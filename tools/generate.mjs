// `npm run generate`: writes every generated file.
//   facade/generated/     the models, from the Rust structs of src/rest/ and src/copy/ (npm run generate:models)
//   index.d.ts, .d.mts    the public typings, from the facade (tools/build-facade.mjs)
//   docs/coverage.md      the reference's public API compared with ours (tools/coverage.mjs)
//
// `npm run check:generated` does the same, and fails if that changed a committed file.

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

// The status is checked, not the diff, because new files count too.
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

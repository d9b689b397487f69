// Two programs that check what a package declares: https://publint.dev and https://arethetypeswrong.github.io

import path from 'node:path';

import { node } from './run.mjs';
import { installTool } from './tool-packages.mjs';

const LINTERS = ['publint@0.3.25', '@arethetypeswrong/cli@0.18.5'];

/** Looks at a tarball. Whatever they have to say is a failure. */
export async function lintPackage(tarball) {
  const modules = path.join(await installTool('package-linters', LINTERS), 'node_modules');
  await node([path.join(modules, 'publint', 'src', 'cli.js'), tarball, '--strict']);
  await node([path.join(modules, '@arethetypeswrong', 'cli', 'dist', 'index.js'), tarball, '--no-emoji', '--no-color']);
}

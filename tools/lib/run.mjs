// Starts other programs: they inherit the terminal, and a failure stops the tool and is named.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { root } from './paths.mjs';

/** A failure whose message is enough for the user. Tools print it without a stack. */
export class ToolError extends Error {
  name = 'ToolError';
}

/**
 * Runs a program in the repository's root with the terminal inherited.
 *
 * @returns its exit code; 1 when a signal ended it or it could not be started
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a program and throws a {@link ToolError} that names it when it fails. */
export async function mustRun(command, args, options = {}) {
  const code = await run(command, args, options);
  if (code !== 0)
    throw new ToolError(`\`${[path.basename(command), ...args].join(' ')}\` failed with exit code ${code}`);
}

/** What a program prints, or undefined when it is missing or fails. */
export function output(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Runs the npm that runs this process, not another one on the PATH. */
export function npm(args, options = {}) {
  const npmScript = process.env.npm_execpath;
  if (npmScript && /npm-cli\.c?js$/.test(npmScript)) return mustRun(process.execPath, [npmScript, ...args], options);
  // npm is a .cmd file on Windows, which only a shell can start.
  return mustRun('npm', args, { shell: process.platform === 'win32', ...options });
}

/** Runs a script of the repository, or of an npm dependency, with the running Node. */
export function node(args, options = {}) {
  return mustRun(process.execPath, args, options);
}

/**
 * cargo's path. Right after rustup was installed, the open shell's PATH does not have it yet, so its usual home is looked at too.
 */
export function cargo() {
  if (output('cargo', ['--version'])) return 'cargo';
  const home = process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo');
  const file = path.join(home, 'bin', process.platform === 'win32' ? 'cargo.exe' : 'cargo');
  return fs.existsSync(file) ? file : undefined;
}

/** Runs a tool's main function: prints a {@link ToolError} as one line, anything else in full, and sets the exit code. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof ToolError ? `blobferry: ${error.message}` : error);
    process.exitCode = 1;
  }
}

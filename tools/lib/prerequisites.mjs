// Checks what a machine needs before anything can be built: before the first slow step, with one line for each problem.

import fs from 'node:fs';

import { inRoot } from './paths.mjs';
import { cargo, output, ToolError } from './run.mjs';

const MINIMUM_NODE_MAJOR = 20;

/** Throws one {@link ToolError} that lists everything that is missing, each with how to get it. */
export function checkPrerequisites() {
  const cargoPath = cargo();
  const missing = [
    nodeProblem(process.versions.node),
    rustProblem(
      cargoPath && output(cargoPath, ['--version']),
      requiredRust(fs.readFileSync(inRoot('Cargo.toml'), 'utf8')),
    ),
    compilerProblem(process.platform, hasCompiler()),
  ].filter(Boolean);
  if (missing.length > 0) throw new ToolError(missing.join('\nblobferry: '));
}

/** The problem with this Node version, if any. */
export function nodeProblem(version) {
  if (Number.parseInt(version, 10) >= MINIMUM_NODE_MAJOR) return undefined;
  return `needs Node ${MINIMUM_NODE_MAJOR} or newer, this is ${version}: get it from https://nodejs.org`;
}

/** The problem with the output of `cargo --version`, if any. */
export function rustProblem(cargoVersion, required) {
  const found = /^cargo (\d+)\.(\d+)/.exec(cargoVersion ?? '');
  if (!found) return 'needs Rust, and cargo was not found: install it with rustup from https://rustup.rs';
  const [major, minor] = required.split('.').map(Number);
  const isEnough = Number(found[1]) > major || (Number(found[1]) === major && Number(found[2]) >= minor);
  if (isEnough) return undefined;
  return `needs Rust ${required} or newer, this is ${found[1]}.${found[2]}: run \`rustup update stable\``;
}

/** The problem with the C compiler, if any. */
export function compilerProblem(platform, isFound) {
  // On Windows, rustc finds the build tools itself, at places that are not on the PATH, and explains how to install
  // them.
  if (isFound || platform === 'win32') return undefined;
  const how =
    platform === 'darwin'
      ? '`xcode-select --install`'
      : "`sudo apt-get install build-essential`, or your system's equivalent";
  return `needs a C compiler (the linker and the TLS library use it), and \`cc\` was not found: ${how}`;
}

/** The Rust version that Cargo.toml asks for. */
export function requiredRust(cargoToml) {
  return /^rust-version = "([\d.]+)"/m.exec(cargoToml)?.[1] ?? '1.0';
}

function hasCompiler() {
  return [process.env.CC, 'cc', 'gcc', 'clang'].some((name) => name && output(name, ['--version']) !== undefined);
}

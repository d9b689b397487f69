// Builds the addon: cargo builds a shared library, which is copied to the root of the package under the name that the loader looks for.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';

import { inRoot, root } from './paths.mjs';
import { addonFileName, libraryExtension } from './platform.mjs';
import { cargo, output, ToolError } from './run.mjs';

// Together with a Rust library, cargo links without link-time optimization, whatever the profile says, so the shared library is built alone. And the
// linker takes into a function only what is hardly longer than a call of it (LLVM's bound for speed is 225, for size 50). With 225, the addon has
// 1.5 MB more, and the engine takes 6 % fewer instructions for a copy; with 5, it has 70 KB less, and takes 3 % more.
const RELEASE = ['--crate-type', 'cdylib', '--', '-C', 'llvm-args=-inline-threshold=25'];

/**
 * Builds the addon and puts it in its place.
 *
 * @param {'release' | 'dev'} profile cargo's profile
 * @param {ReturnType<import('./targets.mjs').describeTarget>} [target] another platform than this one, or this one as it is released
 * @returns the path of the addon
 */
export async function buildAddon(profile, target) {
  const library = await buildLibrary(profile, target);
  const addon = inRoot(addonFileName(target?.name));
  install(library, addon);
  return addon;
}

// cargo itself says where the library is: CARGO_TARGET_DIR and cargo's own configuration may have moved it.
async function buildLibrary(profile, target) {
  const args = ['--lib', '--locked', '--profile', profile, '--message-format', 'json-render-diagnostics'];
  if (target) args.push('--target', target.zigbuild ?? target.triple);
  const command = profile === 'release' ? ['rustc', ...args, ...RELEASE] : ['build', ...args];
  const env = { ...process.env, ...target?.env };
  const child = spawn(programFor(target), command, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let library;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    library = libraryOf(line, target?.extension ?? libraryExtension()) ?? library;
  }
  const code = await ended;
  if (code !== 0) throw new ToolError(`cargo ${command[0]} failed with exit code ${code}; its own message is above`);
  if (!library)
    throw new ToolError('cargo built no shared library; is `cdylib` still among the crate types in Cargo.toml?');
  return library;
}

// cargo-zigbuild links against the C library that the target names, however old, and for other architectures.
function programFor(target) {
  if (!target?.zigbuild) return cargo() ?? 'cargo';
  if (output('cargo-zigbuild', ['--version'])) return 'cargo-zigbuild';
  throw new ToolError(
    `building for ${target.zigbuild} takes cargo-zigbuild; \`pip install cargo-zigbuild ziglang\` gets both`,
  );
}

/** The addon's shared library, if this line of cargo's messages names it. */
export function libraryOf(line, extension) {
  if (!line.startsWith('{')) return undefined;
  const message = JSON.parse(line);
  if (message.reason !== 'compiler-artifact' || message.target?.name !== 'blobferry') return undefined;
  if (!message.target.kind.includes('cdylib')) return undefined;
  return message.filenames.find((file) => file.endsWith(extension));
}

// Copied to a temporary name and renamed, never written in place: a running process keeps the library that it has mapped.
function install(library, addon) {
  if (isSameFile(library, addon)) return;
  const temporary = `${addon}.${process.pid}.tmp`;
  try {
    fs.copyFileSync(library, temporary);
    fs.renameSync(temporary, addon);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw new ToolError(
      `${path.basename(addon)} could not be replaced (${error.code}); end the programs that use it and build again`,
    );
  }
}

function isSameFile(library, addon) {
  return fs.existsSync(addon) && fs.readFileSync(library).equals(fs.readFileSync(addon));
}

// Profile-guided optimization: the engine is built with counters, does the work of `tools/profile/`, and what it counted tells the compiler
// which functions are worth to be fast. https://doc.rust-lang.org/rustc/profile-guided-optimization.html

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { inRoot } from './paths.mjs';
import { addonFileName } from './platform.mjs';
import { cargo, mustRun, node, output, ToolError } from './run.mjs';

/**
 * What both builds are told, as the counters must be in the same places. Before it counts, the compiler takes only the shortest functions into
 * others: that would also happen where nothing is counted.
 */
const BOTH = ['-Cllvm-args=-preinline-threshold=5'];

/** What the counters and the profile depend on. A profile of other sources fits in part, and then nobody knows in which. */
const SOURCES = ['Cargo.toml', 'Cargo.lock', 'src', 'tools/profile', 'tools/lib/profile.mjs'];

const COMPUTED_BLOBS = 40_000;

/** The platform whose profile is recorded: it was only tried here, and the recorded work must run where it is built. */
const TRIPLE = 'x86_64-unknown-linux-gnu';

/** Why the addon for this target, or for this machine, cannot be optimized by a profile; undefined if it can. */
export function profileProblem(triple = hostTriple()) {
  if (triple !== TRIPLE || hostTriple() !== TRIPLE)
    return `profiles are recorded for ${TRIPLE} alone, on such a machine`;
  return undefined;
}

/** The flags of rustc for a build that uses the profile, which is recorded first, if it is not there. */
export async function flagsForProfile() {
  return [`-Cprofile-use=${await recordProfile()}`, ...BOTH];
}

/** The environment with these flags of rustc, beside those that it has. */
export function withFlags(flags, env = process.env) {
  return { ...env, RUSTFLAGS: [env.RUSTFLAGS, ...flags].filter(Boolean).join(' ') };
}

/** The triple of the platform that cargo builds for by itself. */
export function hostTriple() {
  return /^host: (.+)$/m.exec(output('rustc', ['-vV']) ?? '')?.[1];
}

async function recordProfile() {
  const folder = inRoot('target', 'profile');
  const profile = path.join(folder, `${digest()}.profdata`);
  if (fs.existsSync(profile)) return profile;
  const merge = await findMerge();
  const target = path.join(folder, 'instrumented');
  const raw = path.join(folder, 'raw');
  fs.rmSync(raw, { recursive: true, force: true });
  await mustRun(cargo(), ['rustc', '--lib', '--locked', '--release', '--target', TRIPLE, '--crate-type', 'cdylib'], {
    env: { ...withFlags([`-Cprofile-generate=${raw}`, ...BOTH]), CARGO_TARGET_DIR: target },
  });
  await mustRun(cargo(), ['build', '--locked', '-p', 'blobferry-simulator']);
  await node([inRoot('tools', 'build-facade.mjs')]);
  const instrumented = layOut(folder, path.join(target, TRIPLE, 'release', 'libblobferry.so'));
  await work(instrumented, folder, raw);
  const counted = fs.readdirSync(raw).map((name) => path.join(raw, name));
  // Renamed when it is whole, so that a profile that is there can be relied on.
  await mustRun(merge, ['merge', '--sparse', '-o', `${profile}.tmp`, ...counted]);
  fs.renameSync(`${profile}.tmp`, profile);
  return profile;
}

/** A package with the instrumented addon. */
function layOut(folder, library) {
  const place = path.join(folder, 'package');
  fs.rmSync(place, { recursive: true, force: true });
  fs.mkdirSync(place);
  fs.copyFileSync(inRoot('package.json'), path.join(place, 'package.json'));
  fs.cpSync(inRoot('dist'), path.join(place, 'dist'), { recursive: true });
  fs.copyFileSync(library, path.join(place, addonFileName()));
  return place;
}

async function work(instrumented, folder, raw) {
  const { startSimulator } = createRequire(import.meta.url)('../../__test__/support/simulator.js');
  const simulator = await startSimulator();
  const files = fs.mkdtempSync(path.join(folder, 'work-'));
  try {
    const authority = path.join(files, 'authority.pem');
    fs.writeFileSync(authority, simulator.authority);
    await simulator.syntheticContainer({ container: 'computed', count: COMPUTED_BLOBS, size: 1024, seed: 1 });
    const plain = simulator.connectionString();
    const secure = plain.replace('Protocol=http;', 'Protocol=https;').replace(simulator.url(), simulator.secureUrl());
    await node([inRoot('tools', 'profile', 'work.mjs'), instrumented, files, plain, secure], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: authority, LLVM_PROFILE_FILE: path.join(raw, '%m-%p.profraw') },
    });
  } finally {
    await simulator.stop();
    fs.rmSync(files, { recursive: true, force: true });
  }
}

/** The program that merges profiles. It must be of the compiler's own version of LLVM, and rustup has it. */
async function findMerge() {
  const program = path.join(
    output('rustc', ['--print', 'sysroot']) ?? '',
    'lib',
    'rustlib',
    TRIPLE,
    'bin',
    'llvm-profdata',
  );
  if (!fs.existsSync(program)) await mustRun('rustup', ['component', 'add', 'llvm-tools']);
  if (fs.existsSync(program)) return program;
  throw new ToolError('a profile takes llvm-profdata; `rustup component add llvm-tools` gets it');
}

function digest() {
  const hash = createHash('sha256').update(output('rustc', ['-vV']) ?? '');
  for (const source of SOURCES) {
    for (const file of filesOf(inRoot(source)).sort()) hash.update(`${file}\0`).update(fs.readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(place) {
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs.readdirSync(place).flatMap((name) => filesOf(path.join(place, name)));
}

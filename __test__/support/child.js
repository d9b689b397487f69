'use strict';

// Runs a test script in a child process.

const { spawn } = require('node:child_process');
const path = require('node:path');

/**
 * Runs `script` (absolute path) and resolves with `{ code, signal, stdout, stderr, elapsed }` when it ends by itself.
 * A child that has not ended after `limit` ms is killed by its own pid and reported as `timedOut`.
 */
function runChild(script, { environment = {}, arguments: parameters = [], flags = [], limit = 60_000, onLine } = {}) {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...flags,
      '-r',
      path.join(__dirname, 'die-with-parent.js'),
      '-r',
      path.join(__dirname, 'release-channel.js'),
      script,
      ...parameters,
    ],
    {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, limit);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      for (const line of text.split('\n')) if (line) onLine?.(line, child);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      process.removeListener('exit', onExit);
      resolve({ code, signal, stdout, stderr, timedOut, elapsed: performance.now() - started });
    });
  });
}

module.exports = { runChild };

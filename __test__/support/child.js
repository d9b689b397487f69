'use strict';

// Runs a test script in a child process.

const { spawn } = require('node:child_process');
const path = require('node:path');

/**
 * Runs `script` (absolute path) and resolves with `{ code, signal, stdout, stderr, elapsed, lingered }` when it ends by itself; `lingered`
 * is how long it went on after it had last printed. A child that has not ended after `limit` ms is killed by its own pid and reported
 * as `timedOut`. The limit is for children that hang: it is many times what any takes on a busy machine, and less than a file may take.
 */
function runChild(
  script,
  { environment = {}, arguments: parameters = [], flags = [], limit = 300_000, onLine, onStart } = {},
) {
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
  onStart?.(child);
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    let printed = started;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, limit);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      printed = performance.now();
      for (const line of text.split('\n')) if (line) onLine?.(line, child);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      process.removeListener('exit', onExit);
      const ended = performance.now();
      resolve({ code, signal, stdout, stderr, timedOut, elapsed: ended - started, lingered: ended - printed });
    });
  });
}

module.exports = { runChild };

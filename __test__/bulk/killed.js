'use strict';

// Processes that copy a container or an account, and are killed.

const { spawn } = require('node:child_process');
const path = require('node:path');

const { PACKAGE } = require('../support/blobferry');

const CHILD = path.join(__dirname, 'children', 'copies-container.js');
const SUPPORT = path.join(__dirname, '..', 'support');

/**
 * Starts a process that copies the container of this name from the account `one` to the account `two`, or all containers without a name. `shell` is run before it, in the
 * same process. Resolves with how it ended, and with the result or the error of the copy.
 */
function startCopy(simulator, container, options, shell) {
  const program = [
    process.execPath,
    '-r',
    path.join(SUPPORT, 'die-with-parent.js'),
    '-r',
    path.join(SUPPORT, 'release-channel.js'),
    CHILD,
    JSON.stringify({
      packageName: PACKAGE,
      from: simulator.connectionString('one'),
      to: simulator.connectionString('two'),
      container,
      options,
    }),
  ];
  const [command, ...parameters] = shell ? ['sh', '-c', `${shell} && exec "$0" "$@"`, ...program] : program;
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  const ended = new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ signal, ...(stdout ? JSON.parse(stdout) : {}) })),
  );
  return { child, ended };
}

/** Kills a process, and waits until the service has dropped the last of its requests. */
async function kill(simulator, child, ended) {
  child.kill('SIGKILL');
  const outcome = await ended;
  await simulator.idle();
  return outcome;
}

/** How many requests more than wanted a process gets before the rest stalls. */
const SLACK = 8;

/**
 * Kills a copying process once the service has received this number of further requests of an operation, unless it ends before. If `rules` for faults are
 * given, these apply until then, and requests beyond that number stall: a busy machine may be slow to count them, and the process does not
 * come to its end.
 */
async function killAfter(simulator, container, options, operation, requests, rules) {
  const count = async () => (await simulator.statistics()).operations[operation] ?? 0;
  const before = await count();
  const stalls = { which: { operation }, when: { after: requests + SLACK }, what: { stall: true } };
  if (rules) await simulator.faults(stalls, ...rules);
  const { child, ended } = startCopy(simulator, container, options);
  let isOver = false;
  ended.then(() => (isOver = true));
  while (!isOver && (await count()) < before + requests);
  const outcome = await kill(simulator, child, ended);
  if (rules) await simulator.faults(...rules);
  return outcome;
}

/** Numbers from 0 to 1 that are the same in each run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

module.exports = { kill, killAfter, random, startCopy };

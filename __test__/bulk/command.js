'use strict';

// The command `blobferry copy` as a process, and the set-up of its tests: two accounts, and a pair of containers for each test.

const { spawn } = require('node:child_process');
const path = require('node:path');

const { useTwoAccounts } = require('./two-accounts');

const PROGRAM = path.join(__dirname, '..', '..', 'dist', 'cli.js');
const ENDS_WITH_PARENT = path.join(__dirname, '..', 'support', 'die-with-parent.js');

/** The environment without credentials of whoever runs the tests. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AZURE|BLOBFERRY_(SOURCE|DESTINATION))_/.test(name)),
);

/** Starts the command. `onText` sees what it has printed so far, and the process; `input` is its standard input. */
function command(parameters, { environment = {}, onText, onOutput, input } = {}) {
  const child = spawn(process.execPath, ['-r', ENDS_WITH_PARENT, PROGRAM, ...parameters], {
    env: { ...ENVIRONMENT, ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'ipc'],
  });
  child.stdin?.end(input);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text;
      onText?.(said, child);
    });
  }
  onOutput?.(child.stdout, child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const lines = said.stdout.split('\n').filter(Boolean);
      resolve({ code, signal, ...said, events: () => lines.map((line) => JSON.parse(line)) });
    });
  });
}

/** What tests of the command have before each test, and how they run it between their containers. */
function useCommand() {
  const accounts = useTwoAccounts();
  let current;

  async function fresh() {
    const { simulator, from, to, number } = await accounts.fresh();
    const environment = {
      BLOBFERRY_SOURCE_CONNECTION_STRING: simulator.connectionString('one'),
      BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
    };
    current = { simulator, from, to, number, environment };
    return current;
  }

  const copy = (parameters = [], options = {}) => {
    const { from, to, environment } = current;
    return command(['copy', from.url, to.url, ...parameters], { environment, ...options });
  };

  /** Holds back the response to the copy of a blob. */
  const stall = (blob) =>
    current.simulator.faults({ which: { operation: 'copyBlobFromUrl', blob, role: 'client' }, what: { stall: true } });

  async function whenStalled() {
    while ((await current.simulator.stalls()) === 0);
  }

  return { within: accounts.within, fresh, copy, stall, whenStalled };
}

module.exports = { ENVIRONMENT, PROGRAM, command, useCommand };

'use strict';

// The repository's own Blob service (see simulator/README.md), as a program of its own on ports that the system picks.

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const { ACCOUNT_KEY, ACCOUNT_NAME } = require('./azurite');

const ROOT = path.join(__dirname, '..', '..');

/**
 * Where the built program is. `BLOBFERRY_SIMULATOR` names another one, for instance of a release build.
 *
 * @returns {string}
 */
function simulatorProgram() {
  if (process.env.BLOBFERRY_SIMULATOR) return path.resolve(process.env.BLOBFERRY_SIMULATOR);
  const target = path.resolve(ROOT, process.env.CARGO_TARGET_DIR || 'target');
  return path.join(target, 'debug', process.platform === 'win32' ? 'blobferry-simulator.exe' : 'blobferry-simulator');
}

/** A running simulator: where it is, and one method for each request that its control endpoint takes. */
class Simulator {
  #child;
  #keys;

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {{ origin: string, control: string, accounts: string[] }} said the line that the program printed
   * @param {Map<string, string>} keys the accounts' keys by name
   */
  constructor(child, { origin, control, accounts }, keys) {
    this.#child = child;
    this.#keys = keys;
    /** @type {string} where the blobs are */
    this.origin = origin;
    /** @type {string} where it is controlled */
    this.control = control;
    /** @type {string[]} the names of its accounts */
    this.accounts = accounts;
  }

  /** The URL of an account, in path style. */
  url(account = [...this.#keys.keys()][0]) {
    return `${this.origin}/${account}`;
  }

  /** The key of an account. */
  accountKey(account = [...this.#keys.keys()][0]) {
    return this.#keys.get(account);
  }

  /** The connection string of an account. */
  connectionString(account = [...this.#keys.keys()][0]) {
    const parts = [`AccountName=${account}`, `AccountKey=${this.accountKey(account)}`];
    return `DefaultEndpointsProtocol=http;${parts.join(';')};BlobEndpoint=${this.url(account)};`;
  }

  /** Sets what becomes of asynchronous copies that start from now on. */
  copies(script) {
    return this.#ask('POST', '/copies', script);
  }

  /** Ends every pending copy as its script says; resolves with how many there were. */
  async release() {
    return (await this.#ask('POST', '/release')).released;
  }

  /** The last requests: method, path, query and status of each. */
  requests() {
    return this.#ask('GET', '/requests');
  }

  /** Forgets the requests. */
  clearRequests() {
    return this.#ask('DELETE', '/requests');
  }

  /** How often each operation was called. */
  statistics() {
    return this.#ask('GET', '/statistics');
  }

  /** Ends the program; resolves once it has ended. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.ref();
    this.#child.stdin.end();
    await ended;
  }

  async #ask(method, place, body) {
    const answer = await fetch(this.control + place, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const value = await answer.json();
    if (!answer.ok) throw new Error(`the simulator refused ${method} ${place}: ${value.error}`);
    return value;
  }
}

/**
 * Starts a simulator and waits until it listens. It ends with this process at the latest: its standard input is a pipe from here.
 *
 * @param {{ accounts?: { name: string, key: string }[] }} [options] accounts with their keys in base64; without any, the
 *   development account
 * @returns {Promise<Simulator>}
 */
async function startSimulator({ accounts = [{ name: ACCOUNT_NAME, key: ACCOUNT_KEY }] } = {}) {
  const program = simulatorProgram();
  if (!existsSync(program)) {
    throw new Error(
      `${program} is missing; \`cargo build -p blobferry-simulator\` builds it, and so does \`npm test\``,
    );
  }
  const flags = accounts.flatMap(({ name, key }) => ['--account', `${name}:${key}`]);
  const child = spawn(program, ['--port', '0', ...flags], { stdio: ['pipe', 'pipe', 'pipe'] });
  const keys = new Map(accounts.map(({ name, key }) => [name, key]));
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      if (!output.includes('\n')) return;
      // From here on the child must not keep the test process alive.
      for (const part of [child, child.stdin, child.stdout, child.stderr]) part.unref();
      resolve(new Simulator(child, JSON.parse(output), keys));
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => (errors += chunk));
    // A program that ended has closed its input; writing to it is nobody's business here.
    child.stdin.on('error', () => {});
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the simulator ended with code ${code}: ${errors}`)));
  });
}

let shared;

/** One simulator with the development account for each test process, started at the first call. */
function sharedSimulator() {
  shared ??= startSimulator();
  return shared;
}

module.exports = { Simulator, sharedSimulator, simulatorProgram, startSimulator };

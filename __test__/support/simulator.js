'use strict';

// The simulator of this repository (see simulator/README.md), as a separate program on ports that the system assigns.

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const { ACCOUNT_KEY, ACCOUNT_NAME } = require('./development-account');
const { recordAt } = require('./record-members');

/** @import { AccountFeatures, BlobDigest, CopyScript, IssuerScript, Options, Rule, RuleReport, StartupLine, RecordedRequest, SourceRead, Statistics, SyntheticBlob, SyntheticContainer, Throttle, TokenRequest } from './simulator-scripts' */

const ROOT = path.join(__dirname, '..', '..');

/**
 * Where the built program is. `BLOBFERRY_SIMULATOR` names another one, for instance of a release build.
 *
 * @returns {string}
 */
function simulatorProgram() {
  if (process.env['BLOBFERRY_SIMULATOR']) return path.resolve(process.env['BLOBFERRY_SIMULATOR']);
  const target = path.resolve(ROOT, process.env['CARGO_TARGET_DIR'] || 'target');
  return path.join(target, 'debug', process.platform === 'win32' ? 'blobferry-simulator.exe' : 'blobferry-simulator');
}

/** A running simulator: where it is, and one method for each request that its control endpoint takes. */
class Simulator {
  #child;
  #keys;
  #account;

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {StartupLine} said the line that the program printed
   * @param {Map<string, string>} keys the accounts' keys by name
   */
  constructor(child, said, keys) {
    this.#child = child;
    this.#keys = keys;
    this.#account = [...keys.keys()][0] ?? '';
    /** Where the blobs are. */
    this.origin = said.origin;
    /** The same over HTTPS. */
    this.secureOrigin = said.secureOrigin;
    /** Where the files of Azure Files are. */
    this.filesOrigin = said.filesOrigin;
    /** The certificate of the authority that vouches for `secureOrigin`, in PEM. */
    this.authority = said.authority;
    /** Where it is controlled. */
    this.control = said.control;
    /** The names of its accounts. */
    this.accounts = said.accounts;
  }

  /** The URL of an account, in path style. */
  url(account = this.#account) {
    return `${this.origin}/${account}`;
  }

  /** The URL of an account over HTTPS. */
  secureUrl(account = this.#account) {
    return `${this.secureOrigin}/${account}`;
  }

  /** The key of an account. */
  accountKey(account = this.#account) {
    return this.#keys.get(account);
  }

  /** The connection string of an account. */
  connectionString(account = this.#account) {
    const parts = [`AccountName=${account}`, `AccountKey=${this.accountKey(account)}`];
    return `DefaultEndpointsProtocol=http;${parts.join(';')};BlobEndpoint=${this.url(account)};`;
  }

  /** Says what kind of account one is. @param {AccountFeatures} features */
  features(features, account = this.#account) {
    return this.#ask('POST', '/accounts', { account, features });
  }

  /** Sets what happens to asynchronous copies that start from now on. @param {CopyScript} script */
  copies(script) {
    return this.#ask('POST', '/copies', script);
  }

  /** Ends every pending copy as scripted; resolves with their number. @returns {Promise<number>} */
  async release() {
    return (await this.#ask('POST', '/release')).released;
  }

  /** Replaces all rules for faults. @param {Rule[]} rules */
  faults(...rules) {
    return this.#ask('POST', '/faults', rules);
  }

  /** The rules, and how often each fired. @returns {Promise<RuleReport[]>} */
  faultReport() {
    return this.#ask('GET', '/faults');
  }

  /** Lifts all rules for faults. */
  clearFaults() {
    return this.#ask('DELETE', '/faults');
  }

  /** The number of requests and responses that stall now. @returns {Promise<number>} */
  async stalls() {
    return (await this.#ask('GET', '/stalls')).stalled;
  }

  /** Lets them continue; resolves with their number. @returns {Promise<number>} */
  async releaseStalls() {
    return (await this.#ask('POST', '/release-stalls')).released;
  }

  /**
   * Waits until everything that clients had sent has been handled, even if a client has ended, and no request is in flight. A test that
   * killed a process, or abandoned a call, does so before it continues: what these had sent is handled later, and counted only then.
   */
  idle() {
    return this.#ask('POST', '/idle');
  }

  /** Throttles requests; without limits, none. @param {Throttle} [limits] */
  throttle(limits) {
    return limits ? this.#ask('POST', '/throttle', limits) : this.#ask('DELETE', '/throttle');
  }

  /** The service's time, in milliseconds. @returns {Promise<number>} */
  async now() {
    return Date.parse((await this.#ask('GET', '/clock')).now);
  }

  /** Moves the service's clock forward. @param {number} advanceSeconds */
  advanceClock(advanceSeconds) {
    return this.#ask('POST', '/clock', { advanceSeconds });
  }

  /**
   * Stops the service's clock: from now on it is moved by {@link advanceClock} alone. Resolves with its time, in milliseconds.
   *
   * @returns {Promise<number>}
   */
  async stopClock() {
    return Date.parse((await this.#ask('POST', '/clock', { stop: true })).now);
  }

  /** Sets how long blobs take to leave the archive, by the service's clock. @param {number} seconds */
  rehydration(seconds) {
    return this.#ask('POST', '/rehydration', { seconds });
  }

  /** Puts a blob of any size that takes no memory. @param {SyntheticBlob} blob */
  synthetic(blob) {
    return this.#ask('POST', '/synthetic', { account: this.#account, ...blob });
  }

  /** Makes a container of any number of blobs that take no memory. @param {SyntheticContainer} container */
  syntheticContainer(container) {
    return this.#ask('POST', '/synthetic-container', { account: this.#account, ...container });
  }

  /**
   * Digests of each blob of a container, in order.
   *
   * @param {string} container
   * @returns {AsyncGenerator<BlobDigest>}
   */
  async *digests(container, account = this.#account) {
    for (let after = ''; after !== null;) {
      const { digests, next } = await this.#ask(
        'GET',
        `/digests?${new URLSearchParams({ account, container, after })}`,
      );
      yield* digests;
      after = next;
    }
  }

  /**
   * Puts a file of Azure Files; resolves with its URL.
   *
   * @param {string} place `share/path`
   * @param {string} content
   */
  async file(place, content, account = this.#account) {
    await this.#ask('PUT', `/files/${account}/${place}`, undefined, content);
    return `${this.filesOrigin}/${account}/${place}`;
  }

  /** Issues a token. @param {TokenRequest} [request] @returns {Promise<{ token: string, expiresOn: number }>} */
  token(request = {}) {
    return this.#ask('POST', '/tokens', request);
  }

  /** Sets how the endpoint for tokens responds. @param {IssuerScript} script */
  issuer(script) {
    return this.#ask('POST', '/issuer', script);
  }

  /** The number of requests to the endpoint for tokens. @returns {Promise<number>} */
  async tokenRequests() {
    return (await this.#ask('GET', '/issuer')).requests;
  }

  /** The last requests. @param {{ operation?: string, blob?: string }} [filter] @returns {Promise<RecordedRequest[]>} */
  requests(filter = {}) {
    return this.#ask('GET', `/requests?${new URLSearchParams(filter)}`);
  }

  /** Forgets the requests. */
  clearRequests() {
    return this.#ask('DELETE', '/requests');
  }

  /** The sources that the service read for copies. @returns {Promise<SourceRead[]>} */
  sourceReads() {
    return this.#ask('GET', '/source-reads');
  }

  /** The counts of requests and responses. @returns {Promise<Statistics>} */
  statistics() {
    return this.#ask('GET', '/statistics');
  }

  /** Counts from nothing. */
  clearStatistics() {
    return this.#ask('DELETE', '/statistics');
  }

  /** Ends the program; resolves once it has ended. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.ref();
    this.#child.stdin?.end();
    await ended;
  }

  /**
   * @param {string} method
   * @param {string} place
   * @param {object} [body]
   * @param {string} [text]
   * @returns {Promise<any>}
   */
  async #ask(method, place, body, text) {
    const response = await fetch(this.control + place, {
      method,
      body: text ?? (body === undefined ? null : JSON.stringify(body)),
    });
    const value = /** @type {any} */ (await response.json());
    if (!response.ok) throw new Error(`the simulator refused ${method} ${place}: ${value.error}`);
    return value;
  }
}

/** @param {Options} options */
function flagsOf({ accounts = [{ name: ACCOUNT_NAME, key: ACCOUNT_KEY }], ...others }) {
  const flags = ['--port', '0', ...accounts.flatMap(({ name, key }) => ['--account', `${name}:${key}`])];
  if (others.certificate) flags.push('--certificate', others.certificate);
  if (others.sourceMilliseconds) flags.push('--source-milliseconds', String(others.sourceMilliseconds));
  if (others.clockBehind) flags.push('--clock-behind', String(others.clockBehind));
  if (others.sourceCertificates) flags.push('--source-certificates', others.sourceCertificates);
  return { flags, keys: new Map(accounts.map(({ name, key }) => [name, key])) };
}

/**
 * Starts a simulator and waits until it listens. It ends with this process at the latest: its standard input is a pipe from here.
 *
 * @param {Options} [options]
 * @returns {Promise<Simulator>}
 */
async function startSimulator(options = {}) {
  recordAt('simulator');
  const program = simulatorProgram();
  if (!existsSync(program)) {
    throw new Error(
      `${program} is missing; \`cargo build -p blobferry-simulator\` builds it, and so does \`npm test\``,
    );
  }
  const { flags, keys } = flagsOf(options);
  const child = spawn(program, flags, { stdio: ['pipe', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      if (!output.includes('\n')) return;
      // From here on the child must not keep the test process alive. Its streams are sockets, although their types do not say so.
      for (const part of [child, child.stdin, child.stdout, child.stderr]) /** @type {any} */ (part).unref?.();
      resolve(new Simulator(child, JSON.parse(output), keys));
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => (errors += chunk));
    // A program that ended has closed its input; an error of writing to it does not matter here.
    child.stdin.on('error', () => {});
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the simulator ended with code ${code}: ${errors}`)));
  });
}

/** @type {Promise<Simulator> | undefined} */
let shared;

/** One simulator with the development account for each test process, started at the first call. */
function sharedSimulator() {
  shared ??= startSimulator();
  return shared;
}

module.exports = { Simulator, sharedSimulator, simulatorProgram, startSimulator };

'use strict';

// Azurite's Blob service, from node_modules, in memory, on a port that the system assigns.

const { spawn } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const { ACCOUNT_KEY, ACCOUNT_NAME } = require('./development-account');
const { recordAt } = require('./record-members');

const PROGRAM = require.resolve('azurite/dist/src/blob/main.js');
const LISTENING = /successfully listens on (http:\/\/\S+)/;

/**
 * Starts one blob service and waits until it listens.
 *
 * The reference sends a service version that this Azurite does not support yet; tests that run it set `skipApiVersionCheck`.
 * blobferry must do without. `account` (`{ name, key }`) replaces the development account.
 */
function startAzurite({ skipApiVersionCheck = false, account = { name: ACCOUNT_NAME, key: ACCOUNT_KEY } } = {}) {
  recordAt('azurite');
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-azurite-'));
  const flags = ['--blobPort', '0', '--inMemoryPersistence', '--silent', '--disableTelemetry'];
  if (skipApiVersionCheck) flags.push('--skipApiVersionCheck');
  const child = spawn(process.execPath, ['-r', path.join(__dirname, 'die-with-parent.js'), PROGRAM, ...flags], {
    cwd: folder,
    env: { ...process.env, AZURITE_ACCOUNTS: `${account.name}:${account.key}` },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);

  return new Promise((resolve, reject) => {
    let output = '';
    const listen = (chunk) => {
      output += chunk;
      const found = LISTENING.exec(output);
      if (!found) return;
      // From here on the child must not keep the test process alive.
      child.unref?.();
      child.channel?.unref?.();
      child.stdout.unref?.();
      child.stderr.unref?.();
      resolve(describeInstance(found[1], account, stop));
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Azurite ended with code ${code} before it listened: ${output}`)));
  });
}

function describeInstance(origin, account, stop) {
  const url = `${origin}/${account.name}`;
  return {
    origin,
    url,
    accountName: account.name,
    accountKey: account.key,
    connectionString: connectionString(url, account),
    stop,
  };
}

/** The connection string of an account, the development account unless said, at this endpoint. */
function connectionString(url, { name, key } = { name: ACCOUNT_NAME, key: ACCOUNT_KEY }) {
  return `DefaultEndpointsProtocol=http;AccountName=${name};AccountKey=${key};BlobEndpoint=${url};`;
}

const shared = new Map();

/** One instance per kind and test process, started at the first call. */
function sharedAzurite({ skipApiVersionCheck = false } = {}) {
  if (!shared.has(skipApiVersionCheck)) shared.set(skipApiVersionCheck, startAzurite({ skipApiVersionCheck }));
  return shared.get(skipApiVersionCheck);
}

module.exports = { ACCOUNT_NAME, ACCOUNT_KEY, connectionString, sharedAzurite, startAzurite };

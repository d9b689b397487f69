'use strict';

// The lines of the retry policy in the log, of clients and of a policy that a script creates: those of the reference.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { describe, test } = require('node:test');
const { promisify } = require('node:util');

const { isReference } = require('../support/blobferry');
const { deadPort } = require('../support/dead-port');
const { startScriptedServer } = require('../support/scripted-server');

const ROOT = path.join(__dirname, '..', '..');
const CHILD = path.join(__dirname, 'children', 'retries.js');

const FOUND = { status: 200, headers: { etag: '"1"', 'content-length': '0' } };

/** What a library logs of the same calls. Both servers that respond, respond with 503 first. */
async function linesOf(library, level) {
  const replies = [503, 200, 503, 200];
  const server = await startScriptedServer(() => ({ ...FOUND, status: replies.shift() }));
  const dead = await deadPort();
  const environment = { ...process.env, AZURE_LOG_LEVEL: level, DEBUG: '' };
  const parameters = [library, server.origin, 'localhost', `http://127.0.0.1:${dead}`];
  try {
    const { stderr } = await promisify(execFile)(process.execPath, [CHILD, ...parameters], { env: environment });
    // The reference logs the message of a script's error as it is.
    const isOurs = library === ROOT;
    if (isOurs) assert.doesNotMatch(stderr, /SECRETSIGNATURE/);
    const lines = stderr
      .replaceAll('SECRETSIGNATURE', isOurs ? '' : 'REDACTED')
      .split('\n')
      .filter((line) => line.startsWith('azure:storage-common'));
    return lines.map((line) => line.replaceAll(dead, '<port>').replace(/(?<=Delay for )[\d.]+(?=ms$)/, '<n>'));
  } finally {
    await server.close();
  }
}

const REFUSED =
  'azure:storage-common:error RetryPolicy: Caught error, message: connect ECONNREFUSED 127.0.0.1:<port>, code: ECONNREFUSED';
const info = (text) => `azure:storage-common:info RetryPolicy: ${text}`;

const DELAY = info('Delay for <n>ms');
const RESET =
  'azure:storage-common:error RetryPolicy: Caught error, message: ECONNRESET at http://127.0.0.1:<port>/c/b?sig=REDACTED, code: ECONNRESET';

const EXPECTED = {
  info: [
    info('=====> Try=1 Primary'),
    RESET,
    info('Network error ECONNRESET found, will retry.'),
    DELAY,
    info('=====> Try=2 Secondary'),
    info('Secondary access with 404, will retry.'),
    DELAY,
    info('=====> Try=3 Primary'),
    info('Attempt(s) 3 >= maxTries 3, no further try.'),
    info('=====> Try=1 Primary'),
    info('Will retry for status code 503.'),
    DELAY,
    info('=====> Try=2 Primary'),
    info('Attempt(s) 2 >= maxTries 2, no further try.'),
    info('=====> Try=1 Primary'),
    info('Will retry for status code 503.'),
    DELAY,
    info('=====> Try=2 Secondary'),
    info('Attempt(s) 2 >= maxTries 2, no further try.'),
    info('=====> Try=1 Primary'),
    REFUSED,
    info('Network error ECONNREFUSED found, will retry.'),
    DELAY,
    info('=====> Try=2 Primary'),
    REFUSED,
    info('Attempt(s) 2 >= maxTries 2, no further try.'),
  ],
  error: [RESET, REFUSED, REFUSED],
};

describe('retries are logged', () => {
  const libraries = { reference: '@azure/storage-blob', ...(isReference ? {} : { blobferry: ROOT }) };
  for (const [label, library] of Object.entries(libraries)) {
    for (const [level, lines] of Object.entries(EXPECTED)) {
      test(`${label}, at ${level}`, async () => assert.deepEqual(await linesOf(library, level), lines));
    }
  }
});

'use strict';

// What is logged when a call fails: nothing, unless a variable enables it, and no secret in any case.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { isReference } = require('../support/libraries');
const { runChild } = require('../support/child');

const CHILD = path.join(__dirname, 'children', 'logs.js');

test('variables of others, and options, print nothing', { skip: isReference }, async () => {
  const environment = { RUST_LOG: 'trace', RUST_BACKTRACE: 'full', AZURE_LOG_LEVEL: undefined, DEBUG: 'express:*' };
  const child = await runChild(CHILD, { environment });
  assert.deepEqual([child.code, child.stdout.trim(), child.stderr], [0, 'BlobNotFound 0', '']);
});

for (const environment of [
  { AZURE_LOG_LEVEL: 'verbose', DEBUG: undefined },
  { AZURE_LOG_LEVEL: undefined, DEBUG: '*' },
]) {
  test(`${JSON.stringify(environment)} prints each request, without its signature`, { skip: isReference }, async () => {
    const child = await runChild(CHILD, { environment });
    assert.deepEqual([child.code, child.stdout.trim()], [0, 'BlobNotFound 0']);
    assert.match(child.stderr, /azure:storage-blob:info Request: \{\n {2}"url": "http:[^"]*",\n {2}"method": "GET"/);
    assert.match(child.stderr, /azure:storage-blob:info Response status code: 404\n/);
    assert.match(child.stderr, /"authorization": "REDACTED"/);
    assert.doesNotMatch(child.stderr, /SharedKey|a2V5/i);
  });
}

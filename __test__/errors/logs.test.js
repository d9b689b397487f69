'use strict';

// Nothing is logged. Whatever variables and options enable logs elsewhere, a failing call prints nothing, so it prints
// no secret.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { isReference } = require('../support/libraries');
const { runChild } = require('../support/child');

const ASKING = { AZURE_LOG_LEVEL: 'verbose', DEBUG: '*', RUST_LOG: 'trace', RUST_BACKTRACE: 'full' };

test('variables and options that ask for logs print nothing', { skip: isReference }, async () => {
  const child = await runChild(path.join(__dirname, 'children', 'logs.js'), { environment: ASKING });
  assert.deepEqual([child.code, child.stdout.trim(), child.stderr], [0, 'BlobNotFound 0', '']);
});

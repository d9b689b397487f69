'use strict';

// A worker thread that ends while thousands of its calls wait for a connection affects nothing else.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');

test('a worker is terminated while thousands of calls wait for a connection', { skip: isReference }, async () => {
  const script = path.join(__dirname, 'children', 'terminate-waiting-worker.js');
  const { code, signal, stdout, stderr } = await runChild(script, { arguments: [PACKAGE] });
  assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stdout: 'terminated\n', stderr: '' });
});

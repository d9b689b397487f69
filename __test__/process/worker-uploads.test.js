'use strict';

// Worker threads that end during uploads: their memory is freed, and nothing reads it afterwards.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');

test('workers that are terminated while they upload', { skip: isReference }, async () => {
  const script = path.join(__dirname, 'children', 'terminate-uploading-workers.js');
  const { code, signal, stdout, stderr } = await runChild(script, { arguments: [PACKAGE] });
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
  assert.deepEqual(JSON.parse(stdout), { whole: 0 });
});

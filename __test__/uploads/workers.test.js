'use strict';

// Worker threads that end in the middle of uploads: nothing of them is sent, read or held afterwards.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { withFile } = require('./helpers');

test('workers that are terminated while they upload', { skip: isReference }, () =>
  withFile(Buffer.alloc(32_000_000), async (file) => {
    const script = path.join(__dirname, 'children', 'terminate-uploading-workers.js');
    const { code, signal, stdout, stderr } = await runChild(script, { arguments: [PACKAGE, file] });
    assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
    assert.deepEqual(JSON.parse(stdout), { whole: 0 });
  }),
);

'use strict';

// An unread download is garbage-collected, also under a signal that lives on: the stream, its listener, its connection.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');

test('unread downloads are collected, and close their connections', { skip: isReference }, async () => {
  const { code, stdout, stderr } = await runChild(path.join(__dirname, 'children', 'unread-downloads.js'), {
    arguments: [PACKAGE],
    flags: ['--expose-gc'],
  });
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), { opened: 20, listeners: 0 });
});

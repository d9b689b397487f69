'use strict';

// Worker threads that end with work in flight.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');

const { PACKAGE } = require('../support/blobferry');
const { runChild } = require('../support/child');

describe('a worker thread terminated with copies in flight', () => {
  for (const [label, script] of Object.entries({
    'takes its connections with it, and nothing else': 'terminate-workers.js',
    'leaves the copies of the main thread alone': 'used-by-both.js',
  })) {
    test(label, async () => {
      const child = await runChild(path.join(__dirname, 'children', script), { arguments: [PACKAGE] });
      assert.equal(child.timedOut, false, 'the process must end by itself');
      assert.equal(child.signal, null, child.stderr);
      assert.equal(child.code, 0, child.stderr);
      assert.equal(child.stdout.trim(), 'done');
    });
  }
});

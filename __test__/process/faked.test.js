'use strict';

// Fakes do not affect calls: nothing that tests put in place of Node's timers and queues ever runs.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { startScriptedServer } = require('../support/scripted-server');

const SCRIPT = path.join(__dirname, 'children', 'faked.js');
const HEADERS = { etag: '"1"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT', 'x-ms-blob-type': 'BlockBlob' };

function response({ method, query, headers }) {
  if (headers['x-ms-copy-source'] !== undefined) {
    return { status: 202, headers: { ...HEADERS, 'x-ms-copy-id': 'id', 'x-ms-copy-status': 'success' } };
  }
  if (query.get('comp') === 'list') {
    return { status: 200, headers: HEADERS, body: '<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>' };
  }
  if (method !== 'GET' && method !== 'HEAD') return { status: method === 'PUT' ? 201 : 202, headers: HEADERS };
  return { status: 200, headers: { ...HEADERS, 'content-length': '7' }, body: 'content' };
}

describe('calls under faked timers and queues', { skip: isReference && 'its HTTP client needs them' }, () => {
  for (const when of ['before', 'after']) {
    test(`that were faked ${when} the package was loaded`, async () => {
      const server = await startScriptedServer(response);
      try {
        const child = await runChild(SCRIPT, { arguments: [PACKAGE, server.origin, when] });
        assert.equal(child.timedOut, false, 'a call waits for what is faked');
        assert.equal(child.code, 0, child.stderr);
        const expected = ['"1"', '"1"', '"1"', true, true, 'success', 'content', 'AbortError'];
        assert.deepEqual(JSON.parse(child.stdout), expected);
      } finally {
        await server.close();
      }
    });
  }
});

'use strict';

// Spans through the real OpenTelemetry and its instrumentation for Azure, beside the reference. Nothing else loads `@azure/core-tracing`.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { promisify } = require('node:util');

const { PACKAGE, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');

const CHILD = path.join(__dirname, 'children', 'opentelemetry.js');

let server;
before(async () => {
  server = await startScriptedServer(() => ({ status: 200, headers: { etag: '"1"', 'content-length': '0' } }));
});
after(() => server.close());

async function run(library, environment = {}) {
  server.requests.length = 0;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [CHILD, `${server.origin}/account/c/b`, library],
    {
      env: { ...process.env, ...environment },
    },
  );
  assert.equal(stderr, '');
  return { ...JSON.parse(stdout), parents: server.requests.map(({ headers }) => headers.traceparent) };
}

// Azurite brings it along.
const skip = !isInstalled('@azure/opentelemetry-instrumentation-azure-sdk') && 'the instrumentation is not installed';

function isInstalled(name) {
  try {
    return require.resolve(name) !== '';
  } catch {
    return false;
  }
}

test('spans and traceparent with the instrumentation for Azure', { skip }, async () => {
  const expected = await run('@azure/storage-blob');
  const actual = await run(PACKAGE);
  assert.deepEqual(actual.described, expected.described);
  assert.equal(actual.described.length, 5);
  assert.equal(actual.parents.length, 2);
  for (const parent of actual.parents) assert.ok(actual.ids.includes(parent.split('-')[2]), parent);
});

test('nothing is loaded without OpenTelemetry', { skip }, async () => {
  const { described, parents, isLoaded } = await run(PACKAGE, { REGISTERED: 'no' });
  assert.deepEqual([described, parents], [[], [undefined, undefined]]);
  assert.equal(isLoaded, isReference);
});

'use strict';

// Spans through the real OpenTelemetry and its instrumentation for Azure, compared with the reference. Nothing else loads `@azure/core-tracing`.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { readFileSync } = require('node:fs');
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

test('its packages are declared, so that they do not depend on what others bring along', () => {
  const { devDependencies } = require('../../package.json');
  const used = [...readFileSync(CHILD, 'utf8').matchAll(/require\('(@[^']+\/[^'/]+)'\)/g)].map(([, name]) => name);
  assert.ok(used.length >= 3, used.join());
  assert.deepEqual(
    used.filter((name) => !(name in devDependencies)),
    [],
  );
});

test('spans and traceparent with the instrumentation for Azure', async () => {
  const expected = await run('@azure/storage-blob');
  const actual = await run(PACKAGE);
  assert.deepEqual(actual.described, expected.described);
  assert.equal(actual.described.length, 5);
  assert.equal(actual.parents.length, 2);
  for (const parent of actual.parents) assert.ok(actual.ids.includes(parent.split('-')[2]), parent);
});

test('nothing is loaded without OpenTelemetry', async () => {
  const { described, parents, isLoaded } = await run(PACKAGE, { REGISTERED: 'no' });
  assert.deepEqual([described, parents], [[], [undefined, undefined]]);
  assert.equal(isLoaded, isReference);
});

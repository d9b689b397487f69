'use strict';

// What is logged, and how it is enabled: with `@azure/logger`, and without it.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { describe, test } = require('node:test');
const { pathToFileURL } = require('node:url');
const { promisify } = require('node:util');

const { PACKAGE, isReference } = require('../support/blobferry');
const { blobferry, reference } = require('../support/libraries');
const { recordAt } = require('../support/record-members');
const { startScriptedServer } = require('../support/scripted-server');

// Both libraries do the same.
recordAt('parity');

const CHILD = path.join(__dirname, 'children', 'logs.js');

const MODULE = path.join(__dirname, 'children', 'logs.mjs');
const canRequire = process.features.require_module;

/** Runs the child against a server that responds, and returns what it wrote. */
async function logged(t, way, env = {}, script = CHILD, ...parameters) {
  const server = await startScriptedServer(() => ({ status: 200, headers: { etag: '"1"', 'content-length': '0' } }));
  t.after(() => server.close());
  const environment = { ...process.env, AZURE_LOG_LEVEL: '', DEBUG: '', ...env };
  const run = promisify(execFile)(process.execPath, [script, way, `${server.origin}/account/c/b`, ...parameters], {
    env: environment,
  });
  return { ...(await run), server };
}

const requests = (text) => text.match(/azure:storage-blob:info Request: /g)?.length ?? 0;

describe('requests are logged', () => {
  for (const [how, way, env] of [
    ['by the environment', 'nothing', { AZURE_LOG_LEVEL: 'info' }],
    ['by a more verbose level', 'nothing', { AZURE_LOG_LEVEL: 'verbose' }],
    ['by DEBUG', 'nothing', { DEBUG: 'other,azure:*' }],
    ['by setLogLevel of the package', 'own', {}],
    ['by setLogLevel of @azure/logger', 'package', {}],
    ['by the environment, with @azure/logger in the process', 'package', { AZURE_LOG_LEVEL: 'error' }],
    ['as long as the level is set', 'late', {}],
  ]) {
    test(how, async (t) => {
      const { stderr, stdout, server } = await logged(t, way, env);
      assert.equal(requests(stderr), 1, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, /Request: \{\n {2}"url": ".*\/account\/c\/b\?sv=2020-01-01&sig=REDACTED"/);
      assert.match(stderr, /"method": "HEAD"/);
      assert.ok(stderr.includes(server.requests.at(-1).headers['x-ms-client-request-id']) || way === 'late');
      assert.match(stderr, /azure:storage-blob:info Response status code: 200\n/);
      assert.match(stderr, /azure:storage-blob:info Headers: \{\n[^}]*"etag": /);
      assert.doesNotMatch(stderr, /SECRETSIGNATURE/);
    });
  }

  test('where AzureLogger.log sends them', async (t) => {
    const { stdout, stderr } = await logged(t, 'redirected');
    assert.equal(stderr, '');
    assert.match(stdout, /^mine azure:storage-blob:info Request: /m);
  });

  for (const [library, entry] of Object.entries({
    '@azure/storage-blob': '@azure/storage-blob',
    blobferry: isReference ? PACKAGE : pathToFileURL(path.join(PACKAGE, 'dist', 'index.mjs')).href,
  })) {
    const skip = !canRequire && 'this Node.js cannot require ES modules';
    test(`by @azure/logger in an ES module: ${library}`, { skip }, async (t) => {
      const switched = await logged(t, 'package', {}, MODULE, entry);
      assert.equal(requests(switched.stderr), 1, switched.stderr);
      assert.equal(switched.server.requests.length, 2);
      const redirected = await logged(t, 'redirected', {}, MODULE, entry);
      assert.equal(redirected.stderr, '');
      assert.match(redirected.stdout, /^mine azure:storage-blob:info Request: /m);
      assert.equal((await logged(t, 'off', {}, MODULE, entry)).stderr, '');
    });
  }

  for (const [how, way, env] of [
    ['by default', 'nothing', {}],
    ['at a level that is not theirs', 'nothing', { AZURE_LOG_LEVEL: 'warning' }],
    ['when DEBUG excludes them', 'nothing', { DEBUG: 'azure:*,-azure:storage-*' }],
  ]) {
    test(`not ${how}`, async (t) => assert.equal((await logged(t, way, env)).stderr, ''));
  }

  test('not at an unknown level, which is reported', async (t) => {
    const { stderr } = await logged(t, 'nothing', { AZURE_LOG_LEVEL: 'loud' });
    assert.match(stderr, /^AZURE_LOG_LEVEL set to unknown log level 'loud'; logging is not enabled\./);
    assert.equal(requests(stderr), 0);
  });
});

describe('the logger', () => {
  test('has the surface of the reference', () => {
    const shape = (logger) =>
      Object.entries(logger).map(([level, log]) => [
        level,
        typeof log,
        log.namespace,
        log.level,
        typeof log.enabled,
        ...['log', 'extend', 'destroy'].map((name) => typeof log[name]),
      ]);
    const latest = require('storage-blob-latest');
    assert.deepEqual(shape(blobferry.logger), shape(latest.logger));
    assert.deepEqual(shape(blobferry.logger), shape(reference.logger));
  });

  test('rejects an unknown level', () => {
    assert.throws(() => blobferry.setLogLevel('loud'), /Unknown log level 'loud'/);
  });

  test('logs a response of a batch that belongs to no request', async (t) => {
    const { logger } = blobferry;
    const lines = [];
    const before = { log: logger.error.log, enabled: logger.error.enabled };
    Object.assign(logger.error, { enabled: true, log: (line) => lines.push(line) });
    t.after(() => Object.assign(logger.error, before));
    const part = '--x\r\nContent-ID: 7\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n';
    const server = await startScriptedServer(() => ({
      status: 202,
      headers: { 'content-type': 'multipart/mixed; boundary=x' },
      body: `${part}--x--`,
    }));
    t.after(() => server.close());
    const anonymous = new blobferry.AnonymousCredential();
    await new blobferry.BlobBatchClient(server.origin).deleteBlobs([`${server.origin}/account/c/b`], anonymous);
    assert.deepEqual(lines, [
      'azure:storage-blob:error subResponses[0] is dropped as the Content-ID is not found or invalid, Content-ID: 7',
    ]);
  });
});

test('errors of both packages are recognized by isRestError', async (t) => {
  const latest = require('storage-blob-latest');
  const server = await startScriptedServer(() => ({ status: 404 }));
  t.after(() => server.close());
  const thrown = await Promise.all(
    [blobferry, reference].map((library) =>
      new library.BlobClient(`${server.origin}/account/c/b`).getProperties().catch((error) => error),
    ),
  );
  const values = [
    ...thrown,
    new Error('x'),
    { name: 'RestError', message: 'x' },
    { name: 'RestError' },
    null,
    undefined,
    5,
  ];
  assert.deepEqual(values.map(blobferry.isRestError), values.map(latest.isRestError));
  assert.deepEqual(values.map(blobferry.isRestError).slice(0, 3), [true, true, false]);
});

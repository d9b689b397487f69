'use strict';

// `@azure/storage-file-datalake` unchanged, on blobferry in place of the reference: it takes the pipeline of a client and sends
// requests of its own. Skipped where the package is not installed; `BLOBFERRY_DATALAKE` names a folder that has it.

const assert = require('node:assert/strict');
const { createHmac } = require('node:crypto');
const { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');

const { PACKAGE } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { startScriptedServer } = require('../support/scripted-server');
const { KEY } = require('./service');

const ROOT = path.join(__dirname, '..', '..');
const INSTALLED = path.join(ROOT, 'node_modules');
const DATALAKE = process.env.BLOBFERRY_DATALAKE ?? path.join(INSTALLED, '@azure', 'storage-file-datalake');
const isThere = existsSync(path.join(DATALAKE, 'package.json'));

let server;
let folder;
let listed = 0;

before(async () => {
  server = await startScriptedServer(response);
  folder = mkdtempSync(path.join(tmpdir(), 'blobferry-datalake-'));
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
  return server.close();
});

/** The responses of the Data Lake service. The first listing of paths fails. */
function response({ method, path: target, query }) {
  const headers = { etag: '"0x1"', 'last-modified': 'Sat, 28 Nov 2026 10:00:00 GMT' };
  const json = (status, value, more = {}) => ({
    status,
    headers: { ...headers, ...more, 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
  if (target.endsWith('/missing')) {
    const error = { error: { code: 'PathNotFound', message: 'The specified path does not exist.' } };
    return json(404, error, { 'x-ms-error-code': 'PathNotFound' });
  }
  if (query.get('resource') === 'filesystem' && method === 'GET') {
    listed += 1;
    if (listed === 1) return json(503, { error: { code: 'ServerBusy', message: 'busy' } });
    return json(200, { paths: [{ name: 'folder/a', contentLength: '3', etag: 'x' }] });
  }
  if (query.get('action') === 'getAccessControl') {
    return { status: 200, headers: { ...headers, 'x-ms-acl': 'user::rwx', 'x-ms-owner': 'me' } };
  }
  if (query.get('action') === 'append') return { status: 202, headers };
  if (query.get('comp') === 'list') {
    const body =
      '<?xml version="1.0"?><EnumerationResults><Blobs><Blob><Name>gone</Name><Deleted>true</Deleted>' +
      '<DeletionId>1</DeletionId><Properties><DeletedTime>Sat, 28 Nov 2026 10:00:00 GMT</DeletedTime>' +
      '<RemainingRetentionDays>1</RemainingRetentionDays></Properties></Blob></Blobs><NextMarker /></EnumerationResults>';
    return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body };
  }
  if (method === 'PUT') return { status: 201, headers };
  if (method === 'GET') return { status: 200, headers: { ...headers, 'content-length': '5' }, body: 'hello' };
  return { status: 200, headers };
}

/** A project in which the package finds `@azure/storage-blob` in another package; gives where the package is. */
function project(name, blob) {
  const modules = path.join(folder, name, 'node_modules');
  const scope = path.join(modules, '@azure');
  mkdirSync(scope, { recursive: true });
  const link = (from, to, left) => {
    for (const each of readdirSync(from)) {
      if (!each.startsWith('.') && !left.includes(each)) symlinkSync(path.join(from, each), path.join(to, each));
    }
  };
  link(INSTALLED, modules, ['@azure']);
  link(path.join(INSTALLED, '@azure'), scope, ['storage-blob', 'storage-file-datalake']);
  symlinkSync(blob, path.join(scope, 'storage-blob'));
  symlinkSync(DATALAKE, path.join(scope, 'storage-file-datalake'));
  return path.join(scope, 'storage-file-datalake');
}

/** Whether the signature is that of the key, for a request without further rules of the service. */
function isSigned({ method, target, headers, body }) {
  const names = Object.keys(headers).filter((name) => name.startsWith('x-ms-'));
  const value = (name) => headers[name] ?? '';
  const length = body.length === 0 ? '' : String(body.length);
  const { pathname, searchParams } = new URL(target, 'http://host');
  const text = [
    method,
    value('content-encoding'),
    value('content-language'),
    length,
    value('content-md5'),
    value('content-type'),
    value('date'),
    value('if-modified-since'),
    value('if-match'),
    value('if-none-match'),
    value('if-unmodified-since'),
    value('range'),
    ...names.sort().map((name) => `${name}:${headers[name]}`),
    `/account${pathname}`,
    ...[...searchParams].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, found]) => `${name}:${found}`),
  ].join('\n');
  const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64');
  return headers.authorization === `SharedKey account:${signature}`;
}

async function run(name, blob, format) {
  server.requests.length = 0;
  listed = 0;
  const datalake = project(`${name}-${format}`, blob);
  const beside = path.join(path.dirname(datalake), 'storage-blob');
  const environment = { DATALAKE: datalake, BLOB: beside, URL_OF_SERVICE: `${server.origin}/account`, KEY };
  environment.BLOB_ENTRY = existsSync(path.join(beside, 'dist', 'index.mjs')) ? 'index.mjs' : 'esm/index.js';
  const script = path.join(__dirname, 'children', `datalake.${format === 'esm' ? 'mjs' : 'js'}`);
  const { code, stdout, stderr } = await runChild(script, { environment, flags: ['--preserve-symlinks'] });
  assert.equal(code, 0, stderr);
  const requests = server.requests.map(({ method, target, headers, body }) => {
    const left = [
      'host',
      'x-ms-version',
      'x-ms-client-request-id',
      'user-agent',
      'x-ms-date',
      'connection',
      'authorization',
    ];
    const others = Object.entries(headers).filter(([header]) => !left.includes(header));
    return [method, target, Object.fromEntries(others), body.toString()];
  });
  return { outcomes: JSON.parse(stdout), requests, signed: server.requests.filter(isSigned).length };
}

for (const format of ['commonjs', 'esm']) {
  test(`the Data Lake package runs on blobferry: ${format}`, { skip: !isThere }, async () => {
    const expected = await run('reference', path.join(INSTALLED, '@azure', 'storage-blob'), format);
    const actual = await run('blobferry', PACKAGE.includes(path.sep) ? PACKAGE : path.join(INSTALLED, PACKAGE), format);
    assert.deepEqual(actual.outcomes, expected.outcomes);
    assert.deepEqual(actual.requests, expected.requests);
    assert.equal(actual.signed, actual.requests.length);
    assert.ok(actual.outcomes.some(([label, state]) => label === 'missing' && state === 'PathNotFound'));
    assert.ok(actual.outcomes.some(([label, , , ...classes]) => label === 'missing' && classes.join() === 'true,true'));
  });
}

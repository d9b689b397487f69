'use strict';

// The asynchronous context of each call reaches the credential, and completed calls leave nothing in memory. Each case
// runs in a child process.

const assert = require('node:assert/strict');
const path = require('node:path');
const { before, describe, test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { makeCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { startScriptedServer } = require('../support/scripted-server');

const SCRIPT = path.join(__dirname, 'children', 'contexts.js');
const MEBIBYTE = 1024 * 1024;

const HEADERS = { etag: '"1"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' };
const CONTENT = Buffer.alloc(64 * 1024, 'content');

function response({ method, path: target, query, headers }) {
  if (query.get('comp') === 'list') {
    return { status: 200, headers: HEADERS, body: '<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>' };
  }
  if (query.has('comp')) return { status: 201, headers: { ...HEADERS, 'x-ms-lease-id': 'id' } };
  if (headers['x-ms-copy-source'] !== undefined) {
    return { status: 202, headers: { ...HEADERS, 'x-ms-copy-id': 'id', 'x-ms-copy-status': 'success' } };
  }
  if (method === 'PUT') return { status: 201, headers: HEADERS };
  const exists = !target.endsWith('/blob') || headers['if-none-match'] === undefined;
  const properties = { ...HEADERS, 'x-ms-blob-type': 'BlockBlob', 'accept-ranges': 'bytes' };
  if (method === 'HEAD') {
    return { status: exists ? 200 : 404, headers: { ...properties, 'content-length': String(CONTENT.length) } };
  }
  const range = /^bytes=(\d+)-(\d+)$/.exec(headers['x-ms-range'] ?? headers.range ?? '');
  if (!range) {
    return { status: 200, headers: { ...properties, 'content-length': String(CONTENT.length) }, body: CONTENT };
  }
  const [first, last] = [Number(range[1]), Math.min(Number(range[2]), CONTENT.length - 1)];
  const body = CONTENT.subarray(first, last + 1);
  const reported = {
    'content-range': `bytes ${first}-${last}/${CONTENT.length}`,
    'content-length': String(body.length),
  };
  return { status: 206, headers: { ...properties, ...reported }, body };
}

let certificate;

before(() => {
  certificate = makeCertificate();
});

/** Runs one case; resolves with what it printed. */
async function run(caseName, { library = PACKAGE, responses = response, onLine } = {}) {
  const server = await startScriptedServer(responses, { tls: certificate });
  try {
    const child = await runChild(SCRIPT, {
      arguments: [library, server.origin, caseName],
      environment: { NODE_EXTRA_CA_CERTS: certificate.authorityFile, HTTPS_PROXY: undefined, https_proxy: undefined },
      flags: ['--expose-gc'],
      onLine,
    });
    assert.equal(child.timedOut, false, 'what is over must be collected');
    assert.equal(child.code, 0, child.stderr);
    return JSON.parse(child.stdout.trim().split('\n').at(-1));
  } finally {
    await server.close();
  }
}

describe('the asynchronous context of a call', () => {
  for (const [label, library] of Object.entries({ reference: '@azure/storage-blob', blobferry: PACKAGE })) {
    test(`${label}: reaches getToken, and what getToken waits for`, async () => {
      const none = -1;
      assert.deepEqual(await run('own', { library }), [
        ...[0, 1, 2, 3, 4].map((number) => [number, number]),
        [none, none],
      ]);
    });

    test(`${label}: reaches the credential of each of many calls at once`, async () => {
      const expected = Array.from({ length: 20 }, (_, number) => [number, number]);
      assert.deepEqual(await run('atOnce', { library }), expected);
    });

    test(`${label}: reaches getToken from every kind of call`, async () => {
      const kinds = ['upload', 'download', 'lease', 'listing', 'copy'];
      assert.deepEqual(await run('kinds', { library }), Object.fromEntries(kinds.map((kind) => [kind, [kind]])));
    });
  }

  test('is that of the start for as long as a copy runs', { skip: isReference }, async () => {
    assert.deepEqual(await run('copy'), { later: true, stores: ['begun'] });
  });

  test('is held no longer than the call, be it the first', async () => {
    assert.deepEqual(await run('firstCaller'), { collected: true, calls: 1 });
  });

  test('is held no longer than the call, be it that in which the package was loaded', async () => {
    assert.deepEqual(await run('loadingCaller'), { collected: true, calls: 1 });
  });
});

describe('what a credential throws', () => {
  test('is what each of 5,000 calls throws, and is held no longer', async () => {
    const { same, requested } = await run('thrown');
    assert.equal(same, 5000);
    assert.ok(requested <= 5000, `requested ${requested} times`);
  });

  test('is for the call whose credential threw it', async () => {
    assert.deepEqual(await run('thrownEach'), { same: 500 });
  });
});

describe('what is over is collected', () => {
  test('a credential that reaches its own client', async () => {
    assert.deepEqual(await run('cycles'), { collected: true });
  });

  test('but a call keeps the credential that it needs', async () => {
    assert.deepEqual(await run('droppedWhileAsking'), { etag: '"1"' });
  });

  test('a copy of the module with its whole realm', async () => {
    const { collected, growth } = await run('realms');
    assert.equal(collected, true);
    assert.ok(growth < 5 * MEBIBYTE, `25 realms left ${growth} bytes`);
  });

  test('but a call keeps the realm that waits for it', async () => {
    let letGo;
    const released = new Promise((resolve) => (letGo = resolve));
    const responses = async (request) => {
      if (request.path.endsWith('/slow')) await released;
      return response(request);
    };
    const onLine = (line) => line === 'collected' && letGo();
    assert.deepEqual(await run('waitingRealm', { responses, onLine }), { etag: '"1"' });
  });
});

'use strict';

// Challenges: which ones get a token, for which host, and which resources are never requested; and tokens with odd
// times.

const assert = require('node:assert/strict');
const path = require('node:path');
const { before, describe, test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { makeCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { startRawResponses, whole } = require('../support/raw-responses');

const SCRIPT = path.join(__dirname, 'children', 'challenged.js');
const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const STORAGE = 'https://storage.azure.com/.default';
const authority = `Bearer authorization_uri=https://login.microsoftonline.com/${TENANT}/oauth2/authorize`;
const FOUND = ['etag: "0x8DA"', 'last-modified: Mon, 01 Jan 2024 00:00:00 GMT'];

let certificate;
before(() => {
  certificate = makeCertificate();
});

/** Runs a case against a server. `challenge(request)` returns the lines of a rejection, or nothing: then the request succeeds. */
async function run(caseName, challenge) {
  const server = await startRawResponses(
    (request, socket) => {
      const lines = challenge(request);
      const { authorization } = request.headers;
      if (lines)
        socket.write(
          whole(
            401,
            lines.map((line) => `www-authenticate: ${line}`),
          ),
        );
      else socket.write(whole(200, [...FOUND, `x-test-authorization: ${authorization}`]));
    },
    { certificate },
  );
  try {
    const child = await runChild(SCRIPT, {
      arguments: [PACKAGE, server.origin, server.origin.replace('127.0.0.1', 'localhost'), caseName],
      environment: {
        NODE_EXTRA_CA_CERTS: certificate.authorityFile,
        NO_PROXY: '*',
        no_proxy: '*',
        SSL_CERT_FILE: undefined,
        SSL_CERT_DIR: undefined,
      },
    });
    assert.equal(child.code, 0, child.stderr);
    return { ...JSON.parse(child.stdout), requests: server.requests };
  } finally {
    await server.close();
  }
}

const usual = { scope: STORAGE };
const ofTenant = { scope: STORAGE, tenantId: TENANT };

describe('a challenge', { skip: isReference && 'it counts for one request there' }, () => {
  const isFirst = ({ headers }) => headers.host.startsWith('127.0.0.1');

  test('counts for the host that made it', async () => {
    const { found, requested } = await run('hosts', (request) =>
      isFirst(request) && request.headers.authorization === 'Bearer token-1'
        ? [`${authority} resource_id=https://storage.azure.com`]
        : undefined,
    );
    assert.deepEqual(requested, [usual, ofTenant]);
    assert.deepEqual(
      found.map(({ used }) => used),
      ['Bearer token-2', 'Bearer token-1', 'Bearer token-2', 'Bearer token-1'],
    );
  });

  test('of a host that never has enough does not affect others', async () => {
    const { found, requested } = await run('hosts', (request) =>
      isFirst(request) ? [`${authority} resource_id=https://disk.azure.com/`] : undefined,
    );
    assert.deepEqual(
      found.map(({ used, statusCode }) => used ?? statusCode),
      [401, 'Bearer token-1', 401, 'Bearer token-1'],
    );
    assert.deepEqual(requested.slice(0, 2), [usual, { scope: 'https://disk.azure.com//.default', tenantId: TENANT }]);
    assert.equal(requested.length, 3);
  });

  for (const resource of [
    'https://management.azure.com/',
    'https://graph.microsoft.com',
    'https://storage.azure.com.evil.example',
    'http://storage.azure.com',
    'https://127.0.0.1',
    'evil',
  ]) {
    test(`for ${resource} is reported, and not met`, async () => {
      const { found, requested } = await run('hosts', () => [`${authority} resource_id=${resource}`]);
      assert.deepEqual(requested, [usual]);
      for (const { name, statusCode, message } of found) {
        assert.deepEqual([name, statusCode], ['RestError', 401]);
        assert.ok(message.includes(`names the resource "${resource}", for which no token is requested`), message);
      }
    });
  }

  test('for the audience of the client is met', async () => {
    const { found, requested } = await run('audience', ({ headers }) =>
      headers.authorization === 'Bearer token-1' ? [`${authority} resource_id=https://mine.example`] : undefined,
    );
    assert.deepEqual(found, [{ used: 'Bearer token-2' }]);
    assert.deepEqual(requested[1], { scope: 'https://mine.example/.default', tenantId: TENANT });
  });

  for (const [what, lines] of Object.entries({
    'in the second header': ['Negotiate', `${authority} resource_id=https://storage.azure.com`],
    'behind another in its header': [`Basic realm="x, y", ${authority} resource_id=https://storage.azure.com`],
    'behind one without a response': [
      `${authority} resource_id=https://evil.example`,
      `${authority} resource_id=https://storage.azure.com`,
    ],
    'behind one that is not closed': ['Bearer realm="x', `${authority} resource_id=https://storage.azure.com`],
  })) {
    test(`is found ${what}`, async () => {
      const { found, requested } = await run('hosts', ({ headers }) =>
        headers.authorization === 'Bearer token-1' ? lines : undefined,
      );
      assert.deepEqual(requested, [usual, ofTenant]);
      assert.ok(found.every(({ used }) => used === 'Bearer token-2'));
    });
  }

  test('for claims is met at any position', async () => {
    const claims = Buffer.from('{"a":"b"}').toString('base64');
    const { requested } = await run('hosts', ({ headers }) =>
      headers.authorization === 'Bearer token-1'
        ? [`Basic realm="x"`, `Bearer realm="", error="insufficient_claims", claims="${claims}"`]
        : undefined,
    );
    assert.deepEqual(requested[1], { scope: STORAGE, claims: '{"a":"b"}' });
  });
});

describe('the times of a token', { skip: isReference && 'the reference takes NaN forever' }, () => {
  test('are what they say, however odd', async () => {
    const { found } = await run('times', () => undefined);
    const seen = Object.fromEntries(found.map(({ name, ...others }) => [name, others]));
    for (const name of ['infinite', 'huge', 'huge, to be renewed never', 'to be renewed never', 'to be renewed at 0']) {
      assert.equal(seen[name].requested, 1, name);
      assert.ok(seen[name].outcomes.every(({ used }) => used === 'Bearer token-1'));
    }
    // As in the reference: an expired one is sent with the request that it was requested for, and never again.
    for (const name of ['before all time', 'negative', 'seconds']) {
      assert.equal(seen[name].requested, 5, name);
      assert.deepEqual(
        seen[name].outcomes.map(({ used }) => used),
        [1, 2, 3, 4, 5].map((number) => `Bearer token-${number}`),
      );
    }
    for (const { name, message } of seen['no number'].outcomes) {
      assert.equal(name, 'TypeError');
      assert.match(message, /expiresOnTimestamp is NaN/);
    }
  });

  test('are reported where the service rejects an expired token', async () => {
    const { found, requested } = await run('refusedSeconds', () => ['Bearer realm="x"']);
    assert.equal(requested.length, 1);
    assert.equal(found[0].statusCode, 401);
    assert.match(found[0].message, /good until 1970-01-21T15:55:30Z.+milliseconds since 1970, not seconds/);
  });
});

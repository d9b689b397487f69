'use strict';

// Tokens and certificates over HTTPS. Each case runs in a child whose NODE_EXTRA_CA_CERTS names the authority of the test.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { makeCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { startConnectProxy } = require('../support/connect-proxy');
const { serviceError, startScriptedServer } = require('../support/scripted-server');

const SCRIPT = path.join(__dirname, 'children', 'tokens.js');
const PACKAGES = { reference: '@azure/storage-blob', blobferry: PACKAGE };

/** Variables of the machine that would decide over certificates and proxies. */
const CLEAN = Object.fromEntries(
  [
    'HTTPS_PROXY',
    'https_proxy',
    'HTTP_PROXY',
    'http_proxy',
    'ALL_PROXY',
    'all_proxy',
    'NO_PROXY',
    'no_proxy',
    'NODE_EXTRA_CA_CERTS',
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
  ].map((name) => [name, undefined]),
);

const properties = ({ headers }) => ({
  status: 200,
  headers: {
    etag: '"0x8DA"',
    'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
    'x-ms-meta-color': 'blue',
    'x-test-authorization': headers.authorization ?? '',
  },
});

let certificate;

before(() => {
  certificate = makeCertificate();
});

/** Runs one case of the child script; resolves with what it printed and what arrived at the server. */
async function run(library, caseName, { response = properties, environment = {} } = {}) {
  const server = await startScriptedServer(response, { tls: certificate });
  try {
    const child = await runChild(SCRIPT, {
      arguments: [PACKAGES[library], server.origin, caseName],
      environment: { ...CLEAN, NODE_EXTRA_CA_CERTS: certificate.authorityFile, ...environment },
    });
    assert.equal(child.timedOut, false, 'the child must end by itself');
    assert.equal(child.code, 0, child.stderr);
    return { ...JSON.parse(child.stdout), requests: server.requests, origin: server.origin };
  } finally {
    await server.close();
  }
}

for (const library of Object.keys(PACKAGES)) {
  describe(`${library}: tokens`, () => {
    test('one token serves many requests', async () => {
      const { calls, requests } = await run(library, 'cached');
      assert.equal(requests.length, 20);
      assert.ok(requests.every(({ headers }) => headers.authorization === 'Bearer token-1'));
      assert.deepEqual(
        calls.map(({ scopes }) => [scopes].flat()),
        [['https://storage.azure.com/.default']],
      );
    });

    test('requests that start together share one getToken', async () => {
      const { calls, mostInFlight } = await run(library, 'concurrent');
      assert.deepEqual({ calls, mostInFlight }, { calls: 1, mostInFlight: 1 });
    });

    test('clients made from one another share the token', async () => {
      const { calls } = await run(library, 'shared');
      assert.equal(calls, 1);
    });

    test('a token is replaced before it expires, and used meanwhile', async () => {
      const { token, calls, mostInFlight, requests } = await run(library, 'refreshed');
      assert.equal(token, 'Bearer token-2');
      assert.equal(calls, 2);
      assert.equal(mostInFlight, 1);
      assert.equal(requests[0].headers.authorization, 'Bearer token-1');
    });

    test('a token is replaced when it says so', async () => {
      const { token, calls } = await run(library, 'refreshedWhenItSaysSo');
      assert.equal(token, 'Bearer token-2');
      assert.equal(calls, 2);
    });

    test('an expired token is not used twice', async () => {
      const { calls } = await run(library, 'expired');
      assert.equal(calls, 2);
    });

    test('what getToken throws is what the script catches', async () => {
      const { error, text, object, atOnce, requests } = await run(library, 'throwing');
      for (const { same } of [error, text, object, atOnce]) assert.equal(same, true);
      assert.equal(error.calls, 1);
      assert.equal(requests.length, 0);
    });

    test('a failure of getToken does not last', async () => {
      const { first, calls } = await run(library, 'recovering');
      assert.equal(first, 'not yet');
      assert.equal(calls, 2);
    });

    test('a challenge is met with a token for its tenant', async () => {
      const response = (request, index) =>
        index === 0
          ? {
              ...serviceError(401, 'InvalidAuthenticationInfo', 'Issuer validation failed.'),
              headers: {
                'x-ms-error-code': 'InvalidAuthenticationInfo',
                'www-authenticate':
                  'Bearer authorization_uri=https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/authorize resource_id=https://storage.azure.com',
              },
            }
          : properties(request);
      const { calls, requests } = await run(library, 'challenged', { response });
      assert.equal(requests.length, 2);
      assert.equal(calls.at(-1).tenantId, '72f988bf-86f1-41af-91ab-2d7cd011db47');
      assert.deepEqual([calls.at(-1).scopes].flat(), ['https://storage.azure.com/.default']);
      assert.equal(requests[1].headers.authorization, `Bearer token-${calls.length}`);
    });

    test('an audience of its own', async () => {
      const { calls } = await run(library, 'audience');
      assert.deepEqual([calls[0].scopes].flat(), ['https://account.blob.core.windows.net/.default']);
    });
  });

  describe(`${library}: certificates`, () => {
    test('NODE_EXTRA_CA_CERTS is trusted', async () => {
      const { metadata } = await run(library, 'key');
      assert.deepEqual(metadata, { color: 'blue' });
    });

    test('SSL_CERT_FILE takes the place of the system', { skip: library !== 'blobferry' || isReference }, async () => {
      const environment = { NODE_EXTRA_CA_CERTS: undefined, SSL_CERT_FILE: certificate.authorityFile };
      const { metadata } = await run(library, 'key', { environment });
      assert.deepEqual(metadata, { color: 'blue' });
    });

    test(
      "a system without certificates trusts Node's own",
      { skip: library !== 'blobferry' || isReference },
      async () => {
        const environment = {
          NODE_EXTRA_CA_CERTS: undefined,
          SSL_CERT_FILE: path.join(__dirname, 'no-such-file.pem'),
          TEST_NODE_ROOTS: certificate.authorityFile,
        };
        const { metadata } = await run(library, 'key', { environment });
        assert.deepEqual(metadata, { color: 'blue' });
      },
    );

    test('without it the certificate is rejected', async () => {
      const { isRestError, message, requests } = await run(library, 'failing', {
        environment: { NODE_EXTRA_CA_CERTS: undefined },
      });
      assert.equal(isRestError, true);
      assert.match(message, /certificate/i);
      assert.equal(requests.length, 0);
    });

    test('NODE_TLS_REJECT_UNAUTHORIZED=0 is obeyed', async () => {
      const { metadata } = await run(library, 'key', {
        environment: { NODE_EXTRA_CA_CERTS: undefined, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      });
      assert.deepEqual(metadata, { color: 'blue' });
    });
  });

  describe(`${library}: proxies`, () => {
    let proxy;
    before(async () => {
      proxy = await startConnectProxy();
    });
    after(() => proxy.close());

    const through = async (environment) => {
      proxy.tunnels.length = 0;
      const { metadata, origin } = await run(library, 'key', { environment });
      assert.deepEqual(metadata, { color: 'blue' });
      return { host: new URL(origin).host, tunnels: [...proxy.tunnels] };
    };

    for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']) {
      test(`${name} is used`, async () => {
        const { host, tunnels } = await through({ [name]: proxy.origin });
        assert.deepEqual(tunnels, [{ target: host, authorization: undefined }]);
      });
    }

    for (const [label, list] of Object.entries({
      'a host': '127.0.0.1',
      'a host in a list': 'example.com,127.0.0.1',
    })) {
      test(`NO_PROXY with ${label} goes past it`, async () => {
        const { tunnels } = await through({ HTTPS_PROXY: proxy.origin, NO_PROXY: list });
        assert.deepEqual(tunnels, []);
      });
    }

    test('NO_PROXY with another host does not', async () => {
      const { tunnels } = await through({ HTTPS_PROXY: proxy.origin, NO_PROXY: 'example.com' });
      assert.equal(tunnels.length, 1);
    });

    test('user and password of the proxy', async () => {
      const { tunnels } = await through({ HTTPS_PROXY: `http://user:pass%20word@127.0.0.1:${proxy.port}` });
      const accepted = tunnels.map(({ authorization }) =>
        Buffer.from(authorization.replace('Basic ', ''), 'base64').toString(),
      );
      assert.equal(accepted.length, 1);
      assert.match(accepted[0], /^user:pass( |%20)word$/);
    });

    test('proxyOptions of the client', async () => {
      const { tunnels } = await through({
        CLIENT_OPTIONS: JSON.stringify({
          proxyOptions: { host: 'http://127.0.0.1', port: proxy.port, username: 'user', password: 'word' },
        }),
      });
      assert.equal(tunnels.length, 1);
      assert.equal(tunnels[0].authorization, `Basic ${Buffer.from('user:word').toString('base64')}`);
    });
  });
}

describe('a token in an error', { skip: isReference && 'the reference keeps the request with its headers' }, () => {
  test('is not to be seen', async () => {
    const { statusCode, shown } = await run('blobferry', 'secret', {
      response: () => serviceError(403, 'AuthorizationPermissionMismatch', 'No.'),
    });
    assert.equal(statusCode, 403);
    assert.equal(shown, false);
  });
});

'use strict';

// `@azure/identity` with both libraries: each credential gets its tokens from an issuer, and the simulator, which checks them, serves blobs
// over HTTPS.

const assert = require('node:assert/strict');
const { verify, createPublicKey } = require('node:crypto');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { PACKAGE } = require('../support/blobferry');
const { makeCertificate, makeClientCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { startIssuer } = require('../support/issuer');
const { serviceError, startScriptedServer } = require('../support/scripted-server');
const { startSimulator } = require('../support/simulator');

const SCRIPT = path.join(__dirname, 'children', 'identity.js');
const PACKAGES = { reference: '@azure/storage-blob', blobferry: PACKAGE };
const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const CLIENT = '11111111-2222-3333-4444-555555555555';
const STORAGE = 'https://storage.azure.com/.default';

// What decides over identities, certificates and proxies on the machine that runs the tests.
const CLEAN = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(AZURE_|IDENTITY_|MSI_|IMDS_|NODE_EXTRA|NODE_TLS|NODE_USE|SSL_CERT|.*_proxy$)/i.test(name))
    .map((name) => [name, undefined]),
);

let simulator;
let certificate;
let clientCertificate;
let issuer;
let folder;
let trusted;

before(async () => {
  certificate = makeCertificate();
  clientCertificate = makeClientCertificate();
  simulator = await startSimulator();
  issuer = await startIssuer(simulator, certificate);
  folder = mkdtempSync(path.join(tmpdir(), 'blobferry-identity-'));
  trusted = path.join(folder, 'trusted.pem');
  writeFileSync(trusted, readFileSync(certificate.authorityFile, 'utf8') + simulator.authority);
});

after(async () => {
  await issuer?.close();
  await simulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(library, caseName, { environment = {}, url = simulator.secureUrl(), flags = [] } = {}) {
  issuer.grants.length = 0;
  issuer.managed.length = 0;
  const child = await runChild(SCRIPT, {
    arguments: [PACKAGES[library], url, caseName],
    flags,
    environment: {
      ...CLEAN,
      NODE_EXTRA_CA_CERTS: trusted,
      TEST_AUTHORITY: issuer.origin,
      AZURE_TENANT_ID: TENANT,
      AZURE_CLIENT_ID: CLIENT,
      TEST_SECRET: 'a secret',
      TEST_CERTIFICATE_FILE: clientCertificate.file,
      ...environment,
    },
  });
  assert.equal(child.timedOut, false, 'the child must end by itself');
  assert.equal(child.code, 0, child.stderr);
  return JSON.parse(child.stdout);
}

/** The parts of a signed token. */
function decodeToken(token) {
  const [head, body, signature] = token.split('.');
  const [header, claims] = [head, body].map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') };
}

for (const library of Object.keys(PACKAGES)) {
  describe(`${library}: @azure/identity`, () => {
    const roundTrip = async (credential, environment = {}) => {
      const { content, calls } = await run(library, 'roundTrip', {
        environment: { TEST_CREDENTIAL: credential, ...environment },
      });
      assert.equal(content, 'hello');
      assert.deepEqual(
        calls.map(({ scopes, enableCae }) => ({ scopes, enableCae })),
        [{ scopes: [STORAGE], enableCae: true }],
        'one token serves everything, and may be revoked',
      );
    };

    test('a client secret', async () => {
      await roundTrip('secret');
      const [{ tenant, form }] = issuer.grants;
      assert.equal(issuer.grants.length, 1);
      assert.equal(tenant, TENANT);
      assert.equal(form.client_id, CLIENT);
      assert.equal(form.client_secret, 'a secret');
      assert.equal(form.scope, STORAGE);
    });

    test('a client certificate', async () => {
      await roundTrip('certificate');
      const [{ form }] = issuer.grants;
      const { header, claims, signed, signature } = decodeToken(form.client_assertion);
      assert.equal(claims.iss, CLIENT);
      const padding = header.alg.startsWith('PS') ? { padding: 6 } : {};
      assert.ok(
        verify('sha256', Buffer.from(signed), { key: createPublicKey(clientCertificate.cert), ...padding }, signature),
      );
    });

    test('a workload identity', async () => {
      const file = path.join(folder, `${library}-federated`);
      writeFileSync(file, 'the-token-of-the-cluster');
      await roundTrip('workload', { AZURE_FEDERATED_TOKEN_FILE: file, AZURE_AUTHORITY_HOST: issuer.origin });
      assert.equal(issuer.grants[0].form.client_assertion, 'the-token-of-the-cluster');
    });

    test('a client assertion', async () => {
      await roundTrip('assertion');
      assert.equal(issuer.grants[0].form.client_assertion, 'an-assertion');
    });

    test('a managed identity of an app', async () => {
      await roundTrip('managed', {
        IDENTITY_ENDPOINT: `${issuer.metadataOrigin}/msi/token`,
        IDENTITY_HEADER: 'the-secret-of-the-app',
        AZURE_CLIENT_ID: undefined,
      });
      assert.equal(issuer.managed.length, 1);
      assert.equal(issuer.managed[0].path, '/msi/token');
      assert.equal(issuer.managed[0].headers['x-identity-header'], 'the-secret-of-the-app');
      assert.equal(issuer.managed[0].query.get('resource'), 'https://storage.azure.com');
    });

    test('a managed identity of a virtual machine, assigned by a user', async () => {
      await roundTrip('managedOfUser', { AZURE_POD_IDENTITY_AUTHORITY_HOST: issuer.metadataOrigin });
      assert.match(issuer.managed[0].path, /^\/metadata\/identity\/oauth2\/token/);
      assert.equal(issuer.managed[0].query.get('client_id'), 'of-user');
    });

    test('the default chain, by the environment', async () => {
      await roundTrip('default', { AZURE_CLIENT_SECRET: 'of the environment', AZURE_AUTHORITY_HOST: issuer.origin });
      assert.equal(issuer.grants[0].form.client_secret, 'of the environment');
    });

    test('the default chain, by a managed identity', async () => {
      await roundTrip('default', {
        IDENTITY_ENDPOINT: `${issuer.metadataOrigin}/msi/token`,
        IDENTITY_HEADER: 'x',
        AZURE_CLIENT_ID: undefined,
        AZURE_TENANT_ID: undefined,
      });
      assert.equal(issuer.managed.length, 1);
    });

    test('a chain of credentials', async () => {
      await roundTrip('chained', { AZURE_TENANT_ID: TENANT });
      assert.equal(issuer.grants.length, 1);
    });

    test('a user delegation SAS of an identity', async () => {
      const { content } = await run(library, 'delegation');
      assert.equal(content, 'hello');
    });

    test('tokens are replaced while requests are under way', async () => {
      // The identity library requests a new token when one has less than five minutes left, so each call gets another.
      await simulator.issuer({ expiresIn: 90 });
      try {
        const { contents, tokens } = await run(library, 'refreshed');
        assert.deepEqual(contents, ['hello']);
        assert.ok(tokens >= 3, `${tokens} tokens`);
      } finally {
        await simulator.issuer({});
      }
    });

    test('a wrong secret is the error of the credential', async () => {
      await simulator.issuer({ failures: 1, status: 401 });
      try {
        const { name, own, message, calls } = await run(library, 'failing', {
          environment: { TEST_CREDENTIAL: 'secret' },
        });
        assert.equal(own, true, `${name}: ${message}`);
        assert.match(message, /AADSTS7000215/);
        assert.equal(calls, 1);
      } finally {
        await simulator.issuer({});
      }
    });

    test('a credential that is not available says so', async () => {
      const environment = { TEST_CREDENTIAL: 'environment', AZURE_TENANT_ID: undefined };
      const { name, message, calls } = await run(library, 'failing', { environment });
      assert.equal(name, 'CredentialUnavailableError');
      assert.match(message, /EnvironmentCredential is unavailable/);
      assert.equal(calls, 1);
    });

    test(
      'a challenge names a tenant that the credential may not ask: what it says of that is the error',
      { skip: library === 'reference' && 'the reference asks the credential again and again until the token expires' },
      async () => {
        await simulator.issuer({ audience: 'https://elsewhere.example' });
        try {
          const { name, message } = await run(library, 'failing', { environment: { TEST_CREDENTIAL: 'secret' } });
          assert.equal(name, 'CredentialUnavailableError', message);
          assert.match(message, /AdditionallyAllowedTenants/);
        } finally {
          await simulator.issuer({});
        }
      },
    );

    test('continuous access evaluation: claims that the service wants are in the next token', async () => {
      const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
      const challenge =
        `Bearer realm="", authorization_uri="${issuer.origin}/common/oauth2/authorize", error="insufficient_claims", ` +
        `claims="${Buffer.from(claims).toString('base64')}"`;
      const server = await startScriptedServer(
        (_request, index) =>
          index === 1
            ? {
                ...serviceError(401, 'InvalidAuthenticationInfo', 'The token was revoked.'),
                headers: { 'x-ms-error-code': 'InvalidAuthenticationInfo', 'www-authenticate': challenge },
              }
            : { status: 200, headers: { etag: '"0x8DA"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' } },
        { tls: certificate },
      );
      try {
        const { results, calls } = await run(library, 'properties', {
          url: `${server.origin}/account`,
          environment: { TEST_CALLS: '3' },
        });
        assert.deepEqual(results, ['"0x8DA"', '"0x8DA"', '"0x8DA"'], 'the script sees nothing of it');
        assert.deepEqual(
          calls.map(({ claims: wanted, enableCae, scopes }) => ({ wanted, enableCae, scopes })),
          [
            { wanted: undefined, enableCae: true, scopes: [STORAGE] },
            { wanted: claims, enableCae: true, scopes: [STORAGE] },
          ],
        );
        // The issuer gets the client's capability, and then the claims.
        const requested = issuer.grants.map(({ form }) => JSON.parse(form.claims));
        assert.deepEqual(requested[0], { access_token: { xms_cc: { values: ['cp1'] } } });
        assert.deepEqual(requested[1].access_token.nbf, { essential: true, value: '1700000000' });
        assert.deepEqual(requested[1].access_token.xms_cc, { values: ['cp1'] });
        const used = server.requests.map(({ headers }) => headers.authorization.replace('Bearer ', ''));
        assert.deepEqual(used, [calls[0].token, calls[0].token, calls[1].token, calls[1].token]);
      } finally {
        await server.close();
      }
    });

    describe('trusted certificates', () => {
      const properties = (environment, flags) =>
        run(library, 'roundTrip', {
          environment: { TEST_CREDENTIAL: 'secret', NODE_EXTRA_CA_CERTS: undefined, ...environment },
          flags,
        });
      const systemStore = {
        skip: !process.allowedNodeEnvironmentFlags.has('--use-system-ca') && 'this Node has no such flag',
      };

      test('NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
        assert.equal((await properties({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).content, 'hello');
      });

      test('--use-openssl-ca', async () => {
        assert.equal((await properties({ SSL_CERT_FILE: trusted }, ['--use-openssl-ca'])).content, 'hello');
      });

      test('--use-system-ca', systemStore, async () => {
        assert.equal((await properties({ SSL_CERT_FILE: trusted }, ['--use-system-ca'])).content, 'hello');
      });

      test('--use-system-ca in NODE_OPTIONS', systemStore, async () => {
        assert.equal((await properties({ SSL_CERT_FILE: trusted, NODE_OPTIONS: '--use-system-ca' })).content, 'hello');
      });

      test('without any of these, nobody', async () => {
        const { name, message } = await run(library, 'failing', {
          environment: { TEST_CREDENTIAL: 'secret', NODE_EXTRA_CA_CERTS: certificate.authorityFile },
        });
        assert.equal(name, 'RestError');
        assert.match(message, /certificate/i);
      });
    });
  });
}

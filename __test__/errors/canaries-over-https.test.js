'use strict';

// Tokens, and keys that are derived from tokens, which are only sent over HTTPS: of the destination, of a source by
// header, and of a source client. Whatever the response is, none of them can be printed.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { isReference } = require('../support/libraries');
const { makeCertificate } = require('../support/certificate');
const { startScriptedServer } = require('../support/scripted-server');
const { RESPONSES, CALLS, HEADERS_ONLY, SECRETS, assertSilent, failing, serviceAt } = require('./canaries');

const HOUR = 3_600_000;
const HEAD = {
  etag: '"1"',
  'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
  'content-length': '5',
  'x-ms-blob-type': 'BlockBlob',
};

const credential = (token) => ({ getToken: async () => ({ token, expiresOnTimestamp: Date.now() + HOUR }) });

const delegationKey = () => {
  const [start, expiry] = [0, HOUR].map((offset) => `${new Date(Date.now() + offset).toISOString().slice(0, 19)}Z`);
  return (
    `<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>${start}</SignedStart>` +
    `<SignedExpiry>${expiry}</SignedExpiry><SignedService>b</SignedService><SignedVersion>2021-12-02</SignedVersion>` +
    `<Value>${SECRETS.delegationKey}</Value></UserDelegationKey>`
  );
};

describe('tokens in errors', { skip: isReference }, () => {
  let certificate;
  let server;
  let response;
  before(async () => {
    certificate = makeCertificate();
    // The engine reads it when the first request over HTTPS is made.
    process.env.SSL_CERT_FILE = certificate.authorityFile;
    const respond = (request) => {
      if (request.query.get('comp') === 'userdelegationkey') return { status: 200, body: delegationKey() };
      if (request.path.endsWith('/source')) return { status: 200, headers: HEAD, body: 'bytes' };
      return response(request);
    };
    server = await startScriptedServer(respond, { tls: certificate });
  });
  after(() => server.close());

  const container = (token) => serviceAt(server.origin, credential(token)).getContainerClient('c');

  const copies = ['synchronous', 'asynchronous', 'blocks', 'relay'].map((strategy) => [
    `beginCopyFrom (${strategy})`,
    async ({ blob }) => {
      const source = container(SECRETS.sourceClientToken).getBlockBlobClient('source');
      const poller = await blob.beginCopyFrom(source, { strategy });
      try {
        return await poller.pollUntilDone();
      } finally {
        assertSilent(poller, 'the poller');
        assertSilent(poller.toString(), 'its text');
        assertSilent(poller.getOperationState(), 'its state');
      }
    },
  ]);

  for (const [label, respond] of Object.entries(RESPONSES)) {
    test(`the service responds with ${label}`, async () => {
      response = respond;
      const { status } = respond({ target: '', headers: {} });
      for (const [name, call] of [...Object.entries(CALLS), ...copies]) {
        // Copies also read only the headers, and would wait for the end of a copy that does not exist.
        if ((HEADERS_ONLY.has(name) || name.startsWith('beginCopyFrom (')) && status === 200) continue;
        const to = container(SECRETS.destinationToken);
        const before = server.requests.length;
        const error = await failing(() => call({ container: to, blob: to.getBlockBlobClient('b') }));
        assertSilent(error, `the error of ${name}`);
        const sent = server.requests
          .slice(before)
          .flatMap(({ headers }) => [headers.authorization, headers['x-ms-copy-source-authorization']]);
        assert.ok(sent.includes(`Bearer ${SECRETS.destinationToken}`), `${name} carried its token: ${error}`);
      }
    });
  }
});

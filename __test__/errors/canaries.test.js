'use strict';

// Secrets in every place where a script can put one, and every way in which a call fails: none of them can be printed.
// Each secret is a word that nothing else contains.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { inspect } = require('node:util');

const { blobferry, isReference } = require('../support/libraries');
const { refusedOrigin, startGarbageServer } = require('../support/raw-server');
const { startScriptedServer } = require('../support/scripted-server');
const { ONE_TRY } = require('../support/tested-service');
const {
  RESPONSES,
  CALLS,
  HEADERS_ONLY,
  SAS,
  SECRETS,
  SOURCE,
  assertSilent,
  failing,
  serviceAt,
  signatureOf,
} = require('./canaries');

describe('secrets in errors', { skip: isReference }, () => {
  const credentials = {
    'a SAS': () => undefined,
    'a key': () => new blobferry.StorageSharedKeyCredential('account', SECRETS.accountKey),
  };
  for (const [label, reply] of Object.entries(RESPONSES)) {
    for (const [kind, credential] of Object.entries(credentials)) {
      test(`the service responds with ${label}, to a client with ${kind}`, async () => {
        const server = await startScriptedServer(reply);
        try {
          const container = serviceAt(server.origin, credential()).getContainerClient('c');
          for (const [name, call] of Object.entries(CALLS)) {
            if (HEADERS_ONLY.has(name) && reply({ target: '', headers: {} }).status === 200) continue;
            const error = await failing(() => call({ container, blob: container.getBlockBlobClient('b') }));
            const signature = signatureOf(server.requests.at(-1));
            assert.notEqual(signature, 'none');
            assertSilent(error, `the error of ${name}`, { signatureOfTheRequest: signature });
          }
        } finally {
          await server.close();
        }
      });
    }
  }

  test('what the service signed is shown, without what is secret in it', async () => {
    const server = await startScriptedServer(RESPONSES['that it computes another signature']);
    try {
      const service = serviceAt(server.origin, credentials['a key']());
      const blob = service.getContainerClient('c').getBlockBlobClient('b');
      for (const call of [CALLS.upload, CALLS.beginCopyFromURL, CALLS.syncCopyFromURL]) {
        const error = await failing(() => call({ blob }));
        assert.equal(error.code, 'AuthenticationFailed');
        for (const text of [error.response.bodyAsText, error.details.authenticationErrorDetail]) {
          assert.match(text, /found in the HTTP request 'REDACTED' is not the same/);
          assert.match(text, /string to sign: 'PUT\n[^]*x-ms-version:2[^]*\/account\/account\/c\/b/);
        }
      }
    } finally {
      await server.close();
    }
  });

  test('a poller whose polls are rejected, and what is saved of it', async () => {
    const reject = RESPONSES['that it computes another signature'];
    const begun = { status: 202, headers: { etag: '"1"', 'x-ms-copy-id': 'id', 'x-ms-copy-status': 'pending' } };
    const server = await startScriptedServer((request) => (request.method === 'PUT' ? begun : reject(request)));
    try {
      const blob = serviceAt(server.origin, credentials['a key']()).getContainerClient('c').getBlockBlobClient('b');
      const poller = await blob.beginCopyFromURL(SOURCE, { metadata: {} });
      const error = await failing(() => poller.poll());
      const more = { signatureOfTheRequest: signatureOf(server.requests.at(-1)) };
      for (const value of [error, poller, poller.getOperationState().error, poller.toString()]) {
        assertSilent(value, 'the poller', more);
      }
    } finally {
      await server.close();
    }
  });

  test('the connection is refused', async () => {
    const container = serviceAt(await refusedOrigin()).getContainerClient('c');
    for (const [name, call] of Object.entries(CALLS)) {
      assertSilent(await failing(() => call({ container, blob: container.getBlockBlobClient('b') })), name);
    }
  });

  test('garbage comes back', async () => {
    const server = await startGarbageServer('garbage\r\n\r\n');
    try {
      const container = serviceAt(server.origin).getContainerClient('c');
      for (const [name, call] of Object.entries(CALLS)) {
        assertSilent(await failing(() => call({ container, blob: container.getBlockBlobClient('b') })), name);
      }
    } finally {
      await server.close();
    }
  });

  test("customers' keys", async () => {
    const origin = (await refusedOrigin()).replace('http:', 'https:');
    const blob = serviceAt(origin).getContainerClient('c').getBlockBlobClient('b');
    const customerProvidedKey = {
      encryptionKey: SECRETS.customerKey,
      encryptionKeySha256: 'sha',
      encryptionAlgorithm: 'AES256',
    };
    for (const call of [
      () => blob.upload('x', 1, { customerProvidedKey }),
      () => blob.getProperties({ customerProvidedKey }),
      () => blob.download(0, 1, { customerProvidedKey }),
      () => blob.stageBlock('QUE=', 'x', 1, { customerProvidedKey }),
    ]) {
      assertSilent(await failing(call), 'the error');
    }
  });

  test("a proxy's password", async () => {
    const origin = new URL(await refusedOrigin());
    const proxyOptions = {
      host: `http://${origin.hostname}`,
      port: Number(origin.port),
      username: SECRETS.user,
      password: SECRETS.proxyPassword,
    };
    const service = new blobferry.BlobServiceClient(`https://account.blob.core.windows.net?${SAS}`, undefined, {
      ...ONE_TRY,
      proxyOptions,
    });
    assertSilent(await failing(() => service.getProperties()), 'the error');
    assertSilent(service, 'the client');
    for (const wrong of [{ host: `http://${SECRETS.user}:${SECRETS.proxyPassword}@` }, { port: 'x' }]) {
      const make = async () =>
        new blobferry.BlobServiceClient('https://h/account', undefined, {
          ...ONE_TRY,
          proxyOptions: { ...proxyOptions, ...wrong },
        }).getProperties();
      assertSilent(await failing(make), 'the error');
    }
  });

  test('connection strings and URLs that are none', async () => {
    const key = `AccountKey=${SECRETS.accountKey}`;
    for (const text of [
      `DefaultEndpointsProtocol=ftp;AccountName=a;${key};EndpointSuffix=core.windows.net`,
      `AccountName=a;${key}`,
      `DefaultEndpointsProtocol=https;AccountName=a;${key};BlobEndpoint=nowhere`,
      `BlobEndpoint=https://${SECRETS.user}:${SECRETS.password}@h:99999/;SharedAccessSignature=${SAS}`,
      `SharedAccessSignature=${SAS}`,
    ]) {
      assertSilent(await failing(async () => blobferry.BlobServiceClient.fromConnectionString(text)), 'the error');
    }
    for (const url of [
      `https://${SECRETS.user}:${SECRETS.password}@h:99999/c/b?${SAS}`,
      `//${SECRETS.user}:${SECRETS.password}@h/c/b?${SAS}`,
      `https://${SECRETS.user}:${SECRETS.password}@/c/b?${SAS}`,
    ]) {
      assertSilent(await failing(async () => new blobferry.BlobClient(url)), 'the error');
    }
  });
});

describe('secrets in objects', { skip: isReference }, () => {
  let server;
  before(async () => {
    server = await startScriptedServer(() => ({
      status: 202,
      headers: { etag: '"1"', 'x-ms-copy-id': 'id', 'x-ms-copy-status': 'pending' },
    }));
  });
  after(() => server.close());

  test('clients, leases and what is in them', () => {
    const service = serviceAt(server.origin);
    const container = service.getContainerClient('c');
    const blob = container.getBlockBlobClient('b');
    assert.ok(
      blob.url.includes(SECRETS.signature) && blob.url.includes(SECRETS.password),
      'scripts need the URL whole',
    );
    for (const client of [
      service,
      container,
      blob,
      container.getPageBlobClient('b'),
      container.getAppendBlobClient('b'),
      blob.withSnapshot('s'),
      blob.getBlobLeaseClient(),
      { inside: [blob] },
    ]) {
      for (const text of [inspect(client), inspect(client, { showHidden: true, depth: 9 }), JSON.stringify(client)]) {
        for (const secret of Object.values(SECRETS)) assert.ok(!text.includes(secret), text);
      }
    }
  });

  test('credentials and pipelines', () => {
    const credential = new blobferry.StorageSharedKeyCredential('account', SECRETS.accountKey);
    const proxyOptions = { host: 'http://h', port: 1, username: SECRETS.user, password: SECRETS.proxyPassword };
    for (const value of [
      credential,
      blobferry.newPipeline(credential, { proxyOptions }),
      new blobferry.Pipeline([credential], { proxyOptions }),
    ]) {
      assertSilent(value, value.constructor.name);
    }
  });

  test('pollers, with their responses', async () => {
    const blob = serviceAt(server.origin).getContainerClient('c').getBlockBlobClient('b');
    const poller = await blob.beginCopyFromURL(SOURCE, { metadata: {} });
    const texts = [inspect(poller), inspect(poller, { showHidden: true, depth: 9 }), JSON.stringify(poller)];
    for (const text of texts) {
      for (const secret of Object.values(SECRETS)) assert.ok(!text.includes(secret), text);
    }
  });

  test('the request behind a result', async () => {
    const blob = serviceAt(server.origin).getContainerClient('c').getBlockBlobClient('b');
    const result = await blob.syncCopyFromURL(SOURCE, {
      sourceAuthorization: { scheme: 'Bearer', value: SECRETS.sourceToken },
    });
    assertSilent(result, 'the result');
    assertSilent(result._response, '_response');
    assertSilent(result._response.request, 'the request');
  });
});

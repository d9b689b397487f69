'use strict';

// Secrets in every place where a script can put one, and every way in which a call fails: none of them is in anything that
// can be printed. Each secret is a word that nothing else contains.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { inspect } = require('node:util');

const { blobferry, isReference } = require('../support/libraries');
const { refusedOrigin, startGarbageServer } = require('../support/raw-server');
const { RESET, startScriptedServer } = require('../support/scripted-server');
const { ONE_TRY } = require('../support/tested-service');

const canary = (name) => `canary${Buffer.from(name).toString('hex')}yranac`;
const SECRETS = {
  user: canary('user'),
  password: canary('password'),
  signature: canary('signature'),
  sourceSignature: canary('source'),
  metadataSignature: canary('metadata'),
  sourceToken: canary('token'),
  proxyPassword: canary('proxy'),
  accountKey: Buffer.from(canary('account key, which is long')).toString('base64'),
  customerKey: Buffer.from(canary('32 bytes').padEnd(32).slice(0, 32)).toString('base64'),
  jsonToken: canary('json'),
};
const SAS = `sv=2021-12-02&sr=c&sp=rwdl&se=2099-01-01&sig=${SECRETS.signature}`;
const SOURCE = `https://source.blob.core.windows.net/c/b?sv=1&sig=${SECRETS.sourceSignature}`;
const METADATA = { link: `https://h/c/b?sig=${SECRETS.metadataSignature}`, door: `https://x:${SECRETS.password}@h/` };

/** Everything that can be printed of a value, hidden members and what getters give among them. */
function prints(value, seen = new Set()) {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [String(value)];
  seen.add(value);
  const texts = [];
  for (const options of [{}, { showHidden: true, depth: Infinity, getters: true, maxStringLength: Infinity }]) {
    texts.push(inspect(value, options));
  }
  try {
    texts.push(JSON.stringify(value) ?? '');
  } catch (error) {
    assert.match(error.message, /circular/i);
  }
  texts.push(String(value));
  if (value instanceof Error) {
    texts.push(value.stack);
    const parts = [value.cause, value.details, value.request, value.response, value.errors];
    for (const part of parts) texts.push(...prints(part, seen));
    const { request, response } = value;
    for (const headers of [request?.headers, response?.headers, response?.request?.headers]) {
      if (headers !== undefined) texts.push(headers.toString(), inspect(headers.headersArray?.() ?? headers));
    }
    for (const key of ['message', 'stack']) texts.push(value[key]);
    texts.push(String(response?.bodyAsText), inspect(response?.parsedBody), inspect(response?.parsedHeaders));
  }
  return texts;
}

function assertSilent(value, what) {
  for (const text of prints(value)) {
    for (const [name, secret] of Object.entries(SECRETS)) {
      const spellings = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
      const spoken = spellings.find((spelling) => text.includes(spelling));
      assert.equal(spoken, undefined, `${what} shows ${name}: ${text.slice(0, 3000)}`);
    }
  }
}

const failing = async (action) => {
  try {
    await action();
  } catch (error) {
    return error;
  }
  return assert.fail('this must fail');
};

/** A client with a secret in its URL, in front of an origin. */
const serviceAt = (origin, credential) => {
  const { protocol, host } = new URL(origin);
  const url = `${protocol}//${SECRETS.user}:${SECRETS.password}@${host}/account?${credential === undefined ? SAS : ''}`;
  return new blobferry.BlobServiceClient(url, credential, ONE_TRY);
};

/** Calls that carry secrets; each kind crosses the boundary its own way. */
const CALLS = {
  getProperties: ({ blob }) => blob.getProperties(),
  setMetadata: ({ blob }) => blob.setMetadata(METADATA),
  getTags: ({ blob }) => blob.getTags(),
  getBlockList: ({ blob }) => blob.getBlockList('all'),
  list: ({ container }) => container.listBlobsFlat({ prefix: 'x' }).next(),
  upload: ({ blob }) => blob.upload('x', 1, { metadata: METADATA }),
  download: ({ blob }) => blob.download(),
  beginCopyFromURL: ({ blob }) => blob.beginCopyFromURL(SOURCE, { metadata: METADATA }),
  syncCopyFromURL: ({ blob }) =>
    blob.syncCopyFromURL(SOURCE, {
      metadata: METADATA,
      sourceAuthorization: { scheme: 'Bearer', value: SECRETS.sourceToken },
    }),
  stageBlockFromURL: ({ blob }) =>
    blob.stageBlockFromURL('QUE=', SOURCE, 0, 1, {
      sourceAuthorization: { scheme: 'Bearer', value: SECRETS.sourceToken },
    }),
};

const JSON_BODY = JSON.stringify({
  error: { code: 'Odd', message: 'no' },
  access_token: SECRETS.jsonToken,
  nested: { client_secret: SECRETS.jsonToken, url: SOURCE },
});
/** All that the request carried, written back. */
const echo = ({ target, headers }) =>
  Object.entries({ ...headers, target })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const echoedHeaders = ({ target, headers }) => ({
  'x-ms-odd': `see http://${SECRETS.user}:${SECRETS.password}@h${target}`,
  'x-ms-copy-status-description': String(headers['x-ms-copy-source'] ?? ''),
  link: String(headers['x-ms-meta-link'] ?? ''),
});

/** How a server answers. */
const ANSWERS = {
  'an error in XML that repeats everything': (request) => ({
    status: 400,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': 'Odd', ...echoedHeaders(request) },
    body:
      `<Error><Code>Odd</Code><Message>No: ${escaped(echo(request))}</Message><HeaderValue>${escaped(echo(request))}</HeaderValue>` +
      `<CopySourceErrorMessage>${escaped(String(request.headers['x-ms-copy-source']))}</CopySourceErrorMessage></Error>`,
  }),
  'an error in JSON with tokens': (request) => ({
    status: 409,
    headers: { 'content-type': 'application/json', ...echoedHeaders(request) },
    body: JSON_BODY,
  }),
  'an error in text': (request) => ({ status: 502, headers: echoedHeaders(request), body: echo(request) }),
  'a body that breaks off': (request) => ({
    status: 200,
    headers: { 'content-type': 'application/xml', ...echoedHeaders(request) },
    body: `<EnumerationResults><Prefix>${escaped(echo(request))}</Prefix>`,
  }),
  'JSON instead of XML': (request) => ({ status: 200, headers: echoedHeaders(request), body: JSON_BODY }),
  'nothing, for the connection is reset': () => RESET,
};

/** What of the calls succeeds when the status is 200, whatever the body says. */
const HEADERS_ONLY = new Set(['getProperties', 'setMetadata', 'download']);

describe('secrets in errors', { skip: isReference }, () => {
  const credentials = {
    'a SAS': () => undefined,
    'a key': () => new blobferry.StorageSharedKeyCredential('account', SECRETS.accountKey),
  };
  for (const [label, answer] of Object.entries(ANSWERS)) {
    for (const [kind, credential] of Object.entries(credentials)) {
      test(`the service answers ${label}, to a client with ${kind}`, async () => {
        const server = await startScriptedServer(answer);
        try {
          const container = serviceAt(server.origin, credential()).getContainerClient('c');
          for (const [name, call] of Object.entries(CALLS)) {
            if (HEADERS_ONLY.has(name) && answer({ target: '', headers: {} }).status === 200) continue;
            const error = await failing(() => call({ container, blob: container.getBlockBlobClient('b') }));
            assertSilent(error, `the error of ${name}`);
          }
        } finally {
          await server.close();
        }
      });
    }
  }

  test('nobody listens', async () => {
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

  test('pollers, with what they answered', async () => {
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

'use strict';

// Account keys, signatures and tokens never appear in anything that a script prints.

const assert = require('node:assert/strict');
const { randomBytes } = require('node:crypto');
const { after, before, describe, test } = require('node:test');
const { inspect } = require('node:util');

const { blobferry } = require('../support/libraries');
const { startPendingCopies } = require('../support/pending-copies');
const { refusedOrigin, startGarbageServer } = require('../support/raw-server');
const { serviceError, startScriptedServer } = require('../support/scripted-server');
const { ONE_TRY } = require('../support/tested-service');

const KEY = randomBytes(64);
const SIGNATURE = randomBytes(32).toString('base64');
const SAS = `sv=2021-12-02&sr=c&sp=rwdl&se=2099-01-01&sig=${encodeURIComponent(SIGNATURE)}`;

/** The ways in which a secret may be spelled in print: as text, escaped, and as inspect() shows a Buffer. */
const SPELLINGS = [
  KEY.toString('base64'),
  KEY.toString('hex'),
  KEY.toString('hex')
    .slice(0, 32)
    .replace(/..(?!$)/g, '$& '),
  SIGNATURE,
  encodeURIComponent(SIGNATURE),
  encodeURIComponent(encodeURIComponent(SIGNATURE)),
];

/** Everything that a script prints of a value, one way or another. */
function prints(value) {
  const texts = [
    inspect(value),
    inspect(value, {
      depth: 10,
      showHidden: true,
      getters: false,
      maxStringLength: Infinity,
      maxArrayLength: Infinity,
    }),
    String(value),
  ];
  try {
    texts.push(JSON.stringify(value) ?? '');
  } catch (error) {
    if (!/circular/i.test(error.message)) throw error;
  }
  if (value instanceof Error) {
    texts.push(
      value.stack,
      value.message,
      inspect(value.cause),
      inspect(value.details),
      inspect(value.request),
      inspect(value.response),
    );
    for (const part of [value.request?.headers, value.response?.headers, value.response?.request?.headers]) {
      if (typeof part?.toJSON === 'function') texts.push(JSON.stringify(part.toJSON()));
    }
    texts.push(String(value.request?.url), String(value.response?.request?.url), String(value.response?.bodyAsText));
  }
  return texts;
}

function assertKeepsSecrets(value, what) {
  for (const text of prints(value)) {
    for (const secret of SPELLINGS) assert.ok(!text.includes(secret), `${what} shows a secret: ${text.slice(0, 2000)}`);
    // The signature of a request is no key, but it authorizes that request.
    assert.doesNotMatch(text, /SharedKey \w+:[A-Za-z0-9+/]{43}=/, `${what} shows a signature`);
  }
}

const failing = (action) =>
  action().then(
    () => assert.fail('this must fail'),
    (error) => error,
  );

describe('errors keep secrets', () => {
  const withKey = (origin) =>
    new blobferry.BlobServiceClient(
      `${origin}/account`,
      new blobferry.StorageSharedKeyCredential('account', KEY.toString('base64')),
      ONE_TRY,
    );
  const withSas = (origin) => new blobferry.BlobServiceClient(`${origin}/account?${SAS}`, undefined, ONE_TRY);

  /** The failing requests of a client: each kind crosses the boundary its own way. */
  const requests = {
    getProperties: (service) => service.getContainerClient('c').getBlobClient('b').getProperties(),
    list: (service) => service.getContainerClient('c').listBlobsFlat().next(),
    upload: (service) => service.getContainerClient('c').getBlockBlobClient('b').upload('x', 1),
    download: (service) => service.getContainerClient('c').getBlobClient('b').download(),
    beginCopyFromURL: (service) =>
      service
        .getContainerClient('c')
        .getBlobClient('b')
        .beginCopyFromURL(`https://account.blob.core.windows.net/c/s?${SAS}`),
    syncCopyFromURL: (service) =>
      service
        .getContainerClient('c')
        .getBlobClient('b')
        .syncCopyFromURL('https://account.blob.core.windows.net/c/s', {
          sourceAuthorization: { scheme: 'Bearer', value: SIGNATURE },
        }),
  };

  for (const [label, request] of Object.entries(requests)) {
    for (const [kind, make] of Object.entries({ 'a key': withKey, 'a SAS': withSas })) {
      test(`${label} with ${kind}, rejected by the service`, async () => {
        const server = await startScriptedServer(() =>
          serviceError(403, 'AuthenticationFailed', 'Server failed to authenticate the request.'),
        );
        try {
          assertKeepsSecrets(await failing(() => request(make(server.origin))), 'the error');
        } finally {
          await server.close();
        }
      });

      test(`${label} with ${kind}, connection refused`, async () => {
        const origin = await refusedOrigin();
        assertKeepsSecrets(await failing(() => request(make(origin))), 'the error');
      });

      test(`${label} with ${kind}, garbage`, async () => {
        const server = await startGarbageServer('garbage\r\n\r\n');
        try {
          assertKeepsSecrets(await failing(() => request(make(server.origin))), 'the error');
        } finally {
          await server.close();
        }
      });
    }
  }

  test('a service that repeats the signature in its response', async () => {
    const server = await startScriptedServer((request) =>
      serviceError(
        404,
        'CannotVerifyCopySource',
        `No blob at ${(request.headers['x-ms-copy-source'] ?? '').replaceAll('&', '&amp;')}`,
      ),
    );
    try {
      assertKeepsSecrets(await failing(() => requests.beginCopyFromURL(withKey(server.origin))), 'the error');
    } finally {
      await server.close();
    }
  });

  test('malformed connection strings', () => {
    const texts = [
      `DefaultEndpointsProtocol=ftp;AccountName=account;AccountKey=${KEY.toString('base64')};EndpointSuffix=core.windows.net`,
      `AccountName=account;AccountKey=${KEY.toString('base64')}`,
      `DefaultEndpointsProtocol=https;AccountName=account;AccountKey=${KEY.toString('base64')};BlobEndpoint=nowhere`,
      `SharedAccessSignature=${SAS}`,
      `BlobEndpoint=nowhere;SharedAccessSignature=${SAS}`,
    ];
    for (const text of texts) {
      try {
        blobferry.BlobServiceClient.fromConnectionString(text);
        assert.fail('this must fail');
      } catch (error) {
        assertKeepsSecrets(error, 'the error');
      }
    }
  });

  test('malformed URLs', () => {
    for (const url of [
      `//account/c/b?${SAS}`,
      `https://account:99999/c/b?${SAS}`,
      `account.blob.core.windows.net/?${SAS}`,
    ]) {
      try {
        new blobferry.BlobClient(url);
        assert.fail('this must fail');
      } catch (error) {
        assertKeepsSecrets(error, 'the error');
      }
    }
  });
});

describe('objects keep secrets', () => {
  const credential = () => new blobferry.StorageSharedKeyCredential('account', KEY.toString('base64'));

  test('a credential', () => assertKeepsSecrets(credential(), 'the credential'));

  test('clients with a key', () => {
    const service = new blobferry.BlobServiceClient('https://account.blob.core.windows.net', credential());
    const container = service.getContainerClient('c');
    for (const client of [service, container, container.getBlobClient('b'), container.getBlockBlobClient('b')]) {
      assertKeepsSecrets(client, 'the client');
    }
  });

  test('a client of a connection string', () => {
    const text = `DefaultEndpointsProtocol=https;AccountName=account;AccountKey=${KEY.toString('base64')};EndpointSuffix=core.windows.net`;
    assertKeepsSecrets(blobferry.BlobServiceClient.fromConnectionString(text), 'the client');
  });

  test('a client with a SAS, printed', () => {
    // `client.url` has to carry the signature: that is its contract. What is printed of the client has not.
    const client = new blobferry.BlobClient(`https://account.blob.core.windows.net/c/b?${SAS}`);
    assert.ok(client.url.includes('sig='));
    for (const text of [
      inspect(client),
      inspect({ client }),
      inspect([client], { depth: 5 }),
      JSON.stringify(client),
    ]) {
      for (const secret of SPELLINGS) assert.ok(!text.includes(secret), text);
    }
  });
});

describe('pollers keep secrets', () => {
  let copies;
  before(async () => {
    copies = await startPendingCopies();
  });
  after(() => copies.close());

  test('once the copy has started', async () => {
    const source = `https://account.blob.core.windows.net/c/source?${SAS}`;
    const poller = await copies.destination(blobferry).beginCopyFromURL(source);
    assert.equal(copies.starts.at(-1).headers['x-ms-copy-source'], source, 'the service needs the signature');
    for (const secret of SPELLINGS) {
      assert.ok(!poller.toString().includes(secret), poller.toString());
      assert.ok(!inspect(poller, { depth: 10 }).includes(secret));
    }
    assert.ok(
      poller.toString().includes('https://account.blob.core.windows.net/c/source'),
      'the source itself stays readable',
    );
  });
});

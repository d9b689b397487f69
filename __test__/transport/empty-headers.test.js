'use strict';

// Headers of a response without a value, which emulators send where the service sends none, are no headers, as in the reference. Only
// metadata keep them, because a copy would lose a name.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

const EMPTY = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-md5',
  'x-ms-access-tier',
  'x-ms-copy-id',
  'x-ms-copy-status',
  'x-ms-encryption-scope',
  'x-ms-lease-state',
  'x-ms-version-id',
];
const OTHERS = { etag: '"1"', 'x-ms-request-id': 'request', date: 'Mon, 30 Nov 2026 00:00:00 GMT' };

/** The length that the response to each method has. */
const BODY = { GET: '1', HEAD: '1' };

let server;
before(async () => {
  const none = Object.fromEntries(EMPTY.map((name) => [name, '']));
  server = await startScriptedServer(({ method }) => ({
    status: method === 'PUT' ? 201 : 200,
    headers: {
      ...OTHERS,
      ...none,
      'x-ms-meta-none': '',
      'x-ms-meta-some': 'some',
      'content-length': BODY[method] ?? '0',
    },
    body: method === 'GET' ? 'x' : '',
  }));
});
after(() => server.close());

const CALLS = {
  getProperties: (blob) => blob.getProperties(),
  download: (blob) => blob.download(),
  upload: (blob) => blob.upload('', 0),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`the result of ${name} has no headers without a value`, async () => {
    const found = {};
    for (const [which, library] of Object.entries(libraries)) {
      const seen = [];
      const policy = {
        name: 'sees',
        async sendRequest(request, next) {
          const response = await next(request);
          seen.push(EMPTY.filter((header) => response.headers.has(header)));
          return response;
        },
      };
      const options = { additionalPolicies: [{ policy, position: 'perRetry' }] };
      const of = (more) =>
        new library.BlockBlobClient(`${server.origin}/a/c/b`, new library.AnonymousCredential(), more);
      const result = await call(of());
      await call(of(options));
      const members = [
        ...['cacheControl', 'contentDisposition', 'contentEncoding', 'contentLanguage', 'contentMD5', 'accessTier'],
        ...['copyId', 'copyStatus', 'encryptionScope', 'leaseState', 'versionId'],
      ];
      found[which] = {
        members: members.map((member) => [member, result[member]]),
        headers: EMPTY.filter((header) => result._response.headers.contains(header)),
        some: result.metadata?.some,
        seen,
      };
    }
    assert.deepEqual(found.reference.headers, []);
    assert.deepEqual(found.blobferry, found.reference);
  });
}

test('metadata keep them', async () => {
  const { BlobClient, AnonymousCredential } = libraries.blobferry;
  const { metadata } = await new BlobClient(`${server.origin}/a/c/b`, new AnonymousCredential()).getProperties();
  assert.deepEqual(metadata, { none: '', some: 'some' });
});

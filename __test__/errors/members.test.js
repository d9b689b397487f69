'use strict';

// The members of the errors of the service, with those that are undefined, in their order, compared with the reference.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { serviceError, startScriptedServer } = require('../support/scripted-server');

let server;
before(async () => {
  server = await startScriptedServer(() => serviceError(409, 'BlobAlreadyExists', 'It exists.'));
});
after(() => server.close());

async function errorOf(library, call) {
  const blob = new library.BlockBlobClient(`${server.origin}/account/c/b`, new library.AnonymousCredential());
  return await call(blob).then(
    () => assert.fail('it has succeeded'),
    (error) => error,
  );
}

const CALLS = {
  upload: (blob) => blob.upload('hello', 5),
  download: (blob) => blob.download(),
  setMetadata: (blob) => blob.setMetadata({ a: 'b' }),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`the error of ${name} has the members that it has in the reference`, async () => {
    const membersOf = ({ details, response }) => ({
      first: Object.keys(details)[0],
      details: Object.keys(details).sort(),
      body: Object.keys(details).slice(-6),
      parsedBody: response.parsedBody,
      response: Object.keys(response).sort(),
    });
    const expected = membersOf(await errorOf(libraries.reference, call));
    assert.ok(expected.details.includes('copySourceErrorCode'));
    assert.deepEqual(membersOf(await errorOf(libraries.blobferry, call)), expected);
  });
}

/** Responses without the body that errors of the service have. */
const RESPONSES = {
  'no body': [404, { 'x-ms-error-code': 'BlobNotFound' }],
  'neither body nor code': [404, {}],
  'a text as its body': [502, { 'content-type': 'text/plain' }, 'No.'],
  'elements of its own': [
    403,
    { 'content-type': 'application/xml', 'x-ms-error-code': 'A' },
    '<?xml version="1.0"?><Error><Code>A</Code><Message>M</Message><HeaderName>h</HeaderName></Error>',
  ],
};

for (const [title, [status, headers, body]] of Object.entries(RESPONSES)) {
  test(`an error with ${title} has the members that it has in the reference, in their order`, async () => {
    const others = {
      'x-ms-request-id': 'request',
      'x-ms-version': '1',
      date: 'Mon, 30 Nov 2026 00:00:00 GMT',
      'x-b': '1',
      'x-a': '2',
    };
    const server = await startScriptedServer(() => ({
      status,
      headers: { ...others, ...headers },
      body: body ?? '',
    }));
    const membersOf = async (library, name) => {
      const options = { retryOptions: { maxTries: 1 } };
      const client = new library.BlobClient(`${server.origin}/a/c/b`, new library.AnonymousCredential(), options);
      const { details, response } = await client[name]().catch((error) => error);
      const { parsedBody, parsedHeaders, bodyAsText } = response;
      const listed = { details, parsedBody, parsedHeaders, headers: response.headers.toJSON() };
      return {
        bodyAsText,
        ...Object.fromEntries(Object.entries(listed).map(([key, value]) => [key, value && Object.entries(value)])),
      };
    };
    try {
      for (const name of ['getProperties', 'delete', 'download']) {
        const expected = await membersOf(libraries.reference, name);
        assert.deepEqual(await membersOf(libraries.blobferry, name), expected, name);
      }
    } finally {
      await server.close();
    }
  });
}

test('the response to a HEAD request has no parsed body, as in the reference', async () => {
  for (const library of Object.values(libraries)) {
    const { response } = await errorOf(library, (blob) => blob.getProperties());
    assert.ok(!('parsedBody' in response));
  }
});

/** The operations for which the service reads another blob. The last one does not report its errors. */
const COPIES = {
  syncCopyFromURL: (blob, source) => blob.syncCopyFromURL(source),
  beginCopyFromURL: (blob, source) => blob.beginCopyFromURL(source),
  syncUploadFromURL: (blob, source) => blob.getBlockBlobClient().syncUploadFromURL(source),
  stageBlockFromURL: (blob, source) => blob.getBlockBlobClient().stageBlockFromURL('YWJj', source),
  appendBlockFromURL: (blob, source) => blob.getAppendBlobClient().appendBlockFromURL(source, 0, 4),
  uploadPagesFromURL: (blob, source) => blob.getPageBlobClient().uploadPagesFromURL(source, 0, 0, 512),
  startCopyIncremental: (blob, source) => blob.getPageBlobClient().startCopyIncremental(`${source}?snapshot=1`),
};

const SOURCE = { 'x-ms-copy-source-error-code': 'BlobNotFound', 'x-ms-copy-source-status-code': '404' };
const SOURCE_BODY =
  '<?xml version="1.0"?><Error><Code>CannotVerifyCopySource</Code><Message>M</Message>' +
  '<CopySourceStatusCode>404</CopySourceStatusCode><CopySourceErrorCode>BlobNotFound</CopySourceErrorCode></Error>';

for (const [title, headers, body] of [
  ['headers about its source', SOURCE, ''],
  ['headers and a body about its source', SOURCE, SOURCE_BODY],
  ['nothing about its source', {}, ''],
]) {
  test(`the error of a copy with ${title} has the members that it has in the reference`, async () => {
    const common = { 'x-ms-request-id': 'request', 'x-ms-version': '1', 'x-b': '1' };
    const sent = { 'x-ms-error-code': 'CannotVerifyCopySource', ...common, ...headers };
    const type = body === '' ? {} : { 'content-type': 'application/xml' };
    const date = 'Mon, 30 Nov 2026 00:00:00 GMT';
    const server = await startScriptedServer(() => ({ status: 404, headers: { date, ...sent, ...type }, body }));
    const membersOf = async (library, call) => {
      const options = { retryOptions: { maxTries: 1 } };
      const client = new library.BlobClient(`${server.origin}/a/c/b`, new library.AnonymousCredential(), options);
      const { details, response } = await call(client, `${server.origin}/a/c/source`).catch((error) => error);
      // Ours adds a sentence about the source.
      const shown = { ...details, ...(details.message && { message: details.message.split('\n')[0] }) };
      return { details: Object.entries(shown), parsedHeaders: Object.entries(response.parsedHeaders) };
    };
    try {
      for (const [name, call] of Object.entries(COPIES)) {
        const expected = await membersOf(libraries.reference, call);
        assert.deepEqual(await membersOf(libraries.blobferry, call), expected, name);
      }
    } finally {
      await server.close();
    }
  });
}

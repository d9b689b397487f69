'use strict';

// Gateways that write their own errors, repeat headers, and return responses to other requests.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference, libraries } = require('../support/libraries');
const { BLOB, rawResponsesUntilAfterEach, whole } = require('../support/raw-responses');

const start = rawResponsesUntilAfterEach();

const blobAt = (library, { origin }, retryOptions = { maxTries: 1 }) =>
  new library.BlockBlobClient(`${origin}/account/container/blob`, undefined, { retryOptions });

const utf16 = (text) => Buffer.from(`\ufeff${text}`, 'utf16le');

/** Bodies that say a code and a message, and how they say that they are. */
const BODIES = [
  ['application/xml', '<?xml version="1.0"?><Error><Code>Odd</Code><Message>What it says.</Message></Error>'],
  ['text/xml', '<error xmlns="urn:x"><code>Odd</code><message xml:lang="en">What it says.</message></error>'],
  ['application/xml', '<m:error xmlns:m="urn:x"><m:code>Odd</m:code><m:message>What it says.</m:message></m:error>'],
  ['application/xml', '<Error Code="Odd" Message="What it says."/>'],
  ['application/xml', '<R><Error><Code>Odd</Code><Message>What it says.'],
  ['application/json', '{"error":{"code":"Odd","message":"What it says."}}'],
  ['application/json', '{"code":"Odd","message":"What it says."}'],
  ['', '{"odata.error":{"code":"Odd","message":{"lang":"en-US","value":"What it says."}}}'],
  ['text/html', '{"Code":"Odd","Message":"What it says."}'],
  ['application/xml', utf16('<Error><Code>Odd</Code><Message>What it says.</Message></Error>')],
];

/** Bodies that say something to people alone, or nothing. */
const WORDS = [
  ['text/html', '<!DOCTYPE html><html><head><title>502</title></head><body><h1>What it\nsays.</h1></body></html>'],
  ['text/plain', 'What it says.'],
  ['application/json', '{"Message":"What it says."}'],
  ['application/json', '"What it says."'],
  ['application/json', '{"error":{"message":"What it says.","co'],
];

const HARMLESS = [
  Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
  Buffer.from([0xff, 0xfe, 0x3c]),
  Buffer.from('<Error><Code>&bomb;</Code>'),
  Buffer.from('<'.repeat(60_000)),
  Buffer.from('<a>'.repeat(20_000)),
  Buffer.from('['.repeat(60_000)),
  Buffer.from('{"a":'.repeat(12_000)),
  Buffer.alloc(60_000, 0xff),
  Buffer.alloc(1000),
  Buffer.from(''),
];

const respondWith = (status, type, body) => (request, socket) => {
  const content = Buffer.from(body);
  const lines = [`content-length: ${content.length}`, ...(type ? [`content-type: ${type}`] : [])];
  socket.write(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join('\r\n')}\r\n\r\n`), content]));
};

describe('an error', { skip: isReference && 'the reference reads what its own service writes' }, () => {
  for (const [type, body] of BODIES) {
    test(`in ${type || 'nothing in particular'}: ${String(body).slice(0, 40)}`, async () => {
      const server = await start(respondWith(409, type, body));
      for (const call of [(blob) => blob.download(), (blob) => blob.upload('content', 7), (blob) => blob.getTags()]) {
        const error = await call(blobAt(blobferry, server)).then(assert.fail, (thrown) => thrown);
        assert.deepEqual([error.name, error.statusCode, error.code], ['RestError', 409, 'Odd']);
        assert.equal(error.message, 'What it says.');
        assert.equal(error.response.bodyAsText, Buffer.from(body).toString());
      }
    });
  }

  for (const [type, body] of WORDS) {
    test(`in words, as ${type}: ${body.slice(0, 40)}`, async () => {
      const server = await start(respondWith(502, type, body));
      const error = await blobAt(blobferry, server)
        .download()
        .then(assert.fail, (thrown) => thrown);
      assert.deepEqual([error.name, error.statusCode], ['RestError', 502]);
      assert.match(error.message, /What it says\./);
      assert.equal(error.response.bodyAsText, body);
    });
  }

  test('of what is no text does no harm', async () => {
    for (const body of HARMLESS) {
      const server = await start(respondWith(403, 'application/xml', body));
      const error = await blobAt(blobferry, server)
        .download()
        .then(assert.fail, (thrown) => thrown);
      assert.deepEqual([error.name, error.statusCode], ['RestError', 403]);
      assert.match(error.message, /^The service responded with 403 \(.+\) to GET http:/);
    }
  });

  test('shows no signature that it repeats', async () => {
    for (const body of [
      '{"code":"sig=topsecret","message":"https://h/c?sv=1&sig=topsecret&x=1 is no blob"}',
      '<html><body>https://h/c?<b>sig=topsecret</b></body></html>',
      '<E><Code>sig=topsecret</Code><Message>?sig=topsecret</Message></E>',
    ]) {
      const server = await start(respondWith(400, '', body));
      const error = await blobAt(blobferry, server)
        .download()
        .then(assert.fail, (thrown) => thrown);
      assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}${JSON.stringify(error.details)}`, /topsecret/);
    }
  });
});

describe('headers that come more than once', () => {
  test('are joined as for the reference', async () => {
    const doubled = [
      ...BLOB,
      'etag: "second"',
      'x-ms-meta-a: 1',
      'X-MS-META-A: 2',
      'x-ms-meta-a: 3',
      'x-ms-error-code: One',
      'x-ms-error-code: Two',
      'content-type: text/plain',
      'content-type: text/html',
      'vary: a',
      'vary: b',
      'x-ms-copy-status-description: one',
      'x-ms-copy-status-description: two',
    ];
    const server = await start((request, socket, number) => socket.write(whole(number % 2 === 0 ? 200 : 404, doubled)));
    const found = {};
    for (const [label, library] of Object.entries(libraries)) {
      const blob = blobAt(library, server);
      const { metadata, etag, contentType, copyStatusDescription, _response } = await blob.getProperties();
      const error = await blob.download().then(assert.fail, (thrown) => thrown);
      const inError = ['x-ms-meta-a', 'vary', 'etag', 'content-type'].map((name) => error.response.headers.get(name));
      const vary = _response.headers.get('vary');
      found[label] = {
        metadata,
        etag,
        contentType,
        copyStatusDescription,
        vary,
        inError,
        details: error.details?.vary,
      };
    }
    assert.deepEqual(found.blobferry, { ...found.reference, details: found.blobferry.details });
    assert.deepEqual(found.blobferry.metadata, { a: '1, 2, 3' });
    assert.equal(found.blobferry.etag, '"0x8DA"');
  });
});

describe('a response to another request', { skip: isReference && 'the reference takes any' }, () => {
  const echo = ({ headers }) => `x-ms-client-request-id: ${headers['x-ms-client-request-id']}`;

  for (const [name, body] of [
    ['getProperties', ''],
    ['download', 'content'],
  ]) {
    test(`${name}: is not taken, and the request is sent again, over another connection`, async () => {
      const server = await start((request, socket, number) => {
        const id = number === 0 ? 'x-ms-client-request-id: 0f0e' : echo(request);
        socket.write(whole(200, [...BLOB, `x-ms-meta-number: ${number}`, id], body));
      });
      const { metadata } = await blobAt(blobferry, server, { maxTries: 2 })[name]();
      assert.deepEqual(metadata, { number: '1' });
      assert.deepEqual(
        server.requests.map(({ connection }) => connection),
        [1, 2],
      );
      await server.haveEnded(1);
    });
  }

  test('is an error where the request may not be repeated', async () => {
    const server = await start((request, socket) =>
      socket.write(whole(201, [...BLOB, 'x-ms-client-request-id: 0f0e'])),
    );
    const blob = new blobferry.AppendBlobClient(`${server.origin}/account/container/blob`);
    const error = await blob.appendBlock('content', 7).then(assert.fail, (thrown) => thrown);
    assert.deepEqual([error.name, error.code, error.statusCode], ['RestError', 'PARSE_ERROR', undefined]);
    assert.match(error.message, /responded to another request.+"0f0e"/);
    assert.equal(server.requests.length, 1);
    await server.haveEnded(1);
  });

  test('a response that names none is accepted, as is one whose letter case a proxy changed', async () => {
    const server = await start((request, socket, number) =>
      socket.write(whole(200, number === 0 ? BLOB : [...BLOB, echo(request).toUpperCase()])),
    );
    await blobAt(blobferry, server).getProperties();
    await blobAt(blobferry, server).getProperties();
    assert.equal(server.requests.length, 2);
  });
});

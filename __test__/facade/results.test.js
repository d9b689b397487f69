'use strict';

// Results, errors, headers, lists: what the facade creates from the engine's results.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');
const { inspect } = require('node:util');

const { failed, ok, reset, script, untilCancelled } = require('./scripted-native');
const { blobferry } = require('../support/blobferry');

const service = (credential, options) =>
  new blobferry.BlobServiceClient('https://account.blob.core.windows.net', credential, options);
const container = () => service().getContainerClient('c');
const blob = () => container().getBlobClient('b');

const HEAD = [
  '206 GET https://account.blob.core.windows.net/c/b?sig=REDACTED',
  'x-ms-version: 2021-12-02',
  'x-ms-client-request-id: mine',
  '',
  'etag: "0x1"',
  'x-ms-meta-Name: a: b',
].join('\n');

/** The members that the service sent. The others of the operation are there too, and undefined. */
const sent = (result) => Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));

beforeEach(reset);

describe('results', () => {
  test('dates and bytes are revived, metadata is left alone', async () => {
    const metadata = { date: '5', contentMD5: 'AQID' };
    script.run = () => ({
      ok: JSON.stringify({ lastModified: 1_700_000_000_000, contentMD5: 'AQID', contentLength: 5, metadata }),
      head: HEAD,
    });
    const properties = await blob().getProperties();
    assert.deepEqual(properties.lastModified, new Date(1_700_000_000_000));
    assert.deepEqual(properties.contentMD5, Buffer.from([1, 2, 3]));
    assert.equal(properties.contentLength, 5);
    assert.deepEqual(properties.metadata, metadata);
  });

  test('_response is there to be read, and nowhere else', async () => {
    script.run = () => ({ ok: '{"etag":"\\"0x1\\""}', head: HEAD });
    const result = await blob().delete();
    const declared = ['clientRequestId', 'requestId', 'version', 'date', 'errorCode'];
    assert.deepEqual(Object.keys(result), [...declared, 'body', 'etag']);
    assert.equal(JSON.stringify(result), '{"etag":"\\"0x1\\""}');
    const { status, headers, request, parsedHeaders } = result._response;
    assert.equal(status, 206);
    assert.equal(headers.get('ETag'), '"0x1"');
    assert.equal(headers.contains('x-ms-meta-name'), true);
    assert.deepEqual(headers.rawHeaders(), { etag: '"0x1"', 'x-ms-meta-Name': 'a: b' });
    assert.deepEqual(headers.toJSON(), { etag: '"0x1"', 'x-ms-meta-name': 'a: b' });
    assert.deepEqual(
      [...headers],
      [
        ['etag', '"0x1"'],
        ['x-ms-meta-Name', 'a: b'],
      ],
    );
    assert.equal(request.method, 'GET');
    assert.equal(request.url, 'https://account.blob.core.windows.net/c/b?sig=REDACTED');
    assert.equal(request.headers.get('x-ms-version'), '2021-12-02');
    assert.equal(request.requestId, 'mine');
    assert.deepEqual(Object.keys(parsedHeaders), [...declared, 'etag']);
    assert.deepEqual(sent(parsedHeaders), { etag: '"0x1"' });
    const clone = headers.clone();
    assert.equal(clone.remove('etag'), true);
    assert.equal(clone.has('etag'), false);
    assert.equal(headers.has('etag'), true);
  });

  test('parsedHeaders has what came in headers, and nothing that was made from it', async () => {
    script.download = () => ({
      ok: '{"etag":"1","objectReplicationSourceProperties":[]}',
      head: HEAD,
      body: { close() {} },
    });
    const response = await blob().download();
    assert.deepEqual(response.objectReplicationSourceProperties, []);
    assert.deepEqual(sent(response._response.parsedHeaders), { etag: '1' });
    assert.ok('contentCrc64' in response._response.parsedHeaders);
  });

  test('options cross as JSON, and the caller keeps theirs unchanged', async () => {
    script.run = () => ok({});
    const options = {
      conditions: { ifModifiedSince: new Date(0), ifMatch: undefined },
      sourceContentMD5: new Uint8Array([1, 2, 3]),
      abortSignal: new AbortController().signal,
      tracingOptions: { tracingContext: {} },
    };
    const copy = { ...options };
    await blob().syncCopyFromURL('https://h/s', options);
    assert.deepEqual(script.calls[0].options, {
      conditions: { ifModifiedSince: '1970-01-01T00:00:00.000Z' },
      sourceContentMD5: 'AQID',
      copySource: 'https://h/s',
    });
    assert.deepEqual(options, copy);
  });

  test('unknown members are not read', async () => {
    script.run = () => ok({});
    const cyclic = { bigint: 5n, toJSON: 1 };
    cyclic.logger = cyclic;
    const options = {
      ...cyclic,
      conditions: Object.assign(Object.create({ ifMatch: '"1"' }), { agent: cyclic }),
      get secret() {
        throw new Error('nobody looks');
      },
    };
    await blob().syncCopyFromURL('https://h/s', options);
    assert.deepEqual(script.calls[0].options, { conditions: { ifMatch: '"1"' }, copySource: 'https://h/s' });
  });

  test('values that JSON would change quietly are rejected by name', async () => {
    const cases = [
      [
        { conditions: { ifModifiedSince: new Date(NaN) } },
        RangeError,
        /^options\.conditions\.ifModifiedSince is an invalid/,
      ],
      [{ conditions: { leaseId: Infinity } }, RangeError, /^options\.conditions\.leaseId/],
      [{ conditions: { leaseId: 5n } }, TypeError, /^options\.conditions\.leaseId/],
      [
        { conditions: { leaseId: () => 'x' } },
        TypeError,
        /^options\.conditions\.leaseId must be a string, not a function/,
      ],
      [{ conditions: 'If-Match' }, TypeError, /^options\.conditions must be an object/],
      [{ conditions: new Map([['ifMatch', '"1"']]) }, TypeError, /^options\.conditions must be an object/],
    ];
    for (const [options, type, message] of cases) {
      const error = await blob()
        .delete(options)
        .then(assert.fail, (reason) => reason);
      assert.ok(error instanceof type, `${error}`);
      assert.match(error.message, message);
    }
    assert.equal(script.calls.length, 0);
  });
});

describe('errors', () => {
  const failure = {
    kind: 'service',
    message: 'The specified blob does not exist.',
    code: 'BlobNotFound',
    statusCode: 404,
    request: { method: 'HEAD', url: 'https://h/c/b?sig=abc', headers: [['authorization', 'SharedKey a:b']] },
    response: {
      status: 404,
      headers: [
        ['x-ms-error-code', 'BlobNotFound'],
        ['x-ms-request-id', 'r'],
      ],
      bodyAsText: '<x/>',
    },
    details: { errorCode: 'BlobNotFound', 'x-ms-request-id': 'r', message: 'The specified blob does not exist.' },
  };

  test('a rejection by the service is a RestError with all that is known', async () => {
    script.run = () => failed(failure);
    const error = await blob()
      .getProperties()
      .then(assert.fail, (reason) => reason);
    assert.ok(error instanceof blobferry.RestError && error instanceof Error);
    assert.equal(error.name, 'RestError');
    assert.equal(error.message, failure.message);
    assert.equal(error.code, 'BlobNotFound');
    assert.equal(error.statusCode, 404);
    assert.deepEqual(error.details, { errorCode: 'BlobNotFound', 'x-ms-request-id': 'r', body: undefined });
    assert.equal(error.request.method, 'HEAD');
    assert.equal(error.response.status, 404);
    assert.equal(error.response.headers.get('x-ms-request-id'), 'r');
    assert.equal(error.response.bodyAsText, '<x/>');
    assert.deepEqual(error.response.parsedHeaders, { errorCode: 'BlobNotFound', 'x-ms-request-id': 'r' });
    assert.ok(!Object.keys(error).includes('request') && !Object.keys(error).includes('response'));
    assert.match(error.stack, /at async .*results\.test\.js/, 'the stack leads to the caller');
    const shown = inspect(error);
    assert.match(shown, /RestError: The specified blob does not exist\./);
    assert.match(shown, /statusCode: 404/);
    assert.doesNotMatch(shown, /sig=abc|SharedKey a:b/);
  });

  test('each kind has its class', async () => {
    const classes = {
      argumentType: TypeError,
      argumentRange: RangeError,
      aborted: blobferry.AbortError,
      transport: blobferry.RestError,
      protocol: blobferry.RestError,
      copy: Error,
      internal: Error,
    };
    for (const [kind, type] of Object.entries(classes)) {
      script.run = () => failed({ kind, message: kind });
      const error = await blob()
        .delete()
        .then(assert.fail, (reason) => reason);
      assert.equal(error.constructor, type, kind);
      assert.equal(error.message, kind);
      if (kind === 'transport') assert.equal(error.code, blobferry.RestError.REQUEST_SEND_ERROR);
      if (kind === 'protocol') assert.equal(error.code, blobferry.RestError.PARSE_ERROR);
    }
  });

  test('a synchronous native function throws the real class too', () => {
    assert.throws(() => blobferry.BlobServiceClient.fromConnectionString('nonsense'), {
      name: 'TypeError',
      message: 'The connection string has no AccountName',
    });
  });

  test('exists, deleteIfExists and createIfNotExists turn the expected error into a result', async () => {
    script.run = () => failed(failure);
    assert.equal(await blob().exists(), false);
    const deleted = await blob().deleteIfExists();
    const { _response: rejected, ...facts } = { ...deleted };
    assert.deepEqual(facts, { succeeded: false, errorCode: 'BlobNotFound', 'x-ms-request-id': 'r' });
    assert.equal(rejected.status, 404);
    await assert.rejects(container().createIfNotExists(), { code: 'BlobNotFound' });
    await assert.rejects(container().deleteIfExists(), { code: 'BlobNotFound' });
    assert.equal(await container().exists(), false);

    const code = 'BlobUsesCustomerSpecifiedEncryption';
    script.run = () => failed({ ...failure, statusCode: 409, code, details: { errorCode: code } });
    assert.equal(await blob().exists(), true);
    script.run = () => failed({ ...failure, statusCode: 409, code: 'Other', details: { errorCode: 'Other' } });
    await assert.rejects(blob().exists(), { code: 'Other' });

    script.run = () => ok({ etag: '1' });
    const created = await container().createIfNotExists();
    const { _response: responded, ...made } = { ...created };
    assert.deepEqual(sent(made), { succeeded: true, etag: '1' });
    assert.ok('lastModified' in made);
    assert.equal(responded.status, 200);
  });
});

describe('abort signals', () => {
  test('one listener, removed in the end; onabort is not touched', async () => {
    const listeners = new Set();
    const signal = {
      aborted: false,
      onabort: null,
      addEventListener: (_type, listener) => listeners.add(listener),
      removeEventListener: (_type, listener) => listeners.delete(listener),
    };
    script.run = () => {
      assert.equal(listeners.size, 1);
      return ok({});
    };
    await blob().delete({ abortSignal: signal });
    assert.equal(listeners.size, 0);
    assert.equal(signal.onabort, null);

    script.run = ({ cancel }) => untilCancelled(cancel);
    const deleting = blob().delete({ abortSignal: signal });
    for (const listener of listeners) listener.call(signal, {});
    await assert.rejects(deleting, (error) => error instanceof blobferry.AbortError);
    assert.equal(listeners.size, 0);
  });

  test('one that has fired stops the call before it starts', async () => {
    await assert.rejects(blob().delete({ abortSignal: AbortSignal.abort() }), {
      name: 'AbortError',
      message: /^The operation was aborted\./,
    });
    assert.equal(script.calls.length, 0);
  });
});

describe('tokens', () => {
  test('the credential is called with scopes and options, and its own error is thrown', async () => {
    const mine = { not: 'even an Error' };
    const seen = [];
    const credential = {
      async getToken(scopes, options) {
        seen.push({ scopes, options });
        if (seen.length > 1) throw mine;
        return { token: 't', expiresOnTimestamp: 5, refreshAfterTimestamp: 4 };
      },
    };
    script.run = async ({ pipeline }) => {
      const request = { scopes: ['s'], tenantId: 'tenant', enableCae: true };
      const reply = JSON.parse(await pipeline.getToken(JSON.stringify(request)));
      if (reply.error === undefined) return ok(reply);
      return failed({ kind: 'credential', message: 'the credential failed', credentialError: reply.error });
    };
    const client = service(credential, { audience: 'mine' });
    assert.equal(client.credential, credential);
    const target = client.getContainerClient('c');
    assert.deepEqual(sent(await target.delete()), { token: 't', expiresOnTimestamp: 5, refreshAfterTimestamp: 4 });
    assert.deepEqual(seen[0], { scopes: ['s'], options: { tenantId: 'tenant', enableCae: true } });
    for (const call of [target.delete(), target.delete()]) {
      assert.equal(await call.then(assert.fail, (reason) => reason), mine);
    }
    assert.deepEqual(script.pipelines[0].credential, { kind: 'token', scopes: ['mine'] });
    assert.equal(script.pipelines.length, 1, 'clients that are made from each other share a pipeline');
  });

  test('what is no token is rejected with words', async () => {
    const responses = [null, { token: 5 }, { token: 't', expiresOnTimestamp: 1, tokenType: 'pop' }];
    script.run = async ({ pipeline }) => {
      const { error } = JSON.parse(await pipeline.getToken('{"scopes":[]}'));
      return failed({ kind: 'credential', message: 'failed', credentialError: error });
    };
    const target = service({ getToken: async () => responses.shift() }).getContainerClient('c');
    await assert.rejects(target.delete(), /resolved to null/);
    await assert.rejects(target.delete(), /must resolve to/);
    await assert.rejects(target.delete(), /"pop" token/);
  });
});

describe('lists', () => {
  const page = (names, continuationToken) =>
    ok({
      serviceEndpoint: 'https://h/',
      containerName: 'c',
      requestId: 'r',
      segment: {
        blobItems: names.map((name) => ({
          name,
          properties: { lastModified: 0, contentMD5: 'AQID' },
          metadata: { date: '1' },
        })),
      },
      ...(continuationToken === undefined ? {} : { continuationToken }),
    });

  test('goes through all pages, and revives every item', async () => {
    script.run = ({ options }) => (options.marker === undefined ? page(['a', 'b'], 'next') : page(['c'], ''));
    const names = [];
    for await (const item of container().listBlobsFlat({ prefix: '' })) {
      names.push(item.name);
      assert.deepEqual(item.properties.lastModified, new Date(0));
      assert.deepEqual(item.properties.contentMD5, Buffer.from([1, 2, 3]));
      assert.deepEqual(item.metadata, { date: '1' });
    }
    assert.deepEqual(names, ['a', 'b', 'c']);
    assert.deepEqual(
      script.calls.map((call) => call.options),
      [{}, { marker: 'next' }],
    );
  });

  test('what is included comes in a fixed order', async () => {
    script.run = () => page([]);
    const all = [
      'Copy',
      'Deleted',
      'Metadata',
      'Snapshots',
      'Versions',
      'UncommitedBlobs',
      'Tags',
      'DeletedWithVersions',
      'ImmutabilityPolicy',
      'LegalHold',
    ];
    const options = Object.fromEntries(all.toReversed().map((name) => [`include${name}`, true]));
    await container()
      .listBlobsFlat({ ...options, prefix: 'p', startFrom: 's' })
      .next();
    assert.deepEqual(script.calls[0].options, {
      prefix: 'p',
      startFrom: 's',
      include: [
        'copy',
        'deleted',
        'metadata',
        'snapshots',
        'versions',
        'uncommittedblobs',
        'tags',
        'deletedwithversions',
        'immutabilitypolicy',
        'legalhold',
      ],
    });
  });

  test('page by page, from a token, with a size', async () => {
    script.run = () => page(['a'], 'next');
    const pages = container().listBlobsFlat().byPage({ continuationToken: 'token', maxPageSize: 2 });
    const { value } = await pages.next();
    assert.equal(value.continuationToken, 'next');
    assert.equal(value._response.status, 200);
    assert.deepEqual(sent(value._response.parsedHeaders), { requestId: 'r' });
    assert.equal(value._response.parsedBody.segment.blobItems[0].name, 'a');
    assert.deepEqual(script.calls[0].options, { maxPageSize: 2, marker: 'token' });
  });

  test('the empty token of the last page leads nowhere, and a page has one item at least', async () => {
    const { done } = await container().listBlobsFlat().byPage({ continuationToken: '' }).next();
    assert.equal(done, true);
    await assert.rejects(container().listBlobsFlat().byPage({ maxPageSize: 0 }).next(), /^RangeError: maxPageSize/);
    assert.equal(script.calls.length, 0);
  });
});

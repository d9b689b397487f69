'use strict';

// Batches: against both servers, and with invalid responses. What is sent and returned is compared with the reference in `parity/`.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');

const { ACCOUNT_KEY, ACCOUNT_NAME, connectionString, sharedAzurite } = require('../support/azurite');
const { freshContainerName } = require('../support/fresh');
const { blobferry } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');
const { sharedSimulator } = require('../support/simulator');

const {
  AnonymousCredential,
  BlobBatch,
  BlobBatchClient,
  BlobServiceClient,
  ContainerSASPermissions,
  StorageSharedKeyCredential,
} = blobferry;
const KEY = new StorageSharedKeyCredential(ACCOUNT_NAME, ACCOUNT_KEY);
const LEASE = '11111111-1111-4111-8111-111111111111';
const SERVERS = {
  Azurite: async () => (await sharedAzurite()).origin,
  simulator: async () => (await sharedSimulator()).origin,
};

/** A container with blobs of these names. */
async function containerWith(server, names) {
  const url = `${await SERVERS[server]()}/${ACCOUNT_NAME}`;
  const service = BlobServiceClient.fromConnectionString(connectionString(url));
  const container = service.getContainerClient(freshContainerName());
  await container.create();
  for (const name of names) await container.getBlockBlobClient(name).upload('content', 7);
  const namesNow = async () => {
    const found = [];
    for await (const { name } of container.listBlobsFlat()) found.push(name);
    return found;
  };
  return { service, container, namesNow };
}

const outcomes = ({ subResponses }) => subResponses.map(({ status, errorCode }) => [status, errorCode]);

for (const server of Object.keys(SERVERS)) {
  describe(`a batch on ${server}`, () => {
    test('deletes blobs of an account, and reports each missing one', async () => {
      const { service, container, namesNow } = await containerWith(server, ['a b', 'kept', 'ü']);
      const blobs = ['a b', 'missing', 'ü'].map((name) => container.getBlobClient(name));
      const result = await service.getBlobBatchClient().deleteBlobs(blobs);
      assert.deepEqual([result.subResponsesSucceededCount, result.subResponsesFailedCount], [2, 1]);
      assert.deepEqual(outcomes(result), [
        [202, undefined],
        [404, 'BlobNotFound'],
        [202, undefined],
      ]);
      assert.match(result.subResponses[1].bodyAsText, /BlobNotFound/);
      assert.equal(result.subResponses[1].headers.get('X-MS-Error-Code'), 'BlobNotFound');
      assert.deepEqual(result.subResponses[1]._request, { url: blobs[1].url, credential: blobs[1].credential });
      assert.match(result.requestId, /./);
      assert.deepEqual(await namesNow(), ['kept']);
    });

    test('changes tiers in a container, under the conditions of each request', async () => {
      const { container } = await containerWith(server, ['a', 'b']);
      const [a, b] = ['a', 'b'].map((name) => container.getBlobClient(name));
      const batch = new BlobBatch();
      await Promise.all([
        batch.setBlobAccessTier(a, 'Cool'),
        batch.setBlobAccessTier(b, 'Cool', { conditions: { leaseId: LEASE } }),
      ]);
      const result = await container.getBlobBatchClient().submitBatch(batch);
      const [changed, rejected] = result.subResponses;
      assert.equal(changed.status, 200);
      assert.ok(rejected.status >= 400, `${rejected.status}`);
      assert.equal((await a.getProperties()).accessTier, 'Cool');
      assert.equal((await b.getProperties()).accessTier, 'Hot');
    });

    test('has requests that different credentials sign', async () => {
      const { container, namesNow } = await containerWith(server, ['key', 'nobody', 'signature']);
      const signed = await container.generateSasUrl({
        permissions: ContainerSASPermissions.parse('d'),
        expiresOn: new Date(Date.now() + 3_600_000),
      });
      const withSignature = new blobferry.ContainerClient(signed).getBlobClient('signature');
      const batch = new BlobBatch();
      await batch.deleteBlob(container.getBlobClient('key').url, KEY);
      await batch.deleteBlob(container.getBlobClient('nobody').url, new AnonymousCredential());
      await batch.deleteBlob(withSignature);
      const result = await container.getBlobBatchClient().submitBatch(batch);
      const statuses = result.subResponses.map(({ status }) => status);
      assert.deepEqual([statuses[0], statuses[2]], [202, 202]);
      assert.ok(statuses[1] >= 400, `${statuses[1]}`);
      assert.deepEqual(await namesNow(), ['nobody']);
    });
  });
}

describe('a batch', () => {
  test('has as many requests as the service takes', async (t) => {
    const { service, container } = await containerWith('simulator', []);
    const blobs = Array.from({ length: 256 }, (_, index) => container.getBlobClient(`b${index}`));
    const result = await service.getBlobBatchClient().deleteBlobs(blobs);
    assert.equal(result.subResponsesFailedCount, 256);
    assert.deepEqual(
      result.subResponses.map(({ _request }) => _request.url),
      blobs.map(({ url }) => url),
    );

    const server = await startScriptedServer(() => ({ status: 202 }));
    t.after(() => server.close());
    const endless = (function* () {
      for (;;) yield blobs[0];
    })();
    await assert.rejects(new BlobBatchClient(server.origin).deleteBlobs(endless), {
      name: 'RangeError',
      message: 'Cannot exceed 256 sub requests in a single batch',
    });
    assert.equal(server.requests.length, 0);
  });

  test('numbers its requests in the order of the calls, without those that failed', async () => {
    const waiting = [];
    const slow = { getToken: () => new Promise((resolve) => waiting.push(resolve)) };
    const broken = {
      getToken: async () => {
        throw new Error('no token today');
      },
    };
    const batch = new BlobBatch();
    const url = (name) => `https://account.blob.core.windows.net/c/${name}`;
    const added = Promise.allSettled([
      batch.deleteBlob(url('first'), slow),
      batch.deleteBlob(url('broken'), broken),
      batch.deleteBlob(url('second'), KEY),
    ]);
    while (waiting.length === 0) await new Promise(setImmediate);
    assert.equal(batch.getSubRequests().size, 0);
    waiting[0]({ token: 'secret', expiresOnTimestamp: Date.now() + 3_600_000 });
    const [, failed] = await added;
    assert.equal(failed.reason.message, 'no token today');
    assert.deepEqual(
      [...batch.getSubRequests()].map(([id, request]) => [id, request.url]),
      [
        [0, url('first')],
        [1, url('second')],
      ],
    );
    assert.match(
      batch.getHttpRequestBody(),
      /Content-ID: 0\r\n\r\nDELETE \/c\/first .*Authorization: Bearer secret\r\n/s,
    );
    assert.equal(waiting.length, 1);
    for (const shown of [inspect(batch), JSON.stringify(batch)]) assert.doesNotMatch(shown, /secret|SharedKey/);
  });

  test('requests one token from a credential for any number of requests', async () => {
    let requested = 0;
    const credential = {
      getToken: async () => {
        requested += 1;
        return { token: 'secret', expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    };
    const batch = new BlobBatch();
    const urls = Array.from({ length: 50 }, (_, index) => `https://account.blob.core.windows.net/c/${index}`);
    await Promise.all(urls.map((url) => batch.setBlobAccessTier(url, credential, 'Cool')));
    assert.deepEqual([requested, batch.getSubRequests().size], [1, 50]);
  });

  test('sends no token in clear text', async () => {
    const credential = { getToken: async () => ({ token: 'secret', expiresOnTimestamp: Date.now() + 3_600_000 }) };
    await assert.rejects(new BlobBatch().deleteBlob('http://account.example/c/b', credential), /https|TLS/i);
  });

  for (const [what, wrong, message] of [
    ['no URL', (batch) => batch.deleteBlob('blob?sig=SECRET', KEY), /Invalid url for sub request/],
    ['the URL of a container', (batch) => batch.deleteBlob('https://a.example/c?sig=SECRET', KEY), /Unable to extract/],
    ['no credential', (batch) => batch.deleteBlob('https://a.example/c/b?sig=SECRET'), /Invalid arguments/],
    ['no tier', (batch) => batch.setBlobAccessTier('https://a.example/c/b?sig=SECRET', KEY), /tier/],
    [
      'a wrong option',
      (batch) => batch.deleteBlob('https://a.example/c/b', KEY, { deleteSnapshots: 'x' }),
      /deleteSnapshots/,
    ],
  ]) {
    test(`rejects ${what}`, async () => {
      const batch = new BlobBatch();
      await assert.rejects(wrong(batch), (error) => {
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /SECRET/);
        return true;
      });
      assert.equal(batch.getSubRequests().size, 0);
    });
  }

  test('is aborted while a credential is slow', async () => {
    const controller = new AbortController();
    const credential = { getToken: () => new Promise(() => {}) };
    const batch = new BlobBatch();
    const added = batch.deleteBlob('https://a.example/c/b', credential, { abortSignal: controller.signal });
    controller.abort();
    await assert.rejects(added, { name: 'AbortError' });
  });
});

const part = (id, status, rest = '') =>
  `--x\r\nContent-Type: application/http\r\n${id === undefined ? '' : `Content-ID: ${id}\r\n`}\r\nHTTP/1.1 ${status}\r\n${rest}\r\n`;
const ACCEPTED = '202 Accepted';

describe('the response to a batch of two', () => {
  /** The result of a client for a response. */
  async function responded(t, body, headers = { 'content-type': 'multipart/mixed; boundary=x' }) {
    const server = await startScriptedServer(() => ({ status: 202, headers, body }));
    t.after(() => server.close());
    const client = new BlobBatchClient(server.origin, KEY, { retryOptions: { maxTries: 1 } });
    return client.deleteBlobs([`${server.origin}/account/c/a`, `${server.origin}/account/c/b`], KEY);
  }

  for (const [what, body] of Object.entries({
    nothing: '',
    text: 'hello',
    'an error as XML': '<?xml version="1.0"?><Error><Code>ServerBusy</Code></Error>\r\n',
    'a delimiter alone': '--x\r\n',
    'a part without a response': '--x\r\nContent-ID: 0\r\n\r\n\r\n--x--\r\n',
    'a response that breaks off': '--x\r\nContent-ID: 0\r\n\r\nHTTP/1.1 202 OK\r\n\r\n',
    'three responses': `${part(0, ACCEPTED)}${part(1, ACCEPTED)}${part(2, ACCEPTED)}--x--`,
    'more responses than there can be requests': `${'--x\r\n\r\nHTTP/1.1 202 OK\r\n\r\n\r\n'.repeat(300)}--x--`,
    'a delimiter within a body': `${part(0, '404 No', '\r\none\r\n--x\r\ntwo')}${part(1, ACCEPTED)}--x--`,
    'megabytes of delimiters': '--x\r\n'.repeat(2_000_000),
    'a body that is too long': `${part(0, '404 No', `\r\n${'y'.repeat(9 * 1024 * 1024)}`)}${part(1, ACCEPTED)}--x--`,
  })) {
    test(`is an error if it is ${what}`, async (t) => {
      await assert.rejects(responded(t, body), { name: 'RestError', code: 'PARSE_ERROR' });
    });
  }

  test('is sorted by the numbers of the requests', async (t) => {
    const result = await responded(t, `${part(1, '404 No', 'x-ms-error-code: A\r\n')}${part(0, ACCEPTED)}--x--\r\n`);
    assert.deepEqual(outcomes(result), [
      [202, undefined],
      [404, 'A'],
    ]);
  });

  for (const [what, ids] of [
    ['the same number twice', [0, 0]],
    ['a number of no request', [0, 7]],
    ['no number', [0, undefined]],
    ['a number that is none', [0, 'one']],
  ]) {
    test(`has no response to a request if it has ${what}`, async (t) => {
      const result = await responded(t, `${part(ids[0], ACCEPTED)}${part(ids[1], '500 No')}--x--`);
      assert.equal(result.subResponses.length, 2);
      assert.equal(result.subResponses[0].status, 202);
      assert.equal(result.subResponses[1], undefined);
      assert.deepEqual([result.subResponsesSucceededCount, result.subResponsesFailedCount], [1, 1]);
    });
  }

  for (const [what, parts, outcome] of [
    ['one number twice', [part(0, ACCEPTED), part(0, ACCEPTED)], [1, 1]],
    ['the number of no request', [part(0, ACCEPTED), part(2, ACCEPTED)], [1, 1]],
    ['a negative number', [part(-1, ACCEPTED), part(1, ACCEPTED)], [1, 1]],
    ['a number that only begins as one', [part('1x', ACCEPTED), part(0, ACCEPTED)], [1, 1]],
    ['one response to two requests', [part(1, ACCEPTED)], [1, 1]],
    ['one response, to no request', [part(5, ACCEPTED)], [0, 2]],
    ['a redirection', [part(0, '302 Found', 'Location: /c/a\r\n'), part(1, ACCEPTED)], [1, 1]],
    ['the status of a condition', [part(0, '304 Not Modified'), part(1, ACCEPTED)], [1, 1]],
    ['a status that is none', [part(0, '099 No'), part(1, ACCEPTED)], [1, 1]],
    ['an error code with a success', [part(0, '202 OK', 'x-ms-error-code: A\r\n'), part(1, ACCEPTED)], [1, 1]],
  ]) {
    test(`counts no request as done that has no success of its own: ${what}`, async (t) => {
      const result = await responded(t, `${parts.join('')}--x--\r\n`).catch((error) => error);
      // Either nothing is known of the batch, or each request without a success counts as failed.
      if (result instanceof Error) assert.equal(result.code, 'PARSE_ERROR');
      else assert.deepEqual([result.subResponsesSucceededCount, result.subResponsesFailedCount], outcome);
    });
  }

  test('is an error if its only part says success, and not of which request', async (t) => {
    const body = `${part(undefined, ACCEPTED)}--x--`;
    await assert.rejects(responded(t, body), { name: 'RestError', code: 'PARSE_ERROR' });
  });

  test('is an error if it is a page of HTML', async (t) => {
    const page = '<!doctype html>\r\n<title>Sign in</title>\r\n';
    await assert.rejects(responded(t, page, { 'content-type': 'text/html' }), {
      name: 'RestError',
      code: 'PARSE_ERROR',
    });
  });

  test('reports why a batch was rejected as a whole', async (t) => {
    const body = `${part(undefined, '403 No', 'x-ms-error-code: AuthorizationFailure\r\n\r\n<Error/>')}--x--`;
    const result = await responded(t, body);
    assert.deepEqual(outcomes(result), [[403, 'AuthorizationFailure']]);
    assert.equal(result.subResponses[0]._request, undefined);
    assert.equal(result.subResponsesFailedCount, 1);
  });

  test('counts a failure without an error code', async (t) => {
    const result = await responded(t, `${part(0, '404 Not Found')}${part(1, ACCEPTED)}--x--`);
    assert.deepEqual([result.subResponsesSucceededCount, result.subResponsesFailedCount], [1, 1]);
  });
});

'use strict';

// Blob Batch, which has no public method yet: the engine's operation, against both servers, and answers that are none.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { ACCOUNT_KEY, ACCOUNT_NAME, connectionString, sharedAzurite } = require('../support/azurite');
const { openEngine } = require('../support/engine');
const { freshContainerName } = require('../support/fresh');
const { reference } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');
const { sharedSimulator } = require('../support/simulator');

const KEY = { kind: 'sharedKey', accountName: ACCOUNT_NAME, accountKey: ACCOUNT_KEY };
const ONE_TRY = { retryOptions: { maxTries: 1 } };
const SERVERS = {
  Azurite: async () => (await sharedAzurite({ skipApiVersionCheck: true })).origin,
  simulator: async () => (await sharedSimulator()).origin,
};

/** A container with blobs of these names, and the engine with the account's key. */
async function containerWith(server, names) {
  const url = `${await SERVERS[server]()}/${ACCOUNT_NAME}`;
  const service = reference.BlobServiceClient.fromConnectionString(connectionString(url));
  const container = service.getContainerClient(freshContainerName());
  await container.create();
  for (const name of names) await container.getBlockBlobClient(name).upload('content', 7);
  const namesNow = async () => {
    const found = [];
    for await (const { name } of container.listBlobsFlat()) found.push(name);
    return found;
  };
  return { url, container, namesNow, engine: openEngine(KEY, ONE_TRY) };
}

const byRequest = ({ subResponses }) => [...subResponses].sort((a, b) => a.contentId - b.contentId);

for (const server of Object.keys(SERVERS)) {
  describe(`a batch on ${server}`, () => {
    test('deletes blobs of an account, and tells of each that was not there', async () => {
      const { url, container, namesNow, engine } = await containerWith(server, ['a b', 'kept', 'ü']);
      const deletions = ['a b', 'missing', 'ü'].map((name) => ({ url: container.getBlobClient(name).url }));
      const result = await engine.run('ServiceSubmitBatch', url, { isService: true, deletions });
      assert.deepEqual([result.subResponsesSucceededCount, result.subResponsesFailedCount], [2, 1]);
      const responses = byRequest(result);
      assert.deepEqual(
        responses.map(({ status, errorCode }) => [status, errorCode]),
        [
          [202, undefined],
          [404, 'BlobNotFound'],
          [202, undefined],
        ],
      );
      assert.match(responses[1].bodyAsText, /BlobNotFound/);
      assert.match(result.requestId, /./);
      assert.deepEqual(await namesNow(), ['kept']);
    });

    test('changes tiers in a container, under the conditions of each request', async () => {
      const { container, engine } = await containerWith(server, ['a', 'b']);
      const [a, b] = ['a', 'b'].map((name) => container.getBlobClient(name));
      const tiers = [
        { url: a.url, tier: 'Cool' },
        { url: b.url, tier: 'Cool', options: { conditions: { leaseId: '11111111-1111-4111-8111-111111111111' } } },
      ];
      const result = await engine.run('ServiceSubmitBatch', container.url, { isContainer: true, tiers });
      const [changed, refused] = byRequest(result);
      assert.equal(changed.status, 200);
      assert.ok(refused.status >= 400, `${refused.status}`);
      assert.equal((await a.getProperties()).accessTier, 'Cool');
      assert.equal((await b.getProperties()).accessTier, 'Hot');
    });
  });
}

describe('a batch', () => {
  test('has as many requests as the service takes', async () => {
    const names = Array.from({ length: 256 }, (_, index) => `b${index}`);
    const { url, container, engine } = await containerWith('simulator', []);
    const deletions = names.map((name) => ({ url: container.getBlobClient(name).url }));
    const result = await engine.run('ServiceSubmitBatch', url, { isService: true, deletions });
    assert.equal(result.subResponsesFailedCount, 256);
    const one = { url: container.getBlobClient('more').url };
    const refused = await engine.run('ServiceSubmitBatch', url, { isService: true, deletions: [...deletions, one] });
    assert.equal(refused.failure.kind, 'argumentRange');
  });

  test('is not sent with a blob of another server, whose signature stays unsaid', async (t) => {
    const server = await startScriptedServer(() => ({ status: 202 }));
    t.after(() => server.close());
    const deletions = [{ url: 'https://other.blob.core.windows.net/c/b?sig=SECRET' }];
    const { failure } = await openEngine(KEY).run('ServiceSubmitBatch', server.origin, { isService: true, deletions });
    assert.equal(failure.argument, 'url');
    assert.doesNotMatch(JSON.stringify(failure), /SECRET/);
    assert.equal(server.requests.length, 0);
  });

  for (const [what, body] of Object.entries({
    nothing: '',
    text: 'hello',
    'a delimiter alone': '--x\r\n',
    'a part without a response': '--x\r\nContent-ID: 0\r\n\r\n\r\n--x--\r\n',
    'a response that breaks off': '--x\r\nContent-ID: 0\r\n\r\nHTTP/1.1 202 OK\r\n\r\n',
    'more responses than there can be requests': `${'--x\r\n\r\nHTTP/1.1 202 OK\r\n\r\n\r\n'.repeat(300)}--x--`,
    'megabytes of it': '--x\r\n'.repeat(2_000_000),
  })) {
    test(`fails when it is answered with ${what}`, async (t) => {
      const headers = { 'content-type': 'multipart/mixed; boundary=x' };
      const server = await startScriptedServer(() => ({ status: 202, headers, body }));
      t.after(() => server.close());
      const deletions = [{ url: `${server.origin}/c/b` }];
      const engine = openEngine(KEY, ONE_TRY);
      const { failure } = await engine.run('ServiceSubmitBatch', server.origin, { isService: true, deletions });
      assert.equal(failure?.kind, 'protocol');
    });
  }
});

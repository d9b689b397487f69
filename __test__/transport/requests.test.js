'use strict';

// How requests travel: their user agent, their connections, and their retries.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference, libraries, reference } = require('../support/libraries');
const { RESET, startScriptedServer } = require('../support/scripted-server');

// The proxies of the machine must not affect the tests.
for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']) {
  delete process.env[name];
  delete process.env[name.toLowerCase()];
}

const KEY = Buffer.from('a key').toString('base64');
const found = () => ({ status: 200, headers: { etag: '"0x8DA"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' } });

async function withServer(response, action) {
  const server = await startScriptedServer(response);
  try {
    return await action(server);
  } finally {
    await server.close();
  }
}

const containerAt = (library, origin, options) =>
  new library.ContainerClient(
    `${origin}/account/container`,
    new library.StorageSharedKeyCredential('account', KEY),
    options,
  );
const blobAt = (library, origin, options) => containerAt(library, origin, options).getBlobClient('blob');

describe('the user agent', { skip: isReference }, () => {
  test('names blobferry and Node', () =>
    withServer(found, async ({ origin, requests }) => {
      await blobAt(blobferry, origin).getProperties();
      const agent = requests[0].headers['user-agent'];
      assert.match(agent, /\bblobferry\/\d+\.\d+\.\d+/);
      assert.ok(agent.includes(process.versions.node), agent);
    }));

  test('starts with the prefix that the script gives', () =>
    withServer(found, async ({ origin, requests }) => {
      await blobAt(blobferry, origin, { userAgentOptions: { userAgentPrefix: 'my-script/1.2' } }).getProperties();
      assert.match(requests[0].headers['user-agent'], /^my-script\/1\.2 .*blobferry\//);
    }));
});

for (const [label, library] of Object.entries(libraries)) {
  describe(`${label}: the emulator's proxy`, () => {
    test('DevelopmentStorageProxyUri in a connection string is used', () =>
      withServer(found, async ({ origin, requests }) => {
        const text = `UseDevelopmentStorage=true;DevelopmentStorageProxyUri=${origin}`;
        const service = library.BlobServiceClient.fromConnectionString(text, { retryOptions: { maxTries: 1 } });
        await service.getContainerClient('container').getBlobClient('blob').getProperties();
        assert.deepEqual(
          requests.map(({ method, target }) => `${method} ${target}`),
          ['HEAD http://127.0.0.1:10000/devstoreaccount1/container/blob'],
        );
      }));
  });

  describe(`${label}: connections`, () => {
    // The reference's own are not what is tested here.
    const skip = library === reference;

    test('one after the other share one', { skip }, () =>
      withServer(found, async ({ origin, requests }) => {
        const container = containerAt(library, origin);
        for (let number = 0; number < 5; number += 1) await container.getBlobClient(`blob-${number}`).getProperties();
        assert.equal(new Set(requests.map(({ socket }) => socket)).size, 1);
      }),
    );

    test('clients made apart share it too', { skip }, () =>
      withServer(found, async ({ origin, requests }) => {
        for (let number = 0; number < 5; number += 1) await blobAt(library, origin).getProperties();
        assert.equal(new Set(requests.map(({ socket }) => socket)).size, 1);
      }),
    );

    test('many concurrent ones get responses', () =>
      withServer(found, async ({ origin, requests }) => {
        const blob = blobAt(library, origin);
        await Promise.all(Array.from({ length: 100 }, () => blob.getProperties()));
        assert.equal(requests.length, 100);
        assert.equal(new Set(requests.map(({ headers }) => headers['x-ms-client-request-id'])).size, 100);
      }));
  });

  describe(`${label}: trying again`, () => {
    const failingTimes = (times, failure) => (request, index) => (index < times ? failure : found());
    const quick = { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 10 } };

    for (const [what, failure] of Object.entries({
      500: { status: 500 },
      503: { status: 503 },
      'a connection reset': RESET,
    })) {
      test(`after ${what}`, () =>
        withServer(failingTimes(3, failure), async ({ origin, requests }) => {
          await blobAt(library, origin, quick).getProperties();
          assert.equal(requests.length, 4);
        }));

      test(`not more than maxTries after ${what}`, () =>
        withServer(failingTimes(Infinity, failure), async ({ origin, requests }) => {
          const options = { retryOptions: { ...quick.retryOptions, maxTries: 2 } };
          await assert.rejects(blobAt(library, origin, options).getProperties(), { name: 'RestError' });
          assert.equal(requests.length, 2);
        }));
    }

    for (const status of [400, 403, 404, 409, 412]) {
      test(`not after ${status}`, () =>
        withServer(failingTimes(Infinity, { status }), async ({ origin, requests }) => {
          await assert.rejects(blobAt(library, origin, quick).getProperties(), { statusCode: status });
          assert.equal(requests.length, 1);
        }));
    }

    test('an upload sends its body again', () =>
      withServer(failingTimes(2, { status: 503 }), async ({ origin, requests }) => {
        // The response is no 201, which is not what this is about.
        await blobAt(library, origin, quick)
          .getBlockBlobClient()
          .upload('the body', 8)
          .catch(() => {});
        assert.deepEqual(
          requests.map(({ body }) => String(body)),
          ['the body', 'the body', 'the body'],
        );
      }));

    test('waits as long as requested', () =>
      withServer(failingTimes(2, { status: 503 }), async ({ origin, requests }) => {
        const options = { retryOptions: { retryDelayInMs: 150, maxRetryDelayInMs: 10_000, retryPolicyType: 1 } };
        await blobAt(library, origin, options).getProperties();
        const waits = requests.slice(1).map(({ at }, index) => at - requests[index].at);
        // A fixed policy; timers may fire a millisecond early.
        for (const wait of waits) assert.ok(wait >= 148, `waited ${waits.join(', ')} ms`);
      }));

    test('uses the secondary for reads only', () =>
      withServer(
        // One server under two names: the request shows which was used.
        ({ headers }) => (headers.host.startsWith('localhost:') ? found() : { status: 500 }),
        async ({ origin, requests }) => {
          const options = { retryOptions: { ...quick.retryOptions, maxTries: 3, secondaryHost: 'localhost' } };
          const hosts = () => requests.splice(0).map(({ headers }) => headers.host.replace(/:\d+$/, ''));
          const blob = blobAt(library, origin, options);
          await blob.getProperties();
          assert.deepEqual(hosts(), ['127.0.0.1', 'localhost']);

          await assert.rejects(blob.setMetadata({}), { statusCode: 500 });
          assert.deepEqual(hosts(), ['127.0.0.1', '127.0.0.1', '127.0.0.1']);
        },
      ));
  });
}

describe('a server that sends Retry-After', { skip: isReference && 'the reference does not listen' }, () => {
  for (const [name, value] of Object.entries({
    'Retry-After': '1',
    'retry-after-ms': '400',
    'x-ms-retry-after-ms': '400',
  })) {
    test(name, () =>
      withServer(
        (request, index) => (index === 0 ? { status: 503, headers: { [name]: value } } : found()),
        async ({ origin, requests }) => {
          await blobAt(blobferry, origin, {
            retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 10 },
          }).getProperties();
          const wait = requests[1].at - requests[0].at;
          assert.ok(wait >= 398, `waited ${wait} ms`);
        },
      ),
    );
  }
});

'use strict';

// The classes of policies, credentials and factories: exported, usable by extends, in both libraries.

const assert = require('node:assert/strict');
const { createHmac } = require('node:crypto');
const { after, before, describe, test } = require('node:test');
const vm = require('node:vm');

const { libraries } = require('../support/libraries');
const { factoryOf, KEY, madeResponse, NO_DELAY, pipelineOf, startService } = require('./service');

const OPTIONS = { log() {}, shouldLog: () => true };
const NAMES = [
  'AnonymousCredential',
  'AnonymousCredentialPolicy',
  'BaseRequestPolicy',
  'Credential',
  'CredentialPolicy',
  'StorageBrowserPolicy',
  'StorageBrowserPolicyFactory',
  'StorageRetryPolicy',
  'StorageRetryPolicyFactory',
  'StorageSharedKeyCredential',
  'StorageSharedKeyCredentialPolicy',
];

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());

test('the classes are there, and are each other’s bases', () => {
  const shape = (library) =>
    NAMES.map((name) => {
      const { prototype } = library[name];
      return [
        name,
        Object.getPrototypeOf(library[name]).name,
        Object.getOwnPropertyNames(prototype)
          .filter(
            (member) =>
              typeof Object.getOwnPropertyDescriptor(prototype, member).value === 'function' &&
              [
                'create',
                'sendRequest',
                'signRequest',
                'shouldLog',
                'log',
                'shouldRetry',
                'attemptSendRequest',
                'computeHMACSHA256',
              ].includes(member),
          )
          .sort(),
      ];
    });
  assert.deepEqual(shape(libraries.blobferry), shape(libraries.reference));
});

/** A request as a policy gets it. */
async function requestOf(
  library,
  { url = 'https://account.blob.core.windows.net/c/b', method = 'GET', headers = {}, body } = {},
) {
  let request;
  const client = {
    async sendRequest(sent) {
      request = sent;
      return madeResponse(sent, 200, { etag: '"1"' });
    },
  };
  const service = new library.BlobServiceClient('https://account.blob.core.windows.net', undefined, {
    httpClient: client,
  });
  await service.getContainerClient('c').getBlobClient('b').getProperties();
  Object.assign(request, { url, method, body });
  for (const name of request.headers.headerNames()) request.headers.remove(name);
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  return request;
}

const next = (act) => ({ sendRequest: async (request) => act(request) });

describe('StorageSharedKeyCredentialPolicy', () => {
  const REQUESTS = {
    plain: {},
    query: { url: 'https://account.blob.core.windows.net/c/b%20c?comp=list&Prefix=a%2Fb&timeout=5&include=a%2Cb' },
    headers: {
      headers: {
        'x-ms-version': '2020-01-01',
        'x-ms-blob-type': 'BlockBlob',
        'X-Ms-Meta-b': ' two',
        'x-ms-meta-a_b': '1',
        'x-ms-meta-a': '3',
        Range: 'bytes=0-1',
        'If-Match': '"1"',
      },
    },
    body: { method: 'PUT', body: 'a body', headers: { 'Content-Type': 'text/plain' } },
    empty: { method: 'PUT', headers: { 'Content-Length': '0' } },
    root: { url: 'https://account.blob.core.windows.net?comp=list' },
  };
  for (const [name, parts] of Object.entries(REQUESTS)) {
    test(`signs as the reference: ${name}`, async () => {
      const signed = Object.values(libraries).map(async (library) => {
        const texts = [];
        class Credential extends library.StorageSharedKeyCredential {
          computeHMACSHA256(text) {
            texts.push(text.replace(/x-ms-date:.*/, 'x-ms-date:'));
            return super.computeHMACSHA256(text);
          }
        }
        const credential = new Credential('account', KEY);
        const policy = credential.create(
          next((request) => request),
          OPTIONS,
        );
        assert.ok(policy instanceof library.StorageSharedKeyCredentialPolicy);
        const request = await policy.sendRequest(await requestOf(library, parts));
        assert.match(request.headers.get('authorization'), /^SharedKey account:.{44}$/);
        return [texts, request.headers.get('content-length')];
      });
      const [expected, actual] = await Promise.all(signed);
      assert.deepEqual(actual, expected);
    });
  }
});

describe('StorageRetryPolicy', () => {
  const script = {
    'succeeds at once': [200],
    'is busy': [503, 500, 200],
    'stays busy': [503, 503, 503, 503, 503],
    'is missing': [404, 200],
    'loses the connection': ['ECONNRESET', 'ETIMEDOUT', 200],
    'fails otherwise': ['EINVAL', 200],
    'reads a busy source': ['source', 200],
  };
  for (const [name, outcomes] of Object.entries(script)) {
    for (const options of [
      { retryDelayInMs: 1 },
      { retryDelayInMs: 1, retryPolicyType: 1, maxTries: 2 },
      { secondaryHost: 'secondary', maxRetryDelayInMs: 1, tryTimeoutInMs: 2000 },
    ]) {
      test(`${name}, with ${JSON.stringify(options)}`, async (context) => {
        // The secondary is waited for by chance.
        context.mock.method(Math, 'random', () => 0);
        const seen = Object.values(libraries).map(async (library) => {
          const urls = [];
          const left = [...outcomes];
          const last = next((request) => {
            urls.push(request.url);
            const outcome = left.shift();
            if (outcome === 'source')
              return madeResponse(request, 409, { 'x-ms-copy-source-error-code': 'ServerBusy' });
            if (typeof outcome === 'string')
              throw Object.assign(new Error('no connection'), { name: 'RestError', code: outcome });
            return madeResponse(request, outcome);
          });
          const policy = new library.StorageRetryPolicyFactory({ retryDelayInMs: 1, ...options }).create(last, OPTIONS);
          assert.ok(policy instanceof library.StorageRetryPolicy);
          const end = await policy.sendRequest(await requestOf(library)).then(
            ({ status }) => status,
            ({ code }) => code,
          );
          return [end, urls];
        });
        const [expected, actual] = await Promise.all(seen);
        assert.deepEqual(actual, expected);
      });
    }
  }

  test('is aborted while it waits', async () => {
    for (const library of Object.values(libraries)) {
      const abort = new AbortController();
      const request = await requestOf(library);
      request.abortSignal = abort.signal;
      const last = next((sent) => {
        setImmediate(() => abort.abort());
        return madeResponse(sent, 503);
      });
      const policy = new library.StorageRetryPolicy(last, OPTIONS, {
        retryPolicyType: 1,
        retryDelayInMs: 1e6,
        maxRetryDelayInMs: 1e6,
      });
      await assert.rejects(policy.sendRequest(request), { name: 'AbortError' });
    }
  });

  test('a subclass decides', async () => {
    for (const library of Object.values(libraries)) {
      class Patient extends library.StorageRetryPolicy {
        shouldRetry(isPrimaryRetry, attempt, response, error) {
          return response?.status === 418 || super.shouldRetry(isPrimaryRetry, attempt, response, error);
        }
      }
      let count = 0;
      const last = next((request) => madeResponse(request, (count += 1) < 3 ? 418 : 200));
      const policy = new Patient(last, OPTIONS, { retryDelayInMs: 1 });
      assert.deepEqual([(await policy.sendRequest(await requestOf(library))).status, count], [200, 3]);
    }
  });
});

describe('bases', () => {
  test('log and pass on', async () => {
    for (const library of Object.values(libraries)) {
      const logged = [];
      const options = { log: (level, message) => logged.push([level, message]), shouldLog: (level) => level < 3 };
      const last = next((request) => madeResponse(request, 200));
      class Own extends library.BaseRequestPolicy {
        sendRequest(request) {
          this.log(1, 'sending');
          return this._nextPolicy.sendRequest(request);
        }
      }
      const policies = [
        new Own(last, options),
        new library.AnonymousCredentialPolicy(last, options),
        new library.StorageBrowserPolicyFactory().create(last, options),
        new library.AnonymousCredential().create(last, options),
      ];
      for (const policy of policies) {
        assert.ok(policy instanceof library.BaseRequestPolicy);
        assert.equal((await policy.sendRequest(await requestOf(library))).status, 200);
        assert.deepEqual([policy.shouldLog(1), policy.shouldLog(3), policy._options], [true, false, options]);
      }
      assert.deepEqual(logged, [[1, 'sending']]);
      assert.throws(() => new (class extends library.Credential {})().create(last, options), /implemented in children/);
    }
  });

  test('a credential of one’s own signs', async () => {
    for (const library of Object.values(libraries)) {
      server.reset();
      class OwnPolicy extends library.CredentialPolicy {
        signRequest(request) {
          request.headers.set(
            'Authorization',
            `Own ${createHmac('sha256', 'key').update(request.url).digest('hex').slice(0, 4)}`,
          );
          return request;
        }
      }
      class OwnCredential extends library.Credential {
        create(nextPolicy, options) {
          return new OwnPolicy(nextPolicy, options);
        }
      }
      const pipeline = new library.Pipeline([new OwnCredential()], NO_DELAY);
      await new library.BlobServiceClient(server.url, pipeline)
        .getContainerClient('c')
        .getBlobClient('b')
        .getProperties();
      assert.match(server.requests[0].headers.authorization, /^Own [0-9a-f]{4}$/);
    }
  });

  test('known factories and credentials among the factories change nothing', async () => {
    for (const library of Object.values(libraries)) {
      server.reset();
      const credential = new library.StorageSharedKeyCredential('account', KEY);
      const pipeline = new library.Pipeline(
        [new library.StorageRetryPolicyFactory(), new library.StorageBrowserPolicyFactory(), credential],
        NO_DELAY,
      );
      await new library.BlobServiceClient(server.url, pipeline)
        .getContainerClient('c')
        .getBlobClient('flaky')
        .getProperties();
      assert.equal(server.requests.length, 3);
      assert.ok(server.requests[2].headers.authorization.startsWith('SharedKey account:'));
    }
  });
});

describe('pipelines in other shapes', () => {
  const { blobferry, reference } = libraries;
  const counting = (library) => {
    const counter = { count: 0 };
    const factory = factoryOf(library, (request, nextPolicy) => {
      counter.count += 1;
      return nextPolicy(request);
    });
    return { counter, factory };
  };
  const blobOf = (pipeline) =>
    new blobferry.BlobServiceClient(server.url, pipeline).getContainerClient('c').getBlobClient('b');

  test('behind a Proxy, as a clone, as a plain object, of the reference', async () => {
    const wrap = (value) => new Proxy(value, {});
    const clone = (value) => Object.assign(Object.create(Object.getPrototypeOf(value)), value);
    const plain = ({ factories, options, toServiceClientOptions, _credential }) => ({
      factories,
      options,
      toServiceClientOptions,
      _credential,
    });
    for (const [library, change] of [
      [blobferry, wrap],
      [blobferry, clone],
      [blobferry, plain],
      [reference, (value) => value],
      [reference, wrap],
    ]) {
      server.reset();
      const { counter, factory } = counting(library);
      const pipeline = pipelineOf(library);
      pipeline.factories.push(factory);
      const blob = blobOf(change(pipeline));
      await blob.getProperties();
      await new Proxy(blob, {}).getProperties();
      assert.deepEqual([counter.count, server.requests.length], [2, 2]);
      assert.ok(server.requests[0].headers.authorization.startsWith('SharedKey account:'));
    }
  });

  test('policies of another realm', async () => {
    server.reset();
    const factory = vm.runInNewContext(`({
      create: (nextPolicy) => ({
        sendRequest: async (request) => {
          request.headers.set('x-mine', 'realm');
          request.body = request.body && new Uint8Array([104, 105]);
          const response = await nextPolicy.sendRequest(request);
          return response;
        },
      }),
    })`);
    const pipeline = pipelineOf(blobferry);
    pipeline.factories.push(factory);
    const service = new blobferry.BlobServiceClient(server.url, pipeline);
    await service.getContainerClient('c').getBlockBlobClient('b').upload('hello', 5);
    assert.deepEqual([server.requests[0].headers['x-mine'], server.requests[0].body.toString()], ['realm', 'hi']);
  });

  test('what is no factory is an error that says so', () => {
    for (const wrong of [null, 'text', 5, {}, { create: 'no function' }]) {
      const pipeline = pipelineOf(blobferry);
      pipeline.factories.push(wrong);
      assert.throws(
        () => new blobferry.BlobServiceClient(server.url, pipeline),
        /^TypeError: pipeline\.factories must contain/,
      );
    }
  });

  test('secrets are not printed', async () => {
    const { counter, factory } = counting(blobferry);
    const pipeline = pipelineOf(blobferry, { httpClient: undefined });
    pipeline.factories.push(factory);
    const blob = blobOf(pipeline);
    await blob.getProperties();
    assert.equal(counter.count, 1);
    const { inspect } = require('node:util');
    for (const value of [pipeline, blob]) {
      const text = inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value);
      assert.ok(!text.includes(KEY) && !text.includes('a very secret key'));
    }
  });
});

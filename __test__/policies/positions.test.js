'use strict';

// What policies see at each place, in both libraries: which requests and responses, in which order, how often.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { factoryOf, InjectorPolicyFactory, pipelineOf, startService, textOf } = require('./service');

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());

/** The places of newer policies. */
const PLACES = {
  none: {},
  serialize: { phase: 'Serialize' },
  deserialize: { phase: 'Deserialize' },
  retry: { phase: 'Retry' },
  afterRetry: { afterPhase: 'Retry' },
  sign: { phase: 'Sign' },
  afterSign: { afterPhase: 'Sign' },
  beforeRetry: { phase: 'Retry', beforePolicies: ['storageRetryPolicy'] },
  afterNone: { afterPolicies: ['test-none'] },
};

/** Headers that a policy sees. Differences that have their reason are left out. */
const UNLIKE = new Set([
  // The libraries have versions and names of their own.
  'user-agent',
  'x-ms-version',
  // The reference adds them between the first policies; blobferry before all.
  'content-length',
  'x-ms-client-request-id',
  // A policy before the signature sees that of the attempt before in the reference, and none here.
  'authorization',
  'x-ms-date',
]);

const namesOf = (headers) => {
  const pairs = headers.toJSON ? headers.toJSON() : headers.toJson();
  return Object.keys(pairs)
    .filter((name) => !UNLIKE.has(name))
    .sort();
};

const kindOf = (value) => (value === undefined ? 'undefined' : Object.prototype.toString.call(value).slice(8, -1));

function seenRequest(request, origin) {
  const { method, url, timeout, withCredentials, keepAlive, streamResponseStatusCodes, abortSignal, body } = request;
  return {
    method,
    url: url.replace(origin, ''),
    headers: namesOf(request.headers),
    members: Object.keys(request)
      .filter((name) => name !== 'agent')
      .sort(),
    timeout,
    withCredentials,
    keepAlive,
    streamed: [...streamResponseStatusCodes],
    hasSignal: abortSignal !== undefined,
    body: kindOf(body),
    text: typeof body === 'string' ? body.length : undefined,
  };
}

/** Parsed forms are made after the policies. */
const seenResponse = (response) => ({
  status: response.status,
  members: Object.keys(response)
    .filter((name) => !name.startsWith('parsed'))
    .sort(),
  text: response.bodyAsText === undefined ? undefined : response.bodyAsText.length,
  headers: namesOf(response.headers).filter((name) => name.startsWith('x-ms-') || name === 'etag'),
});

/** The reference adds the code of the service after the policies. */
const seenError = ({ name, statusCode }) => ({ name, statusCode });

/** Runs calls with policies at every place, and gives what each saw. */
async function record(library, { injected }) {
  const seen = [];
  const watch = async (place, request, next) => {
    seen.push([place, 'request', seenRequest(request, server.origin)]);
    try {
      const response = await next(request);
      seen.push([place, 'response', seenResponse(response)]);
      return response;
    } catch (error) {
      seen.push([place, 'error', seenError(error)]);
      throw error;
    }
  };
  const pipeline = pipelineOf(library, {
    retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 1, tryTimeoutInMs: 60_000 },
  });
  for (const name of ['first', 'second'])
    pipeline.factories.push(factoryOf(library, (...call) => watch(name, ...call)));
  if (injected) pipeline.factories.push(new InjectorPolicyFactory());
  const service = new library.BlobServiceClient(server.url, pipeline);
  for (const [name, place] of Object.entries(PLACES)) {
    const policy = { name: `test-${name}`, sendRequest: (request, next) => watch(name, request, next) };
    pipeline._corePipeline.addPolicy(policy, place);
  }
  seen.push(['order', pipeline._corePipeline.getOrderedPolicies().map(({ name }) => name)]);
  const container = service.getContainerClient('c');
  const signal = new AbortController().signal;
  const calls = {
    upload: () =>
      container.getBlockBlobClient('flaky').upload('hello', 5, { abortSignal: signal, metadata: { a: '1' } }),
    buffer: () => container.getBlockBlobClient('b').upload(Buffer.from('hello'), 5),
    properties: () => container.getBlobClient('b').getProperties(),
    missing: () => container.getBlobClient('missing').getProperties(),
    tooBusy: () => container.getBlobClient('busy').download(),
    exists: () => container.getBlobClient('missing').exists(),
    download: async () => textOf((await container.getBlobClient('b').download()).readableStreamBody),
    xml: () => container.setAccessPolicy(undefined, [{ id: 'x', accessPolicy: { permissions: 'r' } }]),
    list: async () => {
      for await (const blob of container.listBlobsFlat()) seen.push(['listed', blob.name]);
    },
  };
  for (const [name, call] of Object.entries(calls)) {
    server.reset();
    seen.push(['call', name]);
    await call().catch((error) => seen.push(['caught', seenError(error)]));
    seen.push(['sent', server.requests.map(({ method, target }) => `${method} ${target}`)]);
  }
  return seen;
}

describe('policies see what they see in the reference', () => {
  for (const injected of [false, true]) {
    test(injected ? 'with factories behind the retries' : 'with factories around the retries', async () => {
      const [expected, actual] = [
        await record(libraries.reference, { injected }),
        await record(libraries.blobferry, { injected }),
      ];
      // Where headers are added is compared for those places that see all of them.
      const isComparable = ([place]) => place !== 'serialize';
      assert.deepEqual(actual.filter(isComparable), expected.filter(isComparable));
      assert.equal(actual.length, expected.length);
    });
  }
});

test('lists of policies are ordered, changed and rejected as in the reference', () => {
  const outcomes = Object.values(libraries).map((library) => {
    const pipeline = pipelineOf(library);
    new library.BlobServiceClient(server.url, pipeline);
    const core = pipeline._corePipeline.clone();
    const policy = (name) => ({ name, sendRequest: (request, next) => next(request) });
    const names = () => core.getOrderedPolicies().map(({ name }) => name);
    const attempt = (act) => {
      try {
        act();
        return names();
      } catch (error) {
        return `${error.name}: ${error.message}`;
      }
    };
    return [
      names(),
      attempt(() => core.addPolicy(policy('x'), { phase: 'Sign', afterPhase: 'Retry' })),
      attempt(() => core.addPolicy(policy('x'), { phase: 'Never' })),
      attempt(() => core.addPolicy(policy('x'), { afterPhase: 'Never' })),
      attempt(() => core.addPolicy(policy('a'), { afterPolicies: ['b'] })),
      attempt(() =>
        core.addPolicy(policy('b'), { beforePolicies: ['userAgentPolicy'], afterPolicies: ['none of them'] }),
      ),
      attempt(() => core.addPolicy(policy('c'), { phase: 'Retry', afterPolicies: ['d'] })),
      attempt(() => core.addPolicy(policy('d'), { afterPhase: 'Sign' })),
      attempt(() => core.removePolicy({ name: 'c' })),
      attempt(() => core.removePolicy({ phase: 'Sign' })),
      attempt(() => core.addPolicy(policy('d'))),
      attempt(() => core.removePolicy({ name: 'd' })),
      attempt(() => core.addPolicy(policy('e'), { beforePolicies: ['a'], afterPolicies: ['a'] })),
    ];
  });
  assert.deepEqual(outcomes[1], outcomes[0]);
});

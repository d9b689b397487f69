'use strict';

// Options that the typings do not have, and that the reference hands on to the core packages, compared with the reference. What the engine cannot
// do is rejected, and never dropped.

const assert = require('node:assert/strict');
const http = require('node:http');
const https = require('node:https');
const { after, before, beforeEach, describe, test } = require('node:test');

const { createDefaultHttpClient } = require('@azure/core-rest-pipeline');

const { libraries, blobferry } = require('../support/libraries');
const { KEY, NO_DELAY, startService } = require('./service');

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());
beforeEach(() => server.reset());

/** A client with options. */
function clientOf(library, name, options) {
  const credential = new library.StorageSharedKeyCredential('account', KEY);
  return new library.BlobClient(`${server.url}/c/${name}`, credential, { ...NO_DELAY, ...options });
}

/** An HTTP client that sends through Node.js. */
function nodeClient(note = () => {}) {
  const inner = createDefaultHttpClient();
  return {
    sendRequest(request) {
      note(request);
      return inner.sendRequest(request);
    },
  };
}

const policy = (name, act) => ({ name, sendRequest: (request, next) => act(request, next) });

describe('additionalPolicies', () => {
  async function seen(library, make) {
    const found = [];
    const note = (name) =>
      policy(name, async (request, next) => {
        found.push([name, request.method, request.headers.has('authorization')]);
        request.headers.set(`x-ms-meta-${name}`, 'set');
        try {
          const { status } = await next(request);
          found.push([name, status]);
          return { ...(await next(request)) };
        } catch (error) {
          found.push([name, error.name]);
          throw error;
        }
      });
    const additionalPolicies = [
      { policy: note('call'), position: 'perCall' },
      { policy: note('attempt'), position: 'perRetry' },
    ];
    await make(library, additionalPolicies).catch((error) => found.push(['thrown', error.statusCode]));
    return {
      found,
      sent: server.requests.map(({ headers }) => [headers['x-ms-meta-call'], headers['x-ms-meta-attempt']]),
    };
  }

  for (const [label, make] of Object.entries({
    'of a client': (library, additionalPolicies) => clientOf(library, 'b', { additionalPolicies }).getProperties(),
    'of a client whose call is repeated': (library, additionalPolicies) =>
      clientOf(library, 'flaky', { additionalPolicies }).getProperties(),
    'of a client whose call fails': (library, additionalPolicies) =>
      clientOf(library, 'missing', { additionalPolicies }).delete(),
    'of a pipeline': (library, additionalPolicies) =>
      new library.BlobClient(
        `${server.url}/c/b`,
        library.newPipeline(undefined, { ...NO_DELAY, additionalPolicies }),
      ).setMetadata({}),
    'of a connection string': (library, additionalPolicies) =>
      new library.BlobClient(
        `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=${KEY};BlobEndpoint=${server.url}`,
        'c',
        'b',
        { ...NO_DELAY, additionalPolicies },
      ).getProperties(),
  })) {
    test(`${label} are called in the places of the reference`, async () => {
      const expected = await seen(libraries.reference, make);
      server.reset();
      const actual = await seen(libraries.blobferry, make);
      assert.deepEqual(actual, expected);
      assert.ok(expected.found.length > 3);
    });
  }

  test('are called for each client of a pipeline', async () => {
    let calls = 0;
    const counting = policy('counting', (request, next) => ((calls += 1), next(request)));
    const service = new blobferry.BlobServiceClient(server.url, undefined, {
      additionalPolicies: [{ policy: counting, position: 'perCall' }],
    });
    await service.getContainerClient('c').getBlobClient('b').getProperties();
    await service.getContainerClient('c').getBlobClient('b').getBlockBlobClient().exists();
    assert.equal(calls, 2);
  });

  test('that are none are rejected', () => {
    for (const additionalPolicies of ['x', [{}], [{ policy: () => {} }], [null]]) {
      assert.throws(() => clientOf(blobferry, 'b', { additionalPolicies }), {
        name: 'TypeError',
        message: /additionalPolicies/,
      });
    }
  });
});

test('telemetryOptions: the id of a request is sent in the header of this name', async () => {
  for (const [name, library] of Object.entries(libraries)) {
    server.reset();
    const telemetryOptions = { clientRequestIdHeaderName: 'x-my-id' };
    await clientOf(library, 'flaky', { telemetryOptions }).getProperties();
    const ids = server.requests.map(({ headers }) => headers['x-my-id']);
    assert.equal(ids.length, 3, name);
    assert.match(ids[0], /^[0-9a-f-]{36}$/, name);
    assert.deepEqual(ids, [ids[0], ids[0], ids[0]], name);
  }
});

describe('agents', () => {
  // In the reference, the option httpClient cannot be a client of the newer kind.
  test('an HTTP client of Node.js gets the agent, and the settings of TLS', async (t) => {
    const agent = new http.Agent({ keepAlive: true });
    t.after(() => agent.destroy());
    let used = 0;
    const { createConnection } = agent;
    agent.createConnection = (...parameters) => ((used += 1), createConnection.apply(agent, parameters));
    const seen = [];
    const httpClient = nodeClient((request) => seen.push(request.tlsSettings));
    const tlsOptions = { ca: 'authority' };
    await clientOf(blobferry, 'b', { agent, tlsOptions, httpClient }).getProperties();
    assert.equal(used, 1);
    assert.deepEqual(seen, [tlsOptions]);
  });

  test('an HTTP client of Node.js gets the agent of a policy', async (t) => {
    const agent = new http.Agent({ keepAlive: true, localAddress: '127.0.0.1' });
    t.after(() => agent.destroy());
    const setting = policy('setting', (request, next) => ((request.agent = agent), next(request)));
    const client = clientOf(blobferry, 'b', {
      httpClient: nodeClient(),
      additionalPolicies: [{ policy: setting, position: 'perCall' }],
    });
    await client.getProperties();
    const sockets = Object.values({ ...agent.sockets, ...agent.freeSockets }).flat();
    assert.equal(sockets.length, 1);
  });

  for (const [name, library] of Object.entries(libraries)) {
    test(`${name}: an agent that only reuses connections is accepted`, async (t) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 10, timeout: 60_000 });
      t.after(() => agent.destroy());
      assert.equal((await clientOf(library, 'b', { agent }).getProperties()).contentLength, 5);
      const setting = policy('setting', (request, next) => ((request.agent = agent), next(request)));
      const additionalPolicies = [{ policy: setting, position: 'perRetry' }];
      assert.equal((await clientOf(library, 'b', { additionalPolicies }).getProperties()).contentLength, 5);
    });
  }

  const others = () => {
    class ProxyAgent extends https.Agent {}
    const changed = new http.Agent();
    changed.createConnection = () => {};
    return {
      certificates: new https.Agent({ ca: 'authority' }),
      unverified: new https.Agent({ rejectUnauthorized: false }),
      address: new http.Agent({ localAddress: '127.0.0.1' }),
      subclass: new ProxyAgent(),
      changed,
      object: { addRequest() {} },
    };
  };

  test('others are rejected, as an option and on a request', async () => {
    for (const [name, agent] of Object.entries(others())) {
      const expected = {
        name: 'TypeError',
        message: /agent cannot be used.*proxyOptions.*NODE_EXTRA_CA_CERTS.*httpClient/,
      };
      assert.throws(() => clientOf(blobferry, 'b', { agent }), expected, name);
      for (const position of ['perCall', 'perRetry']) {
        const setting = policy('setting', (request, next) => ((request.agent = agent), next(request)));
        const client = clientOf(blobferry, 'b', { additionalPolicies: [{ policy: setting, position }] });
        await assert.rejects(client.getProperties(), expected, `${name} ${position}`);
      }
    }
    assert.equal(server.requests.length, 0);
  });
});

test('what the engine would drop is rejected', async () => {
  const rejected = {
    'options.tlsOptions.ca': { tlsOptions: { ca: 'authority' } },
    'options.tlsOptions.key': { tlsOptions: { cert: 'c', key: 'SECRET' } },
    'options.tlsOptions.rejectUnauthorized': { tlsOptions: { rejectUnauthorized: false } },
    'options.redirectOptions.maxRetries': { redirectOptions: { maxRetries: 0 } },
    'options.redirectOptions.allowCrossOriginRedirects': { redirectOptions: { allowCrossOriginRedirects: true } },
  };
  for (const [name, options] of Object.entries(rejected)) {
    assert.throws(
      () => clientOf(blobferry, 'b', options),
      ({ message }) => (message.startsWith(name) || name.endsWith('key')) && !message.includes('SECRET'),
    );
    assert.throws(
      () => new blobferry.BlobServiceClient(server.url, blobferry.newPipeline(undefined, options)),
      /options\./,
    );
  }
  const usual = {
    tlsOptions: { ca: undefined, rejectUnauthorized: true },
    redirectOptions: { maxRetries: 20 },
    loggingOptions: {},
  };
  assert.equal((await clientOf(blobferry, 'b', usual).getProperties()).contentLength, 5);
  for (const [name, value] of Object.entries({ tlsSettings: { ca: 'x' }, requestOverrides: { family: 6 } })) {
    const setting = policy('setting', (request, next) => ((request[name] = value), next(request)));
    const client = clientOf(blobferry, 'b', { additionalPolicies: [{ policy: setting, position: 'perCall' }] });
    await assert.rejects(client.getProperties(), { name: 'TypeError', message: new RegExp(`request.${name}`) });
  }
});

'use strict';

// Clients and their parts behind a Proxy and as clones: they sign, they send to the same place, and they show no
// secret.

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const { after, before, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');

const KEY = Buffer.from('a secret that nobody may see').toString('base64');

/** As Vue's `reactive`: every plain object that is read through it is wrapped, too. */
function reactive(target) {
  return new Proxy(target, {
    get(object, name, receiver) {
      const value = Reflect.get(object, name, receiver);
      const isPlain = ['[object Object]', '[object Array]'].includes(Object.prototype.toString.call(value));
      return isPlain && typeof value === 'object' ? reactive(value) : value;
    },
  });
}

/** A wrapper that writes down what is called. */
function traced(target) {
  return new Proxy(target, {
    get(object, name) {
      const value = object[name];
      return typeof value === 'function' ? (...parameters) => value.apply(object, parameters) : value;
    },
  });
}

/** As `_.cloneDeep` does it: own members with symbols, prototypes, and functions as they are. */
function cloneDeep(value) {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date) return value;
  const clone = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value));
  for (const name of Reflect.ownKeys(value)) {
    if (Object.getOwnPropertyDescriptor(value, name).enumerable) clone[name] = cloneDeep(value[name]);
  }
  return clone;
}

const WAYS = {
  'as it is': (value) => value,
  'behind a reactive Proxy': reactive,
  'behind a tracing Proxy': traced,
  'as a clone': (value) => Object.assign(Object.create(Object.getPrototypeOf(value)), value),
  'as a deep clone': cloneDeep,
  'with its prototype set': (value) => Object.setPrototypeOf({ ...value }, Object.getPrototypeOf(value)),
};

let server;
before(async () => {
  server = await startScriptedServer(({ headers }) => ({
    status: headers['x-ms-lease-action'] === 'acquire' ? 201 : 200,
    headers: { etag: '"1"', 'x-ms-meta-__proto__': 'p', 'x-ms-meta-constructor': 'c' },
  }));
});
after(() => server.close());

for (const [name, way] of Object.entries(WAYS)) {
  test(`everything works ${name}`, { skip: isReference }, async () => {
    server.requests.length = 0;
    const credential = way(new blobferry.StorageSharedKeyCredential('account', KEY));
    const pipeline = way(blobferry.newPipeline(credential, { retryOptions: { maxTries: 1 } }));
    const service = way(new blobferry.BlobServiceClient(`${server.origin}/account`, pipeline));
    const container = way(service.getContainerClient('c'));
    const blob = way(container.getBlockBlobClient('a/b'));
    const properties = await blob.getProperties();
    const lease = way(blob.getBlobLeaseClient('one'));
    await lease.acquireLease(15);
    await lease.changeLease('two');
    assert.equal(lease.leaseId, 'two');
    assert.equal(blob.credential.accountName, 'account');
    assert.equal(way(properties._response.headers).get('etag'), '"1"');
    const response = way(way(properties)._response);
    assert.deepEqual([response.status, response.headers.get('etag'), response.request.method], [200, '"1"', 'HEAD']);
    assert.deepEqual(Object.entries(properties.metadata).sort(), [
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    assert.deepEqual(
      server.requests.map(({ method, path, headers }) => [method, path, headers.authorization.split(':')[0]]),
      [
        ['HEAD', '/account/c/a/b', 'SharedKey account'],
        ['PUT', '/account/c/a/b', 'SharedKey account'],
        ['PUT', '/account/c/a/b', 'SharedKey account'],
      ],
    );
    const permissions = blobferry.BlobSASPermissions.parse('r');
    const url = await blob.generateSasUrl(way({ permissions: way(permissions), expiresOn: new Date(2e12) }));
    assert.match(url, /[?&]sig=/);
    for (const shown of [credential, pipeline, service, container, blob, lease]) {
      for (const text of [inspect(shown, { showHidden: true, depth: 9 }), JSON.stringify(shown)]) {
        assert.ok(!text.includes(KEY) && !text.includes('a secret'), text);
        assert.ok(!text.includes('function'), text);
      }
    }
  });
}

test('clients of one pipeline look alike, as they did', { skip: isReference }, () => {
  const container = new blobferry.ContainerClient(`${server.origin}/account/c`);
  assert.deepEqual(container.getBlobClient('a'), container.getBlobClient('a'));
  assert.notDeepEqual(container.getBlobClient('a'), container.getBlobClient('b'));
});

test('no client is anonymous by accident', { skip: isReference }, async () => {
  const url = `${server.origin}/account/c/b`;
  const credential = new blobferry.StorageSharedKeyCredential('account', KEY);
  const { options, factories, toServiceClientOptions } = blobferry.newPipeline(credential);
  const unknown = { options, factories, toServiceClientOptions };
  class Custom extends blobferry.AnonymousCredential {
    create() {
      return {};
    }
  }
  const cases = [
    () => new blobferry.BlobClient(url, unknown).getProperties(),
    async () => new blobferry.BlobClient(url, new Custom()).getProperties(),
    async () => new blobferry.BlobClient(url, { accountName: 'account', accountKey: KEY }).getProperties(),
  ];
  server.requests.length = 0;
  for (const call of cases) await assert.rejects(call, TypeError);
  assert.equal(server.requests.length, 0);
  // What is said is done.
  await new blobferry.BlobClient(url, new blobferry.Pipeline([])).getProperties();
  await new blobferry.BlobClient(url, { ...unknown, factories: [credential] }).getProperties();
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.authorization?.split(':')[0]),
    [undefined, 'SharedKey account'],
  );
});

test('the reference’s own credential and pipeline are what they say', { skip: isReference }, async () => {
  const reference = require('@azure/storage-blob');
  const credential = new reference.StorageSharedKeyCredential('account', KEY);
  server.requests.length = 0;
  const url = `${server.origin}/account/c/b`;
  await new blobferry.BlobClient(url, credential).getProperties();
  await new blobferry.BlobClient(url, reference.newPipeline(credential)).getProperties();
  await new blobferry.BlobClient(url, new reference.AnonymousCredential()).getProperties();
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.authorization?.split(':')[0]),
    ['SharedKey account', 'SharedKey account', undefined],
  );
});

test('a credential among the factories is the pipeline’s own', { skip: isReference }, async () => {
  const credential = new blobferry.StorageSharedKeyCredential('account', KEY);
  const pipeline = blobferry.newPipeline(credential);
  const blob = new blobferry.BlobClient(`${server.origin}/account/c/b`, pipeline);
  await blob.getProperties();
  server.requests.length = 0;
  pipeline.factories.splice(0, 1, credential);
  await blob.getProperties();
  pipeline.factories[0] = new blobferry.StorageSharedKeyCredential('account', 'b3RoZXI=');
  await assert.rejects(() => blob.getProperties(), TypeError);
  pipeline.factories.length = 0;
  await blob.getProperties();
  assert.equal(server.requests.length, 2);
});

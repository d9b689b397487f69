'use strict';

// Stubs as tests make them, with sinon and with node:test, compared with the reference: of instances, methods, getters, statics and classes.

const assert = require('node:assert/strict');
const { after, afterEach, before, describe, test } = require('node:test');
const { inspect } = require('node:util');

const sinon = require('sinon');

const { libraries, reference, blobferry } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

const KEY = Buffer.from('key').toString('base64');
const URL_OF_BLOB = 'https://account.blob.core.windows.net/c/b';

let server;
before(async () => {
  server = await startScriptedServer(() => ({ status: 200, headers: { etag: '"1"', 'content-length': '0' } }));
});
after(() => server.close());
afterEach(() => sinon.restore());

/** The classes of a library. */
function classesOf(library) {
  return Object.entries(library).filter(
    ([, value]) => typeof value === 'function' && String(value).startsWith('class'),
  );
}

/** What every member that is read gives, and every way of showing the object. */
function shown(Class, instance) {
  const found = {};
  const note = (label, read) => {
    try {
      found[label] = typeof read();
    } catch (error) {
      found[label] = String(error);
    }
  };
  for (let prototype = Class.prototype; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get) note(name, () => instance[name]);
    }
  }
  for (const name of ['url', 'accountName', 'credential', 'pipeline', 'isHttps', 'blobClientConfig', 'name']) {
    note(name, () => instance[name]);
  }
  note('inspect', () => inspect(instance));
  note('JSON', () => JSON.stringify({ instance }));
  return found;
}

describe('instances that no constructor has made', () => {
  const names = classesOf(blobferry)
    .map(([name]) => name)
    .filter((name) => name in reference);

  for (const [way, make] of Object.entries({
    'sinon.createStubInstance': (Class) => sinon.createStubInstance(Class),
    'Object.create': (Class) => Object.create(Class.prototype),
  })) {
    test(`${way}: nothing that is read throws, and clients have no values`, () => {
      for (const name of names) {
        const found = shown(blobferry[name], make(blobferry[name]));
        const expected = shown(reference[name], make(reference[name]));
        for (const [member, value] of Object.entries(expected)) {
          if (!value.includes('Error')) assert.equal(found[member], value, `${name}.${member}`);
        }
        const thrown = Object.entries(found).filter(([member, value]) => value.includes('Error') && !expected[member]);
        assert.deepEqual(thrown, [], name);
      }
    });
  }

  for (const [name, library] of Object.entries(libraries)) {
    test(`${name}: stubs of clients do what the test says`, async () => {
      const { BlobServiceClient, BlobClient, BlockBlobClient, ContainerClient } = library;
      const service = sinon.createStubInstance(BlobServiceClient);
      const container = sinon.createStubInstance(ContainerClient, { exists: Promise.resolve(true) });
      const blob = sinon.createStubInstance(BlockBlobClient);
      service.getContainerClient.withArgs('c').returns(container);
      container.getBlockBlobClient.returns(blob);
      blob.upload.resolves({ etag: '"1"' });
      blob.url = URL_OF_BLOB;
      blob.credential = { getToken: () => null };
      blob.accountName = 'account';
      sinon.stub(blob, 'name').get(() => 'b');
      assert.ok(blob instanceof BlobClient);
      const client = service.getContainerClient('c').getBlockBlobClient('b');
      assert.equal(await service.getContainerClient('c').exists(), true);
      assert.deepEqual(await client.upload('x', 1), { etag: '"1"' });
      assert.deepEqual([client.name, client.url, client.accountName], ['b', URL_OF_BLOB, 'account']);
      assert.equal(typeof client.credential.getToken, 'function');
      sinon.assert.calledOnceWithExactly(blob.upload, 'x', 1);
      assert.equal(service.getContainerClient('other'), undefined);
    });

    test(`${name}: a stub of a key is a credential`, () => {
      const key = sinon.createStubInstance(library.StorageSharedKeyCredential);
      const client = new library.BlobClient(URL_OF_BLOB, key);
      assert.equal(client.credential, key);
    });

    test(`${name}: methods, getters and statics`, async () => {
      const { BlobClient, BlobServiceClient, StorageSharedKeyCredential } = library;
      const text = `DefaultEndpointsProtocol=https;AccountName=account;AccountKey=${KEY};EndpointSuffix=core.windows.net`;
      const real = new BlobServiceClient('https://other.blob.core.windows.net');
      const made = sinon.stub(BlobServiceClient, 'fromConnectionString').returns(real);
      assert.equal(BlobServiceClient.fromConnectionString(text), real);
      made.restore();
      assert.equal(BlobServiceClient.fromConnectionString(text).accountName, 'account');

      const blob = new BlobClient(URL_OF_BLOB, new StorageSharedKeyCredential('account', KEY));
      const properties = sinon.stub(BlobClient.prototype, 'getProperties').resolves({ contentLength: 7 });
      assert.equal(await blob.exists(), true);
      assert.equal((await blob.getProperties()).contentLength, 7);
      properties.rejects(Object.assign(new Error('gone'), { statusCode: 404, details: { errorCode: 'BlobNotFound' } }));
      assert.equal(await blob.exists(), false);
      properties.restore();
      sinon.stub(BlobClient.prototype, 'name').get(() => 'stubbed');
      assert.equal(blob.name, 'stubbed');
      sinon.restore();
      assert.equal(blob.name, 'b');
      sinon.stub(blob, 'url').value('https://elsewhere/c/b');
      assert.equal(blob.url, 'https://elsewhere/c/b');
      sinon.restore();
      assert.equal(blob.url, URL_OF_BLOB);
    });

    test(`${name}: mocks, spies and fakes that call through`, async () => {
      const blob = new library.BlobClient(`${server.origin}/account/c/b`);
      const spy = sinon.spy(blob, 'getProperties');
      assert.equal((await blob.getProperties()).etag, '"1"');
      assert.equal(await blob.exists(), true);
      sinon.assert.calledTwice(spy);
      const mock = sinon.mock(library.BlobClient.prototype);
      mock
        .expects('delete')
        .once()
        .withArgs(sinon.match({ deleteSnapshots: 'include' }))
        .resolves({ version: 'mock' });
      assert.deepEqual(await blob.delete({ deleteSnapshots: 'include' }), { version: 'mock' });
      mock.verify();
      sinon.replace(blob, 'download', sinon.fake.resolves({ contentLength: 3 }));
      assert.equal((await blob.download()).contentLength, 3);
    });

    test(`${name}: mock.method and mock.getter of node:test`, async (t) => {
      const { BlobClient, ContainerClient } = library;
      const container = new ContainerClient(`${server.origin}/account/c`);
      const exists = t.mock.method(ContainerClient.prototype, 'exists', () => Promise.resolve('mocked'));
      assert.equal(await container.exists(), 'mocked');
      assert.equal(exists.mock.callCount(), 1);
      t.mock.getter(BlobClient.prototype, 'containerName', () => 'mocked');
      const blob = container.getBlobClient('b');
      assert.equal(blob.containerName, 'mocked');
      const properties = t.mock.method(blob, 'getProperties');
      assert.equal(await blob.exists(), true);
      assert.equal(properties.mock.callCount(), 1);
      t.mock.restoreAll();
      assert.equal(blob.containerName, 'c');
      const stub = Object.create(BlobClient.prototype, { url: { value: 'mine' } });
      t.mock.method(stub, 'getProperties', () => Promise.resolve({ contentLength: 1 }));
      assert.equal(await stub.exists(), true);
    });
  }
});

'use strict';

// Clients, credentials and pipelines: how they are created, their properties, and what they never show.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');
const { inspect } = require('node:util');

const { ok, reset, script } = require('./scripted-native');
const { blobferry } = require('../support/blobferry');

const {
  AnonymousCredential,
  AppendBlobClient,
  BlobClient,
  BlobServiceClient,
  BlockBlobClient,
  ContainerClient,
  PageBlobClient,
  StorageSharedKeyCredential,
  newPipeline,
} = blobferry;

const URL_OF_BLOB = 'https://account.blob.core.windows.net/c/b';
const KEY = Buffer.from('a very secret key').toString('base64');

beforeEach(reset);

describe('clients', () => {
  test('lead from one to the other, and keep class, credential and pipeline', async () => {
    script.run = () => ok({});
    const credential = new StorageSharedKeyCredential('account', KEY);
    const service = new BlobServiceClient('https://account.blob.core.windows.net', credential);
    const container = service.getContainerClient('c');
    const kinds = {
      getBlobClient: BlobClient,
      getBlockBlobClient: BlockBlobClient,
      getAppendBlobClient: AppendBlobClient,
      getPageBlobClient: PageBlobClient,
    };
    for (const [method, type] of Object.entries(kinds)) {
      const client = container[method]('folder/b');
      assert.equal(client.constructor, type);
      assert.equal(client.constructor.name, type.name);
      assert.ok(client instanceof BlobClient);
      assert.equal(client.credential, credential);
      assert.equal(client.name, 'folder/b');
      assert.equal(client.containerName, 'c');
      assert.equal(client.accountName, 'account');
      assert.equal(client.withSnapshot('2024').constructor, type);
      assert.equal(client.withSnapshot('2024').url, `${client.url}?snapshot=2024`);
      assert.equal(client.withSnapshot('2024').withSnapshot('').url, client.url);
      assert.equal(client.withVersion('v').url, `${client.url}?versionid=v`);
      for (const [other, otherType] of Object.entries(kinds).slice(1))
        assert.equal(client[other]().constructor, otherType);
      await client.delete();
    }
    await container.deleteBlob('b', { versionId: 'v', deleteSnapshots: 'include' });
    assert.equal(script.calls.at(-1).url, `${URL_OF_BLOB}?versionid=v`);
    assert.deepEqual(script.calls.at(-1).options, { deleteSnapshots: 'include' });
    assert.equal(script.pipelines.length, 1);
    assert.deepEqual(script.pipelines[0].credential, { kind: 'sharedKey', accountName: 'account', accountKey: KEY });
  });

  test('all forms of constructors', () => {
    for (const type of [BlobClient, BlockBlobClient, AppendBlobClient, PageBlobClient]) {
      assert.equal(new type('account', 'c', 'b').url, URL_OF_BLOB);
      assert.equal(new type('sas', 'c', 'b').url, `${URL_OF_BLOB}?sv=1&sig=c2VjcmV0`);
      assert.equal(new type(URL_OF_BLOB).credential.constructor, AnonymousCredential);
      assert.equal(new type(URL_OF_BLOB, null, {}).credential.constructor, AnonymousCredential);
      const pipeline = newPipeline(new StorageSharedKeyCredential('account', KEY));
      assert.equal(new type(URL_OF_BLOB, pipeline).credential.accountName, 'account');
    }
    assert.equal(new ContainerClient('account', 'c').containerName, 'c');
    assert.equal(new ContainerClient('https://account.blob.core.windows.net/c').containerName, 'c');
    const service = BlobServiceClient.fromConnectionString('account');
    assert.equal(service.credential.accountName, 'account');
    assert.ok(service instanceof BlobServiceClient);
  });

  test('wrong arguments are named', () => {
    const service = new BlobServiceClient('https://account.blob.core.windows.net');
    const cases = [
      [() => new BlobServiceClient(), TypeError, /^url must be a string, not undefined/],
      [() => new BlobServiceClient('nowhere'), TypeError, /^url must be an absolute URL/],
      [() => new BlobServiceClient('https://h', {}), TypeError, /^credential must be/],
      [() => new BlobServiceClient('https://h', undefined, 5), TypeError, /^options must be an object, not 5/],
      [() => new ContainerClient('https://account.blob.core.windows.net'), RangeError, /container/],
      [() => new BlobClient('account', 'c'), TypeError, /^Expecting non-empty strings for containerName and blobName/],
      [
        () => new BlobClient('account', '', 'b'),
        RangeError,
        /^Expecting non-empty strings for containerName and blobName/,
      ],
      [() => service.getContainerClient({}), TypeError, /^containerName must be a string, not an instance of Object/],
      [() => service.getContainerClient(NaN), TypeError, /^containerName must be a string, not NaN/],
      [() => service.getContainerClient('c').getBlobClient('\ud800'), URIError, /^blobName/],
      [
        () => service.getContainerClient('c').getBlobClient('b').withSnapshot(),
        TypeError,
        /^snapshot must be a string/,
      ],
      [() => new StorageSharedKeyCredential('account'), TypeError, /^accountKey must be a string/],
      [
        () => new BlobServiceClient('https://h', undefined, { uploadContentChecksumAlgorithm: 'StorageCrc32' }),
        RangeError,
        /^options.uploadContentChecksumAlgorithm must be .* not "StorageCrc32"/,
      ],
    ];
    for (const [call, type, message] of cases) {
      assert.throws(call, (error) => {
        assert.equal(error.constructor, type, `${error}`);
        assert.match(error.message, message);
        return true;
      });
    }
  });

  test('a URL that cannot be parsed has the code that Node.js gives to it', () => {
    for (const url of [undefined, '', 'nowhere']) {
      assert.throws(() => new BlobServiceClient(url), { name: /^(Type|Range)Error$/, code: 'ERR_INVALID_URL' });
    }
  });

  test('a key of the customer needs HTTPS', async () => {
    const blob = new BlockBlobClient('http://account.blob.core.windows.net/c/b');
    const customerProvidedKey = { encryptionKey: 'k', encryptionKeySha256: 's' };
    for (const call of [
      () => blob.getProperties({ customerProvidedKey }),
      () => blob.exists({ customerProvidedKey }),
      () => blob.download(0, undefined, { customerProvidedKey }),
      () => blob.upload('', 0, { customerProvidedKey }),
      () => blob.setMetadata({}, { customerProvidedKey }),
    ]) {
      await assert.rejects(call(), /^RangeError: Customer-provided encryption key must be used over HTTPS\.$/);
    }
    assert.equal(script.calls.length, 0);
  });
});

describe('pipelines', () => {
  test('carry the options of the connection', async () => {
    script.run = () => ok({});
    const service = new BlobServiceClient('https://account.blob.core.windows.net', undefined, {
      retryOptions: { maxTries: 2 },
      userAgentOptions: { userAgentPrefix: 'mine/1' },
      keepAliveOptions: { enable: false },
      proxyOptions: { host: 'http://proxy', port: 8080 },
      serviceVersion: '2024-11-04',
    });
    await service.deleteContainer('c');
    const { options: all, credential } = script.pipelines[0];
    const { environment, ...options } = all;
    assert.equal(typeof environment, 'object');
    assert.match(options.userAgent, /^mine\/1 blobferry\/9\.9\.9 Node\//);
    assert.deepEqual(
      { ...options, userAgent: '' },
      {
        retryOptions: { maxTries: 2 },
        userAgent: '',
        keepAlive: false,
        serviceVersion: '2024-11-04',
        proxy: { host: 'http://proxy', port: 8080 },
      },
    );
    assert.deepEqual(credential, { kind: 'anonymous' });
  });

  test("an emulator's proxy comes from the connection string", async () => {
    script.run = () => ok({});
    await BlobServiceClient.fromConnectionString('account').deleteContainer('c');
    assert.deepEqual(script.pipelines[0].options.proxy, {
      host: 'http://proxy.example',
      port: 8080,
      username: 'me',
      password: 'pass@word',
    });
  });

  test('are recognised by shape; what is no factory is rejected', () => {
    assert.equal(blobferry.isPipelineLike(newPipeline()), true);
    assert.equal(blobferry.isPipelineLike({}), false);
    const pipeline = new blobferry.Pipeline([{ creates() {} }]);
    assert.throws(() => new BlobClient(URL_OF_BLOB, pipeline), /^TypeError: pipeline\.factories/);
  });
});

describe('secrets', () => {
  test('a key can be used but not seen', () => {
    const credential = new StorageSharedKeyCredential('account', KEY);
    const client = new BlobClient(URL_OF_BLOB, credential);
    for (const value of [credential, client, newPipeline(credential)]) {
      for (const text of [inspect(value, { depth: 9, showHidden: true }), JSON.stringify(value), String(value)]) {
        assert.ok(!text.includes(KEY) && !text.includes('a very secret key') && !/61 20 76 65/.test(text), text);
      }
    }
    const { createHmac } = require('node:crypto');
    const expected = createHmac('sha256', Buffer.from(KEY, 'base64')).update('text').digest('base64');
    assert.equal(credential.computeHMACSHA256('text'), expected);
  });

  test('a signature in a URL is in the URL alone', () => {
    const client = new BlobClient(`${URL_OF_BLOB}?sv=1&sig=c2VjcmV0`);
    assert.match(client.url, /sig=c2VjcmV0/);
    for (const text of [inspect(client), inspect([client], { depth: 9 }), JSON.stringify(client)]) {
      assert.doesNotMatch(text, /c2VjcmV0/);
      assert.match(text, /sig=REDACTED/);
    }
  });
});

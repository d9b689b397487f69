'use strict';

// Wrong arguments: a TypeError or RangeError that names the argument, before any request.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/libraries');
const { UNTOUCHED, azuriteWithTwoBlobs } = require('../support/tested-service');

const isArgumentError = (error) => error instanceof TypeError || error instanceof RangeError;

/** Runs `action`, thrown at once or rejected, and resolves with the error. */
async function errorOf(action) {
  try {
    await action();
  } catch (error) {
    return error;
  }
  return assert.fail('this must fail');
}

/** Asserts an argument error whose message says what is wrong. */
async function wrongArgument(action, message) {
  const error = await errorOf(action);
  assert.ok(isArgumentError(error), `expected a TypeError or RangeError: ${error.stack}`);
  assert.match(error.message, message);
  return error;
}

describe('malformed connection strings', () => {
  const cases = {
    'empty text': ['', /connection ?string/i],
    'no pairs': ['garbage', /connection ?string/i],
    'no account name': [
      'DefaultEndpointsProtocol=https;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net',
      /AccountName/,
    ],
    'no key': [
      'DefaultEndpointsProtocol=https;AccountName=account;EndpointSuffix=core.windows.net',
      /AccountKey|BlobEndpoint|SharedAccessSignature/,
    ],
    'empty key': [
      'DefaultEndpointsProtocol=https;AccountName=account;AccountKey=;EndpointSuffix=core.windows.net',
      /AccountKey/,
    ],
    'unknown protocol': [
      'DefaultEndpointsProtocol=ftp;AccountName=account;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net',
      /DefaultEndpointsProtocol/,
    ],
    'no suffix': ['DefaultEndpointsProtocol=https;AccountName=account;AccountKey=c2VjcmV0', /EndpointSuffix/],
    'SAS without endpoint': ['SharedAccessSignature=sv=2021-12-02&sig=c2VjcmV0', /BlobEndpoint/],
    'endpoint without SAS': ['BlobEndpoint=https://account.blob.core.windows.net/', /SharedAccessSignature/],
    'endpoint that is no URL': [
      'DefaultEndpointsProtocol=https;AccountName=account;AccountKey=c2VjcmV0;BlobEndpoint=nowhere',
      /BlobEndpoint|URL/i,
    ],
  };
  for (const [label, [text, message]] of Object.entries(cases)) {
    test(label, async () => {
      for (const make of [
        () => blobferry.BlobServiceClient.fromConnectionString(text),
        () => new blobferry.ContainerClient(text, 'container'),
        () => new blobferry.BlobClient(text, 'container', 'blob'),
      ]) {
        const error = await wrongArgument(make, message);
        assert.ok(!error.stack.includes('c2VjcmV0'), 'the error must not repeat a secret');
      }
    });
  }

  for (const [label, value] of Object.entries({ undefined: undefined, null: null, number: 42, object: {} })) {
    test(`${label} instead of text`, () =>
      wrongArgument(() => blobferry.BlobServiceClient.fromConnectionString(value), /connection ?string/i));
  }
});

describe('malformed URLs', () => {
  const cases = {
    'no URL': 'not a url',
    empty: '',
    'no scheme': 'account.blob.core.windows.net/c/b',
    'no host': 'https://',
    'bad port': 'https://a.blob.core.windows.net:99999/c/b',
  };
  for (const [label, url] of Object.entries(cases)) {
    test(label, async () => {
      for (const className of ['BlobServiceClient', 'ContainerClient', 'BlobClient', 'BlockBlobClient']) {
        await wrongArgument(() => new blobferry[className](url), /url/i);
      }
    });
  }

  test('a URL without container or blob', async () => {
    await wrongArgument(() => new blobferry.ContainerClient('https://account.blob.core.windows.net/'), /container/i);
    await wrongArgument(() => new blobferry.BlobClient('https://account.blob.core.windows.net/'), /container/i);
  });

  test('wrong types', async () => {
    for (const value of [undefined, null, 42, {}, []]) {
      await wrongArgument(() => new blobferry.BlobServiceClient(value), /url/i);
    }
  });
});

describe('wrong credentials', () => {
  test('a key that is missing', () =>
    wrongArgument(() => new blobferry.StorageSharedKeyCredential('account', undefined), /./));
  test('a credential of no known kind', async () => {
    // The reference continues without any credential, and the service responds with 403. A caller that passes a value means it.
    await wrongArgument(
      () => new blobferry.ContainerClient('https://account.blob.core.windows.net/c', {}),
      /credential|container/i,
    );
  });
});

describe('wrong arguments of operations', () => {
  let table;
  before(async () => {
    table = await azuriteWithTwoBlobs();
  });
  after(() => table.proxy.close());

  const cases = {
    'copy without a source': [() => table.destination.beginCopyFromURL(), /source/i],
    'copy from null': [() => table.destination.beginCopyFromURL(null), /source/i],
    'copy from a number': [() => table.destination.beginCopyFromURL(42), /source/i],
    'synchronous copy without a source': [() => table.destination.syncCopyFromURL(), /source/i],
    'an interval that is no number': [
      () => table.destination.beginCopyFromURL(table.source.url, { intervalInMs: 'soon' }),
      /intervalInMs/,
    ],
    'an interval below zero': [
      () => table.destination.beginCopyFromURL(table.source.url, { intervalInMs: -1 }),
      /intervalInMs/,
    ],
    'a state that is no JSON': [
      () => table.destination.beginCopyFromURL(table.source.url, { resumeFrom: 'not JSON' }),
      /resumeFrom/,
    ],
    'metadata with a line break': [() => table.destination.setMetadata({ name: 'a\nb' }), /name|metadata/i],
    'metadata that no header can carry': [() => table.destination.setMetadata({ name: '世界' }), /name|metadata/i],
    'metadata with a bad name': [() => table.destination.setMetadata({ 'a b': 'value' }), /a b|metadata/i],
    'abort without an id': [() => table.destination.abortCopyFromURL(), /copyId/i],
    'download from a negative offset': [() => table.destination.download(-1), /offset/],
    'download of a negative count': [() => table.destination.download(0, -1), /count/],
    'upload without a body': [() => table.destination.getBlockBlobClient().upload(), /body/i],
    'upload without a length': [() => table.destination.getBlockBlobClient().upload('x'), /length/i],
    'upload with a length that is wrong': [
      () => table.destination.getBlockBlobClient().upload(new Uint8Array(5), 3),
      /length/i,
    ],
    'a blob without a name': [() => table.container.getBlobClient(undefined), /name/i],
  };
  for (const [label, [action, message]] of Object.entries(cases)) {
    test(label, async () => {
      table.proxy.take();
      await wrongArgument(async () => action(), message);
      assert.equal(table.proxy.take().length, 0, 'nothing must have been sent');
      assert.deepEqual(await table.destinationNow(), UNTOUCHED);
    });
  }
});

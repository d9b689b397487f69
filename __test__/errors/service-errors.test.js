'use strict';

// Rejected requests: each has a clear error, and the destination is unchanged.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { freshContainerName } = require('../support/fresh');
const { blobferry } = require('../support/libraries');
const { startPendingCopies } = require('../support/pending-copies');
const { serviceError } = require('../support/scripted-server');
const { ONE_TRY, UNTOUCHED, azuriteWithTwoBlobs } = require('../support/tested-service');

/** Asserts that `action` fails as the service says. */
async function rejected(action, { code, statusCode, message }) {
  const error = await action().then(
    () => assert.fail('this must be rejected'),
    (thrown) => thrown,
  );
  assert.ok(error instanceof blobferry.RestError, `${error.stack}`);
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'RestError');
  assert.equal(error.code, code);
  assert.equal(error.statusCode, statusCode);
  assert.match(error.message, message);
  assert.equal(error.details.errorCode, code);
  assert.equal(error.response.status, statusCode);
  return error;
}

describe('rejections by the service', () => {
  let table;
  before(async () => {
    table = await azuriteWithTwoBlobs();
  });
  after(() => table.proxy.close());

  const clientWith = (credential) => new blobferry.BlobClient(table.destination.url, credential, ONE_TRY);

  test('wrong key', async () => {
    const wrong = new blobferry.StorageSharedKeyCredential(
      table.azurite.accountName,
      Buffer.from('wrong').toString('base64'),
    );
    const destination = clientWith(wrong);
    const expected = { code: 'AuthorizationFailure', statusCode: 403, message: /failed to authenticate the request/ };
    await rejected(() => destination.beginCopyFromURL(table.source.url), expected);
    await rejected(() => destination.syncCopyFromURL(table.source.url), expected);
    await rejected(() => destination.delete(), expected);
    await rejected(() => destination.getBlockBlobClient().upload('x', 1), expected);
    assert.deepEqual(await table.destinationNow(), UNTOUCHED);
  });

  test('wrong key, with a HEAD request', async () => {
    const wrong = new blobferry.StorageSharedKeyCredential(
      table.azurite.accountName,
      Buffer.from('wrong').toString('base64'),
    );
    const error = await clientWith(wrong)
      .getProperties()
      .catch((thrown) => thrown);
    assert.ok(error instanceof blobferry.RestError);
    assert.equal(error.statusCode, 403);
    assert.equal(error.details.errorCode, 'AuthorizationFailure');
  });

  test('no credential', async () => {
    const destination = clientWith(new blobferry.AnonymousCredential());
    await rejected(() => destination.beginCopyFromURL(table.source.url), {
      code: 'AuthorizationFailure',
      statusCode: 403,
      message: /authenticate/,
    });
    assert.deepEqual(await table.destinationNow(), UNTOUCHED);
  });

  test('missing container', async () => {
    const missing = table.service.getContainerClient(freshContainerName());
    const expected = { code: 'ContainerNotFound', statusCode: 404, message: /container does not exist/ };
    await rejected(() => missing.getBlobClient('blob').beginCopyFromURL(table.source.url), expected);
    await rejected(() => missing.getBlockBlobClient('blob').upload('x', 1), expected);
    await rejected(() => missing.getBlobClient('blob').download(), expected);
    await rejected(() => missing.listBlobsFlat().next(), expected);
    await rejected(() => table.destination.beginCopyFromURL(missing.getBlobClient('blob').url), expected);
    assert.deepEqual(await table.destinationNow(), UNTOUCHED);
  });

  test('missing source', async () => {
    const { url } = table.container.getBlobClient('missing');
    const expected = { code: 'BlobNotFound', statusCode: 404, message: /blob does not exist/ };
    await rejected(() => table.destination.beginCopyFromURL(url), expected);
    await rejected(() => table.destination.syncCopyFromURL(url), expected);
    assert.deepEqual(await table.destinationNow(), UNTOUCHED);
  });

  test('a source that may not be read', async () => {
    const url = `${table.source.url}?sv=2021-12-02&sr=b&sp=r&se=2099-01-01&sig=AAAA`;
    await rejected(() => table.destination.beginCopyFromURL(url), {
      code: 'CannotVerifyCopySource',
      statusCode: 403,
      message: /./,
    });
    assert.deepEqual(await table.destinationNow(), UNTOUCHED);
  });

  test('a leased destination', async () => {
    const leased = table.setup.getBlockBlobClient('leased');
    await leased.upload('leased content', 14, { metadata: { leased: 'yes' } });
    const { leaseId } = await leased.getBlobLeaseClient().acquireLease(-1);
    const client = table.container.getBlobClient('leased');
    const missing = { code: 'LeaseIdMissing', statusCode: 412, message: /lease/ };
    await rejected(() => client.beginCopyFromURL(table.source.url), missing);
    await rejected(() => client.syncCopyFromURL(table.source.url), missing);
    const conditions = { leaseId: '11111111-2222-3333-4444-555555555555' };
    await rejected(() => client.beginCopyFromURL(table.source.url, { conditions }), {
      code: 'LeaseIdMismatchWithBlobOperation',
      statusCode: 412,
      message: /lease ID/,
    });
    assert.equal(String(await leased.downloadToBuffer()), 'leased content');
    assert.deepEqual((await leased.getProperties()).metadata, { leased: 'yes' });
    await (await client.beginCopyFromURL(table.source.url, { conditions: { leaseId } })).pollUntilDone();
    assert.equal(String(await leased.downloadToBuffer()), 'new content');
  });

  test('a condition at the destination', async () => {
    await rejected(() => table.destination.beginCopyFromURL(table.source.url, { conditions: { ifNoneMatch: '*' } }), {
      code: 'BlobAlreadyExists',
      statusCode: 409,
      message: /already exists/,
    });
    assert.deepEqual(await table.destinationNow(), UNTOUCHED);
  });

  // Azurite copies an append blob over a block blob; the service does not.
  test('a source of another type', async () => {
    const copies = await startPendingCopies({
      start: () => serviceError(409, 'InvalidBlobType', 'The blob type is invalid for this operation.'),
    });
    try {
      const expected = { code: 'InvalidBlobType', statusCode: 409, message: /blob type is invalid/ };
      await rejected(() => copies.destination(blobferry, ONE_TRY).beginCopyFromURL(copies.sourceUrl), expected);
      assert.equal(copies.starts.length, 1, 'a rejection is not retried');
    } finally {
      await copies.close();
    }
  });
});

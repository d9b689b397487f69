'use strict';

// Signatures of blobferry grant what they say, and nothing else: on Azurite as released, which verifies them.

const assert = require('node:assert/strict');
const { before, describe, test } = require('node:test');

const { sharedAzurite } = require('../support/azurite');
const { freshContainerName } = require('../support/fresh');
const { blobferry, isReference, reference } = require('../support/libraries');
const { ONE_TRY } = require('../support/tested-service');

const {
  AccountSASPermissions,
  BlobClient,
  BlobSASPermissions,
  BlobServiceClient,
  ContainerClient,
  ContainerSASPermissions,
  SASProtocol,
  StorageSharedKeyCredential,
  generateBlobSASQueryParameters,
} = blobferry;

const inAnHour = () => new Date(Date.now() + 3_600_000);
const anHourAgo = () => new Date(Date.now() - 3_600_000);
const readable = () => ({ permissions: BlobSASPermissions.parse('r'), expiresOn: inAnHour() });

/** What a URL with a signature lets anybody read. */
const contentOf = async (url) => String(await new BlobClient(url, undefined, ONE_TRY).downloadToBuffer());

const isRejected = (promise) =>
  assert.rejects(promise, (error) => {
    assert.equal(error.name, 'RestError');
    assert.equal(error.statusCode, 403);
    return true;
  });

describe('signatures on Azurite', () => {
  let azurite;
  let credential;
  let service;
  let container;
  let blob;

  before(async () => {
    azurite = await sharedAzurite({ skipApiVersionCheck: isReference });
    credential = new StorageSharedKeyCredential(azurite.accountName, azurite.accountKey);
    service = new BlobServiceClient(azurite.url, credential, ONE_TRY);
    container = service.getContainerClient(freshContainerName());
    await container.create();
    blob = container.getBlockBlobClient('a b/ü&?.txt');
    await blob.upload('content', 7);
    await container.getBlockBlobClient('other').upload('other', 5);
  });

  test('for a blob: it can be read, not written, and no other blob can be read', async () => {
    const url = await blob.generateSasUrl(readable());
    assert.equal(await contentOf(url), 'content');
    await isRejected(new BlobClient(url, undefined, ONE_TRY).delete());
    await isRejected(contentOf(`${container.url}/other${new URL(url).search}`));
    await isRejected(contentOf(blob.url));
  });

  test('for every version of the service since snapshots can be signed', async () => {
    for (const version of ['2018-11-09', '2019-12-12', '2020-02-10', '2020-12-06', '2021-12-02', '2026-04-06']) {
      assert.equal(await contentOf(await blob.generateSasUrl({ ...readable(), version })), 'content', version);
    }
  });

  test('with every option of responses and of use', async () => {
    const url = await blob.generateSasUrl({
      ...readable(),
      startsOn: anHourAgo(),
      protocol: SASProtocol.HttpsAndHttp,
      cacheControl: 'max-age=60, private',
      contentDisposition: 'attachment; filename="ü &.txt"',
      contentEncoding: 'identity',
      contentLanguage: 'de',
      contentType: 'text/x; charset=utf-8',
    });
    const { cacheControl, contentLanguage, contentType } = await new BlobClient(url, undefined, ONE_TRY).download();
    assert.deepEqual(
      { cacheControl, contentLanguage, contentType },
      { cacheControl: 'max-age=60, private', contentLanguage: 'de', contentType: 'text/x; charset=utf-8' },
    );
  });

  test('past its end, or before its start, it is rejected', async () => {
    await isRejected(contentOf(await blob.generateSasUrl({ ...readable(), expiresOn: anHourAgo() })));
    await isRejected(contentOf(await blob.generateSasUrl({ ...readable(), startsOn: inAnHour() })));
  });

  test('changed afterwards it is rejected', async () => {
    const url = new URL(await blob.generateSasUrl(readable()));
    url.searchParams.set('sp', 'rw');
    await isRejected(contentOf(url.href));
  });

  test('for a snapshot', async () => {
    const { snapshot } = await blob.createSnapshot();
    assert.equal(await contentOf(await blob.withSnapshot(snapshot).generateSasUrl(readable())), 'content');
  });

  test('for a container: its blobs can be listed and read', async () => {
    const url = await container.generateSasUrl({
      permissions: ContainerSASPermissions.parse('lr'),
      expiresOn: inAnHour(),
    });
    const names = [];
    const shared = new ContainerClient(url, undefined, ONE_TRY);
    for await (const { name } of shared.listBlobsFlat()) names.push(name);
    assert.deepEqual(names, ['a b/ü&?.txt', 'other']);
    assert.equal(String(await shared.getBlobClient('other').downloadToBuffer()), 'other');
    await isRejected(shared.delete());
  });

  test('for an account: containers can be made, and blobs copied', async () => {
    const all = AccountSASPermissions.parse('rwdlac');
    const shared = new BlobServiceClient(service.generateAccountSasUrl(inAnHour(), all), undefined, ONE_TRY);
    const made = shared.getContainerClient(freshContainerName());
    await made.create();
    const source = shared.getContainerClient(container.containerName).getBlobClient('other');
    const destination = made.getBlobClient('copy');
    await (await destination.beginCopyFromURL(source.url)).pollUntilDone();
    assert.equal(String(await destination.downloadToBuffer()), 'other');
    const expired = new BlobServiceClient(service.generateAccountSasUrl(anHourAgo(), all), undefined, ONE_TRY);
    await isRejected(expired.getContainerClient(container.containerName).getBlobClient('other').downloadToBuffer());
    const readOnly = new BlobServiceClient(service.generateAccountSasUrl(inAnHour()), undefined, ONE_TRY);
    await isRejected(readOnly.getContainerClient(container.containerName).getBlobClient('other').delete());
  });

  test('for the source of a copy', async () => {
    const { containerName } = container;
    const sas = generateBlobSASQueryParameters({ containerName, blobName: 'other', ...readable() }, credential);
    const destination = container.getBlobClient('copied');
    await destination.syncCopyFromURL(`${container.url}/other?${sas}`);
    assert.equal(String(await destination.downloadToBuffer()), 'other');
    await destination.delete();
  });

  test('with an access policy that says what is permitted', async () => {
    const lenient = await sharedAzurite({ skipApiVersionCheck: true });
    const key = new StorageSharedKeyCredential(lenient.accountName, lenient.accountKey);
    const setup = reference.BlobServiceClient.fromConnectionString(lenient.connectionString).getContainerClient(
      freshContainerName(),
    );
    await setup.create();
    await setup.getBlockBlobClient('b').upload('content', 7);
    const accessPolicy = { startsOn: anHourAgo(), expiresOn: inAnHour(), permissions: 'r' };
    await setup.setAccessPolicy(undefined, [{ id: 'policy', accessPolicy }]);
    const shared = new BlobClient(setup.getBlobClient('b').url, key, ONE_TRY);
    assert.equal(await contentOf(await shared.generateSasUrl({ identifier: 'policy' })), 'content');
    await isRejected(contentOf(await shared.generateSasUrl({ identifier: 'another' })));
  });
});

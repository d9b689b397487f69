'use strict';

// Service clients of the package under test, and those of the reference for preparing tests.

const { sharedAzurite } = require('./azurite');
const { freshContainerName } = require('./fresh');
const { blobferry, reference } = require('./libraries');
const { startRecordingProxy } = require('./recording-proxy');

/** Retrying is on its own tested elsewhere; here a failure should come at once. */
const ONE_TRY = { retryOptions: { maxTries: 1 } };

/**
 * Azurite behind a recording proxy, with one fresh container in it that holds `source` and `destination`:
 * `container` (package under test, through the proxy), `setup` (reference, straight to Azurite).
 */
async function azuriteWithTwoBlobs(library = blobferry) {
  const azurite = await sharedAzurite({ skipApiVersionCheck: true });
  const proxy = await startRecordingProxy(azurite.origin);
  const url = `${proxy.origin}/${azurite.accountName}`;
  const service = new library.BlobServiceClient(
    url,
    new library.StorageSharedKeyCredential(azurite.accountName, azurite.accountKey),
    ONE_TRY,
  );
  const name = freshContainerName();
  const setup = reference.BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(name);
  await setup.create();
  await setup.getBlockBlobClient('source').upload('new content', 11, { metadata: { origin: 'source' } });
  await setup.getBlockBlobClient('destination').upload('old content', 11, { metadata: { origin: 'destination' } });
  const container = service.getContainerClient(name);
  return {
    azurite,
    proxy,
    url,
    service,
    setup,
    container,
    source: container.getBlobClient('source'),
    destination: container.getBlobClient('destination'),
    /** Bytes and metadata of the destination, read without the package under test. */
    async destinationNow() {
      const blob = setup.getBlobClient('destination');
      const { metadata } = await blob.getProperties();
      return { content: String(await blob.downloadToBuffer()), metadata };
    },
  };
}

const UNTOUCHED = { content: 'old content', metadata: { origin: 'destination' } };

module.exports = { ONE_TRY, UNTOUCHED, azuriteWithTwoBlobs };

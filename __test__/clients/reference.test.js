'use strict';

// Every method of the reference that sends a request, against the simulator, to show that none is missing.
// `conformance/` compares what both Azurite and the simulator support.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const reference = require('@azure/storage-blob');

const { startSimulator } = require('../support/simulator');
const { connect } = require('./blobs');
const { BlobBatchClient, BlobLeaseClient } = require('./reference/lease-and-batch-clients');

const EXERCISES = {
  BlobServiceClient: require('./reference/service-client'),
  ContainerClient: require('./reference/container-client'),
  BlobClient: require('./reference/blob-client'),
  BlockBlobClient: require('./reference/block-blob-client'),
  AppendBlobClient: require('./reference/append-blob-client'),
  PageBlobClient: require('./reference/page-blob-client'),
  BlobLeaseClient,
  BlobBatchClient,
};

/** Methods that send nothing, that are the reference's own business, or that only browsers have. */
const LOCAL =
  /^(constructor|with(Snapshot|Version)|get\w+Client|createBatch|generate\w+ToSign|get\w*Names?FromUrl|startCopyFromURL|uploadSeekableInternal|uploadBrowserData|list\w*(Segments?|Items|ItemsByHierarchy|ItemSegments)|findBlobsByTags(Segments?|Items))$/;

let simulator;
let number = 0;

before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

for (const [name, exercises] of Object.entries(EXERCISES)) {
  describe(name, () => {
    const methods = Object.getOwnPropertyNames(reference[name].prototype).filter(
      (method) => typeof Object.getOwnPropertyDescriptor(reference[name].prototype, method).value === 'function',
    );
    test('no method is left out', () => {
      const sending = methods.filter((method) => !LOCAL.test(method));
      assert.deepEqual(Object.keys(exercises).sort(), sending.sort());
    });
    for (const [method, exercise] of Object.entries(exercises)) {
      test(`${method}()`, async () => exercise(await context()));
    }
  });
}

/** A container of its own, and short ways to what the exercises need. */
async function context() {
  const { service, sas } = connect(simulator);
  const name = `container-${number++}`;
  const container = service.getContainerClient(name);
  await container.create();
  return {
    simulator,
    service,
    container,
    name,
    put: async (blobName, content, options) => {
      const blob = container.getBlockBlobClient(blobName);
      await blob.upload(content, Buffer.byteLength(content), options);
      return blob;
    },
    textOf: async (blob) => (await blob.downloadToBuffer()).toString(),
    withSas: (url) => `${url}${url.includes('?') ? '&' : '?'}${sas}`,
    anonymous: (url) => new reference.BlockBlobClient(url, new reference.AnonymousCredential()),
    anonymousContainer: (url) => new reference.ContainerClient(url, new reference.AnonymousCredential()),
    secondary: new reference.BlobServiceClient(`${simulator.url()}-secondary`, service.credential),
    delegation,
  };
}

/** A user delegation key, for which a token is needed, and with it HTTPS. */
async function delegation() {
  const credential = {
    getToken: async () => {
      const { token, expiresOn } = await simulator.token();
      return { token, expiresOnTimestamp: expiresOn * 1000 };
    },
  };
  const options = { tlsOptions: { ca: simulator.authority } };
  const service = new reference.BlobServiceClient(simulator.secureUrl(), credential, options);
  return service.getUserDelegationKey(new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000));
}

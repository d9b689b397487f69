'use strict';

// Clients can be created without a key or a name, as in the reference (`parity/scenarios/clients.js`), because programs are built and tested
// without their environment. What uses them rejects, and no request is sent.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');

const skip = isReference && 'the reference sends such requests';

let server;

before(async () => {
  server = await startScriptedServer(() => ({ status: 404 }));
});
after(() => server?.close());

/** What uses a container or its blobs. */
const USES = {
  exists: (container) => container.exists(),
  create: (container) => container.create(),
  createIfNotExists: (container) => container.createIfNotExists(),
  'a list': async (container) => container.listBlobsFlat().next(),
  'pages of a list': async (container) => container.listBlobsByHierarchy('/').byPage().next(),
  'a blob': (container) => container.getBlobClient('a b').getProperties(),
  'a blob with a plain name': (container) => container.getBlockBlobClient('folder/blob').upload('x', 1),
  'a blob of a blob': (container) => container.getBlobClient('blob').getAppendBlobClient().create(),
  uploadBlockBlob: (container) => container.uploadBlockBlob('blob', 'x', 1),
  deleteBlob: (container) => container.deleteBlob('blob'),
  downloadToBuffer: (container) => container.getBlobClient('blob').downloadToBuffer(),
};

const KEYS = {
  'no key': ['account', '', /^RangeError: accountKey of the StorageSharedKeyCredential must not be empty/],
  'no name': ['', 'a2V5', /^RangeError: accountName of the StorageSharedKeyCredential must not be empty/],
  'an undefined name': [
    undefined,
    'a2V5',
    /^TypeError: accountName of the StorageSharedKeyCredential must be a string, not undefined/,
  ],
};

for (const [label, [name, key, message]] of Object.entries(KEYS)) {
  test(`a credential with ${label}`, { skip }, async () => {
    const credential = new blobferry.StorageSharedKeyCredential(name, key);
    const container = new blobferry.BlobServiceClient(server.origin, credential).getContainerClient('container');
    for (const [use, action] of Object.entries(USES)) await assert.rejects(action(container), message, use);
    const values = {
      containerName: 'container',
      expiresOn: new Date(0),
      permissions: blobferry.ContainerSASPermissions.parse('r'),
    };
    assert.throws(() => blobferry.generateBlobSASQueryParameters(values, credential), message);
    await assert.rejects(container.generateSasUrl(values), message);
    assert.deepEqual(server.requests, []);
  });
}

for (const name of [undefined, null]) {
  test(`a container that is ${name}`, { skip }, async () => {
    const service = new blobferry.BlobServiceClient(server.origin);
    const message = new RegExp(`^TypeError: containerName must be a string, not ${name}`);
    const container = service.getContainerClient(name);
    for (const [use, action] of Object.entries(USES)) await assert.rejects(action(container), message, use);
    await assert.rejects(service.createContainer(name), message);
    await assert.rejects(service.deleteContainer(name), message);
    assert.deepEqual(server.requests, []);
  });
}

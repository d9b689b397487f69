'use strict';

// The stack of an error leads to the line that awaits the call. Bun goes from one function to the next by what each awaits, and no other way.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { serviceError, startScriptedServer } = require('../support/scripted-server');

const CALLS = {
  'properties of a blob': async (container) => {
    await container.getBlobClient('b').getProperties();
  },
  'an upload': async (container) => {
    await container.getBlockBlobClient('b').upload('text', 4);
  },
  'an upload of any bytes': async (container) => {
    await container.getBlockBlobClient('b').uploadData(Buffer.from('text'));
  },
  'a download': async (container) => {
    await container.getBlobClient('b').download();
  },
  'a download to memory': async (container) => {
    await container.getBlobClient('b').downloadToBuffer();
  },
  'the beginning of a copy': async (container) => {
    await container.getBlobClient('b').beginCopyFromURL('http://127.0.0.1:1/source');
  },
  'a copy in one call': async (container) => {
    await container.getBlobClient('b').syncCopyFromURL('http://127.0.0.1:1/source');
  },
  'metadata of a container': async (container) => {
    await container.setMetadata({ a: 'b' });
  },
  'a lease': async (container) => {
    await container.getBlobLeaseClient().acquireLease(-1);
  },
};

describe('the stack of an error leads to the awaiting code', { skip: isReference }, () => {
  let server;
  let container;
  before(async () => {
    server = await startScriptedServer(() => serviceError(409, 'Odd', 'It is odd.'));
    container = new blobferry.ContainerClient(`${server.origin}/account/c`, new blobferry.AnonymousCredential());
  });
  after(() => server.close());

  for (const [label, call] of Object.entries(CALLS)) {
    test(label, async () => {
      const error = await call(container).then(assert.fail, (reason) => reason);
      assert.equal(error.statusCode, 409, error.stack);
      assert.ok(error.stack.includes(path.basename(__filename)), error.stack);
    });
  }
});

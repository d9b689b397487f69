'use strict';

// A customer-provided key for a plain HTTP URL: the engine itself rejects it, independently of the facade.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');

const KEY = Buffer.alloc(32, 7).toString('base64');
const customerProvidedKey = { encryptionKey: KEY, encryptionKeySha256: 'aGFzaA==', encryptionAlgorithm: 'AES256' };

const CALLS = {
  download: (blob) => blob.download(0, 1, { customerProvidedKey }),
  getProperties: (blob) => blob.getProperties({ customerProvidedKey }),
  upload: (blob) => blob.upload('content', 7, { customerProvidedKey }),
  setMetadata: (blob) => blob.setMetadata({}, { customerProvidedKey }),
  stageBlock: (blob) => blob.stageBlock('YQ==', 'content', 7, { customerProvidedKey }),
  commitBlockList: (blob) => blob.commitBlockList([], { customerProvidedKey }),
  syncUploadFromURL: (blob) => blob.syncUploadFromURL('https://h/c/b', { customerProvidedKey }),
};

describe('a key over HTTP', { skip: isReference && 'the reference has no such second look' }, () => {
  for (const [name, call] of Object.entries(CALLS)) {
    test(`${name} is rejected before anything is sent`, async () => {
      const server = await startScriptedServer(() => ({ status: 200 }));
      try {
        const blob = new blobferry.BlockBlobClient(`${server.origin}/account/container/blob`);
        Object.defineProperty(blob, 'isHttps', { value: true });
        const error = await call(blob).then(assert.fail, (thrown) => thrown);
        assert.equal(error.name, 'RangeError', error.stack);
        assert.equal(error.message, 'Customer-provided encryption key must be used over HTTPS.');
        assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes(KEY));
        assert.deepEqual([server.requests.length, server.connections.size], [0, 0]);
      } finally {
        await server.close();
      }
    });
  }
});

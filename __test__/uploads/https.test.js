'use strict';

// Uploads over TLS, with customer-provided keys and checksums.

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { after, before, test } = require('node:test');

const { freshContainerName } = require('../support/fresh');
const { blobferry } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { RETRY, WAYS, pattern } = require('./helpers');

const BYTES = pattern(2_500_003);

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

async function makeBlob() {
  const key = new blobferry.StorageSharedKeyCredential('devstoreaccount1', simulator.accountKey());
  const url = `${simulator.secureUrl()}/${freshContainerName()}`;
  const container = new blobferry.ContainerClient(url, key, { retryOptions: RETRY });
  await container.create();
  return container.getBlockBlobClient('b');
}

const secret = Buffer.alloc(32, 7);
const customerProvidedKey = {
  encryptionKey: secret.toString('base64'),
  encryptionKeySha256: createHash('sha256').update(secret).digest('base64'),
  encryptionAlgorithm: 'AES256',
};

for (const [name, upload] of Object.entries(WAYS)) {
  test(`${name}: content, key and checksum`, async () => {
    for (const sizes of [{}, { maxSingleShotSize: 0, blockSize: 700_000, concurrency: 3 }]) {
      for (const options of [{}, { customerProvidedKey }, { contentChecksumAlgorithm: 'StorageCrc64' }]) {
        const blob = await makeBlob();
        await upload(blob, BYTES, { ...sizes, ...options });
        const seen = (await simulator.requests({ blob: 'b' })).filter(({ path }) => path.includes(blob.containerName));
        const key = 'customerProvidedKey' in options ? customerProvidedKey.encryptionKeySha256 : undefined;
        assert.ok(seen.length > 0 && seen.every(({ headers }) => headers['x-ms-encryption-key-sha256'] === key));
        // The list of blocks has no checksum.
        const structured = seen.filter(({ operation }) => operation !== 'putBlockList');
        const format = 'contentChecksumAlgorithm' in options ? 'XSM/1.0; properties=crc64' : undefined;
        assert.ok(structured.every(({ headers }) => headers['x-ms-structured-body'] === format));
        const read = await blob.downloadToBuffer(0, undefined, key ? { customerProvidedKey } : {});
        assert.ok(BYTES.equals(read), JSON.stringify({ ...sizes, ...options }));
      }
    }
  });
}

'use strict';

// What the tests of other clients copy, and how they see that all of it arrived.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobServiceClient,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} = require('@azure/storage-blob');

/** Names that clients are known to get wrong, besides plain ones. */
const NAMES = [
  ...Array.from({ length: 50 }, (_, index) => `folder ${index % 5}/file-${index}.txt`),
  'with space and + plus',
  'percent %20 and 100%',
  'hash # and question ?',
  'ünï/cødé/文字/🚢',
  'quote\'s & "double"',
  'deep/er/and/deep/er/still.bin',
];

/** A service client with the account's key, and a SAS for everything in the account. */
function connect(simulator) {
  const credential = new StorageSharedKeyCredential(simulator.accounts[0], simulator.accountKey());
  const sas = generateAccountSASQueryParameters(
    {
      permissions: AccountSASPermissions.parse('rwdlacupitfx'),
      services: AccountSASServices.parse('b').toString(),
      resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
      expiresOn: new Date(Date.now() + 3_600_000),
    },
    credential,
  ).toString();
  return { service: new BlobServiceClient(simulator.url(), credential), sas };
}

/** Fills a new container with blobs whose content, headers and metadata follow from their names. */
async function fill(container) {
  await container.create();
  await Promise.all(
    NAMES.map(async (name, index) => {
      const body = contentOf(name, index);
      await container.getBlockBlobClient(name).upload(body, body.length, {
        blobHTTPHeaders: { blobContentType: `text/x-${index}`, blobContentLanguage: 'de' },
        metadata: { number: String(index) },
      });
    }),
  );
}

/** From no bytes at all to a few hundred thousand. */
function contentOf(name, index) {
  return Buffer.alloc((index * index * 131) % 300_000, createHash('sha256').update(name).digest());
}

/** Asserts that a container has exactly what {@link fill} wrote. */
async function assertFilled(container) {
  const names = [];
  for await (const blob of container.listBlobsFlat({ includeMetadata: true })) {
    names.push(blob.name);
    const index = NAMES.indexOf(blob.name);
    assert.deepEqual(blob.metadata, { number: String(index) }, blob.name);
    assert.equal(blob.properties.contentType, `text/x-${index}`, blob.name);
    assert.equal(blob.properties.contentLanguage, 'de', blob.name);
    const content = await container.getBlobClient(blob.name).downloadToBuffer();
    assert.ok(content.equals(contentOf(blob.name, index)), `${blob.name} has other bytes`);
  }
  assert.deepEqual(names, [...NAMES].sort(byBytes));
}

function byBytes(one, other) {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

module.exports = { assertFilled, connect, fill, NAMES };

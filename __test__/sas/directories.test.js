'use strict';

// Signatures for directories, byte for byte those of the newest reference.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const newest = require('storage-blob-latest');

const { blobferry, isReference } = require('../support/blobferry');
const { recordAt } = require('../support/record-members');

// Both libraries do the same.
recordAt('parity');

const EXPIRES = new Date(1_795_366_189_000);
const VERSIONS = ['2020-02-10', '2020-08-04', '2020-12-06', '2025-07-05', '2026-04-06'];
const NAMES = ['a', 'a/b/c', '/a/b/', 'a//b', '/', 'grüße/世界'];
const DELEGATION = {
  signedObjectId: 'user',
  signedTenantId: 'tenant',
  signedStartsOn: new Date(0),
  signedExpiresOn: EXPIRES,
  signedService: 'b',
  signedVersion: '2026-04-06',
  value: 'bm90IGEgc2VjcmV0',
};

const values = (library, more) => ({
  containerName: 'container',
  permissions: library.BlobSASPermissions.parse('rl'.replace('l', '')),
  expiresOn: EXPIRES,
  ...more,
});

const describe = (sas) => ({ text: sas.toString(), depth: sas.directoryDepth, resource: sas.resource });

test('every version, name and kind of key', { skip: isReference }, () => {
  for (const version of VERSIONS) {
    for (const blobName of NAMES) {
      for (const more of [{}, { snapshotTime: '2026-11-22T13:11:11.0000000Z' }, { versionId: 'v' }]) {
        for (const isDirectory of [true, false, undefined]) {
          const [expected, found] = [newest, blobferry].map((library) => {
            const all = values(library, { version, blobName, isDirectory, ...more });
            const key = new library.StorageSharedKeyCredential('account', 'bm90IGEgc2VjcmV0');
            return [
              describe(library.generateBlobSASQueryParameters(all, key)),
              describe(library.generateBlobSASQueryParameters(all, DELEGATION, 'account')),
            ];
          });
          assert.deepEqual(found, expected, JSON.stringify({ version, blobName, isDirectory, ...more }));
        }
      }
    }
  }
});

test('a client makes the URL of a directory', { skip: isReference }, async () => {
  const [expected, found] = await Promise.all(
    [newest, blobferry].map(async (library) => {
      const key = new library.StorageSharedKeyCredential('account', 'bm90IGEgc2VjcmV0');
      const blob = new library.BlobClient('https://account.blob.core.windows.net/container/a/b', key);
      const options = {
        permissions: library.BlobSASPermissions.parse('r'),
        expiresOn: EXPIRES,
        isDirectory: true,
        version: '2026-04-06',
      };
      return [
        await blob.generateSasUrl(options),
        blob.generateSasStringToSign(options),
        await blob.generateUserDelegationSasUrl(options, DELEGATION),
      ];
    }),
  );
  assert.match(expected[0], /sr=d&.*sdd=2/);
  assert.deepEqual(found, expected);
});

test('a signature for something else than was requested is never made', { skip: isReference }, () => {
  const key = new blobferry.StorageSharedKeyCredential('account', 'bm90IGEgc2VjcmV0');
  const sign = (more) => () => blobferry.generateBlobSASQueryParameters(values(blobferry, more), key);
  assert.throws(sign({ isDirectory: true }), /Must provide 'blobName' when providing 'isDirectory'/);
  assert.throws(
    sign({ isDirectory: true, blobName: 'a', version: '2019-12-12' }),
    /'version' must be >= '2020-02-10' when providing 'isDirectory'/,
  );
  assert.throws(sign({ isDirectory: 'yes', blobName: 'a' }), /isDirectory must be a boolean/);
});

test('the parts can be given one by one', () => {
  const byPosition = new blobferry.SASQueryParameters('v', 's', ...Array.from({ length: 21 }), 3);
  const byName = new blobferry.SASQueryParameters('v', 's', { directoryDepth: 3 });
  if (isReference) return;
  assert.deepEqual([byPosition.toString(), byName.toString()], ['sv=v&sdd=3&sig=s', 'sv=v&sdd=3&sig=s']);
});

'use strict';

// A credential that signs by itself: a subclass that asks a key vault, or a test that replaces the method. As in the reference, it signs shared
// access signatures, and gets the same string-to-sign.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { recordAt } = require('../support/record-members');
const { KEY } = require('./random-values');

recordAt('parity');

const URL_OF_BLOB = 'https://account.blob.core.windows.net/container/blob';
const VERSION = '2021-12-02';

/** Each makes a credential that adds what it signs to `signed`. */
const CREDENTIALS = {
  'of a subclass': (library, signed) => {
    class VaultCredential extends library.StorageSharedKeyCredential {
      computeHMACSHA256(text) {
        signed.push(text);
        return `${super.computeHMACSHA256(text)}+`;
      }
    }
    return new VaultCredential('account', KEY);
  },
  'with a replaced method': (library, signed) =>
    Object.assign(new library.StorageSharedKeyCredential('account', KEY), {
      computeHMACSHA256: (text) => `${signed.push(text)} of mine`,
    }),
};

const expiresOn = new Date('2030-01-01T00:00:00Z');

const CALLS = {
  generateBlobSASQueryParameters: (library, credential) => {
    const permissions = library.BlobSASPermissions.parse('r');
    const values = { containerName: 'c', blobName: 'b', permissions, expiresOn, version: VERSION };
    return library.generateBlobSASQueryParameters(values, credential).toString();
  },
  generateAccountSASQueryParameters: (library, credential) => {
    const permissions = library.AccountSASPermissions.parse('rl');
    const values = { permissions, services: 'b', resourceTypes: 'so', expiresOn, version: VERSION };
    return library.generateAccountSASQueryParameters(values, credential).toString();
  },
  generateSasUrl: (library, credential) =>
    new library.BlobClient(URL_OF_BLOB, credential).generateSasUrl({
      permissions: library.BlobSASPermissions.parse('r'),
      expiresOn,
      version: VERSION,
    }),
  generateAccountSasUrl: (library, credential) =>
    new library.BlobServiceClient('https://account.blob.core.windows.net', credential).generateAccountSasUrl(
      expiresOn,
      library.AccountSASPermissions.parse('r'),
      'o',
      { version: VERSION },
    ),
};

for (const [title, makeCredential] of Object.entries(CREDENTIALS)) {
  describe(`a credential ${title} signs`, () => {
    for (const [name, call] of Object.entries(CALLS)) {
      test(name, async () => {
        const outcomeOf = async (library) => {
          const signed = [];
          return { result: await call(library, makeCredential(library, signed)), signed };
        };
        const expected = await outcomeOf(libraries.reference);
        assert.equal(expected.signed.length, 1);
        assert.deepEqual(await outcomeOf(libraries.blobferry), expected);
      });
    }
  });
}

test('a method that throws fails the signature with its error', () => {
  for (const library of Object.values(libraries)) {
    const credential = new library.StorageSharedKeyCredential('account', KEY);
    const error = new Error('the vault is closed');
    credential.computeHMACSHA256 = () => {
      throw error;
    };
    assert.throws(
      () => CALLS.generateBlobSASQueryParameters(library, credential),
      (thrown) => thrown === error,
    );
  }
});

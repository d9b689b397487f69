'use strict';

// Invalid values are rejected at once, with an error that names the argument. Nothing that is printed contains a
// secret.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');

const { blobferry, isReference } = require('../support/libraries');
const { RandomValues, realise } = require('./random-values');

const {
  AccountSASPermissions,
  BlobClient,
  BlobSASPermissions,
  StorageSharedKeyCredential,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
} = blobferry;

const SECRET = Buffer.from('nobody may see this').toString('base64');
const credential = new StorageSharedKeyCredential('account', SECRET);
const permissions = BlobSASPermissions.parse('r');
const expiresOn = new Date('2030-01-01T00:00:00Z');
const forBlob = { containerName: 'c', blobName: 'b', permissions, expiresOn };
const forAccount = {
  permissions: AccountSASPermissions.parse('r'),
  services: 'b',
  resourceTypes: 'sco',
  expiresOn,
};
const key = realise({ ...new RandomValues(3).userDelegationKey(), value: SECRET }, blobferry);

describe('a wrong argument', { skip: isReference && 'the reference checks fewer of them' }, () => {
  for (const [label, values, expected] of [
    ['no values', undefined, { name: 'TypeError', message: /blobSASSignatureValues/ }],
    ['no container', { containerName: undefined }, { name: 'TypeError', message: /containerName/ }],
    ['an empty container', { containerName: '' }, { name: 'RangeError', message: /containerName/ }],
    ['a text as time', { expiresOn: '2030-01-01' }, { name: 'TypeError', message: /expiresOn/ }],
    ['a number as time', { startsOn: 42 }, { name: 'TypeError', message: /startsOn/ }],
    ['no time at all', { startsOn: new Date(NaN) }, { name: 'RangeError', message: /startsOn is an invalid Date/ }],
    ['a number as text', { cacheControl: 60 }, { name: 'TypeError', message: /cacheControl/ }],
    ['addresses without a start', { ipRange: {} }, { name: 'TypeError', message: /ipRange\.start/ }],
    ['addresses as a text', { ipRange: '1.1.1.1' }, { name: 'TypeError', message: /ipRange/ }],
    ['headers that are no texts', { requestHeaders: { a: 1 } }, { name: 'TypeError', message: /requestHeaders\.a/ }],
    ['half a character', { blobName: 'a\ud800' }, { name: 'URIError', message: /blobName/ }],
    ['a letter that is none', { permissions: 'rq' }, { name: 'RangeError', message: 'Invalid permission: q' }],
    ['a snapshot of nothing', { blobName: '', snapshotTime: 'x' }, { name: 'RangeError', message: /'blobName'/ }],
    ['letters that a version does not know', { permissions: 'x', version: '2018-11-09' }, { name: 'RangeError' }],
  ]) {
    test(`for a blob: ${label}`, () => {
      const all = values && { ...forBlob, ...values };
      assert.throws(() => generateBlobSASQueryParameters(all, credential), expected);
      assert.throws(() => generateBlobSASQueryParameters(all, key, 'account'), expected);
    });
  }

  test('for a blob: what signs', () => {
    const wrong = { name: 'TypeError', message: 'Invalid sharedKeyCredential, userDelegationKey or accountName.' };
    for (const nothing of [undefined, null, {}, key]) {
      assert.throws(() => generateBlobSASQueryParameters(forBlob, nothing), wrong);
    }
    const sign = (parts) => generateBlobSASQueryParameters(forBlob, parts && { ...key, ...parts }, 'account');
    assert.throws(() => sign(undefined), { name: 'TypeError', message: /userDelegationKey must be an object/ });
    assert.throws(() => sign({ value: undefined }), { name: 'TypeError', message: /userDelegationKey\.value/ });
    assert.throws(() => sign({ signedExpiresOn: 'x' }), {
      name: 'TypeError',
      message: /signedExpiresOn must be a Date/,
    });
    assert.throws(() => generateBlobSASQueryParameters(forBlob, key, ''), {
      name: 'RangeError',
      message: /accountName/,
    });
  });

  for (const [label, values, expected] of [
    ['no values', undefined, { name: 'TypeError', message: /accountSASSignatureValues/ }],
    ['no permissions', { permissions: undefined }, { name: 'TypeError', message: /permissions/ }],
    ['no end', { expiresOn: undefined }, { name: 'TypeError', message: /expiresOn/ }],
    ['no services', { services: undefined }, { name: 'TypeError', message: /services/ }],
    ['a service that is none', { services: 'bx' }, { name: 'RangeError', message: 'Invalid service character: x' }],
    ['no kinds of resources', { resourceTypes: null }, { name: 'TypeError', message: /resourceTypes/ }],
  ]) {
    test(`for an account: ${label}`, () => {
      const all = values && { ...forAccount, ...values };
      assert.throws(() => generateAccountSASQueryParameters(all, credential), expected);
    });
  }

  test('for an account: what signs', () => {
    for (const nothing of [undefined, null, {}, key]) {
      const wrong = { name: 'TypeError', message: /sharedKeyCredential/ };
      assert.throws(() => generateAccountSASQueryParameters(forAccount, nothing), wrong);
    }
  });

  test('a client whose URL names no blob does not sign for the whole container', async () => {
    const client = new BlobClient('https://account.blob.core.windows.net/container', credential);
    await assert.rejects(client.generateSasUrl({ permissions, expiresOn }), RangeError);
  });
});

test('what is null or empty counts as left out', () => {
  const plain = generateBlobSASQueryParameters(forBlob, credential).toString();
  const names = ['version', 'protocol', 'startsOn', 'identifier', 'snapshotTime', 'versionId', 'cacheControl'];
  for (const nothing of [null, undefined]) {
    const values = Object.fromEntries(names.map((name) => [name, nothing]));
    assert.equal(generateBlobSASQueryParameters({ ...forBlob, ...values }, credential).toString(), plain);
  }
});

test(
  'the values that a caller gives are not changed',
  { skip: isReference && 'the reference fills in a version' },
  () => {
    const values = Object.freeze({ ...forBlob });
    generateBlobSASQueryParameters(values, credential);
    assert.deepEqual(values, forBlob);
  },
);

test('times that look like a Date are times', () => {
  const like = { toISOString: () => expiresOn.toISOString() };
  const sign = (end) => generateBlobSASQueryParameters({ ...forBlob, expiresOn: end }, credential).toString();
  assert.equal(sign(like), sign(expiresOn));
});

test('nothing that is printed has a secret', { skip: isReference && 'the reference prints signatures' }, () => {
  const headers = { 'x-ms-encryption-key': 'secret of a header' };
  const made = [
    generateBlobSASQueryParameters(forBlob, credential),
    generateBlobSASQueryParameters({ ...forBlob, requestHeaders: headers }, key, 'account'),
    generateAccountSASQueryParameters(forAccount, credential),
  ];
  for (const sas of made) {
    const printed = inspect(sas, { depth: 10 }) + inspect({ nested: sas });
    for (const secret of [sas.signature, SECRET, 'secret of a header', encodeURIComponent(sas.signature)]) {
      assert.ok(!printed.includes(secret), printed);
    }
    assert.match(printed, /SASQueryParameters \{[^]*version: '2026-04-06'/);
    // A signature is made to be handed on: as JSON, it is whole.
    assert.ok(JSON.stringify(sas).includes(sas.signature));
  }
  const failures = [{ permissions: 'q' }, { version: '2000-01-01' }, { expiresOn: 'x' }];
  for (const values of failures) {
    try {
      generateBlobSASQueryParameters({ ...forBlob, requestHeaders: headers, ...values }, key, 'account');
      assert.fail('this must fail');
    } catch (error) {
      const printed = inspect(error);
      for (const secret of [SECRET, 'secret of a header']) assert.ok(!printed.includes(secret), printed);
    }
  }
});

'use strict';

// What credentials are instances of, for a program that has `@azure/storage-common`, as the clients of queues and file shares do. `load` loads it.

module.exports = async function credentialClasses(library, load) {
  const { AnonymousCredential, Credential, StorageSharedKeyCredential, generateAccountSASQueryParameters } = library;
  const key = Buffer.from('key').toString('base64');
  class OwnKey extends StorageSharedKeyCredential {}
  class OwnCredential extends Credential {}
  const credentials = {
    key: new StorageSharedKeyCredential('account', key),
    ownKey: new OwnKey('account', key),
    stub: Object.create(StorageSharedKeyCredential.prototype),
    anonymous: new AnonymousCredential(),
    own: new OwnCredential(),
    token: { getToken: async () => null },
    none: null,
  };
  const classes = { StorageSharedKeyCredential, OwnKey, AnonymousCredential, Credential, OwnCredential };
  const common = await load();
  const theirs = {
    StorageSharedKeyCredential: common.StorageSharedKeyCredential,
    AnonymousCredential: common.AnonymousCredential,
  };
  const instances = (all) =>
    Object.entries(credentials).map(([name, credential]) => [
      name,
      Object.keys(all).filter((each) => credential instanceof all[each]),
    ]);
  const signed = ({ accountName, accountKey }) => [accountName, Buffer.from(accountKey).toString()];
  const signature = (credential) =>
    generateAccountSASQueryParameters(
      {
        services: 'b',
        resourceTypes: 's',
        permissions: library.AccountSASPermissions.parse('r'),
        expiresOn: new Date(Date.UTC(2050, 0)),
        version: '2021-12-02',
      },
      credential,
    ).toString();
  return {
    ours: instances(classes),
    theirs: instances(theirs),
    members: [signed(credentials.key), signed(credentials.ownKey)],
    signatures: [signature(credentials.key), signature(credentials.ownKey)],
    inherited: [Object.keys(credentials.key).includes('create'), typeof credentials.key.create, 'toString' in OwnKey],
  };
};

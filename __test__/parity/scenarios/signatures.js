'use strict';

// Shared access signatures in use: made by a client, used by another. That signatures are equal to the last byte is shown in
// __test__/sas/, for here the containers' names differ.

const inAnHour = () => new Date(Date.now() + 3_600_000);

const [STARTS, EXPIRES] = [new Date('2024-01-02T03:04:05Z'), new Date('2024-01-03T03:04:05Z')];
const KEY = (library) => new library.StorageSharedKeyCredential('account', 'a2V5');
const DELEGATION_KEY = {
  signedObjectId: 'object',
  signedTenantId: 'tenant',
  signedStartsOn: STARTS,
  signedExpiresOn: EXPIRES,
  signedService: 'b',
  signedVersion: '2021-12-02',
  value: 'a2V5',
};

module.exports = [
  {
    name: 'signed blob',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('a b.txt').upload('content', 7);
      const blob = client.getBlockBlobClient('a b.txt');
      const permissions = library.BlobSASPermissions.parse('rd');
      const url = await context.step('generateSasUrl', () =>
        blob.generateSasUrl({ permissions, expiresOn: inAnHour(), version: '2021-12-02', contentType: 'text/x' }),
      );
      const shared = new library.BlockBlobClient(url);
      await context.step('getProperties', () => shared.getProperties());
      await context.step('upload, which is not permitted', () => shared.upload('x', 1));
      await context.step('delete', () => shared.delete());
      const expired = await blob.generateSasUrl({ permissions, expiresOn: new Date(0) });
      await context.step('with one that has expired', () => new library.BlobClient(expired).getProperties());
      await context.step('without permissions', () => blob.generateSasUrl({ expiresOn: inAnHour() }));
      await context.step('by a client without a key', () =>
        shared.generateSasUrl({ permissions, expiresOn: inAnHour() }),
      );
      await context.step('the text, by a client without a key', () =>
        shared.generateSasStringToSign({ permissions, expiresOn: inAnHour() }),
      );
    },
  },
  {
    name: 'signed container',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('blob').upload('content', 7);
      const permissions = library.ContainerSASPermissions.parse('rl');
      const url = await context.step('generateSasUrl', () =>
        client.generateSasUrl({ permissions, expiresOn: inAnHour(), protocol: library.SASProtocol.HttpsAndHttp }),
      );
      const shared = new library.ContainerClient(url);
      context.note('a blob of it', shared.getBlobClient('a b'));
      await context.step('listBlobsFlat', async () => (await shared.listBlobsFlat().next()).value.name);
      await context.step('delete, which is not permitted', () => shared.delete());
    },
  },
  {
    name: 'signed account',
    async run(library, context) {
      const { name, setup } = await context.container();
      await setup.getBlockBlobClient('blob').upload('content', 7);
      const permissions = library.AccountSASPermissions.parse('rw');
      const url = await context.step('generateAccountSasUrl', () =>
        context.service.generateAccountSasUrl(inAnHour(), permissions, 'co', { version: '2021-12-02' }),
      );
      const shared = new library.BlobServiceClient(url).getContainerClient(name);
      await context.step('getProperties', () => shared.getBlobClient('blob').getProperties());
      await context.step('delete, which is not permitted', () => shared.getBlobClient('blob').delete());
      await context.step('by a client without a key', () => new library.BlobServiceClient(url).generateAccountSasUrl());
    },
  },
  {
    name: 'query parameters that are signed',
    async run(library, context) {
      const key = KEY(library);
      const times = { startsOn: STARTS, expiresOn: EXPIRES, version: '2021-12-02' };
      const values = { ...times, ipRange: { start: '1.2.3.4', end: '5.6.7.8' }, protocol: library.SASProtocol.Https };
      const blob = { ...values, containerName: 'container', blobName: 'folder/a b.txt' };
      const permissions = library.BlobSASPermissions.parse('rcw');
      const account = {
        ...values,
        permissions: library.AccountSASPermissions.parse('rl'),
        services: 'b',
        resourceTypes: 'sco',
      };
      const ways = {
        'of a blob': () => library.generateBlobSASQueryParameters({ ...blob, permissions, contentType: 'text/x' }, key),
        'of a snapshot': () => library.generateBlobSASQueryParameters({ ...blob, permissions, snapshotTime: 's' }, key),
        'of a container': () =>
          library.generateBlobSASQueryParameters({ ...values, containerName: 'c', identifier: 'policy' }, key),
        'of a blob, by a delegation key': () =>
          library.generateBlobSASQueryParameters(
            { ...blob, permissions, correlationId: 'id' },
            DELEGATION_KEY,
            'account',
          ),
        'of an account': () => library.generateAccountSASQueryParameters(account, key),
        'of a blob, without permissions': () => library.generateBlobSASQueryParameters(blob, key),
        'of a blob, with too many': () =>
          library.generateBlobSASQueryParameters({ ...blob, permissions, snapshotTime: 's', versionId: 'v' }, key),
        'of a blob, by no key': () => library.generateBlobSASQueryParameters({ ...blob, permissions }),
        'of an account, with services that there are not': () =>
          library.generateAccountSASQueryParameters({ ...account, services: 'x' }, key),
        'of an account, by no key': () => library.generateAccountSASQueryParameters(account),
      };
      for (const [label, make] of Object.entries(ways)) {
        const parameters = await context.step(label, make);
        if (parameters === undefined) continue;
        await context.step(`${label}: text`, () => parameters.toString());
        context.note(`${label}: range`, parameters.ipRange);
      }
    },
  },
  {
    name: 'texts that are signed',
    async run(library, context) {
      const service = new library.BlobServiceClient('https://account.blob.core.windows.net', KEY(library));
      const container = service.getContainerClient('container');
      const blob = container.getBlobClient('folder/a b.txt');
      const times = { startsOn: STARTS, expiresOn: EXPIRES, version: '2021-12-02' };
      const values = { ...times, ipRange: { start: '1.2.3.4' }, protocol: library.SASProtocol.Https };
      const blobValues = { ...values, permissions: library.BlobSASPermissions.parse('rcw') };
      const containerValues = { ...values, permissions: library.ContainerSASPermissions.parse('rl') };
      const accountPermissions = library.AccountSASPermissions.parse('rl');
      await context.step('account', () =>
        service.generateSasStringToSign(EXPIRES, accountPermissions, 'sco', { ...values, services: 'b' }),
      );
      await context.step('container', () => container.generateSasStringToSign(containerValues));
      await context.step('blob', () => blob.generateSasStringToSign(blobValues));
      await context.step('container, by a delegation key', () =>
        container.generateUserDelegationSasStringToSign(containerValues, DELEGATION_KEY),
      );
      await context.step('blob, by a delegation key', () =>
        blob.generateUserDelegationSasStringToSign(blobValues, DELEGATION_KEY),
      );
      const signed = async (action) => new URL(await action()).search;
      await context.step('URL of a container, by a delegation key', () =>
        signed(() => container.generateUserDelegationSasUrl(containerValues, DELEGATION_KEY)),
      );
      await context.step('URL of a blob, by a delegation key', () =>
        signed(() => blob.generateUserDelegationSasUrl(blobValues, DELEGATION_KEY)),
      );
      for (const [label, client] of Object.entries({ container, blob })) {
        await context.step(`${label} without permissions`, () => client.generateSasStringToSign(times));
        await context.step(`${label} without permissions, by a delegation key`, () =>
          client.generateUserDelegationSasStringToSign(times, DELEGATION_KEY),
        );
        await context.step(`URL of a ${label} without permissions, by a delegation key`, () =>
          client.generateUserDelegationSasUrl(times, DELEGATION_KEY),
        );
      }
      await context.step('account, by a client without a key', () =>
        new library.BlobServiceClient('https://account.blob.core.windows.net').generateSasStringToSign(),
      );
    },
  },
];

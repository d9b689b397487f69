'use strict';

// Metadata, policies, listings by hierarchy, finding by tags; the account's containers and settings.

const { FUTURE, LEASE, PAST } = require('../every-option');

async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

const between = (start, expiry) =>
  `<AccessPolicy><Start>${start}</Start><Expiry>${expiry}</Expiry><Permission>r</Permission></AccessPolicy>`;

const STORED_POLICIES = {
  days: between('2024-01-02', '2035-06-07'),
  minutes: between('2024-01-02T03:04Z', '2035-06-07T08:09Z'),
  'seven decimal places': between('2024-01-02T03:04:05.6789012Z', '2035-06-07T08:09:10.0000001Z'),
  'another zone': between('2024-01-02T03:04:05+02:00', '2035-06-07T08:09:10-05:30'),
  'no zone': between('2024-01-02T03:04:05', '2035-06-07T08:09'),
  'empty times': between('', ''),
  'no times': '<AccessPolicy><Permission>r</Permission></AccessPolicy>',
  'an empty policy': '<AccessPolicy/>',
};

module.exports = [
  {
    name: 'container metadata',
    async run(library, context) {
      const { client, setup } = await context.container();
      await context.step('set', () => client.setMetadata({ color: 'blue', Size: '12' }));
      await context.step('properties', () => setup.getProperties());
      await context.step('none', () => client.setMetadata());
      await context.step('if it changed since the future', () =>
        client.setMetadata({ a: 'b' }, { conditions: { ifModifiedSince: FUTURE } }),
      );
      await context.step('under a lease', () => client.setMetadata({ a: 'b' }, { conditions: { leaseId: LEASE } }));
      await context.step('a condition that is ignored', () =>
        client.setMetadata({ a: 'b' }, { conditions: { ifUnmodifiedSince: PAST } }),
      );
      await context.step('properties then', () => setup.getProperties());
    },
  },
  {
    name: 'access policies',
    async run(library, context) {
      const { client } = await context.container();
      await context.step('none yet', () => client.getAccessPolicy());
      await context.step('set', () =>
        client.setAccessPolicy('blob', [
          { id: 'all <&>', accessPolicy: { startsOn: PAST, expiresOn: FUTURE, permissions: 'rwdl' } },
          { id: 'open', accessPolicy: { expiresOn: FUTURE, permissions: 'r' } },
        ]),
      );
      await context.step('get', () => client.getAccessPolicy());
      await context.step('set one without anything', () =>
        client.setAccessPolicy(undefined, [{ id: 'bare', accessPolicy: {} }]),
      );
      await context.step('get then', () => client.getAccessPolicy());
      await context.step('take all away', () => client.setAccessPolicy());
      await context.step('get at last', () => client.getAccessPolicy());
      for (const conditions of [{ leaseId: LEASE }, { ifModifiedSince: FUTURE }, { ifUnmodifiedSince: PAST }]) {
        const label = Object.keys(conditions).join();
        await context.step(`set under ${label}`, () => client.setAccessPolicy('container', [], { conditions }));
        await context.step(`get under ${label}`, () => client.getAccessPolicy({ conditions }));
      }
      await context.step('of nothing', () =>
        context.service.getContainerClient(context.containerName()).getAccessPolicy(),
      );
    },
  },
  {
    // Other tools store a date without a time, or a time without seconds, and a script writes back what it has read.
    name: 'access policies with times of any form',
    async run(library, context) {
      const { client } = await context.container();
      for (const [label, policy] of Object.entries(STORED_POLICIES)) {
        context.reply({
          status: 200,
          headers: { 'content-type': 'application/xml', 'x-ms-version': '2021-12-02' },
          body: `<SignedIdentifiers><SignedIdentifier><Id>id</Id>${policy}</SignedIdentifier></SignedIdentifiers>`,
        });
        const stored = await context.step(label, () => client.getAccessPolicy());
        context.reply(undefined);
        await context.step(`${label}, written back`, () => client.setAccessPolicy(undefined, stored.signedIdentifiers));
      }
    },
  },
  {
    name: 'list by hierarchy',
    async run(library, context) {
      const { client, setup } = await context.container();
      for (const name of ['a/1', 'a/2', 'a/b/3', 'b', 'c/4', 'd & e/5']) {
        await setup.getBlockBlobClient(name).upload('x', 1, { metadata: { color: 'blue' }, tags: { a: 'b' } });
      }
      await context.step('items', () => all(client.listBlobsByHierarchy('/')));
      await context.step('items below', () => all(client.listBlobsByHierarchy('/', { prefix: 'a/' })));
      await context.step('pages', () => all(client.listBlobsByHierarchy('/').byPage({ maxPageSize: 2 })));
      await context.step('nothing', () => all(client.listBlobsByHierarchy('/', { prefix: 'z' }).byPage()));
      const missing = context.service.getContainerClient(context.containerName());
      await context.step('items of a missing container', () => all(missing.listBlobsByHierarchy('/')));
      await context.step('pages of a missing container', () => all(missing.listBlobsByHierarchy('/').byPage()));
      await context.step('without a delimiter', () => client.listBlobsByHierarchy(''));
      await context.step('includes', () =>
        all(client.listBlobsByHierarchy('/', { includeMetadata: true, includeTags: true, includeSnapshots: true })),
      );
      await context.step('another delimiter', () => all(client.listBlobsByHierarchy(' & ').byPage()));
      await context.step('no delimiter', async () => all(client.listBlobsByHierarchy('')));
      await context.step('from an empty token', () =>
        all(client.listBlobsByHierarchy('/').byPage({ continuationToken: '' })),
      );
      await context.step('from a null token', () =>
        all(client.listBlobsByHierarchy('/').byPage({ continuationToken: null })),
      );
    },
  },
  {
    name: 'find by tags',
    async run(library, context) {
      const { client, setup, name } = await context.container();
      await setup.getBlockBlobClient('one').upload('x', 1, { tags: { project: 'ferry', state: '1' } });
      await setup.getBlockBlobClient('two').upload('x', 1, { tags: { project: 'ferry' } });
      await setup.getBlockBlobClient('three').upload('x', 1, { tags: { project: 'other' } });
      await context.step('in the container', () => all(client.findBlobsByTags('"project"=\'ferry\'')));
      await context.step('in pages', () =>
        all(client.findBlobsByTags('"project"=\'ferry\'').byPage({ maxPageSize: 1 })),
      );
      await context.step('two tags', () => all(client.findBlobsByTags('"project"=\'ferry\' AND "state">=\'1\'')));
      const everywhere = `@container='${name}' AND "project"='ferry'`;
      await context.step('in the account', () => all(context.service.findBlobsByTags(everywhere)));
      await context.step('in pages of the account', () => all(context.service.findBlobsByTags(everywhere).byPage()));
      await context.step('nothing', () => all(client.findBlobsByTags('"project"=\'none\'').byPage()));
      await context.step('no condition', () => all(client.findBlobsByTags('nonsense')));
    },
  },
  {
    name: 'list containers',
    async run(library, context) {
      const { name, setup } = await context.container();
      await setup.setMetadata({ Color: 'blue' });
      const service = context.service;
      await context.step('items', () => all(service.listContainers({ prefix: name })));
      await context.step('with metadata', () => all(service.listContainers({ prefix: name, includeMetadata: true })));
      await context.step('with all', () =>
        all(
          service
            .listContainers({ prefix: name, includeMetadata: true, includeDeleted: true, includeSystem: true })
            .byPage({ maxPageSize: 5 }),
        ),
      );
      await context.step('none', () => all(service.listContainers({ prefix: 'no-such-container-' }).byPage()));
      await context.step('from an empty token', () => all(service.listContainers().byPage({ continuationToken: '' })));
      await context.step('from a null token', () => all(service.listContainers().byPage({ continuationToken: null })));
    },
  },
  {
    name: 'settings of the service',
    async run(library, context) {
      const service = context.service;
      const before = await context.setup.getProperties();
      await context.step('set', () =>
        service.setProperties({
          blobAnalyticsLogging: {
            version: '1.0',
            deleteProperty: true,
            read: false,
            write: true,
            retentionPolicy: { enabled: true, days: 3 },
          },
          hourMetrics: { version: '1.0', enabled: true, includeAPIs: true, retentionPolicy: { enabled: false } },
          minuteMetrics: { version: '1.0', enabled: false, retentionPolicy: { enabled: true, days: 4 } },
          cors: [
            {
              allowedOrigins: '*',
              allowedMethods: 'GET,PUT',
              allowedHeaders: '',
              exposedHeaders: 'x',
              maxAgeInSeconds: 5,
            },
          ],
          defaultServiceVersion: '2021-12-02',
          deleteRetentionPolicy: { enabled: true, days: 3 },
          staticWebsite: { enabled: true, indexDocument: 'i&.html', errorDocument404Path: 'e.html' },
        }),
      );
      await context.step('get', () => service.getProperties());
      await context.step('take the rules away', () => service.setProperties({ cors: [] }));
      await context.step('get then', () => service.getProperties());
      await context.setup.setProperties({
        cors: before.cors,
        staticWebsite: { enabled: false },
        hourMetrics: before.hourMetrics,
      });
      await context.step('statistics', () => service.getStatistics());
    },
  },
  {
    name: 'user delegation keys and undeleted containers, which Azurite has not',
    async run(library, context) {
      const { service } = context;
      await context.step('a key', () => service.getUserDelegationKey(PAST, FUTURE));
      await context.step('a key for another tenant', () =>
        service.getUserDelegationKey({ startsOn: PAST, expiresOn: FUTURE, delegatedUserTenantId: 'a&b' }),
      );
      await context.step('no key', () => service.getUserDelegationKey(undefined, FUTURE));
      await context.step('undelete', () => service.undeleteContainer('gone', 'version'));
      await context.step('undelete elsewhere', () =>
        service.undeleteContainer('gone', 'version', { destinationContainerName: 'here' }),
      );
    },
  },
];

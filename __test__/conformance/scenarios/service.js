'use strict';

// The account itself: properties, containers, statistics, batches.

const CORS = {
  allowedOrigins: 'https://a.example,https://b.example',
  allowedMethods: 'GET,PUT',
  allowedHeaders: 'x-ms-*',
  exposedHeaders: '*',
  maxAgeInSeconds: 60,
};

const listed = async (pages) => (await pages.next()).value;

module.exports = [
  {
    name: 'service properties',
    async run(context) {
      const before = await context.service.getProperties();
      await context.step('set', 202, () =>
        context.service.setProperties({
          blobAnalyticsLogging: {
            version: '1.0',
            deleteProperty: true,
            read: true,
            write: false,
            retentionPolicy: { enabled: true, days: 7 },
          },
          hourMetrics: {
            version: '1.0',
            enabled: true,
            includeAPIs: true,
            retentionPolicy: { enabled: true, days: 3 },
          },
          minuteMetrics: { version: '1.0', enabled: false, retentionPolicy: { enabled: false } },
          cors: [CORS],
        }),
      );
      await context.step('get', 200, () => context.service.getProperties());
      await context.step('set back', 202, () => context.service.setProperties({ cors: [] }));
      await context.step('get after', 200, () => context.service.getProperties());
      await context.service.setProperties({
        blobAnalyticsLogging: before.blobAnalyticsLogging,
        hourMetrics: before.hourMetrics,
        minuteMetrics: before.minuteMetrics,
        cors: [],
      });
    },
  },
  {
    name: 'account info',
    async run(context) {
      const container = await context.container();
      await context.step('of the account', 200, () => context.service.getAccountInfo());
      await context.step('of a container', 200, () => container.getAccountInfo());
    },
  },
  {
    name: 'list containers',
    async run(context) {
      const prefix = context.name();
      for (const end of ['b', 'a', 'c']) {
        await context.service.getContainerClient(`${prefix}-${end}`).create({ metadata: { end } });
      }
      const list = (options, settings) => listed(context.service.listContainers(options).byPage(settings));
      await context.step('all', 200, () => list({ prefix }));
      await context.step('with metadata', 200, () => list({ prefix, includeMetadata: true }));
      await context.step('one of them', 200, () => list({ prefix: `${prefix}-b` }));
      await context.step('none', 200, () => list({ prefix: `${prefix}-x` }));
      const pages = context.service.listContainers({ prefix }).byPage({ maxPageSize: 2 });
      await context.step('first page', 200, () => listed(pages));
      await context.step('second page', 200, () => listed(pages));
    },
  },
  {
    name: 'list containers with all that they have',
    async run(context) {
      const prefix = context.name();
      const container = context.service.getContainerClient(`${prefix}-a`);
      await container.create({ access: 'blob' });
      await container.getBlobLeaseClient().acquireLease(-1);
      await context.step('list', 200, () => listed(context.service.listContainers({ prefix }).byPage()));
    },
  },
  {
    name: 'batch of deletes',
    async run(context) {
      const container = await context.container();
      const blobs = [await context.block(container, 'a'), await context.block(container, 'b')];
      const missing = container.getBlobClient('missing');
      await context.step('batch', 202, () =>
        context.service
          .getBlobBatchClient()
          .deleteBlobs([...blobs.map(({ url }) => url), missing.url], context.credential),
      );
      await context.step('list', 200, () => container.listBlobsFlat().byPage().next());
    },
  },
  {
    name: 'batch of tiers',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container, 'a');
      const missing = container.getBlobClient('missing');
      await context.step('batch', 202, () =>
        context.service.getBlobBatchClient().setBlobsAccessTier([blob.url, missing.url], context.credential, 'Cool'),
      );
      await context.step('properties', 200, () => blob.getProperties());
    },
  },
  {
    name: 'batch in a container',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container, 'a');
      await context.step('batch', 202, () =>
        container.getBlobBatchClient().deleteBlobs([blob.url], context.credential),
      );
      await context.step('properties', '404 BlobNotFound', () => blob.getProperties());
    },
  },
];

'use strict';

// Page blobs. Azurite reads from no URL, compares with no snapshot and copies no differences: there the requests are compared.

const { conditionsOf, etagOf, everyCondition, FUTURE, MD5, sourceOptions } = require('../every-option');

const PAGE = Buffer.alloc(512, 'p');

async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

module.exports = [
  {
    name: 'page blobs',
    async run(library, context) {
      const { client, setup } = await context.container();
      const blob = client.getPageBlobClient('disk');
      await context.step('create', () => blob.create(4096));
      await context.step('write', () => blob.uploadPages(PAGE, 512, 512));
      await context.step('write more', () => blob.uploadPages(Buffer.alloc(1024, 'q'), 2048, 1024));
      await context.step('ranges', () => blob.getPageRanges());
      await context.step('ranges of a part', () => blob.getPageRanges(512, 1024));
      await context.step('ranges to the end', () => blob.getPageRanges(2560));
      await context.step('clear', () => blob.clearPages(512, 512));
      await context.step('ranges after that', () => blob.getPageRanges(0, 4096));
      await context.step('clear all', () => blob.clearPages());
      await context.step('no ranges', () => blob.getPageRanges());
      await context.step('resize', () => blob.resize(8192));
      await context.step('resize to what is no page', () => blob.resize(100));
      await context.step('properties', () => setup.getBlobClient('disk').getProperties());
      await context.step('a page that is too short', () => blob.uploadPages('x', 0, 1));
      await context.step('beyond the end', () => blob.uploadPages(PAGE, 8192, 512));
      await context.step('a size that is no page', () => client.getPageBlobClient('odd').create(100));
    },
  },
  {
    name: 'page blobs if they do not exist',
    async run(library, context) {
      const { client } = await context.container();
      const blob = client.getPageBlobClient('disk');
      await context.step('create', () => blob.createIfNotExists(512, { blobSequenceNumber: 3, metadata: { a: '1' } }));
      await context.step('create again', () => blob.createIfNotExists(1024));
      await context.step('properties', () => blob.getProperties());
      const elsewhere = context.service.getContainerClient(context.containerName()).getPageBlobClient('disk');
      await context.step('in a missing container', () => elsewhere.createIfNotExists(512));
    },
  },
  {
    name: 'page blobs with every option',
    async run(library, context) {
      const { client, setup } = await context.container();
      const blob = client.getPageBlobClient('disk');
      await context.step('create', () =>
        blob.create(1024, {
          blobSequenceNumber: 7,
          blobHTTPHeaders: { blobContentType: 'application/x-disk', blobContentLanguage: 'de' },
          metadata: { color: 'blue' },
          tags: { a: 'b' },
        }),
      );
      await context.step('create with all else', () =>
        client.getPageBlobClient('other').create(512, {
          tier: 'P10',
          encryptionScope: 'scope',
          immutabilityPolicy: { expiriesOn: FUTURE, policyMode: 'Unlocked' },
          legalHold: true,
        }),
      );
      await context.step('write with another checksum', () =>
        blob.uploadPages(PAGE, 0, 512, { transactionalContentMD5: MD5, encryptionScope: 'scope' }),
      );
      for (const conditions of [
        { ifSequenceNumberEqualTo: 7 },
        { ifSequenceNumberEqualTo: 8 },
        { ifSequenceNumberLessThan: 7 },
        { ifSequenceNumberLessThan: 8 },
        { ifSequenceNumberLessThanOrEqualTo: 6 },
        { ifSequenceNumberLessThanOrEqualTo: 0 },
      ]) {
        const label = JSON.stringify(conditions);
        await context.step(`write ${label}`, () => blob.uploadPages(PAGE, 0, 512, { conditions }));
        await context.step(`clear ${label}`, () => blob.clearPages(0, 512, { conditions, encryptionScope: 'scope' }));
      }
      for (const [label, conditions] of Object.entries(everyCondition(await etagOf(setup, 'disk')))) {
        await context.step(`ranges ${label}`, () => blob.getPageRanges(0, 512, { conditions }));
        await context.step(`resize ${label}`, () => blob.resize(1024, { conditions, encryptionScope: 'scope' }));
        await context.step(`number ${label}`, () => blob.updateSequenceNumber('max', 1, { conditions }));
        await context.step(`write ${label}`, () => blob.uploadPages(PAGE, 0, 512, { conditions }));
      }
      const events = [];
      await blob.uploadPages(PAGE, 0, 512, { onProgress: (event) => events.push(event) });
      context.note('progress', events.at(-1));
      await context.step('a key over HTTP', () => blob.uploadPages(PAGE, 0, 512, { customerProvidedKey: {} }));
    },
  },
  {
    name: 'sequence numbers',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getPageBlobClient('disk').create(512, { blobSequenceNumber: 5 });
      const blob = client.getPageBlobClient('disk');
      await context.step('increment', () => blob.updateSequenceNumber('increment'));
      await context.step('max', () => blob.updateSequenceNumber('max', 3));
      await context.step('update', () => blob.updateSequenceNumber('update', 0));
      await context.step('increment with a number', () => blob.updateSequenceNumber('increment', 4));
      await context.step('something else', () => blob.updateSequenceNumber('double', 4));
    },
  },
  {
    name: 'page ranges, page by page',
    async run(library, context) {
      const { client, setup } = await context.container();
      const disk = setup.getPageBlobClient('disk');
      await disk.create(4096);
      for (const offset of [0, 1024, 2048]) await disk.uploadPages(PAGE, offset, 512);
      const blob = client.getPageBlobClient('disk');
      await context.step('items', () => all(blob.listPageRanges()));
      await context.step('items of a part', () => all(blob.listPageRanges(1024, 512)));
      await context.step('pages', () => all(blob.listPageRanges().byPage({ maxPageSize: 2 })));
      await context.step('from a token', () =>
        all(blob.listPageRanges(0, 4096).byPage({ continuationToken: 'token', maxPageSize: 1 })),
      );
      await context.step('from an empty token', () => all(blob.listPageRanges().byPage({ continuationToken: '' })));
      await context.step('from a null token', () => all(blob.listPageRanges().byPage({ continuationToken: null })));
      await context.step('of null length', () => all(blob.listPageRanges().byPage({ maxPageSize: null })));
      await context.step('under a condition', () =>
        all(blob.listPageRanges(0, 512, { conditions: { ifMatch: '"0x1"' } })),
      );
    },
  },
  {
    name: 'what Azurite has not of page blobs',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getPageBlobClient('disk').create(1024);
      const { snapshot } = await setup.getPageBlobClient('disk').createSnapshot();
      const blob = client.getPageBlobClient('disk');
      const source = client.getBlobClient('source').url;
      await context.step('differences', () => blob.getPageRangesDiff(0, 1024, snapshot));
      await context.step('differences under conditions', () =>
        blob.getPageRangesDiff(512, 512, snapshot, { conditions: conditionsOf('"0x1"'), range: 'bytes=0-1' }),
      );
      await context.step('differences of a managed disk', () =>
        blob.getPageRangesDiffForManagedDisks(0, 512, `${blob.url}?snapshot=${snapshot}&sig=a%2Fb`),
      );
      await context.step('differences page by page', () =>
        all(blob.listPageRangesDiff(0, 1024, snapshot).byPage({ maxPageSize: 5, continuationToken: 'token' })),
      );
      await context.step('differences by item', () => all(blob.listPageRangesDiff(0, 1024, snapshot)));
      await context.step('from a URL', () => blob.uploadPagesFromURL(source, 0, 512, 512));
      await context.step('from a URL with every option', () =>
        blob.uploadPagesFromURL(`${source}?sig=a%2Fb`, 1, 0, 512, {
          ...sourceOptions,
          sourceContentCrc64: Buffer.from('abcdefgh'),
          encryptionScope: 'scope',
          conditions: {
            ...conditionsOf('"0x1"'),
            ifSequenceNumberEqualTo: 1,
            ifSequenceNumberLessThan: 2,
            ifSequenceNumberLessThanOrEqualTo: 3,
          },
        }),
      );
      await context.step('incremental copy', () => blob.startCopyIncremental(`${source}?snapshot=${snapshot}&sig=a`));
      const { leaseId, ...conditions } = conditionsOf('"0x1"');
      context.note('no lease', leaseId.length);
      await context.step('incremental copy under conditions', () => blob.startCopyIncremental(source, { conditions }));
    },
  },
];

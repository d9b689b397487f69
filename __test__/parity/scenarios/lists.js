'use strict';

// Listing: items, pages, prefixes, includes, and every way to iterate.

async function withBlobs(context, names) {
  const container = await context.container();
  for (const name of names) await container.setup.getBlockBlobClient(name).upload(name, Buffer.byteLength(name));
  return container;
}

async function collect(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

module.exports = [
  {
    name: 'list nothing',
    async run(library, context) {
      const { client } = await context.container();
      await context.step('items', () => collect(client.listBlobsFlat()));
      await context.step('pages', () => collect(client.listBlobsFlat().byPage()));
    },
  },
  {
    name: 'list items',
    async run(library, context) {
      const { client } = await withBlobs(context, ['a', 'b/c', 'b/d', 'e']);
      await context.step('all', () => collect(client.listBlobsFlat()));
      await context.step('prefix', () => collect(client.listBlobsFlat({ prefix: 'b/' })));
      await context.step('empty prefix', () => collect(client.listBlobsFlat({ prefix: '' })));
      await context.step('prefix of nothing', () => collect(client.listBlobsFlat({ prefix: 'zzz' })));
    },
  },
  {
    name: 'list step by step',
    async run(library, context) {
      const { client } = await withBlobs(context, ['a', 'b']);
      const iterator = client.listBlobsFlat();
      context.note('is its own iterator', iterator[Symbol.asyncIterator]() === iterator);
      await context.step('first', () => iterator.next());
      await context.step('second', () => iterator.next());
      await context.step('end', () => iterator.next());
      await context.step('past the end', () => iterator.next());
    },
  },
  {
    name: 'list by page',
    async run(library, context) {
      const { client } = await withBlobs(context, ['a', 'b', 'c', 'd', 'e']);
      await context.step('pages of two', () => collect(client.listBlobsFlat().byPage({ maxPageSize: 2 })));
      const pages = client.listBlobsFlat().byPage({ maxPageSize: 2 });
      const first = await context.step('one page', () => pages.next());
      await context.step('continued', () =>
        collect(client.listBlobsFlat().byPage({ maxPageSize: 2, continuationToken: first.value.continuationToken })),
      );
      await context.step('continued from nothing', () =>
        collect(client.listBlobsFlat().byPage({ continuationToken: '' })),
      );
      // The token of the last page, saved as JSON.
      await context.step('continued from null', () =>
        collect(client.listBlobsFlat().byPage({ continuationToken: null })),
      );
      await context.step('pages of null', () => collect(client.listBlobsFlat().byPage({ maxPageSize: null })));
      await context.step('pages with a prefix', () =>
        collect(client.listBlobsFlat({ prefix: 'c' }).byPage({ maxPageSize: 1 })),
      );
    },
  },
  {
    name: 'list page sizes',
    async run(library, context) {
      const { client } = await withBlobs(context, ['a', 'b']);
      await context.step('one', () => client.listBlobsFlat().byPage({ maxPageSize: 1 }).next());
      await context.step('five thousand', () => client.listBlobsFlat().byPage({ maxPageSize: 5000 }).next());
    },
  },
  {
    name: 'list with includes',
    async run(library, context) {
      const { client, setup } = await withBlobs(context, ['copied', 'plain']);
      const blob = setup.getBlockBlobClient('rich');
      await blob.upload('rich', 4, {
        metadata: { color: 'blue' },
        tags: { project: 'ferry', stage: 'one two' },
        tier: 'Cool',
      });
      await blob.createSnapshot({ metadata: { kept: 'yes' } });
      await setup.getBlockBlobClient('staged').stageBlock('AAAA', 'x', 1);
      await (
        await setup.getBlobClient('copy').beginCopyFromURL(`${context.url}/${client.containerName}/copied`)
      ).pollUntilDone();
      for (const flag of [
        'includeCopy',
        'includeDeleted',
        'includeMetadata',
        'includeSnapshots',
        'includeVersions',
        'includeUncommitedBlobs',
        'includeTags',
        'includeDeletedWithVersions',
        'includeImmutabilityPolicy',
        'includeLegalHold',
      ]) {
        await context.step(flag, () => collect(client.listBlobsFlat({ [flag]: true })));
      }
      await context.step('all that Azurite knows', () =>
        collect(
          client.listBlobsFlat({
            includeCopy: true,
            includeDeleted: true,
            includeMetadata: true,
            includeSnapshots: true,
            includeUncommitedBlobs: true,
            includeTags: true,
          }),
        ),
      );
      await context.step('a page of it', () =>
        client.listBlobsFlat({ includeCopy: true, includeMetadata: true }).byPage().next(),
      );
    },
  },
  {
    name: 'list every kind of blob',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getAppendBlobClient('append').create();
      await setup.getPageBlobClient('page').create(1024, { blobSequenceNumber: 7 });
      await setup.getBlockBlobClient('empty').upload('', 0);
      await setup.getBlockBlobClient('leased').upload('x', 1, {
        blobHTTPHeaders: {
          blobContentType: 'text/plain',
          blobContentLanguage: 'de',
          blobCacheControl: 'no-store',
          blobContentEncoding: 'gzip',
        },
      });
      await setup.getBlobClient('leased').getBlobLeaseClient().acquireLease(-1);
      await context.step('items', () => collect(client.listBlobsFlat()));
    },
  },
];

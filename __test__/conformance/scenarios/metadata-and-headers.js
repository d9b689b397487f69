'use strict';

// Metadata and properties of blobs, set later.

module.exports = [
  {
    name: 'metadata of a blob',
    async run(context) {
      const blob = await context.block(await context.container(), 'blob', 'content', { metadata: { old: 'value' } });
      await context.step('properties before', 200, () => blob.getProperties());
      await context.step('set', 200, () => blob.setMetadata({ New: 'value', other_2: 'x y' }));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('clear', 200, () => blob.setMetadata({}));
      await context.step('properties after', 200, () => blob.getProperties());
    },
  },
  {
    name: 'metadata names that are rejected',
    async run(context) {
      const blob = await context.block(await context.container());
      await context.step('with a dash', '400 InvalidMetadata', () => blob.setMetadata({ 'a-b': 'c' }));
      await context.step('with a digit first', '400 InvalidMetadata', () => blob.setMetadata({ '1a': 'c' }));
      await context.step('properties', 200, () => blob.getProperties());
    },
  },
  {
    name: 'metadata by itself',
    async run(context) {
      const container = await context.container({ metadata: { of: 'container' } });
      const blob = await context.block(container, 'blob', 'content', { metadata: { of: 'blob' } });
      for (const method of ['GET', 'HEAD']) {
        await context.step(`${method} of the container`, 200, () =>
          context.raw(container, method, { query: 'restype=container&comp=metadata' }),
        );
        await context.step(`${method} of the blob`, 200, () => context.raw(blob, method, { query: 'comp=metadata' }));
      }
    },
  },
  {
    name: 'properties that are not ASCII',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      await context.step('set', 200, () =>
        blob.setHTTPHeaders({
          blobContentType: 'text/plain',
          blobCacheControl: 'M\u00fcller',
          blobContentLanguage: '\u00e9',
        }),
      );
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('listed', 200, () => container.listBlobsFlat().byPage().next());
    },
  },
  {
    name: 'properties set later',
    async run(context) {
      const blob = await context.block(await context.container());
      const all = {
        blobContentType: 'text/html',
        blobContentEncoding: 'identity',
        blobContentLanguage: 'it',
        blobContentDisposition: 'inline',
        blobCacheControl: 'private',
        blobContentMD5: Buffer.alloc(16, 7),
      };
      await context.step('set', 200, () => blob.setHTTPHeaders(all));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('set one', 200, () => blob.setHTTPHeaders({ blobContentType: 'text/plain' }));
      await context.step('properties after', 200, () => blob.getProperties());
      await context.step('set none', 200, () => blob.setHTTPHeaders());
      await context.step('properties at the end', 200, () => blob.getProperties());
    },
  },
  {
    name: 'properties set under conditions',
    async run(context) {
      const blob = await context.block(await context.container());
      const set = (conditions) => blob.setHTTPHeaders({ blobContentType: 'a/b' }, { conditions });
      const { etag } = await blob.getProperties();
      await context.step('right ETag', 200, () => set({ ifMatch: etag }));
      await context.step('old ETag', '412 ConditionNotMet', () => set({ ifMatch: etag }));
    },
  },
];

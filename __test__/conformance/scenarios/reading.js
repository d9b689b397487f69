'use strict';

// Reading: ranges, MD5 of ranges, what is missing.

async function digits(context, options) {
  return context.block(await context.container(), 'digits', '0123456789', options);
}

module.exports = [
  {
    name: 'ranges',
    async run(context) {
      const blob = await digits(context);
      await context.step('first', 206, () => blob.download(0, 1));
      await context.step('middle', 206, () => blob.download(3, 4));
      await context.step('from', 206, () => blob.download(7));
      await context.step('beyond the end', 206, () => blob.download(8, 100));
      await context.step('all', 206, () => blob.download(0, 10));
      await context.step('past the end', '416 InvalidRange', () => blob.download(10, 1));
      await context.step('far past the end', '416 InvalidRange', () => blob.download(1000));
    },
  },
  {
    name: 'range headers as they come',
    async run(context) {
      const blob = await digits(context);
      for (const range of ['bytes=0-4', 'bytes=5-', 'bytes=0-1000']) {
        await context.step(`range ${range}`, 206, () => context.raw(blob, 'GET', { headers: { range } }));
        await context.step(`x-ms-range ${range}`, 206, () =>
          context.raw(blob, 'GET', { headers: { 'x-ms-range': range } }),
        );
      }
      const both = { headers: { range: 'bytes=0-0', 'x-ms-range': 'bytes=9-9' } };
      await context.step('both', 206, () => context.raw(blob, 'GET', both));
    },
  },
  {
    name: 'range MD5',
    async run(context) {
      const blob = await digits(context);
      await context.step('of a range', 206, () => blob.download(2, 3, { rangeGetContentMD5: true }));
      await context.step('without a range', 400, () =>
        context.raw(blob, 'GET', { headers: { 'x-ms-range-get-content-md5': 'true' } }),
      );
    },
  },
  {
    name: 'range with properties',
    async run(context) {
      const blobHTTPHeaders = {
        blobContentType: 'text/plain',
        blobContentLanguage: 'en',
        blobCacheControl: 'no-cache',
      };
      const blob = await digits(context, { blobHTTPHeaders, metadata: { a: 'b' } });
      await context.step('range', 206, () => blob.download(1, 2));
      await context.step('head', 200, () => context.raw(blob, 'HEAD'));
    },
  },
  {
    name: 'reading what is missing',
    async run(context) {
      const container = await context.container();
      const blob = container.getBlobClient('missing');
      await context.step('download', '404 BlobNotFound', () => blob.download());
      await context.step('range', '404 BlobNotFound', () => blob.download(1, 2));
      await context.step('properties', '404 BlobNotFound', () => blob.getProperties());
      await context.step('metadata', '404 BlobNotFound', () => blob.setMetadata({ a: 'b' }));
      await context.step('headers', '404 BlobNotFound', () => blob.setHTTPHeaders({ blobContentType: 'a/b' }));
      await context.step('snapshot', '404 BlobNotFound', () => blob.createSnapshot());
      await context.step('delete', '404 BlobNotFound', () => blob.delete());
      await context.step('tier', '404 BlobNotFound', () => blob.setAccessTier('Cool'));
      await context.step('tags', '404 BlobNotFound', () => blob.getTags());
      await context.step('set tags', '404 BlobNotFound', () => blob.setTags({ a: 'b' }));
      await context.step('lease', '404 BlobNotFound', () => blob.getBlobLeaseClient().acquireLease(15));
    },
  },
  {
    name: 'reading where there is no container',
    async run(context) {
      const blob = context.service.getContainerClient(context.name()).getBlobClient('missing');
      await context.step('download', '404 ContainerNotFound', () => blob.download());
      await context.step('properties', '404 ContainerNotFound', () => blob.getProperties());
      await context.step('metadata', '404 ContainerNotFound', () => blob.setMetadata({ a: 'b' }));
      await context.step('snapshot', '404 ContainerNotFound', () => blob.createSnapshot());
      await context.step('upload', '404 ContainerNotFound', () => blob.getBlockBlobClient().upload('x', 1));
    },
  },
  {
    name: 'names of blobs',
    async run(context) {
      const container = await context.container();
      for (const name of [
        'ünï 日本',
        'a+b c',
        '100%',
        'a/b//c',
        'q?x=1&y',
        '#hash',
        "~tilde~!()*'",
        'dot./x.y',
        '😀',
      ]) {
        const blob = container.getBlockBlobClient(name);
        await context.step(`upload ${name}`, 201, () => blob.upload(name, Buffer.byteLength(name)));
        await context.step(`download ${name}`, 200, () => blob.download());
      }
    },
  },
  {
    name: 'names that are long',
    async run(context) {
      const container = await context.container();
      const long = container.getBlockBlobClient('x'.repeat(1024));
      await context.step('1024 letters', 201, () => long.upload('x', 1));
    },
  },
  {
    name: 'range headers that are none',
    async run(context) {
      const blob = await digits(context);
      for (const range of ['bytes=5-2', 'lines=1-2']) {
        await context.step(range, 200, () => context.raw(blob, 'GET', { headers: { range } }));
      }
    },
  },
  {
    name: 'reading an old version of the protocol',
    async run(context) {
      const container = await context.container({ access: 'container' });
      const blob = await context.block(container);
      const get = (client, query = '') => context.send({ method: 'GET', url: `${client.url}${query}` });
      await context.step('blob', 200, () => get(blob));
      await context.step('missing', '404 BlobNotFound', () => get(container.getBlobClient('missing')));
    },
  },
];

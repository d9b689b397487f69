'use strict';

// Copies: asynchronous, synchronous, aborts, and sources that cannot be read.

const QUICK = { intervalInMs: 1 };
const NO_COPY = '11111111-2222-4333-8444-555555555555';

async function twoBlobs(context, options) {
  const container = await context.container();
  const source = await context.block(container, 'source', 'content', options);
  return { container, source, destination: container.getBlobClient('destination') };
}

const begin = async (blob, source, options) =>
  (await blob.beginCopyFromURL(source, { ...QUICK, ...options })).pollUntilDone();

const EVERYTHING = {
  metadata: { a: 'b' },
  blobHTTPHeaders: {
    blobContentType: 'text/plain',
    blobContentLanguage: 'de',
    blobContentEncoding: 'identity',
    blobContentDisposition: 'inline',
    blobCacheControl: 'no-cache',
  },
};

module.exports = [
  {
    name: 'copy',
    async run(context) {
      const { source, destination } = await twoBlobs(context, EVERYTHING);
      await context.step('copy', 202, () => begin(destination, source.url));
      await context.step('properties', 200, () => destination.getProperties());
      await context.step('download', 200, () => destination.download());
      await context.step('write over it', 201, () => destination.getBlockBlobClient().upload('x', 1));
      await context.step('properties after', 200, () => destination.getProperties());
    },
  },
  {
    name: 'copy with metadata, tags and a tier',
    async run(context) {
      const { source, destination } = await twoBlobs(context, EVERYTHING);
      const options = { metadata: { c: 'd' }, tags: { x: 'y' }, tier: 'Cool' };
      await context.step('copy', 202, () => begin(destination, source.url, options));
      await context.step('properties', 200, () => destination.getProperties());
      await context.step('tags', 200, () => destination.getTags());
    },
  },
  {
    name: 'copy onto what is there',
    async run(context) {
      const { container, source } = await twoBlobs(context);
      const old = await context.block(container, 'old', 'old content', EVERYTHING);
      await context.step('copy', 202, () => begin(old, source.url));
      await context.step('properties', 200, () => old.getProperties());
      await context.step('onto itself', 202, () => begin(old, old.url, { metadata: { e: 'f' } }));
      await context.step('properties after', 200, () => old.getProperties());
    },
  },
  {
    name: 'copy of blocks',
    async run(context) {
      const { container, destination } = await twoBlobs(context);
      const source = container.getBlockBlobClient('blocks');
      const ids = ['a', 'b'].map((text) => Buffer.from(text).toString('base64'));
      for (const id of ids) await source.stageBlock(id, id, id.length);
      await source.commitBlockList(ids);
      await context.step('copy', 202, () => begin(destination, source.url));
      await context.step('blocks', 200, () => destination.getBlockBlobClient().getBlockList('all'));
      await context.step('download', 200, () => destination.download());
    },
  },
  {
    name: 'copy of a snapshot',
    async run(context) {
      const { source, destination } = await twoBlobs(context);
      const { snapshot } = await source.createSnapshot();
      await source.upload('newer', 5);
      await context.step('elsewhere', 202, () => begin(destination, source.withSnapshot(snapshot).url));
      await context.step('download', 200, () => destination.download());
      await context.step('back', 202, () => begin(source, source.withSnapshot(snapshot).url));
      await context.step('download after', 200, () => source.download());
    },
  },
  {
    name: 'copy between containers',
    async run(context) {
      const { source } = await twoBlobs(context);
      const destination = (await context.container()).getBlobClient('destination');
      await context.step('copy', 202, () => begin(destination, source.url));
      await context.step('download', 200, () => destination.download());
    },
  },
  {
    name: 'copy with a SAS in the source',
    async run(context) {
      const { source, destination } = await twoBlobs(context);
      await context.step('copy', 202, () => begin(destination, `${source.url}?${context.sas(source, 'r')}`));
      await context.step('download', 200, () => destination.download());
    },
  },
  {
    name: 'copy from what is missing',
    async run(context) {
      const { container, destination } = await twoBlobs(context);
      const missing = container.getBlobClient('missing').url;
      await context.step('no blob', '404 BlobNotFound', () => begin(destination, missing));
      await context.step('no destination was made', '404 BlobNotFound', () => destination.getProperties());
      const elsewhere = context.service.getContainerClient(context.name()).getBlobClient('blob');
      await context.step('no container', '404 ContainerNotFound', () => begin(destination, elsewhere.url));
      await context.step('no container to copy to', '404 ContainerNotFound', () =>
        begin(elsewhere, container.getBlobClient('source').url),
      );
    },
  },
  {
    name: 'copy from what is no URL',
    async run(context) {
      const { destination } = await twoBlobs(context);
      const copy = (source) => context.raw(destination, 'PUT', { headers: { 'x-ms-copy-source': source } });
      await context.step('no URL', '400 InvalidHeaderValue', () => copy('nonsense'));
    },
  },
  {
    name: 'copy of an append blob',
    async run(context) {
      const { container, destination } = await twoBlobs(context);
      const source = container.getAppendBlobClient('append');
      await source.create();
      await source.appendBlock('abc', 3);
      await context.step('copy', 202, () => begin(destination, source.url));
      await context.step('properties', 200, () => destination.getProperties());
      await context.step('download', 200, () => destination.download());
    },
  },
  {
    name: 'copy of a page blob',
    async run(context) {
      const { container, destination } = await twoBlobs(context);
      const source = container.getPageBlobClient('page');
      await source.create(1024);
      await source.uploadPages('x'.repeat(512), 512, 512);
      await context.step('copy', 202, () => begin(destination, source.url));
      await context.step('properties', 200, () => destination.getProperties());
      await context.step('ranges', 200, () => destination.getPageBlobClient().getPageRanges());
    },
  },
  {
    name: 'copy onto another kind of blob',
    async run(context) {
      const { container, source } = await twoBlobs(context);
      const append = container.getAppendBlobClient('append');
      await append.create();
      await context.step('copy', '409 InvalidBlobType', () => begin(append, source.url));
    },
  },
  {
    name: 'abort of what is done',
    async run(context) {
      const { source, destination } = await twoBlobs(context);
      const { copyId } = await begin(destination, source.url);
      await context.step('abort', '409 NoPendingCopyOperation', () => destination.abortCopyFromURL(copyId));
      await context.step('abort of what never was', '409 NoPendingCopyOperation', () =>
        source.abortCopyFromURL(NO_COPY),
      );
      await context.step('properties', 200, () => destination.getProperties());
    },
  },
  {
    name: 'abort at what is missing',
    async run(context) {
      const { destination } = await twoBlobs(context);
      await context.step('no blob', '404 BlobNotFound', () => destination.abortCopyFromURL(NO_COPY));
      const other = context.service.getContainerClient(context.name()).getBlobClient('x');
      await context.step('no container', '404 ContainerNotFound', () => other.abortCopyFromURL(NO_COPY));
    },
  },
  {
    name: 'synchronous copy',
    async run(context) {
      const { source, destination } = await twoBlobs(context, EVERYTHING);
      const url = `${source.url}?${context.sas(source, 'r')}`;
      await context.step('copy', 202, () => destination.syncCopyFromURL(url));
      await context.step('properties', 200, () => destination.getProperties());
      await context.step('download', 200, () => destination.download());
      const options = { metadata: { c: 'd' }, tags: { x: 'y' }, tier: 'Cool' };
      await context.step('copy with more', 202, () => destination.syncCopyFromURL(url, options));
      await context.step('properties after', 200, () => destination.getProperties());
    },
  },
  {
    name: 'synchronous copy without a credential for the source',
    async run(context) {
      const { source, destination } = await twoBlobs(context);
      await context.step('none', '401 CannotVerifyCopySource', () => destination.syncCopyFromURL(source.url));
      await context.step('wrong', '403 CannotVerifyCopySource', () =>
        destination.syncCopyFromURL(`${source.url}?${context.sas(source, 'r').replace(/sig=../, 'sig=AA')}`),
      );
      await context.step('not to read', '403 CannotVerifyCopySource', () =>
        destination.syncCopyFromURL(`${source.url}?${context.sas(source, 'w')}`),
      );
      await context.step('for what is missing', '404 CannotVerifyCopySource', () =>
        destination.syncCopyFromURL(`${destination.url}?${context.sas(destination, 'r')}`),
      );
    },
  },
  {
    name: 'synchronous copy from a public container',
    async run(context) {
      const { source } = await twoBlobs(context);
      await context.service.getContainerClient(source.containerName).setAccessPolicy('blob');
      const destination = (await context.container()).getBlobClient('destination');
      await context.step('copy', 202, () => destination.syncCopyFromURL(source.url));
      await context.step('download', 200, () => destination.download());
    },
  },
  {
    name: 'synchronous copy conditions',
    async run(context) {
      const { container, source } = await twoBlobs(context);
      const old = await context.block(container, 'old');
      const url = `${source.url}?${context.sas(source, 'r')}`;
      const wrong = { conditions: { ifMatch: '"0x8D00000000000AA"' } };
      await context.step('another ETag', '412 ConditionNotMet', () => old.syncCopyFromURL(url, wrong));
      await context.step('what exists', '409 BlobAlreadyExists', () =>
        old.syncCopyFromURL(url, { conditions: { ifNoneMatch: '*' } }),
      );
    },
  },
  {
    name: 'copy onto a leased blob',
    async run(context) {
      const { container, source } = await twoBlobs(context);
      const old = await context.block(container, 'old');
      const lease = old.getBlobLeaseClient();
      await lease.acquireLease(-1);
      await context.step('without the lease', '412 LeaseIdMissing', () => begin(old, source.url));
      await context.step('with it', 202, () => begin(old, source.url, { conditions: { leaseId: lease.leaseId } }));
      await context.step('properties', 200, () => old.getProperties());
    },
  },
  {
    name: 'copy rejects and leaves all as it was',
    async run(context) {
      const { container, source } = await twoBlobs(context);
      const old = await context.block(container, 'old', 'old', EVERYTHING);
      const conditions = { ifNoneMatch: '*' };
      await context.step('copy', '409 BlobAlreadyExists', () => begin(old, source.url, { conditions }));
      await context.step('properties', 200, () => old.getProperties());
      await context.step('download', 200, () => old.download());
    },
  },
  {
    name: 'copy drops what was staged',
    async run(context) {
      const { container, source } = await twoBlobs(context);
      const blob = container.getBlockBlobClient('blocks');
      const id = Buffer.from('a').toString('base64');
      await blob.upload('old', 3);
      await blob.stageBlock(id, 'x', 1);
      await context.step('copy', 202, () => begin(blob, source.url));
      await context.step('blocks', 200, () => blob.getBlockList('all'));
    },
  },
  {
    name: 'copy of odd names',
    async run(context) {
      const container = await context.container();
      for (const name of ['a b', 'ü/日本', '100%', 'a+b']) {
        const source = await context.block(container, name, name);
        const destination = container.getBlobClient(`${name} copied`);
        await context.step(`copy ${name}`, 202, () => begin(destination, source.url));
        await context.step(`properties ${name}`, 200, () => destination.getProperties());
      }
    },
  },
  {
    name: 'copy by SAS alone',
    async run(context) {
      const { container, source, destination } = await twoBlobs(context);
      const write = context.at(destination, context.sas(container, 'cw'));
      await context.step('with a SAS in the source', 202, () =>
        begin(write, `${source.url}?${context.sas(source, 'r')}`),
      );
      await context.step('properties', 200, () => destination.getProperties());
      const read = context.at(destination, context.sas(container, 'r'));
      await context.step('without permission', '403 AuthorizationPermissionMismatch', () =>
        begin(read, `${source.url}?${context.sas(source, 'r')}`),
      );
    },
  },
  {
    name: 'aborts that cannot be read',
    async run(context) {
      const { source } = await twoBlobs(context);
      const query = `comp=copy&copyid=${NO_COPY}`;
      await context.step('without an action', 400, () => context.raw(source, 'PUT', { query }));
    },
  },
];

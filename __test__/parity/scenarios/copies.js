'use strict';

// Copies: beginCopyFromURL, syncCopyFromURL and abortCopyFromURL with every option that Azurite understands.

const CONTENT = 'the content';

async function withSource(context) {
  const container = await context.container();
  const setup = container.setup.getBlockBlobClient('source');
  await setup.upload(CONTENT, CONTENT.length, {
    metadata: { color: 'blue' },
    tags: { project: 'ferry' },
    blobHTTPHeaders: { blobContentType: 'text/plain', blobContentLanguage: 'en' },
  });
  return { ...container, sourceSetup: setup, source: container.client.getBlobClient('source') };
}

/** What is at the destination, read without being recorded. */
async function noteBlob(context, container, name) {
  const blob = container.setup.getBlobClient(name);
  if (!(await blob.exists())) {
    context.note(`${name} is`, 'missing');
    return;
  }
  const { metadata, contentType, blobType, copyStatus, copySource, copyProgress, accessTier, tagCount } =
    await blob.getProperties();
  context.note(`${name} is`, {
    bytes: await blob.downloadToBuffer(),
    metadata,
    contentType,
    blobType,
    copyStatus,
    copySource,
    copyProgress,
    accessTier,
    tagCount,
  });
}

/** Begins a copy, waits for it, and notes the poller and the destination. */
async function copy(context, container, name, source, options) {
  const poller = await context.step(`begin ${name}`, () =>
    container.client.getBlobClient(name).beginCopyFromURL(source, options),
  );
  if (poller) await context.step(`wait for ${name}`, () => poller.pollUntilDone());
  await noteBlob(context, container, name);
}

module.exports = [
  {
    name: 'copy',
    async run(library, context) {
      const container = await withSource(context);
      await copy(context, container, 'copy', container.source.url);
      await context.step('properties of the copy', () => container.client.getBlobClient('copy').getProperties());
    },
  },
  {
    name: 'copy through a block blob client',
    async run(library, context) {
      const container = await withSource(context);
      const poller = await context.step('begin', () =>
        container.client.getBlockBlobClient('copy').beginCopyFromURL(container.source.url),
      );
      await context.step('wait', () => poller.pollUntilDone());
    },
  },
  {
    name: 'copy with metadata',
    async run(library, context) {
      const container = await withSource(context);
      await copy(context, container, 'new', container.source.url, { metadata: { shape: 'round', note: 'a b%20c' } });
      await copy(context, container, 'kept', container.source.url, { metadata: {} });
    },
  },
  {
    name: 'copy with tags and tier',
    async run(library, context) {
      const container = await withSource(context);
      await copy(context, container, 'tagged', container.source.url, { tags: { stage: 'two', 'a b': 'c d' } });
      context.note('tags', (await container.setup.getBlobClient('tagged').getTags()).tags);
      await copy(context, container, 'cool', container.source.url, { tier: 'Cool' });
      await copy(context, container, 'rehydrated', container.source.url, { tier: 'Hot', rehydratePriority: 'High' });
    },
  },
  {
    name: 'copy under destination conditions',
    async run(library, context) {
      const container = await withSource(context);
      const longAgo = new Date('2001-02-03T04:05:06Z');
      await copy(context, container, 'once', container.source.url, { conditions: { ifNoneMatch: '*' } });
      const again = (label, conditions) =>
        context.step(label, () =>
          container.client.getBlobClient('once').beginCopyFromURL(container.source.url, { conditions }),
        );
      await again('if none', { ifNoneMatch: '*' });
      await again('if match another', { ifMatch: '"0x1111111"' });
      await again('if unmodified since', { ifUnmodifiedSince: longAgo });
      await again('if modified since', { ifModifiedSince: longAgo });
      await again('if tags', { tagConditions: '"project" = \'ferry\'' });
      context.note('tags of the copy', (await container.setup.getBlobClient('once').getTags()).tags);
    },
  },
  {
    name: 'copy under source conditions',
    async run(library, context) {
      const container = await withSource(context);
      const { etag } = await container.sourceSetup.getProperties();
      const longAgo = new Date('2001-02-03T04:05:06Z');
      await copy(context, container, 'if-match', container.source.url, { sourceConditions: { ifMatch: etag } });
      await copy(context, container, 'if-none-match', container.source.url, {
        sourceConditions: { ifNoneMatch: etag },
      });
      await copy(context, container, 'if-modified-since', container.source.url, {
        sourceConditions: { ifModifiedSince: longAgo },
      });
      await copy(context, container, 'if-unmodified-since', container.source.url, {
        sourceConditions: { ifUnmodifiedSince: longAgo },
      });
      await copy(context, container, 'if-tags', container.source.url, {
        sourceConditions: { tagConditions: '"project" = \'ferry\'' },
      });
    },
  },
  {
    name: 'copy with other options',
    async run(library, context) {
      const container = await withSource(context);
      await copy(context, container, 'sealed', container.source.url, { sealBlob: true });
      await copy(context, container, 'held', container.source.url, { legalHold: true });
      await copy(context, container, 'immutable', container.source.url, {
        immutabilityPolicy: { expiriesOn: new Date('2099-01-02T03:04:05Z'), policyMode: 'Unlocked' },
      });
    },
  },
  {
    name: 'copy from a snapshot',
    async run(library, context) {
      const container = await withSource(context);
      const { snapshot } = await container.sourceSetup.createSnapshot();
      await container.sourceSetup.upload('changed since', 13);
      const old = container.source.withSnapshot(snapshot);
      await copy(context, container, 'other-name', old.url);
      await copy(context, container, 'source', old.url);
    },
  },
  {
    name: 'copy over a blob',
    async run(library, context) {
      const container = await withSource(context);
      await container.setup.getBlockBlobClient('old').upload('old content', 11, { metadata: { old: 'yes' } });
      await copy(context, container, 'old', container.source.url);
    },
  },
  {
    name: 'copy onto itself',
    async run(library, context) {
      const container = await withSource(context);
      await copy(context, container, 'source', container.source.url);
      await copy(context, container, 'source-again', container.source.url);
    },
  },
  {
    name: 'copy of an empty blob',
    async run(library, context) {
      const container = await withSource(context);
      await container.setup.getBlockBlobClient('empty').upload('', 0);
      await copy(context, container, 'copy', container.client.getBlobClient('empty').url);
    },
  },
  {
    name: 'copy between containers',
    async run(library, context) {
      const from = await withSource(context);
      const to = await context.container();
      await copy(context, to, 'copy', from.source.url);
    },
  },
  {
    name: 'copy of every kind of blob',
    async run(library, context) {
      const container = await withSource(context);
      const append = container.setup.getAppendBlobClient('append');
      await append.create();
      await append.appendBlock('line', 4);
      await container.setup.getPageBlobClient('page').create(512);
      await copy(context, container, 'append-copy', container.client.getBlobClient('append').url);
      await copy(context, container, 'page-copy', container.client.getBlobClient('page').url);
      // A destination that exists must be of the source's type.
      await container.setup.getBlockBlobClient('block').upload('block', 5, { metadata: { kept: 'yes' } });
      await copy(context, container, 'block', container.client.getBlobClient('append').url);
      await copy(context, container, 'append', container.source.url);
    },
  },
  {
    name: 'copy with a SAS in the source',
    async run(library, context) {
      const container = await withSource(context);
      const sas = new URL(
        await container.sourceSetup.generateSasUrl({ permissions: 'r', expiresOn: new Date(Date.now() + 3_600_000) }),
      ).search;
      await copy(context, container, 'copy', container.source.url + sas);
      await copy(context, container, 'bad-signature', `${container.source.url}${sas.replace(/sig=[^&]*/, 'sig=AAAA')}`);
    },
  },
  {
    name: 'copy of a missing source',
    async run(library, context) {
      const container = await withSource(context);
      await container.setup.getBlockBlobClient('old').upload('old content', 11, { metadata: { old: 'yes' } });
      await copy(context, container, 'old', container.client.getBlobClient('missing').url);
      await copy(context, container, 'new', container.client.getBlobClient('missing').url);
      const elsewhere = context.service.getContainerClient(context.containerName());
      await copy(context, container, 'old-again', elsewhere.getBlobClient('source').url);
      await context.step('to a missing container', () =>
        elsewhere.getBlobClient('copy').beginCopyFromURL(container.source.url),
      );
    },
  },
  {
    name: 'copy from another account',
    async run(library, context) {
      const container = await withSource(context);
      await copy(context, container, 'copy', 'http://127.0.0.1:1/otheraccount/container/blob');
    },
  },
  {
    name: 'copy from what is no blob',
    async run(library, context) {
      const container = await withSource(context);
      await copy(context, container, 'path', '/relative/path');
      await copy(context, container, 'text', 'not a url');
      await copy(context, container, 'empty', '');
    },
  },
  {
    name: 'copy to a leased blob',
    async run(library, context) {
      const container = await withSource(context);
      const leased = container.setup.getBlockBlobClient('leased');
      await leased.upload('kept', 4, { metadata: { kept: 'yes' } });
      const { leaseId } = await leased.getBlobLeaseClient().acquireLease(-1);
      await copy(context, container, 'leased', container.source.url);
      await context.step('with another lease', () =>
        container.client
          .getBlobClient('leased')
          .beginCopyFromURL(container.source.url, { conditions: { leaseId: '11111111-2222-3333-4444-555555555555' } }),
      );
      const poller = await context.step('with the lease', () =>
        container.client.getBlobClient('leased').beginCopyFromURL(container.source.url, { conditions: { leaseId } }),
      );
      context.note('done', poller.isDone());
    },
  },
  {
    name: 'copy with the wrong key',
    async run(library, context) {
      const container = await withSource(context);
      const wrong = new library.StorageSharedKeyCredential(
        context.accountName,
        Buffer.from('a wrong key').toString('base64'),
      );
      const service = new library.BlobServiceClient(context.url, wrong);
      const blob = service.getContainerClient(container.name).getBlobClient('copy');
      await context.step('begin', () => blob.beginCopyFromURL(container.source.url));
      await context.step('getProperties', () => blob.getProperties());
      await context.step('exists', () => blob.exists());
      await context.step('download', () => blob.download());
    },
  },
  {
    name: 'copy without credentials',
    async run(library, context) {
      const container = await withSource(context);
      const blob = new library.BlobClient(container.client.getBlobClient('copy').url);
      await context.step('begin', () => blob.beginCopyFromURL(container.source.url));
      const anonymous = new library.BlobClient(blob.url, new library.AnonymousCredential());
      await context.step('begin with an AnonymousCredential', () => anonymous.beginCopyFromURL(container.source.url));
    },
  },
  {
    name: 'copy authorised by a SAS in the URL',
    async run(library, context) {
      const container = await withSource(context);
      const sas = new URL(
        await container.setup.generateSasUrl({ permissions: 'racwdl', expiresOn: new Date(Date.now() + 3_600_000) }),
      ).search;
      const client = new library.ContainerClient(container.client.url + sas);
      context.note('client', client);
      const blob = client.getBlobClient('copy');
      context.note('blob', blob);
      const poller = await context.step('begin', () => blob.beginCopyFromURL(container.source.url));
      if (poller) await context.step('wait', () => poller.pollUntilDone());
      await context.step('exists', () => blob.exists());
      await noteBlob(context, container, 'copy');
    },
  },
  {
    name: 'synchronous copy',
    async run(library, context) {
      const container = await withSource(context);
      const sync = (name, source, options) =>
        context.step(name, () => container.client.getBlobClient(name).syncCopyFromURL(source, options));
      await sync('plain', container.source.url);
      await sync('metadata', container.source.url, { metadata: { shape: 'round' } });
      await sync('tags', container.source.url, { tags: { stage: 'two' } });
      await sync('source-tags', container.source.url, { copySourceTags: 'COPY' });
      await sync('tier', container.source.url, { tier: 'Cool' });
      await sync('checksum', container.source.url, {
        sourceContentMD5: Buffer.from('XUFAKrxLKna5cZ2REBfFkg==', 'base64'),
      });
      await sync('if-none', container.source.url, {
        conditions: { ifNoneMatch: '*' },
        sourceConditions: { ifMatch: '"0x1111111"' },
      });
      await sync('source-token', container.source.url, { sourceAuthorization: { scheme: 'Bearer', value: 'a-token' } });
      await sync('encryption-scope', container.source.url, { encryptionScope: 'scope' });
      await sync('missing', container.client.getBlobClient('missing-source').url);
      for (const name of ['plain', 'metadata', 'tags', 'tier']) await noteBlob(context, container, name);
    },
  },
  {
    name: 'abort a copy',
    async run(library, context) {
      const container = await withSource(context);
      const blob = container.client.getBlobClient('copy');
      const poller = await context.step('begin', () => blob.beginCopyFromURL(container.source.url));
      await context.step('wrong id', () => blob.abortCopyFromURL('11111111-2222-3333-4444-555555555555'));
      await context.step('finished copy', () => blob.abortCopyFromURL(poller.getOperationState().copyId));
      await context.step('with a lease it has not', () =>
        blob.abortCopyFromURL('11111111-2222-3333-4444-555555555555', {
          conditions: { leaseId: '11111111-2222-3333-4444-555555555555' },
        }),
      );
      await context.step('missing blob', () =>
        container.client.getBlobClient('missing').abortCopyFromURL('11111111-2222-3333-4444-555555555555'),
      );
      await noteBlob(context, container, 'copy');
    },
  },
];

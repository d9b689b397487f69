'use strict';

// One blob: properties, existence, metadata, snapshots, delete.

const { nextMillisecond } = require('../../support/next-millisecond');

async function withBlob(context, name = 'blob') {
  const container = await context.container();
  const setup = container.setup.getBlockBlobClient(name);
  await setup.upload('content', 7, { metadata: { color: 'blue' }, blobHTTPHeaders: { blobContentType: 'text/plain' } });
  return { container, setup, blob: container.client.getBlobClient(name) };
}

module.exports = [
  {
    name: 'properties and existence',
    async run(library, context) {
      const { blob, container } = await withBlob(context);
      await context.step('getProperties', () => blob.getProperties());
      await context.step('exists', () => blob.exists());
      const missing = container.client.getBlobClient('missing');
      await context.step('getProperties of nothing', () => missing.getProperties());
      await context.step('nothing exists', () => missing.exists());
      const elsewhere = context.service.getContainerClient(context.containerName()).getBlobClient('blob');
      await context.step('getProperties in a missing container', () => elsewhere.getProperties());
      await context.step('exists in a missing container', () => elsewhere.exists());
    },
  },
  {
    name: 'the response behind a result',
    async run(library, context) {
      const { blob, container } = await withBlob(context);
      const { _response: response } = await blob.getProperties();
      context.note('status', response.status);
      context.note('header', response.headers.get('Content-Type'));
      context.note('header in lower case', response.headers.get('x-ms-blob-type'));
      context.note('header that is not there', response.headers.get('x-ms-nothing'));
      context.note('has a header', response.headers.contains('ETag'));
      context.note('request', response.request.method);
      context.note('header of the request', response.request.headers.get('x-ms-client-request-id'));
      const error = await container.client
        .getBlobClient('missing')
        .download()
        .catch((thrown) => thrown);
      context.note('status of an error', error.response.status);
      context.note('header of an error', error.response.headers.get('X-Ms-Error-Code'));
      context.note('an error has a header', error.response.headers.has('x-ms-error-code'));
      context.note('body of an error', error.response.bodyAsText);
      context.note('request of an error', error.request.method);
      context.note('URL of an error', error.request.url);
      context.note('JSON of an error', Object.keys(JSON.parse(JSON.stringify(error))).sort());
    },
  },
  {
    name: 'properties of every kind of blob',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getAppendBlobClient('append').create();
      await setup.getAppendBlobClient('append').appendBlock('line', 4);
      await setup.getPageBlobClient('page').create(1024, { blobSequenceNumber: 7 });
      await setup.getBlockBlobClient('tagged').upload('x', 1, { tags: { a: '1', b: '2' }, tier: 'Cool' });
      await setup.getBlockBlobClient('empty').upload('', 0);
      for (const name of ['append', 'page', 'tagged', 'empty']) {
        await context.step(name, () => client.getBlobClient(name).getProperties());
      }
    },
  },
  {
    name: 'properties under conditions',
    async run(library, context) {
      const { blob, setup } = await withBlob(context);
      const { etag } = await setup.getProperties();
      const longAgo = new Date('2001-02-03T04:05:06Z');
      await context.step('if match', () => blob.getProperties({ conditions: { ifMatch: etag } }));
      await context.step('if none match', () => blob.getProperties({ conditions: { ifNoneMatch: etag } }));
      await context.step('if match another', () => blob.getProperties({ conditions: { ifMatch: '"0x1111111"' } }));
      await context.step('if modified since', () => blob.getProperties({ conditions: { ifModifiedSince: longAgo } }));
      await context.step('if unmodified since', () =>
        blob.getProperties({ conditions: { ifUnmodifiedSince: longAgo } }),
      );
      await context.step('exists if match another', () => blob.exists({ conditions: { ifMatch: '"0x1111111"' } }));
    },
  },
  {
    name: 'a leased blob',
    async run(library, context) {
      const { blob, setup } = await withBlob(context);
      const { leaseId } = await setup.getBlobLeaseClient().acquireLease(-1);
      await context.step('getProperties', () => blob.getProperties());
      await context.step('setMetadata without the lease', () => blob.setMetadata({ color: 'red' }));
      await context.step('setMetadata with the lease', () =>
        blob.setMetadata({ color: 'red' }, { conditions: { leaseId } }),
      );
      await context.step('delete without the lease', () => blob.delete());
      await context.step('delete with the lease', () => blob.delete({ conditions: { leaseId } }));
    },
  },
  {
    name: 'set metadata',
    async run(library, context) {
      const { blob, setup, container } = await withBlob(context);
      await context.step('replace', () => blob.setMetadata({ shape: 'round', note: 'a b' }));
      context.note('replaced', (await setup.getProperties()).metadata);
      await context.step('remove', () => blob.setMetadata());
      context.note('removed', (await setup.getProperties()).metadata);
      await context.step('empty', () => blob.setMetadata({}));
      await context.step('under a condition', () =>
        blob.setMetadata({ a: 'b' }, { conditions: { ifMatch: '"0x1111111"' } }),
      );
      await context.step('of nothing', () => container.client.getBlobClient('missing').setMetadata({ a: 'b' }));
    },
  },
  {
    name: 'snapshots',
    async run(library, context) {
      const { blob, container } = await withBlob(context);
      const first = await context.step('createSnapshot', () => blob.createSnapshot());
      await nextMillisecond();
      await context.step('createSnapshot with metadata', () => blob.createSnapshot({ metadata: { kept: 'yes' } }));
      await container.setup.getBlockBlobClient('blob').upload('changed', 7);
      const snapshot = blob.withSnapshot(first.snapshot);
      context.note('withSnapshot', snapshot);
      context.note('withSnapshot of nothing', snapshot.withSnapshot(''));
      await context.step('getProperties of the snapshot', () => snapshot.getProperties());
      await context.step('exists', () => snapshot.exists());
      await context.step('exists not', () => blob.withSnapshot('2001-02-03T04:05:06.0000000Z').exists());
      await context.step('setMetadata on a snapshot', () => snapshot.setMetadata({ a: 'b' }));
      await context.step('createSnapshot of nothing', () => container.client.getBlobClient('missing').createSnapshot());
      await context.step('createSnapshot under a condition', () =>
        blob.createSnapshot({ conditions: { ifMatch: '"0x1111111"' } }),
      );
    },
  },
  {
    name: 'delete',
    async run(library, context) {
      const { blob, container } = await withBlob(context);
      await context.step('delete', () => blob.delete());
      await context.step('delete again', () => blob.delete());
      await context.step('deleteIfExists of nothing', () => blob.deleteIfExists());
      await container.setup.getBlockBlobClient('blob').upload('x', 1);
      await context.step('deleteIfExists', () => blob.deleteIfExists());
      await context.step('deleteIfExists in a missing container', () =>
        context.service.getContainerClient(context.containerName()).getBlobClient('blob').deleteIfExists(),
      );
    },
  },
  {
    name: 'delete with snapshots',
    async run(library, context) {
      const { blob, setup } = await withBlob(context);
      await setup.createSnapshot();
      await nextMillisecond();
      const { snapshot } = await setup.createSnapshot();
      await context.step('refused while there are snapshots', () => blob.delete());
      await context.step('one snapshot', () => blob.withSnapshot(snapshot).delete());
      await context.step('only', () => blob.delete({ deleteSnapshots: 'only' }));
      context.note('the blob is left', await setup.exists());
      await setup.createSnapshot();
      await context.step('include', () => blob.delete({ deleteSnapshots: 'include' }));
      context.note('the blob is gone', await setup.exists());
    },
  },
  {
    name: 'delete under conditions',
    async run(library, context) {
      const { blob, setup } = await withBlob(context);
      const { etag } = await setup.getProperties();
      await context.step('if match another', () => blob.delete({ conditions: { ifMatch: '"0x1111111"' } }));
      await context.step('if match', () => blob.delete({ conditions: { ifMatch: etag } }));
    },
  },
];

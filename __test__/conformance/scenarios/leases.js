'use strict';

// Leases of blobs and containers: their life, and what they keep others from.

const FIRST = '11111111-1111-4111-8111-111111111111';
const SECOND = '22222222-2222-4222-8222-222222222222';
const leaseId = (id) => ({ conditions: { leaseId: id } });

async function leased(context, duration = -1) {
  const container = await context.container();
  const blob = await context.block(container);
  const lease = blob.getBlobLeaseClient(FIRST);
  await lease.acquireLease(duration);
  return { container, blob, lease };
}

/** The same life for a blob and a container. */
function life(name, make) {
  return {
    name,
    async run(context) {
      const { client, leaseOf } = await make(context);
      const lease = leaseOf(FIRST);
      await context.step('acquire', 201, () => lease.acquireLease(15));
      await context.step('properties when leased', 200, () => client.getProperties());
      await context.step('acquire again', 201, () => lease.acquireLease(-1));
      await context.step('properties when leased for good', 200, () => client.getProperties());
      await context.step('acquire by another', '409 LeaseAlreadyPresent', () => leaseOf(SECOND).acquireLease(15));
      await context.step('renew', 200, () => lease.renewLease());
      await context.step('renew by another', '409 LeaseIdMismatchWithLeaseOperation', () =>
        leaseOf(SECOND).renewLease(),
      );
      await context.step('change', 200, () => lease.changeLease(SECOND));
      await context.step('change of what was', '409 LeaseIdMismatchWithLeaseOperation', () =>
        leaseOf(FIRST).changeLease('33333333-3333-4333-8333-333333333333'),
      );
      await context.step('release by another', '409 LeaseIdMismatchWithLeaseOperation', () =>
        leaseOf(FIRST).releaseLease(),
      );
      await context.step('release', 200, () => leaseOf(SECOND).releaseLease());
      await context.step('properties when released', 200, () => client.getProperties());
      await context.step('release again', '409 LeaseIdMismatchWithLeaseOperation', () =>
        leaseOf(SECOND).releaseLease(),
      );
    },
  };
}

/** Broken, at once and later. */
function breaking(name, make) {
  return {
    name,
    async run(context) {
      const { client, leaseOf } = await make(context);
      await context.step('break of none', '409 LeaseNotPresentWithLeaseOperation', () => leaseOf(FIRST).breakLease(0));
      await leaseOf(FIRST).acquireLease(-1);
      await context.step('break of an infinite one', 202, () => leaseOf(FIRST).breakLease());
      await context.step('properties when broken', 200, () => client.getProperties());
      await context.step('renew when broken', '409 LeaseIsBrokenAndCannotBeRenewed', () => leaseOf(FIRST).renewLease());
      await context.step('change when broken', '409 LeaseNotPresentWithLeaseOperation', () =>
        leaseOf(FIRST).changeLease(SECOND),
      );
      await context.step('acquire when broken', 201, () => leaseOf(SECOND).acquireLease(60));
      await context.step('break later', 202, () => leaseOf(SECOND).breakLease(30));
      await context.step('properties when breaking', 200, () => client.getProperties());
      await context.step('acquire when breaking', '409 LeaseIsBreakingAndCannotBeAcquired', () =>
        leaseOf(SECOND).acquireLease(15),
      );
      await context.step('change when breaking', '409 LeaseIsBreakingAndCannotBeChanged', () =>
        leaseOf(SECOND).changeLease(FIRST),
      );
      await context.step('break at once', 202, () => leaseOf(SECOND).breakLease(0));
      await context.step('release when broken', 200, () => leaseOf(SECOND).releaseLease());
      await context.step('properties at the end', 200, () => client.getProperties());
    },
  };
}

const ofBlob = async (context) => {
  const client = await context.block(await context.container());
  return { client, leaseOf: (id) => client.getBlobLeaseClient(id) };
};
const ofContainer = async (context) => {
  const client = await context.container();
  return { client, leaseOf: (id) => client.getBlobLeaseClient(id) };
};

module.exports = [
  life('lease of a blob', ofBlob),
  life('lease of a container', ofContainer),
  breaking('broken lease of a blob', ofBlob),
  breaking('broken lease of a container', ofContainer),
  {
    name: 'leases that are rejected',
    async run(context) {
      const { client, leaseOf } = await ofBlob(context);
      for (const duration of [0, 14, 61]) {
        await context.step(`for ${duration} s`, '400 InvalidHeaderValue', () => leaseOf(FIRST).acquireLease(duration));
      }
      await context.step('properties', 200, () => client.getProperties());
      await context.step('no such action', '400 InvalidHeaderValue', () =>
        context.raw(client, 'PUT', { query: 'comp=lease', headers: { 'x-ms-lease-action': 'keep' } }),
      );
      await context.step('id that is none', '400 InvalidHeaderValue', () => leaseOf('x').acquireLease(15));
    },
  },
  {
    name: 'what a lease keeps others from',
    async run(context) {
      const { blob, container } = await leased(context);
      const code = '412 LeaseIdMissing';
      const id = Buffer.from('a').toString('base64');
      await context.step('upload', code, () => blob.upload('x', 1));
      await context.step('stage', code, () => blob.stageBlock(id, 'x', 1));
      await context.step('commit', code, () => blob.commitBlockList([]));
      await context.step('metadata', code, () => blob.setMetadata({ a: 'b' }));
      await context.step('headers', code, () => blob.setHTTPHeaders({ blobContentType: 'a/b' }));
      await context.step('delete', code, () => blob.delete());
      const other = await context.block(container, 'other');
      await context.step('copy onto it', code, () => blob.beginCopyFromURL(other.url, { intervalInMs: 1 }));
      await context.step('download', 200, () => blob.download());
      await context.step('snapshot', 201, () => blob.createSnapshot());
      await context.step('copy from it', 202, () =>
        container.getBlobClient('copy').beginCopyFromURL(blob.url, { intervalInMs: 1 }),
      );
    },
  },
  {
    name: 'what a lease lets its holder do',
    async run(context) {
      const { blob, container } = await leased(context);
      const mine = leaseId(FIRST);
      const id = Buffer.from('a').toString('base64');
      await context.step('upload', 201, () => blob.upload('x', 1, mine));
      await context.step('stage', 201, () => blob.stageBlock(id, 'x', 1, mine));
      await context.step('commit', 201, () => blob.commitBlockList([id], mine));
      await context.step('metadata', 200, () => blob.setMetadata({ a: 'b' }, mine));
      await context.step('headers', 200, () => blob.setHTTPHeaders({ blobContentType: 'a/b' }, mine));
      await context.step('download', 200, () => blob.download(0, undefined, mine));
      await context.step('properties', 200, () => blob.getProperties(mine));
      await context.step('list', 200, () => container.listBlobsFlat().byPage().next());
      await context.step('delete', 202, () => blob.delete(mine));
    },
  },
  {
    name: 'the wrong lease',
    async run(context) {
      const { blob } = await leased(context);
      const other = leaseId(SECOND);
      const code = '412 LeaseIdMismatchWithBlobOperation';
      await context.step('upload', code, () => blob.upload('x', 1, other));
      await context.step('metadata', code, () => blob.setMetadata({ a: 'b' }, other));
      await context.step('download', code, () => blob.download(0, undefined, other));
      await context.step('properties', code, () => blob.getProperties(other));
      await context.step('delete', code, () => blob.delete(other));
    },
  },
  {
    name: 'a lease where there is none',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      const code = '412 LeaseNotPresentWithBlobOperation';
      await context.step('upload', code, () => blob.upload('x', 1, leaseId(FIRST)));
      await context.step('metadata', code, () => blob.setMetadata({ a: 'b' }, leaseId(FIRST)));
      await context.step('download', code, () => blob.download(0, undefined, leaseId(FIRST)));
      await context.step('delete', code, () => blob.delete(leaseId(FIRST)));
      await context.step('renew', '409 LeaseIdMismatchWithLeaseOperation', () =>
        blob.getBlobLeaseClient(FIRST).renewLease(),
      );
      await context.step('container', '412 LeaseNotPresentWithContainerOperation', () =>
        container.delete(leaseId(FIRST)),
      );
    },
  },
  {
    name: 'what the lease of a container keeps others from',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      await container.getBlobLeaseClient(FIRST).acquireLease(-1);
      await context.step('delete', '412 LeaseIdMissing', () => container.delete());
      await context.step('delete with another', '412 LeaseIdMismatchWithContainerOperation', () =>
        container.delete(leaseId(SECOND)),
      );
      await context.step('metadata', 200, () => container.setMetadata({ a: 'b' }));
      await context.step('upload', 201, () => blob.upload('x', 1));
      await context.step('list', 200, () => container.listBlobsFlat().byPage().next());
      await context.step('delete with it', 202, () => container.delete(leaseId(FIRST)));
    },
  },
  {
    name: 'leases of what is missing',
    async run(context) {
      const container = await context.container();
      const lease = container.getBlobClient('missing').getBlobLeaseClient(FIRST);
      await context.step('acquire', '404 BlobNotFound', () => lease.acquireLease(15));
      await context.step('renew', '404 BlobNotFound', () => lease.renewLease());
      await context.step('break', '404 BlobNotFound', () => lease.breakLease(0));
      const other = context.service.getContainerClient(context.name()).getBlobLeaseClient(FIRST);
      await context.step('acquire a container', '404 ContainerNotFound', () => other.acquireLease(15));
    },
  },
];

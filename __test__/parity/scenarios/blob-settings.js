'use strict';

// Tags, tiers, HTTP headers, leases, policies: what a blob is, apart from its content.

const { conditionsOf, etagOf, everyCondition, FUTURE, LEASE } = require('../every-option');

async function withBlob(context) {
  const container = await context.container();
  await container.setup.getBlockBlobClient('blob').upload('content', 7, { tags: { a: 'b' } });
  return { ...container, blob: container.client.getBlobClient('blob') };
}

module.exports = [
  {
    name: 'tags',
    async run(library, context) {
      const { blob, client, setup } = await withBlob(context);
      await context.step('get', () => blob.getTags());
      await context.step('set', () => blob.setTags({ project: 'ferry', 'with space': '+-./:=_', empty: '' }));
      await context.step('get again', () => blob.getTags());
      await context.step('what XML escapes', () => blob.setTags({ '<&>': '"\'' }));
      await context.step('none', () => blob.setTags({}));
      await context.step('get none', () => blob.getTags());
      await context.step('of nothing', () => client.getBlobClient('missing').getTags());
      await blob.setTags({ a: 'b' });
      for (const [label, conditions] of Object.entries(everyCondition(await etagOf(setup, 'blob')))) {
        await context.step(`get ${label}`, () => blob.getTags({ conditions }));
        await context.step(`set ${label}`, () => blob.setTags({ a: 'b' }, { conditions }));
      }
    },
  },
  {
    name: 'access tiers',
    async run(library, context) {
      const { blob, setup } = await withBlob(context);
      for (const tier of ['Cool', 'Cold', 'Hot', 'Archive', 'Nowhere']) {
        await context.step(tier, () => blob.setAccessTier(tier));
      }
      await context.step('back from the archive', () =>
        blob.setAccessTier('Hot', { rehydratePriority: 'High', conditions: { tagConditions: '"a"=\'b\'' } }),
      );
      await context.step('under a lease', () => blob.setAccessTier('Hot', { conditions: conditionsOf('"0x1"') }));
      await context.step('properties', () => setup.getBlobClient('blob').getProperties());
    },
  },
  {
    name: 'HTTP headers',
    async run(library, context) {
      const { blob, setup } = await withBlob(context);
      const headers = {
        blobContentType: 'text/plain',
        blobContentEncoding: 'gzip',
        blobContentLanguage: 'de',
        blobContentDisposition: 'inline',
        blobCacheControl: 'no-cache',
        blobContentMD5: Buffer.from('XUFAKrxLKna5cZ2REBfFkg==', 'base64'),
      };
      await context.step('set', () => blob.setHTTPHeaders(headers));
      await context.step('properties', () => setup.getBlobClient('blob').getProperties());
      await context.step('one', () => blob.setHTTPHeaders({ blobContentType: 'text/x' }));
      await context.step('none', () => blob.setHTTPHeaders());
      await context.step('properties then', () => setup.getBlobClient('blob').getProperties());
      for (const [label, conditions] of Object.entries(everyCondition(await etagOf(setup, 'blob')))) {
        await context.step(`set ${label}`, () => blob.setHTTPHeaders(headers, { conditions }));
      }
      await context.step('a key over HTTP', () => blob.setHTTPHeaders(headers, { customerProvidedKey: {} }));
    },
  },
  {
    name: 'leases on blobs',
    async run(library, context) {
      const { blob, setup } = await withBlob(context);
      const lease = blob.getBlobLeaseClient(LEASE);
      context.note('id and URL', { id: lease.leaseId, url: lease.url });
      context.note('a random id', blob.getBlobLeaseClient().leaseId);
      context.note('an empty id', blob.getBlobLeaseClient('').leaseId);
      await context.step('acquire', () => lease.acquireLease(15));
      await context.step('acquire again', () => lease.acquireLease(-1));
      await context.step('somebody else acquires', () => blob.getBlobLeaseClient().acquireLease(15));
      await context.step('renew', () => lease.renewLease());
      const other = '22222222-3333-4444-5555-666666666666';
      await context.step('change', () => lease.changeLease(other));
      context.note('id after the change', lease.leaseId);
      await context.step('change fails', () => blob.getBlobLeaseClient(LEASE).changeLease(LEASE));
      await context.step('release', () => lease.releaseLease());
      await context.step('release again', () => lease.releaseLease());
      await context.step('break nothing', () => lease.breakLease(0));
      await lease.acquireLease(-1);
      await context.step('break', () => blob.getBlobLeaseClient().breakLease(20));
      await context.step('break at once', () => blob.getBlobLeaseClient().breakLease(0));
      await context.step('break when it ends', () => blob.getBlobLeaseClient().breakLease());
      await context.step('a duration that there is not', () => lease.acquireLease(5));
      for (const [label, conditions] of Object.entries(everyCondition(await etagOf(setup, 'blob')))) {
        // These operations take no lease as a condition: it is what they are about.
        delete conditions.leaseId;
        await context.step(`acquire ${label}`, () => lease.acquireLease(15, { conditions }));
        await context.step(`renew ${label}`, () => lease.renewLease({ conditions }));
        await context.step(`change ${label}`, () => lease.changeLease(other, { conditions }));
        await context.step(`break ${label}`, () => lease.breakLease(0, { conditions }));
        await context.step(`release ${label}`, () => lease.releaseLease({ conditions }));
      }
    },
  },
  {
    name: 'leases on containers',
    async run(library, context) {
      const { client } = await context.container();
      const lease = client.getBlobLeaseClient(LEASE);
      await context.step('acquire', () => lease.acquireLease(60));
      await context.step('delete without it', () => client.delete());
      await context.step('renew', () => lease.renewLease({ conditions: { ifModifiedSince: FUTURE } }));
      await context.step('renew then', () => lease.renewLease({ conditions: { ifUnmodifiedSince: FUTURE } }));
      await context.step('change', () => lease.changeLease('22222222-3333-4444-5555-666666666666'));
      await context.step('break', () => lease.breakLease(5));
      await context.step('release', () => lease.releaseLease());
      for (const conditions of [{ ifMatch: '*' }, { ifNoneMatch: '*' }, { tagConditions: 'x' }, { ifMatch: '' }]) {
        await context.step(`acquire ${JSON.stringify(conditions)}`, () => lease.acquireLease(15, { conditions }));
      }
      await context.step('break at once', () => lease.breakLease(0));
    },
  },
  {
    name: 'policies, holds and undelete, which Azurite has not',
    async run(library, context) {
      const { blob } = await withBlob(context);
      await context.step('set a policy', () =>
        blob.setImmutabilityPolicy({ expiriesOn: FUTURE, policyMode: 'Unlocked' }),
      );
      await context.step('set a date only', () => blob.setImmutabilityPolicy({ expiriesOn: FUTURE }));
      await context.step('delete a policy', () => blob.deleteImmutabilityPolicy());
      await context.step('hold', () => blob.setLegalHold(true));
      await context.step('no hold', () => blob.setLegalHold(false));
      await context.step('undelete', () => blob.undelete());
    },
  },
  {
    name: 'account information',
    async run(library, context) {
      const { blob, client } = await withBlob(context);
      await context.step('of a blob', () => blob.getAccountInfo());
      await context.step('of a container', () => client.getAccountInfo());
      await context.step('of the service', () => context.service.getAccountInfo());
    },
  },
];

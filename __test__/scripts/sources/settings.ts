// Leases, tags, tiers, metadata, headers and conditions.

import {
  BlobLeaseClient,
  ContainerClient,
  type BlobHTTPHeaders,
  type BlobRequestConditions,
  type LeaseOperationResponse,
  type Metadata,
  type Tags,
} from '@azure/storage-blob';
import type { Context } from './context.js';

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const container = new ContainerClient(connectionString, prefix);
  await container.create({ metadata: { owner: 'me' } });
  const blob = container.getBlockBlobClient('blob');
  await blob.upload('content', 7);
  const lease: BlobLeaseClient = blob.getBlobLeaseClient();
  const taken: LeaseOperationResponse = await lease.acquireLease(15);
  print(taken.leaseId === lease.leaseId, taken._response.status);
  const metadata: Metadata = { color: 'blue', empty: '' };
  await blob.setMetadata(metadata).catch(({ code }: { code?: string }) => print(code));
  const conditions: BlobRequestConditions = { leaseId: lease.leaseId };
  await blob.setMetadata({ color: 'blue' }, { conditions });
  await lease.changeLease('11111111-2222-3333-4444-555555555555');
  await lease.renewLease();
  await lease.releaseLease();
  const headers: BlobHTTPHeaders = { blobContentType: 'text/html', blobCacheControl: 'no-cache' };
  await blob.setHTTPHeaders(headers);
  const tags: Tags = { 'my project': 'copy+move' };
  await blob.setTags(tags);
  await blob.setAccessTier('Cool');
  const properties = await blob.getProperties();
  const { contentType, cacheControl, accessTier, tagCount, leaseState, metadata: kept } = properties;
  print(
    contentType,
    cacheControl,
    accessTier,
    tagCount,
    leaseState,
    kept,
    properties._response.parsedHeaders.contentType,
  );
  for (const [label, condition] of Object.entries({
    'unchanged since then': { ifUnmodifiedSince: properties.lastModified! },
    'changed since then': { ifModifiedSince: properties.lastModified! },
    'as it is': { ifMatch: properties.etag! },
    'not as it is': { ifNoneMatch: properties.etag! },
  } satisfies Record<string, BlobRequestConditions>)) {
    const copy = container.getBlobClient('copy');
    await copy.beginCopyFromURL(blob.url, { sourceConditions: condition }).then(
      async (poller) => print(label, (await poller.pollUntilDone()).copyStatus),
      ({ statusCode }: { statusCode?: number }) => print(label, statusCode),
    );
  }
  print((await container.getBlobClient('copy').getTags()).tags, (await container.getProperties()).metadata);
}

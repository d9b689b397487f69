// Copies that are complete when the response arrives.

import { BlobServiceClient, type BlobSyncCopyFromURLOptions, type SyncCopyStatusType } from '@azure/storage-blob';
import type { Context } from './context.js';

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const { containerClient } = await BlobServiceClient.fromConnectionString(connectionString).createContainer(prefix);
  const source = containerClient.getBlockBlobClient('source');
  await source.upload('content', 7, {
    metadata: { color: 'blue' },
    blobHTTPHeaders: { blobContentType: 'text/plain' },
  });
  const copy = containerClient.getBlobClient('copy');
  const options: BlobSyncCopyFromURLOptions = {
    metadata: { color: 'red' },
    tier: 'Cool',
    abortSignal: AbortSignal.timeout(60_000),
  };
  const result = await copy.syncCopyFromURL(source.url, options);
  const status: SyncCopyStatusType | undefined = result.copyStatus;
  print(status, typeof result.copyId, result.date instanceof Date, result._response.request.method);
  const { metadata, contentType, copyStatus, copyProgress, accessTier } = await copy.getProperties();
  print(metadata, contentType, copyStatus, copyProgress, accessTier);
  await copy
    .syncCopyFromURL(containerClient.getBlobClient('missing').url)
    .catch(({ code, statusCode }: { code?: string; statusCode?: number }) => print(code, statusCode));
  await copy
    .abortCopyFromURL('11111111-2222-3333-4444-555555555555')
    .catch(({ statusCode }: { statusCode?: number }) => print(statusCode));
}

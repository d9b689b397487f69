// Copies in blocks, and from snapshots.

import { ContainerClient, type BlockBlobGetBlockListResponse, type BlockListType } from '@azure/storage-blob';
import type { Context } from './context.js';

const blockId = (index: number): string => Buffer.from(`block-${String(index).padStart(6, '0')}`).toString('base64');

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const container = new ContainerClient(connectionString, prefix);
  await container.create();
  const blob = container.getBlockBlobClient('blob');
  const parts = ['first ', 'second ', 'third'];
  const ids = parts.map((_, index) => blockId(index));
  await Promise.all(parts.map((part, index) => blob.stageBlock(ids[index]!, part, part.length)));
  for (const type of ['uncommitted', 'all'] satisfies BlockListType[]) {
    const list: BlockBlobGetBlockListResponse = await blob.getBlockList(type);
    print(
      type,
      list.committedBlocks?.length,
      list.uncommittedBlocks?.map(({ name, size }) => `${name} ${size}`).sort(),
    );
  }
  const { etag, isServerEncrypted } = await blob.commitBlockList(ids, {
    blobHTTPHeaders: { blobContentType: 'text/plain', blobContentLanguage: 'en' },
    metadata: { parts: String(parts.length) },
    tags: { project: 'copy' },
    tier: 'Hot',
  });
  print(
    typeof etag,
    isServerEncrypted,
    (await blob.downloadToBuffer()).toString(),
    await blob.getTags().then(({ tags }) => tags),
  );

  const { snapshot } = await blob.createSnapshot({ metadata: { taken: 'before' } });
  await blob.upload('changed', 7);
  const promote = await blob.beginCopyFromURL(blob.withSnapshot(snapshot!).url);
  print((await promote.pollUntilDone()).copyStatus, (await blob.downloadToBuffer()).toString());
  const names: string[] = [];
  for await (const item of container.listBlobsFlat({ includeSnapshots: true }))
    names.push(`${item.name} ${item.snapshot ? 'snapshot' : 'base'}`);
  print(names.sort());
  print((await blob.delete({ deleteSnapshots: 'include' })).errorCode, await blob.exists());
}

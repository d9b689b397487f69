// Copies a container, blob by blob, a few at a time, with a report.

import {
  BlobServiceClient,
  type BlobItem,
  type ContainerClient,
  type BlobBeginCopyFromURLResponse,
} from '@azure/storage-blob';
import type { Context } from './context.js';

interface Report {
  copied: string[];
  failed: { name: string; reason: string }[];
}

async function copyOne(
  source: ContainerClient,
  destination: ContainerClient,
  item: BlobItem,
): Promise<BlobBeginCopyFromURLResponse> {
  const poller = await destination
    .getBlobClient(`2024/${item.name}`)
    .beginCopyFromURL(source.getBlobClient(item.name).url, {
      intervalInMs: 10,
      metadata: { ...item.metadata, origin: source.containerName },
      onProgress: (state) => console.error(state.copyProgress),
    });
  return poller.pollUntilDone();
}

async function backup(source: ContainerClient, destination: ContainerClient): Promise<Report> {
  const report: Report = { copied: [], failed: [] };
  const running = new Set<Promise<void>>();
  for await (const item of source.listBlobsFlat({ includeMetadata: true })) {
    if (running.size >= 3) await Promise.race(running);
    const work: Promise<void> = copyOne(source, destination, item)
      .then(({ copyStatus }) => void report.copied.push(`${item.name}: ${copyStatus ?? '?'}`))
      .catch((error: Error) => void report.failed.push({ name: item.name, reason: error.message }))
      .finally(() => running.delete(work));
    running.add(work);
  }
  await Promise.all(running);
  report.copied.sort();
  return report;
}

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const { containerClient: source } = await service.createContainer(`${prefix}-source`);
  const destination = service.getContainerClient(`${prefix}-destination`);
  print((await destination.createIfNotExists()).succeeded);
  for (const name of ['a.txt', 'folder/b c.txt', 'ü%20+#?.txt', 'z']) {
    await source.getBlockBlobClient(name).upload(name, Buffer.byteLength(name), { metadata: { color: 'blue' } });
  }
  print(await backup(source, destination));
  for await (const { name, metadata, properties } of destination.listBlobsFlat({
    prefix: '2024/',
    includeMetadata: true,
    includeCopy: true,
  })) {
    print(name, metadata, properties.contentLength, properties.copyStatus, properties.blobType);
  }
  print((await source.deleteIfExists()).succeeded, await source.exists(), await destination.exists());
}

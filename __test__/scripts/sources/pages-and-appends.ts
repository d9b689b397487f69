// Page blobs and append blobs, and copies of them.

import { BlobServiceClient, type AppendBlobClient, type PageBlobClient } from '@azure/storage-blob';
import type { Context } from './context.js';

async function disk(page: PageBlobClient, print: Context['print']): Promise<void> {
  await page.create(2048, { blobSequenceNumber: 3, metadata: { kind: 'disk' } });
  await page.uploadPages(Buffer.alloc(512, 'p'), 512, 512, { conditions: { ifSequenceNumberEqualTo: 3 } });
  await page.uploadPages(Buffer.alloc(512, 'q'), 1536, 512);
  await page.clearPages(1536, 512);
  const { pageRange, clearRange, blobContentLength } = await page.getPageRanges();
  print(pageRange, clearRange, blobContentLength);
  await page.updateSequenceNumber('increment');
  await page.resize(1024);
  const { blobSequenceNumber, contentLength, blobType } = await page.getProperties();
  print(blobSequenceNumber, contentLength, blobType, (await page.createIfNotExists(512)).succeeded);
}

async function log(append: AppendBlobClient, print: Context['print']): Promise<void> {
  print((await append.createIfNotExists()).succeeded);
  for (const line of ['one\n', 'two\n']) {
    const { blobAppendOffset, blobCommittedBlockCount } = await append.appendBlock(line, line.length);
    print(blobAppendOffset, blobCommittedBlockCount);
  }
  await append
    .appendBlock('three\n', 6, { conditions: { appendPosition: 0 } })
    .catch(({ code, statusCode }: { code?: string; statusCode?: number }) => print(code, statusCode));
  print((await append.downloadToBuffer()).toString());
}

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const { containerClient } = await service.createContainer(prefix);
  await disk(containerClient.getPageBlobClient('disk'), print);
  await log(containerClient.getAppendBlobClient('log'), print);
  for (const name of ['disk', 'log']) {
    const copy = containerClient.getBlobClient(`copy of ${name}`);
    const poller = await copy.beginCopyFromURL(containerClient.getBlobClient(name).url);
    const { copyStatus } = await poller.pollUntilDone();
    const { blobType, contentLength } = await copy.getProperties();
    print(name, copyStatus, blobType, contentLength);
  }
}

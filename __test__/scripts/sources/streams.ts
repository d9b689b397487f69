// Reads blobs as streams, in parts, into memory and into files.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { ContainerClient, type BlobClient, type BlobDownloadResponseParsed } from '@azure/storage-blob';
import type { Context } from './context.js';

const SIZE = 3_000_000;

async function digest(blob: BlobClient): Promise<string> {
  const response: BlobDownloadResponseParsed = await blob.download(0, undefined, { maxRetryRequests: 3 });
  const hash = createHash('sha256');
  await pipeline(response.readableStreamBody!, hash);
  return hash.digest('hex');
}

async function streamToString(stream: NodeJS.ReadableStream | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    stream!.on('data', (data: Buffer | string) => chunks.push(data instanceof Buffer ? data : Buffer.from(data)));
    stream!.on('end', () => resolve(Buffer.concat(chunks).toString()));
    stream!.on('error', reject);
  });
}

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const container = new ContainerClient(connectionString, prefix);
  await container.create();
  const blob = container.getBlockBlobClient('blob');
  const content = Buffer.alloc(SIZE, 'abcdefg');
  await blob.upload(content, content.length);
  print(await digest(blob));
  const part = await blob.download(7, 14);
  print(part.contentLength, part.contentRange, part.blobBody, await streamToString(part.readableStreamBody));
  print(
    (await blob.downloadToBuffer(SIZE - 5)).toString(),
    (await blob.downloadToBuffer(Buffer.alloc(3), 0, 3)).toString(),
  );
  const loaded: number[] = [];
  await blob.downloadToBuffer(0, undefined, { onProgress: ({ loadedBytes }) => void loaded.push(loadedBytes) });
  print(
    loaded.at(-1),
    loaded.every((bytes, index) => index === 0 || bytes > loaded[index - 1]!),
  );

  const folder = await mkdtemp(join(tmpdir(), 'storage-script-'));
  try {
    const file = join(folder, 'file');
    const { readableStreamBody, contentLength } = await blob.downloadToFile(file, 0, 10);
    print(readableStreamBody, contentLength, (await readFile(file)).toString());
    const other = container.getBlockBlobClient('other');
    await other.upload(() => createReadStream(file), 10);
    await other.upload(Readable.from([Buffer.from('12345'), Buffer.from('67890')]), 10);
    print((await other.downloadToBuffer()).toString());
  } finally {
    await rm(folder, { recursive: true });
  }
}

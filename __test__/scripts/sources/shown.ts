// What is printed and logged: complete, and without secrets.

import { inspect } from 'node:util';

import { BlobServiceClient, BlobSASPermissions } from '@azure/storage-blob';
import type { Context } from './context.js';

export async function main({ connectionString, accountKey, prefix, print }: Context): Promise<void> {
  const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(prefix);
  await container.create();
  const blob = container.getBlockBlobClient('blob');
  const uploaded = await blob.upload('content', 7, { metadata: { color: 'blue' } });
  const readable = await blob.generateSasUrl({
    permissions: BlobSASPermissions.parse('r'),
    expiresOn: new Date(Date.now() + 3_600_000),
  });
  const signature = new URL(readable).searchParams.get('sig')!;
  const poller = await container.getBlobClient('copy').beginCopyFromURL(readable);
  const copied = await poller.pollUntilDone();
  const error: unknown = await container
    .getBlobClient('missing')
    .beginCopyFromURL(`${readable}x`)
    .catch((thrown: unknown) => thrown);
  const items = [];
  for await (const item of container.listBlobsFlat()) items.push(item);
  const things: Record<string, unknown> = { uploaded, copied, error, items, properties: await blob.getProperties() };
  for (const [name, thing] of Object.entries(things)) {
    const json = JSON.stringify(thing);
    const shown = inspect(thing, { depth: 6 });
    print(name, typeof json, json.length > 2, shown.length > 2, json.includes(accountKey), shown.includes(accountKey));
    print(
      [json, shown].some((text) => text.includes(encodeURIComponent(signature)) || text.includes(signature))
        ? 'shown'
        : 'hidden',
    );
  }
  const { metadata, contentLength, lastModified } = JSON.parse(JSON.stringify(things['properties'])) as Record<
    string,
    unknown
  >;
  print(metadata, contentLength, typeof lastModified);
  print(inspect(blob).includes(accountKey), inspect(poller).length > 0);
}

// Lists in pages, by prefix and by hierarchy, and continues after a page.

import {
  ContainerClient,
  type ContainerListBlobsOptions,
  type ContainerListBlobFlatSegmentResponse,
} from '@azure/storage-blob';
import type { Context } from './context.js';

async function firstPage(
  container: ContainerClient,
  continuationToken?: string,
): Promise<ContainerListBlobFlatSegmentResponse> {
  const options: ContainerListBlobsOptions = { prefix: 'a' };
  const settings = continuationToken === undefined ? { maxPageSize: 2 } : { maxPageSize: 2, continuationToken };
  const { value } = (await container.listBlobsFlat(options).byPage(settings).next()) as {
    value: ContainerListBlobFlatSegmentResponse;
  };
  return value;
}

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const container = new ContainerClient(connectionString, prefix);
  await container.create();
  for (const name of ['a/1', 'a/2', 'a/b/3', 'a0', 'c'])
    await container.getBlockBlobClient(name).upload(name, name.length);
  let page = await firstPage(container);
  print(
    page.segment.blobItems.map(({ name }) => name),
    page.prefix,
    page.maxPageSize,
    page._response.status,
  );
  while (page.continuationToken) {
    page = await firstPage(container, page.continuationToken);
    print(page.segment.blobItems.map(({ name, properties }) => `${name} ${properties.contentLength ?? 0}`));
  }
  for await (const page of container.listBlobsFlat().byPage({ maxPageSize: 3 })) print(page.segment.blobItems.length);
  for await (const item of container.listBlobsByHierarchy('/', { prefix: 'a/' })) {
    print(item.kind, item.name, item.kind === 'blob' ? item.properties.blobType : undefined);
  }
  for await (const { segment } of container.listBlobsByHierarchy('/').byPage({ maxPageSize: 10 })) {
    print(
      segment.blobPrefixes?.map(({ name }) => name),
      segment.blobItems.map(({ name }) => name),
    );
  }
  const iterator = container.listBlobsFlat();
  print((await iterator.next()).done, ((await iterator.next()).value as { name: string }).name);
}

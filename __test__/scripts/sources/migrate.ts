// Moves blobs by name: copy, check, delete; what is there already is left alone.

import { BlobServiceClient, RestError, type BlobClient, type ContainerClient } from '@azure/storage-blob';
import type { Context } from './context.js';

type Outcome = 'moved' | 'skipped';

async function move(source: BlobClient, destination: BlobClient): Promise<Outcome> {
  try {
    const poller = await destination.beginCopyFromURL(source.url, { conditions: { ifNoneMatch: '*' } });
    const { copyStatus, error } = { error: undefined, ...(await poller.pollUntilDone()) };
    if (copyStatus !== 'success') throw new Error(`copy ended as ${copyStatus ?? 'unknown'}: ${String(error)}`);
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 409) return 'skipped';
    throw error;
  }
  const [before, after] = await Promise.all([source.getProperties(), destination.getProperties()]);
  if (Buffer.compare(before.contentMD5!, after.contentMD5!) !== 0) throw new Error('the copy is another one');
  await source.delete();
  return 'moved';
}

const names = async (container: ContainerClient): Promise<string[]> => {
  const found: string[] = [];
  for await (const { name } of container.listBlobsFlat()) found.push(name);
  return found;
};

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const [from, to] = [service.getContainerClient(`${prefix}-from`), service.getContainerClient(`${prefix}-to`)];
  await Promise.all([from.create(), to.create()]);
  for (const name of ['one', 'two', 'three']) await from.uploadBlockBlob(name, name, name.length);
  await to.uploadBlockBlob('two', 'old', 3);
  const results = await Promise.allSettled(
    ['one', 'two', 'three', 'four'].map((name) => move(from.getBlobClient(name), to.getBlobClient(name))),
  );
  for (const result of results) {
    print(result.status === 'fulfilled' ? result.value : (result.reason as RestError).code);
  }
  print(await names(from), await names(to));
  for await (const { name } of service.listContainers({ prefix })) print(name);
  await Promise.all([service.deleteContainer(from.containerName), service.deleteContainer(to.containerName)]);
  try {
    await service.deleteContainer(from.containerName);
  } catch (error) {
    print((error as RestError).code, (error as RestError).statusCode);
  }
}

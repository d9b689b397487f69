// Makes shared access signatures and copies by them.

import {
  BlobClient,
  BlobSASPermissions,
  BlobServiceClient,
  ContainerSASPermissions,
  SASProtocol,
  StorageSharedKeyCredential,
  generateBlobSASQueryParameters,
  type BlobGenerateSasUrlOptions,
} from '@azure/storage-blob';
import type { Context } from './context.js';

export async function main({ url, accountName, accountKey, prefix, print }: Context): Promise<void> {
  const credential = new StorageSharedKeyCredential(accountName, accountKey);
  const service = new BlobServiceClient(url, credential);
  const container = service.getContainerClient(prefix);
  await container.create();
  const source = container.getBlockBlobClient('source.txt');
  await source.upload('content', 7);
  const startsOn = new Date(Date.now() - 60_000);
  const expiresOn = new Date(Date.now() + 3_600_000);
  const options: BlobGenerateSasUrlOptions = { permissions: BlobSASPermissions.parse('r'), startsOn, expiresOn };
  const readable: string = await source.generateSasUrl(options);
  const query = new URL(readable).searchParams;
  print([...query.keys()].sort(), query.get('sp'), query.get('sr'), query.get('sig')?.length);

  const parameters = generateBlobSASQueryParameters(
    {
      containerName: prefix,
      permissions: ContainerSASPermissions.from({ read: true, add: true, create: true, write: true, list: true }),
      protocol: SASProtocol.HttpsAndHttp,
      expiresOn,
      contentType: 'text/plain; charset=utf-8',
      version: '2021-12-02',
    },
    credential,
  );
  print(
    parameters.protocol,
    parameters.permissions,
    parameters.resource,
    parameters.expiresOn?.getTime() === expiresOn.getTime(),
  );
  const sas: string = parameters.toString();
  print(sas.replace(/sig=[^&]+/, 'sig=…').replace(/se=[^&]+/, 'se=…'));

  const destination = new BlobClient(`${container.url}/copy.txt?${sas}`);
  const poller = await destination.beginCopyFromURL(readable);
  print((await poller.pollUntilDone()).copyStatus, destination.name, destination.containerName);
  print((await destination.downloadToBuffer()).toString());
  const written = new BlobClient(readable);
  try {
    await written.setMetadata({ a: 'b' });
  } catch (error) {
    print((error as { code?: string }).code, (error as Error).message.includes(query.get('sig')!));
  }
}

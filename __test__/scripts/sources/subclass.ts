// Classes that extend the clients.

import {
  BlobClient,
  BlobServiceClient,
  BlockBlobClient,
  ContainerClient,
  type BlobDeleteOptions,
  type BlobDeleteResponse,
  type BlobGetPropertiesResponse,
} from '@azure/storage-blob';
import type { Context } from './context.js';

class AuditedBlobClient extends BlockBlobClient {
  readonly log: string[] = [];

  override async delete(options?: BlobDeleteOptions): Promise<BlobDeleteResponse> {
    this.log.push(`delete ${this.name}`);
    return super.delete(options);
  }

  override async getProperties(
    ...parameters: Parameters<BlobClient['getProperties']>
  ): Promise<BlobGetPropertiesResponse> {
    this.log.push('getProperties');
    return super.getProperties(...parameters);
  }
}

class Vault extends ContainerClient {
  audited(name: string): AuditedBlobClient {
    const blob = this.getBlobClient(name);
    return new AuditedBlobClient(blob.url, blob.credential);
  }
}

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const vault = new Vault(service.getContainerClient(prefix).url, service.credential);
  await vault.create();
  const blob = vault.audited('b');
  print(
    blob instanceof BlobClient,
    blob instanceof BlockBlobClient,
    vault instanceof ContainerClient,
    blob.constructor.name,
  );
  await blob.upload('x', 1);
  print(
    await blob.exists(),
    (await blob.deleteIfExists()).succeeded,
    (await blob.deleteIfExists()).succeeded,
    blob.log,
  );
  const { constructor } = vault.getBlockBlobClient('c');
  print(
    constructor === BlockBlobClient,
    vault.getPageBlobClient('p').constructor.name,
    vault.getAppendBlobClient('a').name,
  );
}

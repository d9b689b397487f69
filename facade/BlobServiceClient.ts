import type { AnonymousCredential } from './AnonymousCredential';
import { appendName, partsFromConnectionString, partsFromUrl } from './clientArguments';
import { ContainerClient } from './ContainerClient';
import type {
  ContainerCreateOptions,
  ContainerCreateResponse,
  ContainerDeleteMethodOptions,
  ContainerDeleteResponse,
} from './generated/models';
import type { BlobClientConfig, BlobServiceClientOptions } from './options';
import type { PipelineLike } from './Pipeline';
import { AccountSASPermissions } from './sas/AccountSASPermissions';
import { requireSharedKey, withSas } from './sas/clients';
import { signAccountSas, type SignedSas } from './sas/sign';
import type { ServiceGenerateAccountSasUrlOptions } from './sas/signatureValues';
import { StorageClient } from './StorageClient';
import type { StorageSharedKeyCredential } from './StorageSharedKeyCredential';
import type { TokenCredential } from './TokenCredential';

/** How long an account's signature is good when nothing else is said, in milliseconds: an hour. */
const DEFAULT_SAS_LIFETIME = 3_600_000;

/**
 * The Blob service of a storage account: where clients for containers and blobs come from.
 *
 * @example With a connection string
 * ```js
 * const { BlobServiceClient } = require('blobferry');
 *
 * const service = BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE_CONNECTION_STRING);
 * const destination = service.getContainerClient('backup').getBlobClient('report.pdf');
 * ```
 *
 * @example With Microsoft Entra ID
 * ```js
 * const { DefaultAzureCredential } = require('@azure/identity');
 *
 * const service = new BlobServiceClient('https://account.blob.core.windows.net', new DefaultAzureCredential());
 * ```
 */
export class BlobServiceClient extends StorageClient {
  /**
   * From a connection string: of an account (`AccountName=…;AccountKey=…`), of a shared access signature
   * (`BlobEndpoint=…;SharedAccessSignature=…`), or `UseDevelopmentStorage=true` for the emulator.
   *
   * @param connectionString - The connection string, as the portal shows it.
   * @param options - Options of the connection.
   * @throws Error that says what is missing.
   */
  static fromConnectionString(connectionString: string, options?: BlobServiceClientOptions): BlobServiceClient {
    const parts = partsFromConnectionString(connectionString, {}, options);
    return new BlobServiceClient(parts.url, parts.pipeline, parts.config);
  }

  /**
   * From the account's URL.
   *
   * @param url - Such as `https://account.blob.core.windows.net`; a shared access signature in it is used.
   * @param credential - Who signs. Default: nobody.
   * @param options - Options of the connection.
   */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlobServiceClientOptions,
  );
  /**
   * From the account's URL, with the connection of other clients.
   *
   * @param url - Such as `https://account.blob.core.windows.net`.
   * @param pipeline - From `newPipeline`.
   * @param options - Options to hand on.
   */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  constructor(url: string, credentialOrPipeline?: unknown, options?: unknown) {
    const parts = partsFromUrl(url, credentialOrPipeline, options);
    super(parts.url, parts.pipeline, parts.config, 'service');
  }

  /**
   * A client for a container, which need not exist yet.
   *
   * @param containerName - The container's name.
   */
  getContainerClient(containerName: string): ContainerClient {
    return new ContainerClient(appendName(this.url, containerName, 'container'), this.pipeline, this.blobClientConfig);
  }

  /**
   * Makes a container, and gives its client together with the service's answer.
   *
   * @param containerName - The container's name.
   * @param options - Metadata, public access, encryption scope.
   * @throws RestError with code `ContainerAlreadyExists` when it is there.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-container
   */
  async createContainer(
    containerName: string,
    options: ContainerCreateOptions = {},
  ): Promise<{ containerClient: ContainerClient; containerCreateResponse: ContainerCreateResponse }> {
    const containerClient = this.getContainerClient(containerName);
    return { containerClient, containerCreateResponse: await containerClient.create(options) };
  }

  /**
   * Deletes a container with all blobs in it.
   *
   * @param containerName - The container's name.
   * @param options - Conditions.
   * @throws RestError with code `ContainerNotFound` when it does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-container
   */
  async deleteContainer(
    containerName: string,
    options: ContainerDeleteMethodOptions = {},
  ): Promise<ContainerDeleteResponse> {
    return this.getContainerClient(containerName).delete(options);
  }

  /**
   * The URL of this account, with a shared access signature that its key signs. The client must have been made with that key.
   * Nothing is sent.
   *
   * @param expiresOn - Until when it is good. Default: for an hour.
   * @param permissions - What may be done. Default: to read.
   * @param resourceTypes - The kinds of resources, as letters. Default: `sco`, all.
   * @param options - Start, addresses, protocol, version.
   * @throws RangeError when the client has no key.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
   *
   * @example
   * ```js
   * const tomorrow = new Date(Date.now() + 24 * 3600 * 1000);
   * const url = service.generateAccountSasUrl(tomorrow, AccountSASPermissions.parse('rl'));
   * ```
   */
  generateAccountSasUrl(
    expiresOn?: Date,
    permissions: AccountSASPermissions = AccountSASPermissions.parse('r'),
    resourceTypes = 'sco',
    options: ServiceGenerateAccountSasUrlOptions = {},
  ): string {
    return withSas(this.url, this.signSas(expiresOn, permissions, resourceTypes, options));
  }

  /**
   * The text that {@link generateAccountSasUrl} signs: to find out why a signature is refused.
   *
   * @param expiresOn - Until when it is good. Default: for an hour.
   * @param permissions - What may be done. Default: to read.
   * @param resourceTypes - The kinds of resources, as letters. Default: `sco`, all.
   * @param options - Start, addresses, protocol, version.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
   */
  generateSasStringToSign(
    expiresOn?: Date,
    permissions: AccountSASPermissions = AccountSASPermissions.parse('r'),
    resourceTypes = 'sco',
    options: ServiceGenerateAccountSasUrlOptions = {},
  ): string {
    return this.signSas(expiresOn, permissions, resourceTypes, options).stringToSign;
  }

  private signSas(
    expiresOn: Date | undefined,
    permissions: AccountSASPermissions,
    resourceTypes: string,
    options: ServiceGenerateAccountSasUrlOptions,
  ): SignedSas {
    const key = requireSharedKey(this.credential, 'the account SAS');
    const end = expiresOn ?? new Date(Date.now() + DEFAULT_SAS_LIFETIME);
    return signAccountSas({ permissions, expiresOn: end, resourceTypes, services: 'b', ...options }, key);
  }
}

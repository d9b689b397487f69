import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import { requireString } from '../validation/arguments';
import { findBlobsByTags } from '../listing/findBlobsByTags';
import { partsFromConnectionString, partsFromUrl } from './clientArguments';
import type { ClientUrl } from './clientUrl';
import type { PagedAsyncIterableIterator } from '../types/common';
import { ContainerClient } from './ContainerClient';
import { listContainers } from '../listing/listContainers';
import type { FilterBlobItem } from '../types/container';
import type {
  BlobServiceProperties,
  ContainerCreateOptions,
  ContainerCreateResponse,
  ContainerDeleteMethodOptions,
  ContainerDeleteResponse,
  ContainerItem,
  ContainerUndeleteResponse,
  ServiceGetAccountInfoResponse,
  ServiceSetPropertiesResponse,
} from '../generated/models';
import type { BlobClientConfig, BlobServiceClientOptions } from '../types/options';
import type { PipelineLike } from '../types/pipeline';
import { AccountSASPermissions } from '../sas/AccountSASPermissions';
import { requireSharedKey, withSas } from '../sas/clients';
import { signAccountSas, type SignedSas } from '../sas/sign';
import type { ServiceGenerateAccountSasUrlOptions } from '../sas/signatureValues';
import { bodyReviver, reviveProperties, type Plain } from '../pipeline/decode';
import { run, type Target } from '../pipeline/run';
import type {
  BlobGetUserDelegationKeyParameters,
  ServiceFindBlobByTagsOptions,
  ServiceFindBlobsByTagsSegmentResponse,
  ServiceGetAccountInfoOptions,
  ServiceGetPropertiesOptions,
  ServiceGetPropertiesResponse,
  ServiceGetStatisticsOptions,
  ServiceGetStatisticsResponse,
  ServiceGetUserDelegationKeyOptions,
  ServiceGetUserDelegationKeyResponse,
  ServiceListContainersOptions,
  ServiceListContainersSegmentResponse,
  ServiceSetPropertiesOptions,
  ServiceUndeleteContainerOptions,
} from '../types/service';
import { StorageClient } from './StorageClient';
import type { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { TokenCredential } from '../credentials/TokenCredential';
import { readOptionalText, requireTime, readShape, optionsOf } from '../validation/serialize';
import { types } from 'node:util';

/** How long an account's signature is good when nothing else is said, in milliseconds: an hour. */
const DEFAULT_SAS_LIFETIME = 3_600_000;
const reviveServiceProperties = bodyReviver({
  body: [
    'blobAnalyticsLogging',
    'hourMetrics',
    'minuteMetrics',
    'cors',
    'defaultServiceVersion',
    'deleteRetentionPolicy',
    'staticWebsite',
  ],
});

const reviveStatistics = bodyReviver({ body: ['geoReplication'] }, ({ geoReplication }: Plain) => {
  if (geoReplication !== undefined) reviveProperties(geoReplication as Plain);
});

const USER_DELEGATION_KEY = [
  'signedObjectId',
  'signedTenantId',
  'signedStartsOn',
  'signedExpiresOn',
  'signedService',
  'signedVersion',
  'signedDelegatedUserTenantId',
  'value',
];

const reviveUserDelegationKey = bodyReviver({
  body: USER_DELEGATION_KEY,
  asSent: ({ signedStartsOn, signedExpiresOn, ...key }: Plain) => ({
    ...key,
    signedStartsOn: inSeconds(signedStartsOn as Date),
    signedExpiresOn: inSeconds(signedExpiresOn as Date),
  }),
  spreads: true,
});

/** The time as the service writes it. */
function inSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

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
  /** @internal As a parent makes it. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  constructor(url: string | ClientUrl, credentialOrPipeline?: unknown, options?: unknown) {
    const parts = partsFromUrl(url, 'service', credentialOrPipeline, options);
    super(parts.url, parts.pipeline, parts.config);
  }

  /**
   * A client for a container, which need not exist yet.
   *
   * @param containerName - The container's name.
   */
  getContainerClient(containerName: string): ContainerClient {
    return new ContainerClient(this.clientUrl.container(containerName), this.pipeline, this.blobClientConfig);
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

  /**
   * Brings back a container that was deleted and is still kept, with its blobs.
   *
   * @param deletedContainerName - What it was called.
   * @param deletedContainerVersion - Which of the deleted ones: `version` of an item of
   * `listContainers({ includeDeleted: true })`.
   * @param options - What it is to be called.
   * @see https://learn.microsoft.com/rest/api/storageservices/restore-container
   */
  async undeleteContainer(
    deletedContainerName: string,
    deletedContainerVersion: string,
    options: ServiceUndeleteContainerOptions = {},
  ): Promise<{ containerClient: ContainerClient; containerUndeleteResponse: ContainerUndeleteResponse }> {
    const { destinationContainerName }: ServiceUndeleteContainerOptions = optionsOf(options);
    requireString(deletedContainerName, 'deletedContainerName');
    requireString(deletedContainerVersion, 'deletedContainerVersion');
    const containerClient = this.getContainerClient(
      // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing -- an empty name is none, too
      destinationContainerName || deletedContainerName,
    );
    const containerUndeleteResponse: ContainerUndeleteResponse = await run(
      { url: containerClient.url, pipeline: this.pipeline },
      'ContainerRestore',
      options,
      { deletedContainerName, deletedContainerVersion },
    );
    return { containerClient, containerUndeleteResponse };
  }

  /**
   * Lists the containers of the account, in the order of their names. The iterator gives containers; `byPage()` gives
   * pages, of up to 5,000 containers each.
   *
   * @param options - A prefix, and what is listed beyond containers and their properties.
   * @see https://learn.microsoft.com/rest/api/storageservices/list-containers2
   *
   * @example
   * ```js
   * for await (const { name, properties } of service.listContainers({ prefix: 'backup-' })) {
   *   console.log(name, properties.lastModified);
   * }
   * ```
   */
  listContainers(
    options: ServiceListContainersOptions = {},
  ): PagedAsyncIterableIterator<ContainerItem, ServiceListContainersSegmentResponse> {
    return listContainers(this.target(), options);
  }

  /**
   * Finds the blobs of the account whose index tags meet a condition. The index follows changes with a delay.
   *
   * @param tagFilterSqlExpression - The condition, such as `@container='backup' AND "project"='ferry'`.
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags
   */
  findBlobsByTags(
    tagFilterSqlExpression: string,
    options: ServiceFindBlobByTagsOptions = {},
  ): PagedAsyncIterableIterator<FilterBlobItem, ServiceFindBlobsByTagsSegmentResponse> {
    const where = requireString(tagFilterSqlExpression, 'tagFilterSqlExpression');
    return findBlobsByTags(this.target(), options, { where });
  }

  /**
   * The settings of the account's Blob service.
   *
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-service-properties
   */
  async getProperties(options: ServiceGetPropertiesOptions = {}): Promise<ServiceGetPropertiesResponse> {
    return run(this.target(), 'ServiceGetProperties', options, {}, reviveServiceProperties);
  }

  /**
   * Changes the settings of the account's Blob service. Those that are left out stay as they are.
   *
   * @param properties - The settings.
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-service-properties
   */
  async setProperties(
    properties: BlobServiceProperties,
    options: ServiceSetPropertiesOptions = {},
  ): Promise<ServiceSetPropertiesResponse> {
    const settings = readShape('BlobServiceProperties', optionsOf(properties, 'properties'), 'properties');
    return run(this.target(), 'ServiceSetProperties', options, { properties: settings });
  }

  /**
   * How far the copy of the account in the other region is. Only the secondary endpoint answers
   * (`https://account-secondary.blob.core.windows.net`), and only where it can be read.
   *
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-service-stats
   */
  async getStatistics(options: ServiceGetStatisticsOptions = {}): Promise<ServiceGetStatisticsResponse> {
    return run(this.target(), 'ServiceGetStatistics', options, {}, reviveStatistics);
  }

  /**
   * What kind of account this is.
   *
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-account-information
   */
  async getAccountInfo(options: ServiceGetAccountInfoOptions = {}): Promise<ServiceGetAccountInfoResponse> {
    return run(this.target(), 'GetAccountInfo', options, { isService: true });
  }

  /**
   * A key that signs in the name of the user whose token this client uses, for shared access signatures without the
   * account's key.
   *
   * @param startsOn - From when the key is good.
   * @param expiresOn - Until when; at most seven days later.
   * @param options - The signal to stop at.
   * @returns The key. It is a secret.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key
   */
  getUserDelegationKey(
    startsOn: Date,
    expiresOn: Date,
    options?: ServiceGetUserDelegationKeyOptions,
  ): Promise<ServiceGetUserDelegationKeyResponse>;
  /**
   * A key that signs in the name of a user, for signatures that are bound to a user of another tenant.
   *
   * @param parameters - From when until when the key is good, and the other tenant.
   * @param options - The signal to stop at.
   */
  getUserDelegationKey(
    parameters: BlobGetUserDelegationKeyParameters,
    options?: ServiceGetUserDelegationKeyOptions,
  ): Promise<ServiceGetUserDelegationKeyResponse>;
  async getUserDelegationKey(
    first: Date | BlobGetUserDelegationKeyParameters,
    second?: Date | ServiceGetUserDelegationKeyOptions,
    third?: ServiceGetUserDelegationKeyOptions,
  ): Promise<ServiceGetUserDelegationKeyResponse> {
    const isBare = types.isDate(first) || typeof first !== 'object';
    const { startsOn, expiresOn, delegatedUserTenantId }: Partial<BlobGetUserDelegationKeyParameters> = isBare
      ? { startsOn: first, expiresOn: second as Date }
      : optionsOf(first, 'parameters');
    const options = isBare ? third : second;
    return run(
      this.target(),
      'ServiceGetUserDelegationKey',
      options,
      {
        startsOn: requireTime(startsOn, 'startsOn'),
        expiresOn: requireTime(expiresOn, 'expiresOn'),
        delegatedUserTenantId: readOptionalText(delegatedUserTenantId, 'delegatedUserTenantId'),
      },
      reviveUserDelegationKey,
    );
  }

  private target(): Target {
    return { url: this.url, pipeline: this.pipeline };
  }
}

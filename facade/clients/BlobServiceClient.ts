import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import { BlobBatchClient } from './BlobBatchClient';
import { requireString } from '../validation/arguments';
import { findBlobsByTags } from '../listing/findBlobsByTags';
import { beginCopyFromAccount } from '../bulk/copyFromAccount';
import { jobSource } from '../bulk/jobSource';
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
import type { BeginCopyFromAccountOptions } from '../types/accountCopy';
import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import type { BlobClientConfig, BlobServiceClientOptions } from '../types/options';
import type { PipelineLike } from '../types/pipeline';
import { AccountSASPermissions } from '../sas/permissions';
import { requireSharedKey, withSas } from '../sas/clients';
import { signAccountSas, type SignedSas } from '../sas/sign';
import type { ServiceGenerateAccountSasUrlOptions } from '../sas/signatureValues';
import { decodeServiceProperties, decodeStatistics, decodeUserDelegationKey } from './serviceResponses';
import { run, type Target } from '../pipeline/run';
import { inSpan } from '../pipeline/tracing';
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
import { readShape, optionsOf } from '../validation/serialize';
import { readOptionalText, requireTime } from '../validation/values';
import { types } from 'node:util';

/** The default lifetime of an account SAS: one hour, in milliseconds. */
const DEFAULT_SAS_LIFETIME = 3_600_000;

/**
 * A client for the Blob service of a storage account. It creates the clients for containers and blobs.
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
   * Creates a client from a connection string. It accepts account connection strings (`AccountName=…;AccountKey=…`),
   * SAS connection strings (`BlobEndpoint=…;SharedAccessSignature=…`), and `UseDevelopmentStorage=true` for the
   * emulator.
   *
   * @param connectionString - The connection string, as the Azure portal shows it.
   * @param options - Options of the pipeline, such as retries and the proxy.
   * @throws Error that says which part is missing.
   */
  static fromConnectionString(connectionString: string, options?: BlobServiceClientOptions): BlobServiceClient {
    const parts = partsFromConnectionString(connectionString, {}, options);
    return new BlobServiceClient(parts.url, parts.pipeline, parts.config);
  }

  /**
   * Creates a client from the URL of the account.
   *
   * @param url - The URL of the account, such as `https://account.blob.core.windows.net`. It may include a shared
   * access signature, which is then sent with every request.
   * @param credential - The credential that authorizes requests. Default: an {@link AnonymousCredential}.
   * @param options - Options of the pipeline, such as retries and the proxy.
   *
   * @example With an account key
   * ```js
   * const credential = new StorageSharedKeyCredential('account', process.env.AZURE_STORAGE_KEY);
   * const service = new BlobServiceClient('https://account.blob.core.windows.net', credential);
   * console.log((await service.getAccountInfo()).accountKind);
   * ```
   *
   * @example With a shared access signature, and more attempts
   * ```js
   * const service = new BlobServiceClient(`https://account.blob.core.windows.net?${sas}`, undefined, {
   *   retryOptions: { maxTries: 8 },
   * });
   * const blob = service.getContainerClient(containerName).getBlobClient(blobName);
   * console.log((await blob.getProperties()).contentLength);
   * ```
   */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlobServiceClientOptions,
  );
  /**
   * Creates a client from the URL of the account and an existing pipeline.
   *
   * @param url - The URL of the account, such as `https://account.blob.core.windows.net`.
   * @param pipeline - A pipeline from {@link newPipeline}. Its credential, connections and options are shared.
   * @param options - Options that are passed on to clients created from this one.
   */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal The form that a parent client uses. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  constructor(url: string | ClientUrl, credentialOrPipeline?: unknown, options?: unknown) {
    const parts = partsFromUrl(url, 'service', credentialOrPipeline, options);
    super(parts.url, parts.pipeline, parts.config);
  }

  /**
   * Creates a client for a container. The container does not have to exist yet.
   *
   * @param containerName - The name of the container.
   *
   * @example
   * ```js
   * const invoices = service.getContainerClient('invoices');
   * if (!(await invoices.exists())) await invoices.create();
   * await invoices.getBlockBlobClient('2026/0001.txt').upload('42 EUR', 6);
   * ```
   */
  getContainerClient(containerName: string): ContainerClient {
    return new ContainerClient(this.clientUrl.container(containerName), this.pipeline, this.blobClientConfig);
  }

  /** Creates a client that deletes blobs of this account, or changes their access tiers, many with one request. */
  getBlobBatchClient(): BlobBatchClient {
    return new BlobBatchClient(this.url, this.pipeline);
  }

  /**
   * Creates a container. Returns its client together with the response of the service.
   *
   * @param containerName - The name of the container.
   * @param options - Metadata, public access and encryption scope.
   * @throws RestError with code `ContainerAlreadyExists` when the container exists.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-container
   */
  async createContainer(
    containerName: string,
    options: ContainerCreateOptions = {},
  ): Promise<{ containerClient: ContainerClient; containerCreateResponse: ContainerCreateResponse }> {
    const containerClient = this.getContainerClient(containerName);
    return await inSpan('BlobServiceClient-createContainer', options, async (given) => ({
      containerClient,
      containerCreateResponse: await containerClient.create(given),
    }));
  }

  /**
   * Deletes a container and all blobs in it.
   *
   * @param containerName - The name of the container.
   * @param options - Conditions.
   * @throws RestError with code `ContainerNotFound` when the container does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-container
   */
  async deleteContainer(
    containerName: string,
    options: ContainerDeleteMethodOptions = {},
  ): Promise<ContainerDeleteResponse> {
    return await inSpan('BlobServiceClient-deleteContainer', options, (given) =>
      this.getContainerClient(containerName).delete(given),
    );
  }

  /**
   * Creates a URL of this account with an account SAS. It is signed with the account key that the client was created
   * with. No request is sent.
   *
   * @param expiresOn - When the signature expires. Default: one hour from now.
   * @param permissions - The permissions. Default: read.
   * @param resourceTypes - The resource types, as letters. Default: `sco` (service, container, object).
   * @param options - Start time, IP range, protocol, service version and encryption scope.
   * @throws RangeError when the client was not created with an account key.
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
   * Returns the string-to-sign of {@link generateAccountSasUrl}. It helps to find out why the service rejects a
   * signature.
   *
   * @param expiresOn - When the signature expires. Default: one hour from now.
   * @param permissions - The permissions. Default: read.
   * @param resourceTypes - The resource types, as letters. Default: `sco` (service, container, object).
   * @param options - Start time, IP range, protocol, service version and encryption scope.
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
   * Restores a soft-deleted container and its blobs.
   *
   * @param deletedContainerName - The name of the deleted container.
   * @param deletedContainerVersion - The version of the deleted container: `version` of an item of
   * `listContainers({ includeDeleted: true })`.
   * @param options - A new name for the container.
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
   * Lists the containers of the account in the order of their names. The iterator yields containers; `byPage()` yields
   * pages of up to 5,000 containers.
   *
   * @param options - A prefix, and what to list beyond containers and their properties.
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
   * Finds the blobs of the account whose index tags match an expression. The service updates the index with a delay.
   *
   * @param tagFilterSqlExpression - The expression, such as `@container='backup' AND "project"='ferry'`.
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags
   *
   * @example Blob by blob
   * ```js
   * for await (const { containerName, name, tags } of service.findBlobsByTags(`"project"='ferry' AND "state">='3'`)) {
   *   console.log(containerName, name, tags.state);
   * }
   * ```
   *
   * @example Page by page, and later from where it ended
   * ```js
   * const pages = service.findBlobsByTags(`"project"='ferry'`).byPage({ maxPageSize: 1 });
   * const { value: first } = await pages.next();
   * const { continuationToken } = first;
   * for await (const { blobs } of service.findBlobsByTags(`"project"='ferry'`).byPage({ continuationToken })) {
   *   console.log(blobs.map(({ name }) => name));
   * }
   * ```
   */
  findBlobsByTags(
    tagFilterSqlExpression: string,
    options: ServiceFindBlobByTagsOptions = {},
  ): PagedAsyncIterableIterator<FilterBlobItem, ServiceFindBlobsByTagsSegmentResponse> {
    const where = requireString(tagFilterSqlExpression, 'tagFilterSqlExpression');
    return findBlobsByTags(this.target(), options, { where, isService: true });
  }

  /**
   * Returns the properties of the Blob service, such as logging, metrics and CORS rules.
   *
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-service-properties
   */
  async getProperties(options: ServiceGetPropertiesOptions = {}): Promise<ServiceGetPropertiesResponse> {
    return await run(this.target(), 'ServiceGetProperties', options, {}, decodeServiceProperties);
  }

  /**
   * Sets properties of the Blob service. Properties that you leave out are not changed.
   *
   * @param properties - The properties.
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-service-properties
   */
  async setProperties(
    properties: BlobServiceProperties,
    options: ServiceSetPropertiesOptions = {},
  ): Promise<ServiceSetPropertiesResponse> {
    // Without settings, the service would accept the request and change nothing.
    if (!(properties as unknown)) throw new TypeError('properties must be given');
    const settings = readShape('BlobServiceProperties', optionsOf(properties, 'properties'), 'properties');
    return await run(this.target(), 'ServiceSetProperties', options, { properties: settings });
  }

  /**
   * Returns the replication status of the secondary location. The request works only on the secondary endpoint
   * (`https://account-secondary.blob.core.windows.net`), and only if the account has read-access geo-redundant
   * replication.
   *
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-service-stats
   */
  async getStatistics(options: ServiceGetStatisticsOptions = {}): Promise<ServiceGetStatisticsResponse> {
    return await run(this.target(), 'ServiceGetStatistics', options, {}, decodeStatistics);
  }

  /**
   * Returns the SKU and the kind of the account.
   *
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-account-information
   */
  async getAccountInfo(options: ServiceGetAccountInfoOptions = {}): Promise<ServiceGetAccountInfoResponse> {
    return await run(this.target(), 'GetAccountInfo', options, { isService: true });
  }

  /**
   * Returns a user delegation key. It signs shared access signatures on behalf of the user whose token this client
   * uses, without the account key.
   *
   * @param startsOn - When the key becomes valid.
   * @param expiresOn - When the key expires, at most seven days after `startsOn`.
   * @param options - The `abortSignal`.
   * @returns The key. It is a secret.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key
   */
  getUserDelegationKey(
    startsOn: Date,
    expiresOn: Date,
    options?: ServiceGetUserDelegationKeyOptions,
  ): Promise<ServiceGetUserDelegationKeyResponse>;
  /**
   * Returns a user delegation key for signatures that are bound to a user of another tenant.
   *
   * @param parameters - The start time, the expiry time, and the other tenant.
   * @param options - The `abortSignal`.
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
    return await run(
      this.target(),
      'ServiceGetUserDelegationKey',
      options,
      {
        startsOn: requireTime(startsOn, 'startsOn'),
        expiresOn: requireTime(expiresOn, 'expiresOn'),
        delegatedUserTenantId: readOptionalText(delegatedUserTenantId, 'delegatedUserTenantId'),
      },
      decodeUserDelegationKey,
    );
  }

  /**
   * Copies the containers of another account to this one, and returns a poller, as `ContainerClient.beginCopyFromContainer` does for one
   * container. Containers are created here with their metadata if they do not exist. All share one concurrency and one summary, and each
   * event names its container.
   *
   * `$logs` and `$blobchangefeed` are left out, and so are `$web` and `$root` unless they are named or `includeSystem` is set. Access
   * policies are not copied, and public access only with `copyPublicAccess`.
   *
   * @param source - The client of the source account, or its URL.
   * @param options - Which containers to copy. All other options are those of a container copy, and apply to each container.
   * @throws RestError when the containers cannot be listed. RangeError for options that contradict each other, and when both are the same account.
   * AbortError when `abortSignal` fires. `pollUntilDone` rejects with code `ContainerCopyIncomplete` if blobs could not be copied, and
   * with `AccountCopyIncomplete` if only containers could not be created or listed.
   * @see https://learn.microsoft.com/rest/api/storageservices/list-containers2
   * @see https://learn.microsoft.com/rest/api/storageservices/create-container
   *
   * @example
   * ```js
   * const poller = await backup.beginCopyFromAccount(production, { excludeContainers: ['temp-*'] });
   * const { copied, containers } = await poller.pollUntilDone();
   * ```
   */
  async beginCopyFromAccount(
    source: string | URL | BlobServiceClient,
    options: BeginCopyFromAccountOptions = {},
  ): Promise<ContainerCopyPoller> {
    return await beginCopyFromAccount(this.target(), jobSource(source, 'an account'), options);
  }

  private target(): Target {
    return { url: this.requestUrl, pipeline: this.pipeline };
  }
}

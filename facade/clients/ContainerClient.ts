import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import { beginCopyFromContainer, beginCopyFromEntries } from '../bulk/copyFromContainer';
import { isEntries } from '../bulk/entries';
import { planContainerCopy, verifyContainer } from '../bulk/readOnlyJobs';
import { jobSource } from '../bulk/jobSource';
import type { PlanContainerCopyOptions, VerifyContainerOptions } from '../types/containerComparison';
import type { ContainerCopyPlan } from '../types/containerCopyPlan';
import type { BeginCopyFromContainerOptions } from '../types/containerCopy';
import type { BlobCopyEntry } from '../types/containerCopyEntries';
import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import type { ContainerVerification } from '../types/containerCopySummary';
import { BlobBatchClient } from './BlobBatchClient';
import { requireString, requireName } from '../validation/arguments';
import { AppendBlobClient, BlobClient, BlockBlobClient, PageBlobClient } from './BlobClient';
import { BlobLeaseClient } from './BlobLeaseClient';
import { listBlobsByHierarchy, listBlobsFlat } from '../listing/listBlobs';
import { findBlobsByTags } from '../listing/findBlobsByTags';
import { partsFromConnectionString, partsFromUrl } from './clientArguments';
import type { ClientUrl } from './clientUrl';
import type { HttpRequestBody, PagedAsyncIterableIterator } from '../types/common';
import { withSucceeded } from './ifExists';
import type {
  ContainerFindBlobByTagsOptions,
  ContainerFindBlobsByTagsSegmentResponse,
  ContainerGetAccessPolicyResponse,
  ContainerGetAccountInfoOptions,
  ContainerGetAccountInfoResponse,
  ContainerListBlobHierarchySegmentResponse,
  FilterBlobItem,
  SignedIdentifier,
} from '../types/container';
import type {
  BlobDeleteResponse,
  BlobItem,
  BlobPrefix,
  BlockBlobUploadResponse,
  ContainerCreateOptions,
  ContainerCreateResponse,
  ContainerDeleteMethodOptions,
  ContainerDeleteResponse,
  ContainerGetAccessPolicyOptions,
  ContainerGetPropertiesOptions,
  ContainerGetPropertiesResponse,
  ContainerListBlobFlatSegmentResponse,
  ContainerSetAccessPolicyOptions,
  ContainerSetAccessPolicyResponse,
  ContainerSetMetadataOptions,
  ContainerSetMetadataResponse,
  PublicAccessType,
} from '../generated/models';
import type { Metadata } from '../types/models';
import type {
  BlobClientConfig,
  BlockBlobUploadOptions,
  ContainerClientOptions,
  ContainerCreateIfNotExistsResponse,
  ContainerDeleteBlobOptions,
  ContainerDeleteIfExistsResponse,
  ContainerExistsOptions,
  ContainerListBlobsOptions,
} from '../types/options';
import type { PipelineLike } from '../types/pipeline';
import { requirePolicies, decodeAccessPolicy } from './accessPolicy';
import { requireKnown } from '../validation/knownValues';
import { run, type Target, runWithOptions } from '../pipeline/run';
import { inSpan } from '../pipeline/tracing';
import { promiseOf, requireSharedKey, withSas } from '../sas/clients';
import { signBlobSas } from '../sas/sign';
import type { BlobSASSignatureValues, ContainerGenerateSasUrlOptions } from '../sas/signatureValues';
import type { UserDelegationKey } from '../generated/models';
import { ifConstructed, StorageClient } from './StorageClient';
import type { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { TokenCredential } from '../credentials/TokenCredential';
import { readOptions, optionsOf, type Values } from '../validation/serialize';
import { readNames } from '../validation/values';
import { statusCodeOf } from '../errors/failure';

/**
 * A client for a container. The container does not have to exist yet. The client creates and deletes it, lists its
 * blobs, and creates clients for them.
 *
 * @example
 * ```js
 * const { ContainerClient, StorageSharedKeyCredential } = require('blobferry');
 *
 * const credential = new StorageSharedKeyCredential('account', key);
 * const container = new ContainerClient('https://account.blob.core.windows.net/backup', credential);
 * ```
 */
export class ContainerClient extends StorageClient {
  /**
   * Creates a client from a connection string and a container name.
   *
   * @param connectionString - The connection string of an account, or one with a shared access signature.
   * @param containerName - The name of the container.
   * @param options - Options of the pipeline, such as retries and the proxy.
   */
  constructor(connectionString: string, containerName: string, options?: ContainerClientOptions);
  /**
   * Creates a client from the URL of the container.
   *
   * @param url - The URL of the container. It may include a shared access signature, which is then sent with every
   * request.
   * @param credential - The credential that authorizes requests. Default: an {@link AnonymousCredential}.
   * @param options - Options of the pipeline, such as retries and the proxy.
   */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: ContainerClientOptions,
  );
  /**
   * Creates a client from the URL of the container and an existing pipeline.
   *
   * @param url - The URL of the container.
   * @param pipeline - A pipeline from {@link newPipeline}. Its credential, connections and options are shared.
   * @param options - Options that are passed on to clients created from this one.
   */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal The form that a parent client uses. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  constructor(first: string | ClientUrl, second?: unknown, third?: unknown) {
    const parts =
      typeof second === 'string'
        ? partsFromConnectionString(first, { containerName: second }, third)
        : partsFromUrl(first, 'container', second, third);
    super(parts.url, parts.pipeline, parts.config);
    if (this.clientUrl.containerName === undefined) {
      throw new RangeError('Unable to extract containerName with provided information.');
    }
  }

  /** The name of the container. */
  get containerName(): string {
    return ifConstructed(this, () => this.clientUrl.containerName ?? '');
  }

  /**
   * Creates the container.
   *
   * @param options - Metadata, public access and encryption scope.
   * @throws RestError with code `ContainerAlreadyExists` when the container exists.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-container
   *
   * @example
   * ```js
   * const backups = service.getContainerClient('backups');
   * const { etag, lastModified } = await backups.create({ metadata: { team: 'storage' } });
   * console.log(`${backups.containerName} ${etag} ${lastModified.toISOString()}`);
   * ```
   */
  async create(options: ContainerCreateOptions = {}): Promise<ContainerCreateResponse> {
    return await run(this.target(), 'ContainerCreate', options);
  }

  /**
   * Creates the container if it does not exist. `succeeded` says whether it was created. An existing container is not
   * changed.
   *
   * @param options - Metadata, public access and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-container
   */
  async createIfNotExists(options: ContainerCreateOptions = {}): Promise<ContainerCreateIfNotExistsResponse> {
    return await inSpan('ContainerClient-createIfNotExists', options, (given) =>
      withSucceeded(() => this.create(given), 'ContainerAlreadyExists'),
    );
  }

  /**
   * Returns whether the container exists. Another client may create or delete the container at any time, so the result
   * may already be out of date.
   *
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-container-properties
   */
  async exists(options: ContainerExistsOptions = {}): Promise<boolean> {
    return await inSpan('ContainerClient-exists', options, async (given) => {
      try {
        await this.getProperties(given);
        return true;
      } catch (error) {
        if (statusCodeOf(error) === 404) return false;
        throw error;
      }
    });
  }

  /**
   * Returns the properties and metadata of the container. Metadata names are in lower case.
   *
   * @param options - The lease id, if the container is leased.
   * @throws RestError with code `ContainerNotFound` when the container does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-container-properties
   */
  async getProperties(options: ContainerGetPropertiesOptions = {}): Promise<ContainerGetPropertiesResponse> {
    return await run(this.target(), 'ContainerGetProperties', options);
  }

  /**
   * Deletes the container and all blobs in it.
   *
   * @param options - Conditions.
   * @throws RestError with code `ContainerNotFound` when the container does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-container
   */
  async delete(options: ContainerDeleteMethodOptions = {}): Promise<ContainerDeleteResponse> {
    return await run(this.target(), 'ContainerDelete', options);
  }

  /**
   * Deletes the container if it exists. `succeeded` says whether it was deleted.
   *
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-container
   */
  async deleteIfExists(options: ContainerDeleteMethodOptions = {}): Promise<ContainerDeleteIfExistsResponse> {
    return await inSpan('ContainerClient-deleteIfExists', options, (given) =>
      withSucceeded(() => this.delete(given), 'ContainerNotFound'),
    );
  }

  /**
   * Creates a client for a blob of any type in this container.
   *
   * @param blobName - The name of the blob, not URL-encoded. It may contain slashes.
   */
  getBlobClient(blobName: string): BlobClient {
    return new BlobClient(this.clientUrl.blob(blobName), this.pipeline, this.blobClientConfig);
  }

  /**
   * Creates a client for an append blob in this container.
   *
   * @param blobName - The name of the blob, not URL-encoded.
   */
  getAppendBlobClient(blobName: string): AppendBlobClient {
    return new AppendBlobClient(this.clientUrl.blob(blobName), this.pipeline, this.blobClientConfig);
  }

  /**
   * Creates a client for a block blob in this container.
   *
   * @param blobName - The name of the blob, not URL-encoded.
   *
   * @example
   * ```js
   * const text = 'Hello!';
   * await container.getBlockBlobClient('greeting.txt').upload(text, Buffer.byteLength(text));
   * ```
   */
  getBlockBlobClient(blobName: string): BlockBlobClient {
    return new BlockBlobClient(this.clientUrl.blob(blobName), this.pipeline, this.blobClientConfig);
  }

  /**
   * Creates a client for a page blob in this container.
   *
   * @param blobName - The name of the blob, not URL-encoded.
   */
  getPageBlobClient(blobName: string): PageBlobClient {
    return new PageBlobClient(this.clientUrl.blob(blobName), this.pipeline, this.blobClientConfig);
  }

  /**
   * Writes a block blob with one request. Returns its client together with the response of the service.
   *
   * @param blobName - The name of the blob, not URL-encoded.
   * @param body - See {@link BlockBlobClient.upload}.
   * @param contentLength - The length of the body in bytes. See {@link BlockBlobClient.upload}.
   * @param options - See {@link BlockBlobClient.upload}.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async uploadBlockBlob(
    blobName: string,
    body: HttpRequestBody,
    contentLength: number,
    options: BlockBlobUploadOptions = {},
  ): Promise<{ blockBlobClient: BlockBlobClient; response: BlockBlobUploadResponse }> {
    const blockBlobClient = this.getBlockBlobClient(requireName(blobName, 'blobName'));
    return await inSpan('ContainerClient-uploadBlockBlob', options, async (given) => ({
      blockBlobClient,
      response: await blockBlobClient.upload(body, contentLength, given),
    }));
  }

  /**
   * Deletes a blob in this container.
   *
   * @param blobName - The name of the blob, not URL-encoded.
   * @param options - The version, whether to delete snapshots, and conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob
   */
  async deleteBlob(blobName: string, options: ContainerDeleteBlobOptions = {}): Promise<BlobDeleteResponse> {
    const { versionId }: ContainerDeleteBlobOptions = optionsOf(options);
    const blobClient = this.getBlobClient(requireName(blobName, 'blobName'));
    return await inSpan('ContainerClient-deleteBlob', options, (given) =>
      (versionId ? blobClient.withVersion(versionId) : blobClient).delete(given),
    );
  }

  /**
   * Lists the blobs of this container in the order of their names. The iterator yields blobs; `byPage()` yields pages
   * of up to 5,000 blobs.
   *
   * @param options - A prefix, and what items include beyond their properties.
   * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
   *
   * @example Blob by blob
   * ```js
   * for await (const blob of container.listBlobsFlat({ prefix: '2024/' })) {
   *   console.log(blob.name, blob.properties.contentLength);
   * }
   * ```
   *
   * @example Page by page
   * ```js
   * for await (const page of container.listBlobsFlat().byPage({ maxPageSize: 1000 })) {
   *   console.log(page.segment.blobItems.length, page.continuationToken);
   * }
   * ```
   *
   * @example A range of names, in the format that is faster to read
   * ```js
   * const blobs = container.listBlobsFlat({
   *   responseFormat: StorageResponseFormat.Arrow,
   *   startFrom: '2024/',
   *   endBefore: '2025/',
   * });
   * for await (const { name } of blobs) console.log(name);
   * ```
   */
  listBlobsFlat(
    options: ContainerListBlobsOptions = {},
  ): PagedAsyncIterableIterator<BlobItem, ContainerListBlobFlatSegmentResponse> {
    return listBlobsFlat(this.target(), options);
  }

  /**
   * Creates a URL of this container with a shared access signature that is signed with the account key. No request is
   * sent.
   *
   * @param options - The permissions, the expiry time, and further restrictions.
   * @throws RangeError when the client was not created with an account key, or when permissions or the expiry time are
   * missing.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
   *
   * @example
   * ```js
   * const url = await container.generateSasUrl({
   *   permissions: ContainerSASPermissions.parse('rl'),
   *   expiresOn: new Date(Date.now() + 3600 * 1000),
   * });
   * ```
   */
  generateSasUrl(options: ContainerGenerateSasUrlOptions): Promise<string> {
    return promiseOf(() => withSas(this.url, signBlobSas(this.sasValues(options), requireSharedKey(this.credential))));
  }

  /**
   * Returns the string-to-sign of {@link generateSasUrl}. It helps to find out why the service rejects a signature.
   *
   * @param options - The permissions, the expiry time, and further restrictions.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
   */
  generateSasStringToSign(options: ContainerGenerateSasUrlOptions): string {
    return signBlobSas(this.sasValues(options), requireSharedKey(this.credential)).stringToSign;
  }

  /**
   * Creates a URL of this container with a shared access signature that is signed with a user delegation key. No
   * request is sent.
   *
   * @param options - The permissions, the expiry time, and further restrictions.
   * @param userDelegationKey - The key that {@link BlobServiceClient.getUserDelegationKey} returned.
   * @throws RangeError when permissions or the expiry time are missing.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
   */
  generateUserDelegationSasUrl(
    options: ContainerGenerateSasUrlOptions,
    userDelegationKey: UserDelegationKey,
  ): Promise<string> {
    return promiseOf(() =>
      withSas(this.url, signBlobSas(this.sasValues(options), userDelegationKey, this.accountName)),
    );
  }

  /**
   * Returns the string-to-sign of {@link generateUserDelegationSasUrl}. It helps to find out why the service rejects a
   * signature.
   *
   * @param options - The permissions, the expiry time, and further restrictions.
   * @param userDelegationKey - The key that {@link BlobServiceClient.getUserDelegationKey} returned.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
   */
  generateUserDelegationSasStringToSign(
    options: ContainerGenerateSasUrlOptions,
    userDelegationKey: UserDelegationKey,
  ): string {
    return signBlobSas(this.sasValues(options), userDelegationKey, this.accountName).stringToSign;
  }

  private sasValues(options: ContainerGenerateSasUrlOptions): BlobSASSignatureValues {
    return { containerName: this.containerName, ...options };
  }

  /**
   * Lists the blobs of this container as if the delimiter separated directories. The iterator yields the blobs whose
   * names have no delimiter after the prefix, and one prefix item for each group of other names that are equal up to
   * the next delimiter.
   *
   * @param delimiter - The separator of the levels, usually `/`.
   * @param options - A prefix, and what items include beyond their properties.
   * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
   *
   * @example
   * ```js
   * for await (const item of container.listBlobsByHierarchy('/', { prefix: '2024/' })) {
   *   console.log(item.kind === 'prefix' ? 'directory' : 'blob', item.name);
   * }
   * ```
   */
  listBlobsByHierarchy(
    delimiter: string,
    options: ContainerListBlobsOptions = {},
  ): PagedAsyncIterableIterator<
    ({ kind: 'prefix' } & BlobPrefix) | ({ kind: 'blob' } & BlobItem),
    ContainerListBlobHierarchySegmentResponse
  > {
    if ((delimiter as unknown) === '') throw new RangeError('delimiter should contain one or more characters');
    return listBlobsByHierarchy(this.target(), requireString(delimiter, 'delimiter'), options);
  }

  /**
   * Replaces the metadata of the container.
   *
   * @param metadata - The new metadata. Without it, all metadata is removed.
   * @param options - Lease id and `ifModifiedSince`. The service supports no other condition here.
   * @throws TypeError that names the key when a value is not a string.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-container-metadata
   */
  async setMetadata(
    metadata?: Metadata,
    options: ContainerSetMetadataOptions = {},
  ): Promise<ContainerSetMetadataResponse> {
    const given = readOptions('ContainerSetMetadata', options);
    const conditions = given.values.conditions as Values | undefined;
    if (conditions?.ifUnmodifiedSince) {
      throw new RangeError(
        'the IfUnmodifiedSince must have their default values because they are ignored by the blob service',
      );
    }
    const names = readNames(metadata, 'metadata');
    return await runWithOptions(this.target(), 'ContainerSetMetadata', given, { metadata: names });
  }

  /**
   * Returns the public access level of the container, and its stored access policies.
   *
   * @param options - The lease id, if the container is leased.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-container-acl
   */
  async getAccessPolicy(options: ContainerGetAccessPolicyOptions = {}): Promise<ContainerGetAccessPolicyResponse> {
    return await run(this.target(), 'ContainerGetAccessPolicy', options, {}, decodeAccessPolicy);
  }

  /**
   * Sets the public access level of the container, and its stored access policies. Both are replaced: what you leave
   * out is removed.
   *
   * @param access - `blob` or `container`. Without it, there is no public access.
   * @param containerAcl - The stored access policies, at most 5.
   * @param options - Lease id and conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-container-acl
   */
  async setAccessPolicy(
    access?: PublicAccessType,
    containerAcl?: SignedIdentifier[],
    options: ContainerSetAccessPolicyOptions = {},
  ): Promise<ContainerSetAccessPolicyResponse> {
    requireKnown(access, 'access');
    return await run(this.target(), 'ContainerSetAccessPolicy', options, {
      access,
      containerAcl: requirePolicies(containerAcl),
    });
  }

  /** Creates a client that deletes blobs of this container, or changes their access tiers, many with one request. */
  getBlobBatchClient(): BlobBatchClient {
    return new BlobBatchClient(this.url, this.pipeline);
  }

  /**
   * Creates a lease client for this container.
   *
   * @param proposeLeaseId - The id of an existing lease, or the id to propose for a new one. Default: a random id.
   */
  getBlobLeaseClient(proposeLeaseId?: string): BlobLeaseClient {
    return new BlobLeaseClient(this, proposeLeaseId);
  }

  /**
   * Finds the blobs of this container whose index tags match an expression. The service updates the index with a delay.
   *
   * @param tagFilterSqlExpression - The expression, such as `"project"='ferry' AND "state">='3'`.
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags-container
   *
   * @example
   * ```js
   * for await (const { name } of container.findBlobsByTags(`"project"='ferry' AND "state">='3'`)) {
   *   await container.getBlobClient(name).setAccessTier('Cool');
   * }
   * ```
   */
  findBlobsByTags(
    tagFilterSqlExpression: string,
    options: ContainerFindBlobByTagsOptions = {},
  ): PagedAsyncIterableIterator<FilterBlobItem, ContainerFindBlobsByTagsSegmentResponse> {
    const where = requireString(tagFilterSqlExpression, 'tagFilterSqlExpression');
    return findBlobsByTags(this.target(), options, { where, isContainer: true });
  }

  /**
   * Returns the SKU and the kind of the account that the container is in.
   *
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-account-information
   */
  async getAccountInfo(options: ContainerGetAccountInfoOptions = {}): Promise<ContainerGetAccountInfoResponse> {
    return await run(this.target(), 'GetAccountInfo', options, { isContainer: true });
  }

  /**
   * Copies the blobs of another container to this one, and returns a poller. The service copies the bytes; most blobs take one request.
   * The other container may be in another account, and keeps its own credential. Memory does not grow with the number of blobs.
   *
   * Each blob is copied as it was listed: the request that reads it is conditional on its `ETag`. If it has changed since, its new state is
   * copied. Properties, metadata, tags and tier are copied. Snapshots and earlier versions are not, and nothing is deleted. A blob
   * that cannot be copied does not stop the others.
   *
   * @param source - The client of the source container, or its URL; or an iterable of entries, each with the source of a blob and its name
   * in this container. The copy reads the iterable as it needs entries. If the iterable throws, the copy ends with that error.
   * @param options - Which blobs to copy, under what names; when to overwrite; what to verify; concurrency.
   * @throws RestError when the source cannot be listed, or this container does not exist. RangeError for options that contradict each other,
   * and when source and destination overlap. AbortError when `abortSignal` fires. `pollUntilDone` rejects with code `ContainerCopyIncomplete`
   * if blobs could not be copied; the state's `summary` lists them.
   * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
   * @see https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url
   *
   * @example
   * ```js
   * const poller = await backup.beginCopyFromContainer(photos, { prefix: '2026/', exclude: ['**\/*.tmp'] });
   * for await (const event of poller) if (event.event === 'failed') console.error(event.source, event.message);
   * const { copied, copiedBytes, skipped } = await poller.pollUntilDone();
   * ```
   *
   * @example Save the state, and resume in another process
   * ```js
   * await writeFile('job.json', poller.toString());
   * const resumed = await backup.beginCopyFromContainer(photos, { prefix: '2026/', resumeFrom: await readFile('job.json', 'utf8') });
   * ```
   */
  async beginCopyFromContainer(
    source: string | URL | ContainerClient | Iterable<BlobCopyEntry> | AsyncIterable<BlobCopyEntry>,
    options: BeginCopyFromContainerOptions = {},
  ): Promise<ContainerCopyPoller> {
    if (isEntries(source)) return await beginCopyFromEntries(this.target(), source, options);
    return await beginCopyFromContainer(this.target(), jobSource(source, 'a container'), options);
  }

  /**
   * Plans what {@link ContainerClient.beginCopyFromContainer} would do with the same options, and writes nothing. Returns the number of blobs
   * that it would copy, skip and delete, and the approximate number of requests.
   *
   * @param source - The client of the source container, or its URL.
   * @param options - The options of the copy.
   * @throws As `beginCopyFromContainer`, and when a listing cannot be read to its end.
   * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
   *
   * @example
   * ```js
   * const { copies, bytes, deletes, requests } = await backup.planContainerCopy(photos, { deleteExtraneous: true });
   * ```
   */
  async planContainerCopy(
    source: string | URL | ContainerClient,
    options: PlanContainerCopyOptions = {},
  ): Promise<ContainerCopyPlan> {
    return await planContainerCopy(this.target(), jobSource(source, 'a container'), options);
  }

  /**
   * Compares the blobs of another container with those of this one, and writes nothing.
   *
   * @param source - The client of the source container, or its URL.
   * @param options - What is compared, and which blobs.
   * @throws RestError when one of the containers cannot be listed to its end. AbortError when `abortSignal` fires.
   * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
   *
   * @example
   * ```js
   * const { equal, different, missing, extra, unproven } = await backup.verifyContainer(photos, { compare: 'content' });
   * ```
   */
  async verifyContainer(
    source: string | URL | ContainerClient,
    options: VerifyContainerOptions = {},
  ): Promise<ContainerVerification> {
    return await verifyContainer(this.target(), jobSource(source, 'a container'), options);
  }

  private target(): Target {
    return { url: this.requestUrl, pipeline: this.pipeline };
  }
}

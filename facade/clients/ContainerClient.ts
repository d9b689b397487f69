import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import { requireString } from '../validation/arguments';
import { AppendBlobClient, BlobClient, BlockBlobClient, PageBlobClient } from './BlobClient';
import { BlobLeaseClient } from './BlobLeaseClient';
import { listBlobsByHierarchy, listBlobsFlat } from '../listing/listBlobs';
import { findBlobsByTags } from '../listing/findBlobsByTags';
import { partsFromConnectionString, partsFromUrl } from './clientArguments';
import type { ClientUrl } from './clientUrl';
import type { HttpRequestBody, PagedAsyncIterableIterator } from '../types/common';
import { orNotThere } from './ifExists';
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
import { requirePolicies, reviveAccessPolicy } from './accessPolicy';
import { requireKnown } from '../validation/knownValues';
import { run, type Target, runGiven } from '../pipeline/run';
import { promiseOf, requireSharedKey, withSas } from '../sas/clients';
import { signBlobSas } from '../sas/sign';
import type { BlobSASSignatureValues, ContainerGenerateSasUrlOptions } from '../sas/signatureValues';
import type { UserDelegationKey } from '../generated/models';
import { StorageClient } from './StorageClient';
import type { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { TokenCredential } from '../credentials/TokenCredential';
import { readNames, readOptions, optionsOf, type Values } from '../validation/serialize';
import { statusCodeOf } from '../errors/failure';

/**
 * A container, or the name of one that is to be made: to create and delete it, to list its blobs, to get clients for
 * them.
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
   * From a connection string and a name.
   *
   * @param connectionString - Of an account or of a shared access signature.
   * @param containerName - The container's name.
   * @param options - Options of the connection.
   */
  constructor(connectionString: string, containerName: string, options?: ContainerClientOptions);
  /**
   * From the container's URL.
   *
   * @param url - The container's URL; a shared access signature in it is used.
   * @param credential - Who signs. Default: nobody.
   * @param options - Options of the connection.
   */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: ContainerClientOptions,
  );
  /**
   * From the container's URL, with the connection of other clients.
   *
   * @param url - The container's URL.
   * @param pipeline - From `newPipeline`.
   * @param options - Options to hand on.
   */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal As a parent makes it. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  constructor(first: string | ClientUrl, second?: unknown, third?: unknown) {
    const parts =
      typeof second === 'string'
        ? partsFromConnectionString(first, { containerName: second }, third)
        : partsFromUrl(first, 'container', second, third);
    super(parts.url, parts.pipeline, parts.config);
    if (this.clientUrl.containerName === undefined) {
      throw new RangeError(
        'Unable to extract containerName with provided information. The argument "url" must name a container, such as https://account.blob.core.windows.net/container.',
      );
    }
  }

  /** The container's name. */
  get containerName(): string {
    return this.clientUrl.containerName ?? '';
  }

  /**
   * Makes the container.
   *
   * @param options - Metadata, public access, encryption scope.
   * @throws RestError with code `ContainerAlreadyExists` when it is there.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-container
   */
  async create(options: ContainerCreateOptions = {}): Promise<ContainerCreateResponse> {
    return run(this.target(), 'ContainerCreate', options);
  }

  /**
   * Makes the container if it does not exist; `succeeded` says whether it was made. An existing one is not changed.
   *
   * @param options - Metadata, public access, encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-container
   */
  async createIfNotExists(options: ContainerCreateOptions = {}): Promise<ContainerCreateIfNotExistsResponse> {
    return orNotThere(() => this.create(options), 'ContainerAlreadyExists');
  }

  /**
   * Whether the container exists. Others may make or delete it at any time, so the answer is about the past.
   *
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-container-properties
   */
  async exists(options: ContainerExistsOptions = {}): Promise<boolean> {
    try {
      await this.getProperties(options);
      return true;
    } catch (error) {
      if (statusCodeOf(error) === 404) return false;
      throw error;
    }
  }

  /**
   * The container's properties and metadata. The names of metadata come in lower case.
   *
   * @param options - The lease, if there is one.
   * @throws RestError with code `ContainerNotFound` when it does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-container-properties
   */
  async getProperties(options: ContainerGetPropertiesOptions = {}): Promise<ContainerGetPropertiesResponse> {
    return run(this.target(), 'ContainerGetProperties', options);
  }

  /**
   * Deletes the container with all blobs in it.
   *
   * @param options - Conditions.
   * @throws RestError with code `ContainerNotFound` when it does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-container
   */
  async delete(options: ContainerDeleteMethodOptions = {}): Promise<ContainerDeleteResponse> {
    return run(this.target(), 'ContainerDelete', options);
  }

  /**
   * Deletes the container if it exists; `succeeded` says whether it did.
   *
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-container
   */
  async deleteIfExists(options: ContainerDeleteMethodOptions = {}): Promise<ContainerDeleteIfExistsResponse> {
    return orNotThere(() => this.delete(options), 'ContainerNotFound');
  }

  /**
   * A client for a blob of any kind in this container.
   *
   * @param blobName - The blob's name, not escaped; it may have slashes.
   */
  getBlobClient(blobName: string): BlobClient {
    return new BlobClient(this.clientUrl.blob(blobName), this.pipeline, this.blobClientConfig);
  }

  /**
   * A client for an append blob in this container.
   *
   * @param blobName - The blob's name, not escaped.
   */
  getAppendBlobClient(blobName: string): AppendBlobClient {
    return new AppendBlobClient(this.clientUrl.blob(blobName), this.pipeline, this.blobClientConfig);
  }

  /**
   * A client for a block blob in this container.
   *
   * @param blobName - The blob's name, not escaped.
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
   * A client for a page blob in this container.
   *
   * @param blobName - The blob's name, not escaped.
   */
  getPageBlobClient(blobName: string): PageBlobClient {
    return new PageBlobClient(this.clientUrl.blob(blobName), this.pipeline, this.blobClientConfig);
  }

  /**
   * Writes a block blob with one request.
   *
   * @param blobName - The blob's name, not escaped.
   * @param body - As in {@link BlockBlobClient.upload}.
   * @param contentLength - How many bytes the body has.
   * @param options - As in {@link BlockBlobClient.upload}.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async uploadBlockBlob(
    blobName: string,
    body: HttpRequestBody,
    contentLength: number,
    options: BlockBlobUploadOptions = {},
  ): Promise<{ blockBlobClient: BlockBlobClient; response: BlockBlobUploadResponse }> {
    const blockBlobClient = this.getBlockBlobClient(blobName);
    return { blockBlobClient, response: await blockBlobClient.upload(body, contentLength, options) };
  }

  /**
   * Deletes a blob in this container.
   *
   * @param blobName - The blob's name, not escaped.
   * @param options - The version, what happens to snapshots, and conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob
   */
  async deleteBlob(blobName: string, options: ContainerDeleteBlobOptions = {}): Promise<BlobDeleteResponse> {
    const { versionId }: ContainerDeleteBlobOptions = optionsOf(options);
    const blobClient = this.getBlobClient(blobName);
    return (versionId ? blobClient.withVersion(versionId) : blobClient).delete(options);
  }

  /**
   * Lists the blobs of this container, in the order of their names. The iterator gives blobs; `byPage()` gives pages, of
   * up to 5,000 blobs each.
   *
   * @param options - A prefix, and what items tell beyond their properties.
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
   */
  listBlobsFlat(
    options: ContainerListBlobsOptions = {},
  ): PagedAsyncIterableIterator<BlobItem, ContainerListBlobFlatSegmentResponse> {
    return listBlobsFlat(this.target(), options);
  }

  /**
   * The URL of this container, with a shared access signature that the account's key signs. The client must have been made with
   * that key. Nothing is sent.
   *
   * @param options - What is permitted, and until when.
   * @throws RangeError when the client has no key, or permissions or the end are missing.
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
   * The text that {@link generateSasUrl} signs: to find out why a signature is refused.
   *
   * @param options - What is permitted, and until when.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
   */
  generateSasStringToSign(options: ContainerGenerateSasUrlOptions): string {
    return signBlobSas(this.sasValues(options), requireSharedKey(this.credential)).stringToSign;
  }

  /**
   * The URL of this container, with a shared access signature that a user delegation key signs. Nothing is sent.
   *
   * @param options - What is permitted, and until when.
   * @param userDelegationKey - The key of a user, as the service gave it.
   * @throws RangeError when permissions or the end are missing.
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
   * The text that {@link generateUserDelegationSasUrl} signs: to find out why a signature is refused.
   *
   * @param options - What is permitted, and until when.
   * @param userDelegationKey - The key of a user, as the service gave it.
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
   * Lists the blobs of this container as if the delimiter made directories: blobs whose names go on after the prefix
   * without a delimiter, and one item for all others that share the next part.
   *
   * @param delimiter - What separates the levels, usually `/`.
   * @param options - A prefix, and what items tell beyond their properties.
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
    return listBlobsByHierarchy(this.target(), requireString(delimiter, 'delimiter'), options);
  }

  /**
   * Replaces the container's metadata.
   *
   * @param metadata - The new metadata; without it, the container has none.
   * @param options - Lease and `ifModifiedSince`; the service takes no other condition here.
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
      throw new RangeError('options.conditions.ifUnmodifiedSince must be left out: the service ignores it');
    }
    const names = readNames(metadata, 'metadata');
    return runGiven(this.target(), 'ContainerSetMetadata', given, { metadata: names });
  }

  /**
   * Who may read without credentials, and the stored access policies that signatures can refer to.
   *
   * @param options - The lease, if there is one.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-container-acl
   */
  async getAccessPolicy(options: ContainerGetAccessPolicyOptions = {}): Promise<ContainerGetAccessPolicyResponse> {
    return run(this.target(), 'ContainerGetAccessPolicy', options, {}, reviveAccessPolicy);
  }

  /**
   * Sets who may read without credentials, and the stored access policies. What is left out is taken away.
   *
   * @param access - `blob` or `container`; left out, nobody reads without credentials.
   * @param containerAcl - The stored access policies, at most 5.
   * @param options - Lease and conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-container-acl
   */
  async setAccessPolicy(
    access?: PublicAccessType,
    containerAcl?: SignedIdentifier[],
    options: ContainerSetAccessPolicyOptions = {},
  ): Promise<ContainerSetAccessPolicyResponse> {
    requireKnown(access, 'access');
    return run(this.target(), 'ContainerSetAccessPolicy', options, {
      access,
      containerAcl: requirePolicies(containerAcl),
    });
  }

  /**
   * A client for a lease on this container.
   *
   * @param proposeLeaseId - The id of a lease that is held, or that a new one is to have. Default: a random one.
   */
  getBlobLeaseClient(proposeLeaseId?: string): BlobLeaseClient {
    return new BlobLeaseClient(this, proposeLeaseId);
  }

  /**
   * Finds the blobs of this container whose index tags meet a condition. The index follows changes with a delay.
   *
   * @param tagFilterSqlExpression - The condition, such as `"project"='ferry' AND "state">='3'`.
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags-container
   */
  findBlobsByTags(
    tagFilterSqlExpression: string,
    options: ContainerFindBlobByTagsOptions = {},
  ): PagedAsyncIterableIterator<FilterBlobItem, ContainerFindBlobsByTagsSegmentResponse> {
    const where = requireString(tagFilterSqlExpression, 'tagFilterSqlExpression');
    return findBlobsByTags(this.target(), options, { where, isContainer: true });
  }

  /**
   * What kind of account the container is in.
   *
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-account-information
   */
  async getAccountInfo(options: ContainerGetAccountInfoOptions = {}): Promise<ContainerGetAccountInfoResponse> {
    return run(this.target(), 'GetAccountInfo', options);
  }

  private target(): Target {
    return { url: this.url, pipeline: this.pipeline };
  }
}

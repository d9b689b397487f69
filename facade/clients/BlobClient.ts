/**
 * The clients of blobs. All four classes are in one file, for they need each other: a BlobClient makes clients of the three kinds of blobs,
 * and each of those is a BlobClient. Nearly all of it is documentation; what the methods do is in `copy/`, `transfer/`, `listing/` and `sas/`.
 */

import { types } from 'node:util';
import { beginCopy } from '../copy/BlobCopyPoller';
import { beginCopyFrom } from '../copy/copyFrom';
import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import type { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { TokenCredential } from '../credentials/TokenCredential';
import { createWriteStream, streamPromises } from '../engine/lazyModules';
import { serviceErrorCode, statusCodeOf } from '../errors/failure';
import type {
  AppendBlobAppendBlockFromURLOptions,
  AppendBlobAppendBlockFromUrlResponse,
  AppendBlobAppendBlockResponse,
  AppendBlobCreateOptions,
  AppendBlobCreateResponse,
  AppendBlobSealOptions,
  AppendBlobSealResponse,
  BlobAbortCopyFromURLOptions,
  BlobAbortCopyFromURLResponse,
  BlobCopyFromURLResponse,
  BlobCreateSnapshotOptions,
  BlobCreateSnapshotResponse,
  BlobDeleteImmutabilityPolicyResponse,
  BlobDeleteOptions,
  BlobDeleteResponse,
  BlobGetPropertiesOptions,
  BlobGetPropertiesResponse,
  BlobGetTagsOptions,
  BlobHTTPHeaders,
  BlobImmutabilityPolicy,
  BlobSetHTTPHeadersOptions,
  BlobSetHTTPHeadersResponse,
  BlobSetImmutabilityPolicyResponse,
  BlobSetLegalHoldResponse,
  BlobSetMetadataOptions,
  BlobSetMetadataResponse,
  BlobSetTagsOptions,
  BlobSetTagsResponse,
  BlobSetTierOptions,
  BlobSetTierResponse,
  BlobStartCopyFromURLOptions,
  BlobSyncCopyFromURLOptions,
  BlobUndeleteResponse,
  BlockBlobCommitBlockListOptions,
  BlockBlobCommitBlockListResponse,
  BlockBlobGetBlockListOptions,
  BlockBlobPutBlobFromUrlResponse,
  BlockBlobStageBlockFromURLResponse,
  BlockBlobStageBlockResponse,
  BlockBlobSyncUploadFromURLOptions,
  BlockBlobUploadResponse,
  BlockListType,
  PageBlobClearPagesOptions,
  PageBlobClearPagesResponse,
  PageBlobCopyIncrementalResponse,
  PageBlobCreateOptions,
  PageBlobCreateResponse,
  PageBlobGetPageRangesOptions,
  PageBlobResizeOptions,
  PageBlobResizeResponse,
  PageBlobStartCopyIncrementalOptions,
  PageBlobUpdateSequenceNumberOptions,
  PageBlobUpdateSequenceNumberResponse,
  PageBlobUploadPagesFromURLOptions,
  PageBlobUploadPagesFromURLResponse,
  PageBlobUploadPagesResponse,
  SequenceNumberActionType,
  UserDelegationKey,
} from '../generated/models';
import { reviveTags } from '../listing/blobTags';
import { getPageRanges, listPageRanges } from '../listing/listPageRanges';
import { runList } from '../listing/lists';
import { isPipelineLike } from '../pipeline/Pipeline';
import { reviveWithResponse } from '../pipeline/decode';
import { type Target, run } from '../pipeline/run';
import { promiseOf, requireSharedKey, withSas } from '../sas/clients';
import { signBlobSas } from '../sas/sign';
import type { BlobGenerateSasUrlOptions, BlobSASSignatureValues } from '../sas/signatureValues';
import { isDetached, memoryOf } from '../transfer/bytes';
import { downloadBlob, downloadInto } from '../transfer/download';
import { runWithBody } from '../transfer/runWithBody';
import { requireBody } from '../transfer/uploadBody';
import type {
  AppendBlobAppendBlockOptions,
  AppendBlobCreateIfNotExistsOptions,
  AppendBlobCreateIfNotExistsResponse,
} from '../types/appendBlob';
import type {
  BlobDeleteImmutabilityPolicyOptions,
  BlobGetAccountInfoOptions,
  BlobGetAccountInfoResponse,
  BlobGetTagsResponse,
  BlobSetImmutabilityPolicyOptions,
  BlobSetLegalHoldOptions,
  BlobUndeleteOptions,
} from '../types/blob';
import type {
  BlockBlobGetBlockListResponse,
  BlockBlobStageBlockFromURLOptions,
  BlockBlobStageBlockOptions,
} from '../types/blockBlob';
import type { HttpRequestBody, PagedAsyncIterableIterator } from '../types/common';
import { type BlockBlobTier, MAX_UPLOAD_BYTES, type PremiumPageBlobTier } from '../types/constants';
import type { BeginCopyFromOptions, BlobCopyFromPollState, BlobCopyFromResponse } from '../types/copyFrom';
import type { Metadata, Tags } from '../types/models';
import type {
  AppendBlobClientOptions,
  BlobBeginCopyFromURLOptions,
  BlobClientConfig,
  BlobClientOptions,
  BlobDeleteIfExistsResponse,
  BlobDownloadOptions,
  BlobDownloadResponseParsed,
  BlobDownloadToBufferOptions,
  BlobExistsOptions,
  BlobUploadCommonResponse,
  BlockBlobClientOptions,
  BlockBlobParallelUploadOptions,
  BlockBlobUploadOptions,
  PageBlobClientOptions,
} from '../types/options';
import type {
  PageBlobCreateIfNotExistsOptions,
  PageBlobCreateIfNotExistsResponse,
  PageBlobGetPageRangesDiffOptions,
  PageBlobGetPageRangesDiffResponse,
  PageBlobGetPageRangesDiffResponseModel,
  PageBlobGetPageRangesResponse,
  PageBlobGetPageRangesResponseModel,
  PageBlobListPageRangesDiffOptions,
  PageBlobListPageRangesOptions,
  PageBlobUploadPagesOptions,
  PageRangeInfo,
} from '../types/pageBlob';
import type { PipelineLike } from '../types/pipeline';
import type {
  BlobBeginCopyFromURLResponse,
  CopyPollerBlobClient,
  PollOperationState,
  PollerLikeWithCancellation,
} from '../types/poller';
import {
  optionalInteger,
  requireBoolean,
  requireInteger,
  requireNumber,
  requireRange,
  requireSource,
  requireString,
  requireStringList,
  requireUrl,
} from '../validation/arguments';
import { requireKnown } from '../validation/knownValues';
import { optionsOf, pickOptions, readNames, readShape, requireNames } from '../validation/serialize';
import { BlobLeaseClient } from './BlobLeaseClient';
import { StorageClient } from './StorageClient';
import { partsFromConnectionString, partsFromUrl } from './clientArguments';
import { type ClientUrl, withParameter } from './clientUrl';
import { orNotThere } from './ifExists';

/** A key was sent for a blob that has none, or none for a blob that has one: either way the blob is there. */
const EXISTS_WITH_OTHER_KEY = ['BlobUsesCustomerSpecifiedEncryption', 'BlobDoesNotUseCustomerSpecifiedEncryption'];

/** Whether a source is a client, of whatever copy of the package: what it has is what is needed of it. */
function isClient(source: unknown): source is { url: string; pipeline: PipelineLike } {
  if (typeof source !== 'object' || source === null) return false;
  const { url, pipeline } = source as { url?: unknown; pipeline?: unknown };
  return typeof url === 'string' && isPipelineLike(pipeline);
}

/** The options of a download that the facade itself reads. */
const DOWNLOAD_OTHERS = ['onProgress', 'contentChecksumAlgorithm'];

/**
 * A blob of any kind, or the name of one that is to be made: to copy, read, describe and delete it.
 *
 * @example
 * ```js
 * const { BlobServiceClient } = require('blobferry');
 *
 * const service = BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE_CONNECTION_STRING);
 * const blob = service.getContainerClient('backup').getBlobClient('2024/report.pdf');
 * ```
 */
export class BlobClient extends StorageClient {
  /**
   * From a connection string and names.
   *
   * @param connectionString - Of an account or of a shared access signature.
   * @param containerName - The container's name.
   * @param blobName - The blob's name, not escaped.
   * @param options - Options of the connection.
   */
  constructor(connectionString: string, containerName: string, blobName: string, options?: BlobClientOptions);
  /**
   * From the blob's URL.
   *
   * @param url - The blob's URL; a shared access signature in it is used.
   * @param credential - Who signs. Default: nobody.
   * @param options - Options of the connection.
   */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlobClientOptions,
  );
  /**
   * From the blob's URL, with the connection of other clients.
   *
   * @param url - The blob's URL.
   * @param pipeline - From `newPipeline`.
   * @param options - Options to hand on.
   */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal As a parent makes it. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  constructor(first: string | ClientUrl, second?: unknown, third?: unknown, fourth?: unknown) {
    const parts =
      typeof second === 'string'
        ? partsFromConnectionString(first, { containerName: second, blobName: third }, fourth)
        : partsFromUrl(first, 'blob', second, third);
    super(parts.url, parts.pipeline, parts.config);
    if (this.clientUrl.containerName === undefined) {
      throw new RangeError(
        'Unable to extract blobName and containerName with provided information. The argument "url" must name a container and a blob, such as https://account.blob.core.windows.net/container/blob.',
      );
    }
  }

  /** The blob's name, not escaped. */
  get name(): string {
    return this.clientUrl.blobName ?? '';
  }

  /** The name of the container that the blob is in. */
  get containerName(): string {
    return this.clientUrl.containerName ?? '';
  }

  /**
   * A client for a snapshot of this blob.
   *
   * @param snapshot - The snapshot's timestamp; an empty string gives the client of the blob itself.
   */
  withSnapshot(snapshot: string): BlobClient {
    return new BlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * A client for a version of this blob.
   *
   * @param versionId - The version's id; an empty string gives the client of the blob itself.
   */
  withVersion(versionId: string): BlobClient {
    return new BlobClient(withParameter(this.url, 'versionid', versionId), this.pipeline, this.blobClientConfig);
  }

  /** The same blob, as an append blob. */
  getAppendBlobClient(): AppendBlobClient {
    return new AppendBlobClient(this.clientUrl, this.pipeline, this.blobClientConfig);
  }

  /** The same blob, as a block blob. */
  getBlockBlobClient(): BlockBlobClient {
    return new BlockBlobClient(this.clientUrl, this.pipeline, this.blobClientConfig);
  }

  /** The same blob, as a page blob. */
  getPageBlobClient(): PageBlobClient {
    return new PageBlobClient(this.clientUrl, this.pipeline, this.blobClientConfig);
  }

  /**
   * Starts to copy a blob or an Azure file to this blob, and gives a poller that waits for the end. The service does
   * the copying: within one account it is mostly done at once, from another account it takes its time. An existing blob
   * is overwritten; it must be of the same kind as the source.
   *
   * The promise resolves when the service has accepted the copy. Without `intervalInMs`, `pollUntilDone()` polls often
   * at first and then less and less, up to every 15 seconds.
   *
   * @param copySource - The source's URL. Unless it is in the same account or public it needs a shared access signature.
   * @param options - Metadata, tier, tags, conditions, progress, and what to resume from.
   * @throws RestError when the service refuses the copy; when it could not read the source, `details` has the source's
   * own answer. TypeError or RangeError for a wrong argument. AbortError through `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/copy-blob
   *
   * @example Wait for the end
   * ```js
   * const poller = await destination.beginCopyFromURL(source.url);
   * const result = await poller.pollUntilDone();
   * console.log(result.copyId, result.copyStatus);
   * ```
   *
   * @example Show progress, and give up on demand
   * ```js
   * const poller = await destination.beginCopyFromURL(source.url, {
   *   onProgress: (state) => console.log(state.copyProgress),
   * });
   * process.once('SIGINT', () => poller.cancelOperation());
   * await poller.pollUntilDone(); // rejects with PollerCancelledError after a cancel
   * ```
   *
   * @example Save it, and go on in another process
   * ```js
   * await writeFile('copy.json', poller.toString());
   * const resumed = await destination.beginCopyFromURL(source.url, { resumeFrom: await readFile('copy.json', 'utf8') });
   * ```
   */
  async beginCopyFromURL(
    copySource: string,
    options: BlobBeginCopyFromURLOptions = {},
  ): Promise<
    PollerLikeWithCancellation<PollOperationState<BlobBeginCopyFromURLResponse>, BlobBeginCopyFromURLResponse>
  > {
    return beginCopy(this.target(), this.pollerClient(), requireSource(copySource, 'copySource'), options);
  }

  /**
   * Copies a blob of any size and kind to this blob, by whatever way fits: one request for what the service copies in one,
   * blocks in parallel for what is larger, Copy Blob for page blobs, append blobs and the archive, and a relay through this
   * process where the service cannot read the source. The source's client authorises the reading, also in another account and
   * with another kind of credential: nobody has to make a shared access signature.
   *
   * The destination appears whole or not at all. Every request that reads the source is bound to the `ETag` that it had at
   * the beginning, so that a source which changes ends the copy and is never mixed with what it was. Properties, metadata, tags
   * and tier are the source's unless they are given.
   *
   * The promise resolves when it is clear how the copy is made, with a poller as `beginCopyFromURL` gives one. Except for
   * asynchronous copies the work is done by this process: it ends with the poller, and only awaited work keeps the process alive.
   *
   * @param source - The source's client, or its URL. A URL is read as it is; in this blob's account and without a signature it is
   * read with this client's credential.
   * @param options - The strategy and its sizes, what is kept, when a blob is overwritten, what is verified.
   * @throws RestError when the source cannot be read or the service refuses; with code `BlobAlreadyExists` when there is a
   * blob and `overwrite` is `never`. RangeError or TypeError for a wrong argument, also when it turns out not to fit the
   * source. AbortError through `abortSignal`. What goes wrong after the beginning is thrown by `pollUntilDone`; an error with
   * code `SourceChanged` says that the source is not what it was.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url
   * @see https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url
   *
   * @example From another account, each with its own credential
   * ```js
   * const source = new BlobClient('https://one.blob.core.windows.net/backup/disk.vhd', new DefaultAzureCredential());
   * const destination = new BlobClient('https://two.blob.core.windows.net/backup/disk.vhd', sharedKeyCredential);
   * const poller = await destination.beginCopyFrom(source, {
   *   onProgress: ({ copyProgress }) => console.log(copyProgress), // "8388608/1099511627776"
   * });
   * await poller.pollUntilDone();
   * ```
   *
   * @example Only what is missing
   * ```js
   * const poller = await destination.beginCopyFrom(source, { overwrite: 'ifSourceNewer' });
   * const { skipped } = await poller.pollUntilDone();
   * ```
   *
   * @example Save it, and go on in another process
   * ```js
   * await writeFile('copy.json', poller.toString());
   * const resumed = await destination.beginCopyFrom(source, { resumeFrom: await readFile('copy.json', 'utf8') });
   * await resumed.pollUntilDone(); // copies only the blocks that are missing
   * ```
   */
  async beginCopyFrom(
    source: string | URL | BlobClient,
    options: BeginCopyFromOptions = {},
  ): Promise<PollerLikeWithCancellation<BlobCopyFromPollState, BlobCopyFromResponse>> {
    const from = isClient(source)
      ? { url: source.url, pipeline: source.pipeline }
      : { url: requireUrl(source, 'source') };
    return beginCopyFrom(this.target(), this.pollerClient(), from, options);
  }

  /**
   * Aborts a copy to this blob that is still pending. The blob stays, with zero length and the new metadata.
   *
   * @param copyId - The copy's id, from `beginCopyFromURL` or from the blob's properties.
   * @param options - The lease, if there is one.
   * @throws RestError with code `NoPendingCopyOperation` when the copy has ended.
   * @see https://learn.microsoft.com/rest/api/storageservices/abort-copy-blob
   *
   * @example
   * ```js
   * const { copyId, copyStatus } = await blob.getProperties();
   * if (copyStatus === 'pending') await blob.abortCopyFromURL(copyId);
   * ```
   */
  async abortCopyFromURL(
    copyId: string,
    options: BlobAbortCopyFromURLOptions = {},
  ): Promise<BlobAbortCopyFromURLResponse> {
    return run(this.target(), 'BlobAbortCopyFromURL', options, { copyId: requireString(copyId, 'copyId') });
  }

  /**
   * Copies a block blob of up to 256 MiB to this blob; the promise resolves when the copy is complete.
   *
   * @param copySource - The source's URL. Unless it is public it needs a shared access signature, also within one
   * account, or `options.sourceAuthorization`.
   * @param options - Metadata, tier, tags, conditions, checksum and authorisation of the source.
   * @throws RestError when the service refuses the copy.
   * @see https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url
   *
   * @example
   * ```js
   * const { copyStatus } = await destination.syncCopyFromURL(`${source.url}?${sas}`);
   * ```
   */
  async syncCopyFromURL(
    copySource: string,
    options: BlobSyncCopyFromURLOptions = {},
  ): Promise<BlobCopyFromURLResponse> {
    return run(this.target(), 'BlobCopyFromURL', options, { copySource: requireSource(copySource, 'copySource') });
  }

  /**
   * Whether the blob exists. Others may make or delete it at any time, so the answer is about the past.
   *
   * @param options - Conditions and key.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-properties
   */
  async exists(options: BlobExistsOptions = {}): Promise<boolean> {
    try {
      await this.getProperties(options);
      return true;
    } catch (error) {
      if (statusCodeOf(error) === 404) return false;
      if (statusCodeOf(error) === 409 && EXISTS_WITH_OTHER_KEY.includes(serviceErrorCode(error) ?? '')) return true;
      throw error;
    }
  }

  /**
   * The blob's properties and metadata, without its content. The names of metadata come in lower case.
   *
   * @param options - Conditions and key.
   * @throws RestError with status code 404 when the blob does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-properties
   *
   * @example
   * ```js
   * const { contentLength, copyStatus, copyProgress } = await blob.getProperties();
   * ```
   */
  async getProperties(options: BlobGetPropertiesOptions = {}): Promise<BlobGetPropertiesResponse> {
    return run(this.target(), 'BlobGetProperties', options, {}, reviveWithResponse);
  }

  /**
   * Deletes the blob, the snapshot or the version that this client points to.
   *
   * @param options - What happens to snapshots, and conditions.
   * @throws RestError with code `BlobNotFound`, or `SnapshotsPresent` when the blob has snapshots and
   * `deleteSnapshots` is not given.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob
   */
  async delete(options: BlobDeleteOptions = {}): Promise<BlobDeleteResponse> {
    return run(this.target(), 'BlobDelete', options);
  }

  /**
   * Deletes the blob if it exists; `succeeded` says whether it did.
   *
   * @param options - What happens to snapshots, and conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob
   */
  async deleteIfExists(options: BlobDeleteOptions = {}): Promise<BlobDeleteIfExistsResponse> {
    return orNotThere(() => this.delete(options), 'BlobNotFound');
  }

  /**
   * Replaces the blob's metadata.
   *
   * @param metadata - The new metadata; without it, the blob has none.
   * @param options - Conditions, key and encryption scope.
   * @throws TypeError that names the key when a value is not a string.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-metadata
   */
  async setMetadata(metadata?: Metadata, options: BlobSetMetadataOptions = {}): Promise<BlobSetMetadataResponse> {
    return run(this.target(), 'BlobSetMetadata', options, { metadata: readNames(metadata, 'metadata') });
  }

  /**
   * Makes a snapshot: a copy of the blob as it is now, that can be read and deleted but not changed.
   *
   * @param options - Metadata for the snapshot, conditions, key and encryption scope.
   * @returns `snapshot` is the timestamp for {@link withSnapshot}.
   * @see https://learn.microsoft.com/rest/api/storageservices/snapshot-blob
   *
   * @example Promote a snapshot to its base blob
   * ```js
   * const { snapshot } = await blob.createSnapshot();
   * const poller = await blob.beginCopyFromURL(blob.withSnapshot(snapshot).url);
   * await poller.pollUntilDone();
   * ```
   */
  async createSnapshot(options: BlobCreateSnapshotOptions = {}): Promise<BlobCreateSnapshotResponse> {
    return run(this.target(), 'BlobCreateSnapshot', options);
  }

  /**
   * Reads the blob, or a part of it. The content comes as a Node.js stream that asks for more as fast as it is read.
   *
   * @param offset - Where to begin, in bytes. Default 0.
   * @param count - How many bytes. Default: to the end.
   * @param options - Conditions, snapshot, key, progress; `abortSignal` ends the stream too.
   * @throws RestError with status code 404 when the blob does not exist, 416 when it ends before `offset`.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob
   *
   * @example
   * ```js
   * const { readableStreamBody } = await blob.download();
   * for await (const chunk of readableStreamBody) process.stdout.write(chunk);
   * ```
   */
  async download(offset = 0, count?: number, options: BlobDownloadOptions = {}): Promise<BlobDownloadResponseParsed> {
    const range = { offset: requireInteger(offset, 'offset', 0), count: optionalInteger(count, 'count', 0) };
    return downloadBlob(this.target(), range, options);
  }

  /**
   * Reads the blob, or a part of it, into memory.
   *
   * @param offset - Where to begin, in bytes. Default 0.
   * @param count - How many bytes. Default: to the end.
   * @param options - Conditions, key, progress.
   */
  downloadToBuffer(offset?: number, count?: number, options?: BlobDownloadToBufferOptions): Promise<Buffer>;
  /**
   * Reads the blob, or a part of it, into a buffer of the caller's.
   *
   * @param buffer - Where the content goes; a RangeError is thrown when it is too small.
   * @param offset - Where to begin in the blob, in bytes. Default 0.
   * @param count - How many bytes. Default: to the end.
   * @param options - Conditions, key, progress.
   */
  downloadToBuffer(
    buffer: Buffer,
    offset?: number,
    count?: number,
    options?: BlobDownloadToBufferOptions,
  ): Promise<Buffer>;
  async downloadToBuffer(...parameters: unknown[]): Promise<Buffer> {
    const buffer = types.isUint8Array(parameters[0]) ? (parameters.shift() as Buffer) : undefined;
    const [offset, count, options] = parameters as [number?, number?, BlobDownloadToBufferOptions?];
    const given = pickOptions('BlobDownload', options, ...DOWNLOAD_OTHERS, 'blockSize', 'maxRetryRequestsPerBlock');
    const { blockSize, maxRetryRequestsPerBlock: maxRetryRequests, ...others } = given;
    optionalInteger(blockSize, 'options.blockSize', 0);
    const downloadOptions = maxRetryRequests === undefined ? others : { ...others, maxRetryRequests };
    const range = { offset: optionalInteger(offset, 'offset', 0) ?? 0, count: optionalInteger(count, 'count', 0) };
    return (await downloadInto(this.target(), range, downloadOptions, buffer)) as Buffer;
  }

  /**
   * Reads the blob, or a part of it, into a file. An existing file is overwritten.
   *
   * @param filePath - The file's path.
   * @param offset - Where to begin, in bytes. Default 0.
   * @param count - How many bytes. Default: to the end.
   * @param options - Conditions, snapshot, key, progress.
   * @returns What {@link download} gives, without the stream.
   */
  async downloadToFile(
    filePath: string,
    offset = 0,
    count?: number,
    options: BlobDownloadOptions = {},
  ): Promise<BlobDownloadResponseParsed> {
    const path = requireString(filePath, 'filePath');
    const response = await this.download(offset, count, options);
    if (response.readableStreamBody) {
      await streamPromises().pipeline(response.readableStreamBody, createWriteStream(path));
      delete response.readableStreamBody;
    }
    return response;
  }

  /**
   * The URL of this blob, snapshot or version, with a shared access signature that the account's key signs. The client must have been made with
   * that key. Nothing is sent.
   *
   * @param options - What is permitted, and until when.
   * @throws RangeError when the client has no key, or permissions or the end are missing.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
   *
   * @example
   * ```js
   * const readable = await source.generateSasUrl({
   *   permissions: BlobSASPermissions.parse('r'),
   *   expiresOn: new Date(Date.now() + 3600 * 1000),
   * });
   * const poller = await destination.beginCopyFromURL(readable);
   * ```
   */
  generateSasUrl(options: BlobGenerateSasUrlOptions): Promise<string> {
    return promiseOf(() => withSas(this.url, signBlobSas(this.sasValues(options), requireSharedKey(this.credential))));
  }

  /**
   * The text that {@link generateSasUrl} signs: to find out why a signature is refused.
   *
   * @param options - What is permitted, and until when.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
   */
  generateSasStringToSign(options: BlobGenerateSasUrlOptions): string {
    return signBlobSas(this.sasValues(options), requireSharedKey(this.credential)).stringToSign;
  }

  /**
   * The URL of this blob, snapshot or version, with a shared access signature that a user delegation key signs. Nothing is sent.
   *
   * @param options - What is permitted, and until when.
   * @param userDelegationKey - The key of a user, as the service gave it.
   * @throws RangeError when permissions or the end are missing.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
   */
  generateUserDelegationSasUrl(
    options: BlobGenerateSasUrlOptions,
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
    options: BlobGenerateSasUrlOptions,
    userDelegationKey: UserDelegationKey,
  ): string {
    return signBlobSas(this.sasValues(options), userDelegationKey, this.accountName).stringToSign;
  }

  /**
   * Brings the blob back that was deleted and is still kept, with its snapshots.
   *
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/undelete-blob
   */
  async undelete(options: BlobUndeleteOptions = {}): Promise<BlobUndeleteResponse> {
    return run(this.target(), 'BlobUndelete', options);
  }

  /**
   * Sets the standard properties of the content. Those that are left out are removed.
   *
   * @param blobHTTPHeaders - The properties; without them, all are removed.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-properties
   *
   * @example
   * ```js
   * const { contentMD5: blobContentMD5 } = await blob.getProperties();
   * await blob.setHTTPHeaders({ blobContentType: 'text/html', blobContentMD5 });
   * ```
   */
  async setHTTPHeaders(
    blobHTTPHeaders?: BlobHTTPHeaders,
    options: BlobSetHTTPHeadersOptions = {},
  ): Promise<BlobSetHTTPHeadersResponse> {
    const headers = readShape('BlobHTTPHeaders', blobHTTPHeaders, 'blobHTTPHeaders') ?? {};
    return run(this.target(), 'BlobSetHTTPHeaders', options, { blobHttpHeaders: headers });
  }

  /**
   * Replaces the blob's index tags, by which it can be found.
   *
   * @param tags - The new tags, at most 10; an empty object removes all.
   * @param options - Conditions.
   * @throws TypeError that names the tag when a value is not a string.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-tags
   */
  async setTags(tags: Tags, options: BlobSetTagsOptions = {}): Promise<BlobSetTagsResponse> {
    return run(this.target(), 'BlobSetTags', options, { tags: requireNames(tags, 'tags') });
  }

  /**
   * The blob's index tags.
   *
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-tags
   */
  async getTags(options: BlobGetTagsOptions = {}): Promise<BlobGetTagsResponse> {
    return run(this.target(), 'BlobGetTags', options, {}, reviveTags);
  }

  /**
   * A client for a lease on this blob.
   *
   * @param proposeLeaseId - The id of a lease that is held, or that a new one is to have. Default: a random one.
   */
  getBlobLeaseClient(proposeLeaseId?: string): BlobLeaseClient {
    return new BlobLeaseClient(this, proposeLeaseId);
  }

  /**
   * Moves the blob to another access tier. From the archive that takes hours: `getProperties` says how it stands.
   *
   * @param tier - `Hot`, `Cool`, `Cold` or `Archive`; for page blobs in premium accounts `P4` to `P80`.
   * @param options - Lease, condition on the tags, urgency.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-tier
   */
  async setAccessTier(
    tier: BlockBlobTier | PremiumPageBlobTier | string,
    options: BlobSetTierOptions = {},
  ): Promise<BlobSetTierResponse> {
    requireKnown(requireString(tier, 'tier'), 'tier');
    return run(this.target(), 'BlobSetTier', options, { tier });
  }

  /**
   * Lifts the immutability policy, as long as it is not locked.
   *
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob-immutability-policy
   */
  async deleteImmutabilityPolicy(
    options: BlobDeleteImmutabilityPolicyOptions = {},
  ): Promise<BlobDeleteImmutabilityPolicyResponse> {
    return run(this.target(), 'BlobDeleteImmutabilityPolicy', options);
  }

  /**
   * Sets until when the blob can be neither changed nor deleted.
   *
   * @param immutabilityPolicy - Until when (`expiriesOn`), and whether that can be changed (`policyMode`).
   * @param options - A condition.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-immutability-policy
   */
  async setImmutabilityPolicy(
    immutabilityPolicy: BlobImmutabilityPolicy,
    options: BlobSetImmutabilityPolicyOptions = {},
  ): Promise<BlobSetImmutabilityPolicyResponse> {
    const policy = readShape('BlobImmutabilityPolicy', immutabilityPolicy, 'immutabilityPolicy') ?? {};
    requireKnown(policy.policyMode, 'policyMode', 'immutabilityPolicy.policyMode');
    return run(this.target(), 'BlobSetImmutabilityPolicy', options, { immutabilityPolicy: policy });
  }

  /**
   * Sets or lifts a legal hold: as long as it is set, the blob can be neither changed nor deleted.
   *
   * @param legalHoldEnabled - Whether the hold is set.
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-legal-hold
   */
  async setLegalHold(
    legalHoldEnabled: boolean,
    options: BlobSetLegalHoldOptions = {},
  ): Promise<BlobSetLegalHoldResponse> {
    return run(this.target(), 'BlobSetLegalHold', options, {
      legalHold: requireBoolean(legalHoldEnabled, 'legalHoldEnabled'),
    });
  }

  /**
   * What kind of account the blob is in.
   *
   * @param options - The signal to stop at.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-account-information
   */
  async getAccountInfo(options: BlobGetAccountInfoOptions = {}): Promise<BlobGetAccountInfoResponse> {
    return run(this.target(), 'GetAccountInfo', options);
  }

  /** This client, as the pollers of copies show it. */
  private pollerClient(): CopyPollerBlobClient {
    return {
      abortCopyFromURL: (...parameters) => this.abortCopyFromURL(...parameters),
      getProperties: (...parameters) => this.getProperties(...parameters),
      startCopyFromURL: (...parameters) => this.startCopyFromURL(...parameters),
    };
  }

  /** @internal Where this client's operations go. */
  protected target(): Target {
    const { uploadContentChecksumAlgorithm: uploadChecksum } = this.blobClientConfig;
    return { url: this.url, pipeline: this.pipeline, uploadChecksum };
  }

  private sasValues(options: BlobGenerateSasUrlOptions): BlobSASSignatureValues {
    const { snapshot, versionId } = this.clientUrl;
    // A signature without a blob's name would be for the whole container.
    const blobName = requireString(this.name, 'the name of the blob in the URL of the client');
    return {
      containerName: this.containerName,
      blobName,
      ...(snapshot === undefined ? {} : { snapshotTime: snapshot }),
      ...(versionId === undefined ? {} : { versionId }),
      ...options,
    };
  }

  private async startCopyFromURL(
    copySource: string,
    options: BlobStartCopyFromURLOptions = {},
  ): Promise<BlobBeginCopyFromURLResponse> {
    return run(this.target(), 'BlobStartCopyFromURL', options, { copySource: requireSource(copySource, 'copySource') });
  }
}

/** An append blob: content can be added at its end only. Besides, it can do what every {@link BlobClient} can. */
export class AppendBlobClient extends BlobClient {
  /** From a connection string and names. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: AppendBlobClientOptions);
  /** From the blob's URL. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: AppendBlobClientOptions,
  );
  /** From the blob's URL, with the connection of other clients. */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal As a parent makes it. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  // The base class sorts the forms out.
  constructor(...parameters: unknown[]) {
    super(...(parameters as [string, PipelineLike, BlobClientConfig?]));
  }

  /**
   * A client for a snapshot of this blob.
   *
   * @param snapshot - The snapshot's timestamp; an empty string gives the client of the blob itself.
   */
  override withSnapshot(snapshot: string): AppendBlobClient {
    return new AppendBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Makes an append blob without content. An existing blob is overwritten.
   *
   * @param options - HTTP headers, metadata, tags, conditions, key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   *
   * @example
   * ```js
   * const log = container.getAppendBlobClient('log.txt');
   * await log.create();
   * await log.appendBlock('one line\n', 9);
   * ```
   */
  async create(options: AppendBlobCreateOptions = {}): Promise<AppendBlobCreateResponse> {
    return run(this.target(), 'AppendBlobCreate', options);
  }

  /**
   * Makes an append blob if there is no blob of this name; `succeeded` says whether it was made.
   *
   * @param options - HTTP headers, metadata, key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async createIfNotExists(
    options: AppendBlobCreateIfNotExistsOptions = {},
  ): Promise<AppendBlobCreateIfNotExistsResponse> {
    const given = pickOptions('AppendBlobCreate', options);
    return orNotThere(() => this.create({ ...given, conditions: { ifNoneMatch: '*' } }), 'BlobAlreadyExists');
  }

  /**
   * Seals the blob: from then on it can be read but not appended to.
   *
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-blob-seal
   */
  async seal(options: AppendBlobSealOptions = {}): Promise<AppendBlobAppendBlockResponse & AppendBlobSealResponse> {
    return run(this.target(), 'AppendBlobSeal', options);
  }

  /**
   * Adds content to the end of the blob.
   *
   * A request that may have reached the service is sent again only under a condition that keeps content from being
   * appended twice: `appendPosition`, or `ifMatch` with an `ETag`.
   *
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that makes a stream.
   * @param contentLength - How many bytes the body has.
   * @param options - Conditions, checksums, progress, key and encryption scope.
   * @throws RangeError that names both numbers when the body has another length than `contentLength`; nothing is stored. A string and
   * a Buffer say themselves how long they are.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-block
   *
   * @example Append once, whatever happens on the way
   * ```js
   * const { contentLength: appendPosition } = await log.getProperties();
   * await log.appendBlock(line, Buffer.byteLength(line), { conditions: { appendPosition } });
   * ```
   */
  async appendBlock(
    body: HttpRequestBody,
    contentLength: number,
    options: AppendBlobAppendBlockOptions = {},
  ): Promise<AppendBlobAppendBlockResponse> {
    requireBody(body, 'body');
    requireNumber(contentLength, 'contentLength');
    return runWithBody(this.target(), 'AppendBlobAppendBlock', body, contentLength, options);
  }

  /**
   * Adds to the end of the blob what the service reads from another blob or file. Repeated as {@link appendBlock}.
   *
   * @param sourceURL - What to read: public, with a shared access signature, or with `sourceAuthorization`.
   * @param sourceOffset - Where to begin in the source, in bytes.
   * @param count - How many bytes.
   * @param options - Conditions for both sides, checksums, authorization of the source, keys and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-block-from-url
   */
  async appendBlockFromURL(
    sourceURL: string,
    sourceOffset: number,
    count: number,
    options: AppendBlobAppendBlockFromURLOptions = {},
  ): Promise<AppendBlobAppendBlockFromUrlResponse> {
    return run(this.target(), 'AppendBlobAppendBlockFromURL', options, {
      copySource: requireSource(sourceURL, 'sourceURL'),
      sourceRange: requireRange(sourceOffset, count, 'sourceOffset'),
    });
  }
}

const BLOCKS = ['committedBlocks', 'uncommittedBlocks'];

/** A block blob: the usual kind. Besides what every {@link BlobClient} can do, it can be written. */
export class BlockBlobClient extends BlobClient {
  /** From a connection string and names. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: BlockBlobClientOptions);
  /** From the blob's URL. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlockBlobClientOptions,
  );
  /** From the blob's URL, with the connection of other clients. */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal As a parent makes it. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  // The base class sorts the forms out.
  constructor(...parameters: unknown[]) {
    super(...(parameters as [string, PipelineLike, BlobClientConfig?]));
  }

  /**
   * A client for a snapshot of this blob.
   *
   * @param snapshot - The snapshot's timestamp; an empty string gives the client of the blob itself.
   */
  override withSnapshot(snapshot: string): BlockBlobClient {
    return new BlockBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Writes the blob with one request. An existing blob is overwritten, with its metadata.
   *
   * A stream is collected in memory first, so that the request can be repeated when it fails.
   *
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that makes a stream.
   * @param contentLength - How many bytes the body has: `Buffer.byteLength(text)` for a string. For strings, the number
   * of characters is accepted too, a common mistake without consequences.
   * @param options - HTTP headers, metadata, tags, tier, conditions, progress.
   * @throws RangeError that names both numbers when the body has another length than `contentLength`; nothing is stored. A string and
   * a Buffer say themselves how long they are.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   *
   * @example
   * ```js
   * const text = 'Hello, wörld!';
   * await blob.upload(text, Buffer.byteLength(text), { blobHTTPHeaders: { blobContentType: 'text/plain' } });
   * ```
   */
  async upload(
    body: HttpRequestBody,
    contentLength: number,
    options: BlockBlobUploadOptions = {},
  ): Promise<BlockBlobUploadResponse> {
    requireBody(body, 'body');
    requireUploadSize(requireNumber(contentLength, 'contentLength'), 'contentLength');
    return runWithBody(this.target(), 'BlockBlobUpload', body, contentLength, options);
  }

  /**
   * Makes the blob from what a URL answers. The service reads it and answers when it is there, however large: the content
   * does not pass through this process. An existing blob is overwritten.
   *
   * @param sourceURL - What to read: public, with a shared access signature, or with `sourceAuthorization`. Any URL that
   * answers GET, up to 5,000 MiB.
   * @param options - What the blob gets, conditions for both sides, checksum and authorization of the source, keys.
   * @throws RestError with code `CannotVerifyCopySource` when the service cannot read the source; its message says why.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url
   *
   * @example
   * ```js
   * await blob.syncUploadFromURL(`${source.url}?${sas}`, { tier: 'Cool', copySourceTags: 'COPY' });
   * ```
   */
  async syncUploadFromURL(
    sourceURL: string,
    options: BlockBlobSyncUploadFromURLOptions = {},
  ): Promise<BlockBlobPutBlobFromUrlResponse> {
    return run(this.target(), 'BlockBlobPutBlobFromURL', options, {
      copySource: requireSource(sourceURL, 'sourceURL'),
    });
  }

  /**
   * Uploads a block, for {@link commitBlockList} to make part of the blob. Until then it is kept for a week.
   *
   * @param blockId - The block's id: base64, of the same length as the blob's other ids. A block of the same id is replaced.
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that makes a stream.
   * @param contentLength - How many bytes the body has; up to 4,000 MiB.
   * @param options - Lease, checksums, progress, key and encryption scope.
   * @throws RangeError that names both numbers when the body has another length than `contentLength`; nothing is stored. A string and
   * a Buffer say themselves how long they are.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block
   *
   * @example
   * ```js
   * const ids = parts.map((_, index) => Buffer.from(String(index).padStart(6, '0')).toString('base64'));
   * await Promise.all(parts.map((part, index) => blob.stageBlock(ids[index], part, part.length)));
   * await blob.commitBlockList(ids);
   * ```
   */
  async stageBlock(
    blockId: string,
    body: HttpRequestBody,
    contentLength: number,
    options: BlockBlobStageBlockOptions = {},
  ): Promise<BlockBlobStageBlockResponse> {
    requireString(blockId, 'blockId');
    requireBody(body, 'body');
    requireUploadSize(requireNumber(contentLength, 'contentLength'), 'contentLength');
    return runWithBody(this.target(), 'BlockBlobStageBlock', body, contentLength, options, { blockId });
  }

  /**
   * Has the service read a block from another blob or file, for {@link commitBlockList} to make part of the blob.
   *
   * @param blockId - The block's id: base64, of the same length as the blob's other ids.
   * @param sourceURL - What to read: public, with a shared access signature, or with `sourceAuthorization`.
   * @param offset - Where to begin in the source, in bytes. Default 0.
   * @param count - How many bytes, up to 4,000 MiB. Default: to the end.
   * @param options - Lease, checksums and authorization of the source, keys and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url
   */
  async stageBlockFromURL(
    blockId: string,
    sourceURL: string,
    offset = 0,
    count?: number,
    options: BlockBlobStageBlockFromURLOptions = {},
  ): Promise<BlockBlobStageBlockFromURLResponse> {
    requireString(blockId, 'blockId');
    const range = requireRange(offset, count);
    // The whole source needs no range.
    const sourceRange = range.offset === 0 && !range.count ? undefined : range;
    return run(this.target(), 'BlockBlobStageBlockFromURL', options, {
      blockId,
      copySource: requireSource(sourceURL, 'sourceURL'),
      sourceRange,
    });
  }

  /**
   * Makes the blob of blocks: staged ones, and those that it consists of now. Blocks that are not named are dropped.
   *
   * @param blocks - The ids of the blocks, in the order of their content, up to 50,000.
   * @param options - HTTP headers, metadata, tags, tier, conditions, key and encryption scope.
   * @throws RestError with code `InvalidBlockList` when a block is not there.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block-list
   */
  async commitBlockList(
    blocks: string[],
    options: BlockBlobCommitBlockListOptions = {},
  ): Promise<BlockBlobCommitBlockListResponse> {
    return run(this.target(), 'BlockBlobCommitBlockList', options, { blocks: requireStringList(blocks, 'blocks') });
  }

  /**
   * The blocks that the blob consists of, and those that are staged.
   *
   * @param listType - `committed`, `uncommitted` or `all`.
   * @param options - Lease and condition on the tags.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-block-list
   */
  async getBlockList(
    listType: BlockListType,
    options: BlockBlobGetBlockListOptions = {},
  ): Promise<BlockBlobGetBlockListResponse> {
    requireKnown(requireString(listType, 'listType'), 'listType');
    return runList(this.target(), 'BlockBlobGetBlockList', options, { listType }, { lists: BLOCKS });
  }

  /**
   * Writes the blob from data that is in memory, with one request.
   *
   * @param data - Bytes or a Blob, up to 5,000 MiB.
   * @param options - HTTP headers, metadata, tags, tier, conditions, progress.
   * @throws RangeError when the data is larger than one request can carry.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async uploadData(
    data: Buffer | Blob | ArrayBuffer | ArrayBufferView,
    options: BlockBlobParallelUploadOptions = {},
  ): Promise<BlobUploadCommonResponse> {
    const size = sizeOf(data);
    const { blockSize, maxSingleShotSize, concurrency }: BlockBlobParallelUploadOptions = optionsOf(options);
    for (const [name, value] of Object.entries({ blockSize, maxSingleShotSize, concurrency })) {
      optionalInteger(value, `options.${name}`, 0);
    }
    return this.upload(data, size, options);
  }
}

function sizeOf(data: unknown): number {
  if (data instanceof Blob) return data.size;
  const memory = memoryOf(data);
  if (memory && !isDetached(memory.buffer)) return memory.length;
  if (memory)
    throw new TypeError('data has no bytes any more: its ArrayBuffer was transferred elsewhere (it is detached)');
  throw new TypeError('data must be a Buffer, a Blob, an ArrayBuffer or a view of one');
}

function requireUploadSize(size: number, argument: string): void {
  if (size > MAX_UPLOAD_BYTES) {
    throw new RangeError(
      `${argument} is ${String(size)}, but one request carries ${String(MAX_UPLOAD_BYTES)} bytes at most`,
    );
  }
}

/** A page blob: disks. Its content is written in pages of 512 bytes, anywhere. Besides, it can do what every {@link BlobClient} can. */
export class PageBlobClient extends BlobClient {
  /** From a connection string and names. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: PageBlobClientOptions);
  /** From the blob's URL. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: PageBlobClientOptions,
  );
  /** From the blob's URL, with the connection of other clients. */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal As a parent makes it. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  // The base class sorts the forms out.
  constructor(...parameters: unknown[]) {
    super(...(parameters as [string, PipelineLike, BlobClientConfig?]));
  }

  /**
   * A client for a snapshot of this blob.
   *
   * @param snapshot - The snapshot's timestamp; an empty string gives the client of the blob itself.
   */
  override withSnapshot(snapshot: string): PageBlobClient {
    return new PageBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Makes a page blob whose pages are all clear: they read as zeros. An existing blob is overwritten.
   *
   * @param size - The size in bytes, a multiple of 512, up to 8 TiB.
   * @param options - HTTP headers, metadata, tags, tier, sequence number, conditions, key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async create(size: number, options: PageBlobCreateOptions = {}): Promise<PageBlobCreateResponse> {
    requireInteger(size, 'size', 0);
    return run(this.target(), 'PageBlobCreate', options, { size });
  }

  /**
   * Makes a page blob if there is no blob of this name; `succeeded` says whether it was made.
   *
   * @param size - The size in bytes, a multiple of 512.
   * @param options - HTTP headers, metadata, tier, sequence number, key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async createIfNotExists(
    size: number,
    options: PageBlobCreateIfNotExistsOptions = {},
  ): Promise<PageBlobCreateIfNotExistsResponse> {
    const given = pickOptions('PageBlobCreate', options);
    return orNotThere(() => this.create(size, { ...given, conditions: { ifNoneMatch: '*' } }), 'BlobAlreadyExists');
  }

  /**
   * Writes pages.
   *
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that makes a stream.
   * @param offset - Where to begin in the blob: a multiple of 512.
   * @param count - How many bytes the body has: a multiple of 512, up to 4 MiB.
   * @param options - Conditions, checksums, progress, key and encryption scope.
   * @throws RangeError that names both numbers when the body has another length than `count`; nothing is stored. A string and a Buffer
   * say themselves how long they are.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-page
   */
  async uploadPages(
    body: HttpRequestBody,
    offset: number,
    count: number,
    options: PageBlobUploadPagesOptions = {},
  ): Promise<PageBlobUploadPagesResponse> {
    requireBody(body, 'body');
    const range = { offset: requireInteger(offset, 'offset', 0), count: requireInteger(count, 'count', 0) };
    return runWithBody(this.target(), 'PageBlobUploadPages', body, count, options, { range });
  }

  /**
   * Has the service write pages that it reads from another blob or file.
   *
   * @param sourceURL - What to read: public, with a shared access signature, or with `sourceAuthorization`.
   * @param sourceOffset - Where to begin in the source, in bytes.
   * @param destOffset - Where to begin in this blob: a multiple of 512.
   * @param count - How many bytes: a multiple of 512, up to 4 MiB.
   * @param options - Conditions for both sides, checksums, authorization of the source, keys and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-page-from-url
   */
  async uploadPagesFromURL(
    sourceURL: string,
    sourceOffset: number,
    destOffset: number,
    count: number,
    options: PageBlobUploadPagesFromURLOptions = {},
  ): Promise<PageBlobUploadPagesFromURLResponse> {
    return run(this.target(), 'PageBlobUploadPagesFromURL', options, {
      copySource: requireSource(sourceURL, 'sourceURL'),
      sourceRange: requireRange(sourceOffset, count, 'sourceOffset'),
      range: requireRange(destOffset, count, 'destOffset'),
    });
  }

  /**
   * Clears pages: they read as zeros, and take no room.
   *
   * @param offset - Where to begin: a multiple of 512. Default 0.
   * @param count - How many bytes: a multiple of 512. Default: to the end.
   * @param options - Conditions, key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-page
   */
  async clearPages(
    offset = 0,
    count?: number,
    options: PageBlobClearPagesOptions = {},
  ): Promise<PageBlobClearPagesResponse> {
    return run(this.target(), 'PageBlobClearPages', options, { range: requireRange(offset, count) });
  }

  /**
   * The pages that hold data.
   *
   * @param offset - Where to begin, in bytes. Default 0.
   * @param count - How many bytes to look at. Default: to the end.
   * @param options - Conditions.
   * @returns `pageRange` has offsets and counts; as in `@azure/storage-blob`, a count is one less than the number of bytes.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-page-ranges
   */
  async getPageRanges(
    offset = 0,
    count?: number,
    options: PageBlobGetPageRangesOptions = {},
  ): Promise<PageBlobGetPageRangesResponse> {
    return getPageRanges(this.target(), { range: requireRange(offset, count) }, options);
  }

  /**
   * Lists the pages that hold data, page by page of the listing.
   *
   * @param offset - Where to begin, in bytes. Default 0.
   * @param count - How many bytes to look at. Default: to the end.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-page-ranges
   *
   * @example
   * ```js
   * for await (const { start, end } of blob.listPageRanges()) console.log(start, end);
   * ```
   */
  listPageRanges(
    offset = 0,
    count?: number,
    options: PageBlobListPageRangesOptions = {},
  ): PagedAsyncIterableIterator<PageRangeInfo, PageBlobGetPageRangesResponseModel> {
    const given = pickOptions('PageBlobGetPageRanges', options);
    return listPageRanges(this.target(), { range: requireRange(offset, count) }, given);
  }

  /**
   * The pages that changed since a snapshot: those that hold other data, and those that are clear now.
   *
   * @param offset - Where to begin, in bytes.
   * @param count - How many bytes to look at.
   * @param prevSnapshot - The timestamp of the snapshot to compare with.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-page-ranges
   */
  async getPageRangesDiff(
    offset: number,
    count: number,
    prevSnapshot: string,
    options: PageBlobGetPageRangesDiffOptions = {},
  ): Promise<PageBlobGetPageRangesDiffResponse> {
    requireString(prevSnapshot, 'prevSnapshot');
    return getPageRanges(this.target(), { range: requireRange(offset, count), prevSnapshot }, options);
  }

  /**
   * Lists the pages that changed since a snapshot, page by page of the listing.
   *
   * @param offset - Where to begin, in bytes.
   * @param count - How many bytes to look at.
   * @param prevSnapshot - The timestamp of the snapshot to compare with.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-page-ranges
   */
  listPageRangesDiff(
    offset: number,
    count: number,
    prevSnapshot: string,
    options: PageBlobListPageRangesDiffOptions = {},
  ): PagedAsyncIterableIterator<PageRangeInfo, PageBlobGetPageRangesDiffResponseModel> {
    const given = pickOptions('PageBlobGetPageRanges', options);
    requireString(prevSnapshot, 'prevSnapshot');
    return listPageRanges(this.target(), { range: requireRange(offset, count), prevSnapshot }, given);
  }

  /**
   * The pages of a managed disk that changed since a snapshot, which is named by its URL.
   *
   * @param offset - Where to begin, in bytes.
   * @param count - How many bytes to look at.
   * @param prevSnapshotUrl - The URL of the snapshot to compare with.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-page-ranges
   */
  async getPageRangesDiffForManagedDisks(
    offset: number,
    count: number,
    prevSnapshotUrl: string,
    options: PageBlobGetPageRangesDiffOptions = {},
  ): Promise<PageBlobGetPageRangesDiffResponse> {
    const query = {
      range: requireRange(offset, count),
      prevSnapshotUrl: requireSource(prevSnapshotUrl, 'prevSnapshotUrl'),
    };
    return getPageRanges(this.target(), query, options);
  }

  /**
   * Gives the blob another size. What is cut off is gone; what is added is clear.
   *
   * @param size - The new size in bytes, a multiple of 512.
   * @param options - Conditions and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-properties
   */
  async resize(size: number, options: PageBlobResizeOptions = {}): Promise<PageBlobResizeResponse> {
    return run(this.target(), 'PageBlobResize', options, { size: requireInteger(size, 'size', 0) });
  }

  /**
   * Changes the sequence number, on which writes can be conditional. An increment that may have reached the service is
   * not sent again.
   *
   * @param sequenceNumberAction - `max` (the larger of both numbers), `update` (this number) or `increment` (by one).
   * @param sequenceNumber - The number; left out with `increment`.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-properties
   */
  async updateSequenceNumber(
    sequenceNumberAction: SequenceNumberActionType,
    sequenceNumber?: number,
    options: PageBlobUpdateSequenceNumberOptions = {},
  ): Promise<PageBlobUpdateSequenceNumberResponse> {
    requireKnown(requireString(sequenceNumberAction, 'sequenceNumberAction'), 'sequenceNumberAction');
    return run(this.target(), 'PageBlobUpdateSequenceNumber', options, {
      sequenceNumberAction,
      sequenceNumber: optionalInteger(sequenceNumber, 'sequenceNumber', 0),
    });
  }

  /**
   * Starts to copy a snapshot of another page blob, of which only what changed since the last such copy is moved. The
   * copy ends later: `getProperties` says how it stands, and which snapshot it made (`destinationSnapshot`).
   *
   * @param copySource - The URL of the snapshot, public or with a shared access signature.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/incremental-copy-blob
   */
  async startCopyIncremental(
    copySource: string,
    options: PageBlobStartCopyIncrementalOptions = {},
  ): Promise<PageBlobCopyIncrementalResponse> {
    return run(this.target(), 'PageBlobCopyIncremental', options, {
      copySource: requireSource(copySource, 'copySource'),
    });
  }
}

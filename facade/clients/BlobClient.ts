/**
 * The blob clients. All four classes share one file, because each needs the other's declaration: `getBlockBlobClient()` of a
 * BlobClient returns a BlockBlobClient, which extends BlobClient. Files of their own would import each other in a circle, or
 * one would have to register itself with the other. There is nothing else here: half of the lines are documentation, a third
 * are imports and signatures, and the work is done in `copy/`, `transfer/`, `listing/` and `sas/`.
 */

import { beginCopy } from '../copy/BlobCopyPoller';
import { beginCopyFrom } from '../copy/copyFrom';
import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import type { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { TokenCredential } from '../credentials/TokenCredential';
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
import { decodeTags } from '../listing/blobTags';
import { getPageRanges, listPageRanges } from '../listing/listPageRanges';
import { runList } from '../listing/lists';
import { decodeWithResponse } from '../pipeline/decode';
import { type Target, run } from '../pipeline/run';
import { inSpan, inSpans } from '../pipeline/tracing';
import { queryBlob } from '../query/queryBlob';
import { promiseOf, requireSharedKey, withSas } from '../sas/clients';
import { signBlobSas } from '../sas/sign';
import type { BlobGenerateSasUrlOptions, BlobSASSignatureValues } from '../sas/signatureValues';
import { downloadBlob } from '../transfer/download';
import { downloadByMethods } from '../transfer/downloadByMethods';
import { downloadInto } from '../transfer/downloadToBuffer';
import { readBufferDownload } from '../transfer/downloadOptions';
import { saveStream } from '../transfer/downloadToFile';
import { pathBytes } from '../transfer/filePath';
import { runWithBody } from '../transfer/runWithBody';
import { stageStream } from '../transfer/stageStream';
import { requireBody, requireUploadSize } from '../transfer/uploadBody';
import { SEEKABLE_SPAN, uploadData } from '../transfer/uploadData';
import { uploadFile } from '../transfer/uploadFile';
import { DEFAULT_STREAM_BLOCK_SIZE, uploadStream } from '../transfer/uploadStream';
import type { BlobDownloadResponseModel } from '../types/aliases';
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
import type { BlockBlobTier, PremiumPageBlobTier } from '../types/constants';
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
  BlockBlobClientOptions,
  BlockBlobUploadOptions,
  PageBlobClientOptions,
} from '../types/options';
import type {
  BlobUploadCommonResponse,
  BlockBlobParallelUploadOptions,
  BlockBlobUploadStreamOptions,
  UploadStreamSource,
} from '../types/uploads';
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
import type { BlockBlobQueryOptions } from '../types/query';
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
import { pickOptions, readShape } from '../validation/serialize';
import { readNames, requireNames } from '../validation/values';
import { BlobLeaseClient } from './BlobLeaseClient';
import { ifConstructed, StorageClient } from './StorageClient';
import { isClient } from '../pipeline/isClient';
import { partsFromConnectionString, partsFromUrl } from './clientArguments';
import { type ClientUrl, withParameter } from './clientUrl';
import { blobExists, withSucceeded } from './ifExists';
import { hasReplaced, methodsOf, uploaderOf } from './replacedMethods';

/**
 * A client for one blob of any type. The blob does not have to exist yet. The client copies, reads, describes and
 * deletes it.
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
   * Creates a client from a connection string, a container name and a blob name.
   *
   * @param connectionString - The connection string of an account, or one with a shared access signature.
   * @param containerName - The name of the container.
   * @param blobName - The name of the blob, not URL-encoded.
   * @param options - Options of the pipeline, such as retries and the proxy.
   */
  constructor(connectionString: string, containerName: string, blobName: string, options?: BlobClientOptions);
  /**
   * Creates a client from the URL of the blob.
   *
   * @param url - The URL of the blob. It may include a shared access signature, which is then sent with every request.
   * @param credential - The credential that authorizes requests. Default: an {@link AnonymousCredential}.
   * @param options - Options of the pipeline, such as retries and the proxy.
   */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlobClientOptions,
  );
  /**
   * Creates a client from the URL of the blob and an existing pipeline.
   *
   * @param url - The URL of the blob.
   * @param pipeline - A pipeline from {@link newPipeline}. Its credential, connections and options are shared.
   * @param options - Options that are passed on to clients created from this one.
   */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal The form that a parent client uses. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  constructor(first: string | ClientUrl, second?: unknown, third?: unknown, fourth?: unknown) {
    const parts =
      typeof second === 'string'
        ? partsFromConnectionString(first, { containerName: second, blobName: third }, fourth)
        : partsFromUrl(first, 'blob', second, third);
    super(parts.url, parts.pipeline, parts.config);
    if (this.clientUrl.containerName === undefined) {
      throw new RangeError('Unable to extract blobName and containerName with provided information.');
    }
  }

  /** The name of the blob, not URL-encoded. */
  get name(): string {
    return ifConstructed(this, () => this.clientUrl.blobName ?? '');
  }

  /** The name of the container that the blob is in. */
  get containerName(): string {
    return ifConstructed(this, () => this.clientUrl.containerName ?? '');
  }

  /**
   * Creates a client for a snapshot of this blob.
   *
   * @param snapshot - The timestamp of the snapshot. An empty string creates a client for the base blob.
   */
  withSnapshot(snapshot: string): BlobClient {
    return new BlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Creates a client for a version of this blob.
   *
   * @param versionId - The version id. An empty string creates a client for the base blob.
   */
  withVersion(versionId: string): BlobClient {
    return new BlobClient(withParameter(this.url, 'versionid', versionId), this.pipeline, this.blobClientConfig);
  }

  /** Creates an append blob client for the same blob. */
  getAppendBlobClient(): AppendBlobClient {
    return new AppendBlobClient(this.clientUrl, this.pipeline, this.blobClientConfig);
  }

  /** Creates a block blob client for the same blob. */
  getBlockBlobClient(): BlockBlobClient {
    return new BlockBlobClient(this.clientUrl, this.pipeline, this.blobClientConfig);
  }

  /** Creates a page blob client for the same blob. */
  getPageBlobClient(): PageBlobClient {
    return new PageBlobClient(this.clientUrl, this.pipeline, this.blobClientConfig);
  }

  /**
   * Starts to copy a blob or an Azure file to this blob, and returns a poller that waits for the copy to end. The
   * service copies the bytes. A copy within one account often completes at once; a copy from another account can take
   * long. An existing blob is overwritten. It must have the same blob type as the source.
   *
   * The promise resolves when the service has accepted the copy. Without `intervalInMs`, `pollUntilDone()` polls often
   * at first, then less often, at most 15 seconds apart.
   *
   * @param copySource - The URL of the source. A source that is neither public nor in the same account needs a shared
   * access signature.
   * @param options - Metadata, access tier, tags, conditions, the polling interval, progress, and a saved state to
   * resume from.
   * @throws RestError when the service rejects the copy. If the service could not read the source, `details` has the
   * status, error code and message of the source. TypeError or RangeError for a wrong argument. AbortError when
   * `abortSignal` fires.
   * @see https://learn.microsoft.com/rest/api/storageservices/copy-blob
   *
   * @example Wait for the copy to end
   * ```js
   * const poller = await destination.beginCopyFromURL(source.url);
   * const result = await poller.pollUntilDone();
   * console.log(result.copyId, result.copyStatus);
   * ```
   *
   * @example Show progress, and cancel on request
   * ```js
   * const poller = await destination.beginCopyFromURL(source.url, {
   *   onProgress: (state) => console.log(state.copyProgress),
   * });
   * process.once('SIGINT', () => poller.cancelOperation());
   * await poller.pollUntilDone(); // rejects with PollerCancelledError after a cancel
   * ```
   *
   * @example Save the state, and resume in another process
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
    const byMethods = hasReplaced(this, OF_COPIES);
    const destination = { target: this.target(), client: this.pollerClient(), byMethods };
    return await beginCopy(destination, requireSource(copySource, 'copySource'), options);
  }

  /**
   * Copies a blob of any size and type to this blob, and chooses the requests that fit. A small block blob takes one
   * request, a larger one is copied in blocks in parallel. Page blobs, append blobs and archived blobs are copied with
   * Copy Blob. If the service cannot read the source, the bytes are relayed through this process. The source is read
   * with the credential of its own client, even if it is in another account or of another kind. You do not have to
   * create a shared access signature.
   *
   * The destination appears complete or not at all; only an asynchronous copy shows an empty blob while it is pending.
   * Every request that reads the source is conditional on the `ETag` that the source had at the start. If the source
   * changes, the copy fails; old and new content are never mixed. Properties, metadata, tags and tier are copied from
   * the source unless you pass others.
   *
   * The promise resolves when it is clear how the copy is made. The poller is the same as that of `beginCopyFromURL`.
   * This process does the work, except for asynchronous copies: the copy ends with the poller, and only awaited work
   * keeps the process alive.
   *
   * @param source - The client of the source, or its URL. A URL is used as it is. A URL in this blob's account without
   * a signature is read with the credential of this client.
   * @param options - Strategy, block size and concurrency; what to copy besides content; when to overwrite; what to
   * verify.
   * @throws RestError when the source cannot be read or the service rejects a request; with code `BlobAlreadyExists`
   * when the destination exists and `overwrite` is `never`. TypeError or RangeError for a wrong argument, also when it
   * turns out not to fit the source. AbortError when `abortSignal` fires. Later failures reject `pollUntilDone`; code
   * `SourceChanged` means that the source changed after the copy began.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url
   * @see https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url
   *
   * @example Copy from another account, each with its own credential
   * ```js
   * const source = new BlobClient('https://one.blob.core.windows.net/backup/disk.vhd', new DefaultAzureCredential());
   * const destination = new BlobClient('https://two.blob.core.windows.net/backup/disk.vhd', sharedKeyCredential);
   * const poller = await destination.beginCopyFrom(source, {
   *   onProgress: ({ copyProgress }) => console.log(copyProgress), // "8388608/1099511627776"
   * });
   * await poller.pollUntilDone();
   * ```
   *
   * @example Copy only if the source is newer
   * ```js
   * const poller = await destination.beginCopyFrom(source, { overwrite: 'ifSourceNewer' });
   * const { skipped } = await poller.pollUntilDone();
   * ```
   *
   * @example Save the state, and resume in another process
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
    return await beginCopyFrom(this.target(), this.pollerClient(), from, options);
  }

  /**
   * Aborts a pending copy to this blob. The blob remains, with zero length and the new metadata.
   *
   * @param copyId - The id of the copy, from `beginCopyFromURL` or from the properties of the blob.
   * @param options - The lease id, if the blob is leased.
   * @throws RestError with code `NoPendingCopyOperation` when the copy has already ended.
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
    return await run(this.target(), 'BlobAbortCopyFromURL', options, { copyId: requireString(copyId, 'copyId') });
  }

  /**
   * Copies a block blob of up to 256 MiB to this blob. The promise resolves when the copy is complete.
   *
   * @param copySource - The URL of the source. Unless the source is public, it needs a shared access signature or
   * `options.sourceAuthorization`, even within one account.
   * @param options - Metadata, access tier, tags, conditions, and the checksum and authorization of the source.
   * @throws RestError when the service rejects the copy.
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
    return await run(this.target(), 'BlobCopyFromURL', options, {
      copySource: requireSource(copySource, 'copySource'),
    });
  }

  /**
   * Returns whether the blob exists. Another client may create or delete the blob at any time, so the result may
   * already be out of date.
   *
   * @param options - Conditions and customer-provided key.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-properties
   */
  async exists(options: BlobExistsOptions = {}): Promise<boolean> {
    return await inSpan('BlobClient-exists', options, (given) => blobExists(() => this.getProperties(given)));
  }

  /**
   * Returns the properties and metadata of the blob, without its content. Metadata names are in lower case.
   *
   * @param options - Conditions and customer-provided key.
   * @throws RestError with status code 404 when the blob does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-properties
   *
   * @example
   * ```js
   * const { contentLength, copyStatus, copyProgress } = await blob.getProperties();
   * ```
   */
  async getProperties(options: BlobGetPropertiesOptions = {}): Promise<BlobGetPropertiesResponse> {
    return await run(this.target(), 'BlobGetProperties', options, {}, decodeWithResponse);
  }

  /**
   * Deletes the blob, snapshot or version that this client refers to.
   *
   * @param options - Whether to delete snapshots, and conditions.
   * @throws RestError with code `BlobNotFound`, or with code `SnapshotsPresent` when the blob has snapshots and
   * `deleteSnapshots` is not set.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob
   */
  async delete(options: BlobDeleteOptions = {}): Promise<BlobDeleteResponse> {
    return await run(this.target(), 'BlobDelete', options);
  }

  /**
   * Deletes the blob if it exists. `succeeded` says whether it was deleted.
   *
   * @param options - Whether to delete snapshots, and conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob
   */
  async deleteIfExists(options: BlobDeleteOptions = {}): Promise<BlobDeleteIfExistsResponse> {
    return await inSpan('BlobClient-deleteIfExists', options, (given) =>
      withSucceeded(() => this.delete(given), 'BlobNotFound'),
    );
  }

  /**
   * Replaces the metadata of the blob.
   *
   * @param metadata - The new metadata. Without it, all metadata is removed.
   * @param options - Conditions, customer-provided key and encryption scope.
   * @throws TypeError that names the key when a value is not a string.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-metadata
   */
  async setMetadata(metadata?: Metadata, options: BlobSetMetadataOptions = {}): Promise<BlobSetMetadataResponse> {
    return await run(this.target(), 'BlobSetMetadata', options, { metadata: readNames(metadata, 'metadata') });
  }

  /**
   * Creates a snapshot, a read-only copy of the blob as it is now.
   *
   * @param options - Metadata of the snapshot, conditions, customer-provided key and encryption scope.
   * @returns `snapshot` is the timestamp to pass to {@link withSnapshot}.
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
    return await run(this.target(), 'BlobCreateSnapshot', options);
  }

  /**
   * Downloads the blob or a range of it. The content arrives as a Node.js readable stream. Data is received only as
   * fast as the stream is read.
   *
   * @param offset - The position of the first byte. Default 0.
   * @param count - The number of bytes. Default: up to the end of the blob.
   * @param options - Conditions, snapshot, customer-provided key, and progress. `abortSignal` also ends the stream.
   * @throws RestError with status code 404 when the blob does not exist, or 416 when the blob ends before `offset`.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob
   *
   * @example
   * ```js
   * const { readableStreamBody } = await blob.download();
   * for await (const chunk of readableStreamBody) process.stdout.write(chunk);
   * ```
   */
  async download(offset = 0, count?: number, options: BlobDownloadOptions = {}): Promise<BlobDownloadResponseParsed> {
    return await downloadBlob(this.target(), requireRange(offset, count), options);
  }

  /**
   * Downloads the blob or a range of it into a new buffer, with several requests at the same time, all of the same
   * state of the blob.
   *
   * @param offset - The position of the first byte. Default 0.
   * @param count - The number of bytes. Default: up to the end of the blob.
   * @param options - Conditions, customer-provided key and progress.
   */
  downloadToBuffer(offset?: number, count?: number, options?: BlobDownloadToBufferOptions): Promise<Buffer>;
  /**
   * Downloads the blob or a range of it into the buffer that you pass.
   *
   * @param buffer - The buffer to fill. Throws a RangeError if it is too small.
   * @param offset - The position of the first byte in the blob. Default 0.
   * @param count - The number of bytes. Default: up to the end of the blob.
   * @param options - Conditions, customer-provided key and progress.
   */
  downloadToBuffer(
    buffer: Buffer,
    offset?: number,
    count?: number,
    options?: BlobDownloadToBufferOptions,
  ): Promise<Buffer>;
  async downloadToBuffer(...parameters: unknown[]): Promise<Buffer> {
    const call = readBufferDownload(parameters);
    const { buffer, range, division, options } = call;
    // The reference requests the length only if it is not given.
    const byMethods = hasReplaced(this, range.count ? OF_RANGES : OF_DOWNLOADS);
    return await inSpan('BlobClient-downloadToBuffer', options, async ({ ...traced }) => {
      const inTrace = { ...options, ...traced };
      if (byMethods) return (await downloadByMethods(this, this.target(), { ...call, options: inTrace })) as Buffer;
      return (await downloadInto(this.target(), range, inTrace, division, buffer)) as Buffer;
    });
  }

  /**
   * Downloads the blob or a range of it to a file, with several requests at the same time, all of the same state of the
   * blob. The content is written to a temporary file in the same folder, which is renamed when it is complete:
   * a download that fails leaves an existing file as it was.
   *
   * @param filePath - The path of the file.
   * @param offset - The position of the first byte. Default 0.
   * @param count - The number of bytes. Default: up to the end of the blob.
   * @param options - Conditions, snapshot, customer-provided key and progress.
   * @returns The response of {@link download}, without the stream.
   */
  async downloadToFile(
    filePath: string,
    offset = 0,
    count?: number,
    options: BlobDownloadOptions = {},
  ): Promise<BlobDownloadResponseParsed> {
    const path = Buffer.from(pathBytes(filePath));
    return await inSpan('BlobClient-downloadToFile', options, async (given) => {
      const response = await this.download(offset, count, given);
      if (response.readableStreamBody) {
        await saveStream(response.readableStreamBody, path);
        delete response.readableStreamBody;
      }
      return response;
    });
  }

  /**
   * Creates a URL of this blob, snapshot or version with a shared access signature that is signed with the account key.
   * No request is sent.
   *
   * @param options - The permissions, the expiry time, and further restrictions.
   * @throws RangeError when the client was not created with an account key, or when permissions or the expiry time are
   * missing.
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
   * Returns the string-to-sign of {@link generateSasUrl}. It helps to find out why the service rejects a signature.
   *
   * @param options - The permissions, the expiry time, and further restrictions.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
   */
  generateSasStringToSign(options: BlobGenerateSasUrlOptions): string {
    return signBlobSas(this.sasValues(options), requireSharedKey(this.credential)).stringToSign;
  }

  /**
   * Creates a URL of this blob, snapshot or version with a shared access signature that is signed with a user
   * delegation key. No request is sent.
   *
   * @param options - The permissions, the expiry time, and further restrictions.
   * @param userDelegationKey - The key that {@link BlobServiceClient.getUserDelegationKey} returned.
   * @throws RangeError when permissions or the expiry time are missing.
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
   * Returns the string-to-sign of {@link generateUserDelegationSasUrl}. It helps to find out why the service rejects a
   * signature.
   *
   * @param options - The permissions, the expiry time, and further restrictions.
   * @param userDelegationKey - The key that {@link BlobServiceClient.getUserDelegationKey} returned.
   * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
   */
  generateUserDelegationSasStringToSign(
    options: BlobGenerateSasUrlOptions,
    userDelegationKey: UserDelegationKey,
  ): string {
    return signBlobSas(this.sasValues(options), userDelegationKey, this.accountName).stringToSign;
  }

  /**
   * Restores a soft-deleted blob and its snapshots.
   *
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/undelete-blob
   */
  async undelete(options: BlobUndeleteOptions = {}): Promise<BlobUndeleteResponse> {
    return await run(this.target(), 'BlobUndelete', options);
  }

  /**
   * Sets the HTTP properties of the blob. Properties that you leave out are cleared.
   *
   * @param blobHTTPHeaders - The properties. Without them, all are cleared.
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
    return await run(this.target(), 'BlobSetHTTPHeaders', options, { blobHTTPHeaders: headers });
  }

  /**
   * Replaces the index tags of the blob. {@link BlobServiceClient.findBlobsByTags} searches for them.
   *
   * @param tags - The new tags, at most 10. An empty object removes all tags.
   * @param options - Conditions.
   * @throws TypeError that names the tag when a value is not a string.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-tags
   */
  async setTags(tags: Tags, options: BlobSetTagsOptions = {}): Promise<BlobSetTagsResponse> {
    return await run(this.target(), 'BlobSetTags', options, { tags: requireNames(tags, 'tags') });
  }

  /**
   * Returns the index tags of the blob.
   *
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-blob-tags
   */
  async getTags(options: BlobGetTagsOptions = {}): Promise<BlobGetTagsResponse> {
    return await run(this.target(), 'BlobGetTags', options, {}, decodeTags);
  }

  /**
   * Creates a lease client for this blob.
   *
   * @param proposeLeaseId - The id of an existing lease, or the id to propose for a new one. Default: a random id.
   */
  getBlobLeaseClient(proposeLeaseId?: string): BlobLeaseClient {
    return new BlobLeaseClient(this, proposeLeaseId);
  }

  /**
   * Sets the access tier of the blob. Rehydrating a blob from the archive takes hours; `getProperties` shows the state
   * in `archiveStatus`.
   *
   * @param tier - `Hot`, `Cool`, `Cold` or `Archive`. For page blobs in premium accounts, `P4` to `P80`.
   * @param options - Lease id, a condition on tags, and the rehydrate priority.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-tier
   */
  async setAccessTier(
    tier: BlockBlobTier | PremiumPageBlobTier | string,
    options: BlobSetTierOptions = {},
  ): Promise<BlobSetTierResponse> {
    requireKnown(requireString(tier, 'tier'), 'tier');
    return await run(this.target(), 'BlobSetTier', options, { tier });
  }

  /**
   * Deletes the immutability policy of the blob. A locked policy cannot be deleted.
   *
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob-immutability-policy
   */
  async deleteImmutabilityPolicy(
    options: BlobDeleteImmutabilityPolicyOptions = {},
  ): Promise<BlobDeleteImmutabilityPolicyResponse> {
    return await run(this.target(), 'BlobDeleteImmutabilityPolicy', options);
  }

  /**
   * Sets the immutability policy of the blob. Until it expires, the blob can be neither changed nor deleted.
   *
   * @param immutabilityPolicy - When the policy expires (`expiriesOn`), and whether it is locked (`policyMode`).
   * @param options - A condition.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-immutability-policy
   */
  async setImmutabilityPolicy(
    immutabilityPolicy: BlobImmutabilityPolicy,
    options: BlobSetImmutabilityPolicyOptions = {},
  ): Promise<BlobSetImmutabilityPolicyResponse> {
    const policy = readShape('BlobImmutabilityPolicy', immutabilityPolicy, 'immutabilityPolicy') ?? {};
    requireKnown(policy.policyMode, 'policyMode', 'immutabilityPolicy.policyMode');
    return await run(this.target(), 'BlobSetImmutabilityPolicy', options, { immutabilityPolicy: policy });
  }

  /**
   * Sets or clears a legal hold. While it is set, the blob can be neither changed nor deleted.
   *
   * @param legalHoldEnabled - True sets the hold, false clears it.
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-legal-hold
   */
  async setLegalHold(
    legalHoldEnabled: boolean,
    options: BlobSetLegalHoldOptions = {},
  ): Promise<BlobSetLegalHoldResponse> {
    return await run(this.target(), 'BlobSetLegalHold', options, {
      legalHoldEnabled: requireBoolean(legalHoldEnabled, 'legalHoldEnabled'),
    });
  }

  /**
   * Returns the SKU and the kind of the account that the blob is in.
   *
   * @param options - The `abortSignal`.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-account-information
   */
  async getAccountInfo(options: BlobGetAccountInfoOptions = {}): Promise<BlobGetAccountInfoResponse> {
    return await run(this.target(), 'GetAccountInfo', options);
  }

  /** This client as copy pollers expose it. */
  private pollerClient(): CopyPollerBlobClient {
    return {
      abortCopyFromURL: (...parameters) => this.abortCopyFromURL(...parameters),
      getProperties: (...parameters) => this.getProperties(...parameters),
      startCopyFromURL: (...parameters) => this.startCopyFromURL(...parameters),
    };
  }

  /** @internal The target of this client's operations. */
  protected target(): Target {
    const { uploadContentChecksumAlgorithm, downloadContentChecksumAlgorithm } = this.blobClientConfig;
    return {
      url: this.requestUrl,
      pipeline: this.pipeline,
      uploadChecksum: uploadContentChecksumAlgorithm,
      downloadChecksum: downloadContentChecksumAlgorithm,
    };
  }

  private sasValues(options: BlobGenerateSasUrlOptions): BlobSASSignatureValues {
    const { snapshot, versionId } = this.clientUrl;
    // Without a blob name, the signature would cover the whole container.
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
    return await run(this.target(), 'BlobStartCopyFromURL', options, {
      copySource: requireSource(copySource, 'copySource'),
    });
  }
}

/**
 * A client for an append blob. Content can only be added at its end. The client also has all methods of {@link
 * BlobClient}.
 */
export class AppendBlobClient extends BlobClient {
  /** Creates a client from a connection string, a container name and a blob name. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: AppendBlobClientOptions);
  /** Creates a client from the URL of the blob. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: AppendBlobClientOptions,
  );
  /** Creates a client from the URL of the blob and an existing pipeline. */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal The form that a parent client uses. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  // The base class distinguishes the forms.
  constructor(...parameters: unknown[]) {
    super(...(parameters as [string, PipelineLike, BlobClientConfig?]));
  }

  /**
   * Creates a client for a snapshot of this blob.
   *
   * @param snapshot - The timestamp of the snapshot. An empty string creates a client for the base blob.
   */
  override withSnapshot(snapshot: string): AppendBlobClient {
    return new AppendBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Creates an empty append blob. An existing blob is overwritten.
   *
   * @param options - HTTP headers, metadata, tags, conditions, customer-provided key and encryption scope.
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
    return await run(this.target(), 'AppendBlobCreate', options);
  }

  /**
   * Creates an empty append blob if no blob of this name exists. `succeeded` says whether it was created.
   *
   * @param options - HTTP headers, metadata, customer-provided key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async createIfNotExists(
    options: AppendBlobCreateIfNotExistsOptions = {},
  ): Promise<AppendBlobCreateIfNotExistsResponse> {
    const given = pickOptions('AppendBlobCreate', options);
    return await inSpan('AppendBlobClient-createIfNotExists', given, ({ ...traced }) =>
      withSucceeded(() => this.create({ ...given, ...traced, conditions: { ifNoneMatch: '*' } }), 'BlobAlreadyExists'),
    );
  }

  /**
   * Seals the append blob, which makes it read-only.
   *
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-blob-seal
   */
  async seal(options: AppendBlobSealOptions = {}): Promise<AppendBlobAppendBlockResponse & AppendBlobSealResponse> {
    return await run(this.target(), 'AppendBlobSeal', options);
  }

  /**
   * Appends a block to the end of the blob.
   *
   * If it is unknown whether a request took effect, it is retried only under a condition that prevents a second append:
   * `appendPosition`, or `ifMatch` with an `ETag`.
   *
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that returns a stream.
   * @param contentLength - The length of the body in bytes. Ignored for a string or a Buffer that is not empty.
   * @param options - Conditions, checksums, progress, customer-provided key and encryption scope.
   * @throws RangeError with both numbers when the length of the body differs from `contentLength`. Nothing is stored
   * then.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-block
   *
   * @example Append exactly once
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
    return await runWithBody(this.target(), 'AppendBlobAppendBlock', body, contentLength, options);
  }

  /**
   * Appends a block that the service reads from another blob or file. Retries follow the rule of {@link appendBlock}.
   *
   * @param sourceURL - The URL of the source. Unless the source is public, it needs a shared access signature or
   * `sourceAuthorization`.
   * @param sourceOffset - The position of the first byte in the source.
   * @param count - The number of bytes.
   * @param options - Conditions for destination and source, checksums, authorization of the source, customer-provided
   * key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-block-from-url
   */
  async appendBlockFromURL(
    sourceURL: string,
    sourceOffset: number,
    count: number,
    options: AppendBlobAppendBlockFromURLOptions = {},
  ): Promise<AppendBlobAppendBlockFromUrlResponse> {
    return await run(this.target(), 'AppendBlobAppendBlockFromURL', options, {
      sourceURL: requireSource(sourceURL, 'sourceURL'),
      sourceRange: requireRange(sourceOffset, count, 'sourceOffset'),
    });
  }
}

const BLOCKS = ['committedBlocks', 'uncommittedBlocks'];

/** A client for a block blob, the usual blob type. The client also has all methods of {@link BlobClient}. */
export class BlockBlobClient extends BlobClient {
  /** Creates a client from a connection string, a container name and a blob name. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: BlockBlobClientOptions);
  /** Creates a client from the URL of the blob. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlockBlobClientOptions,
  );
  /** Creates a client from the URL of the blob and an existing pipeline. */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal The form that a parent client uses. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  // The base class distinguishes the forms.
  constructor(...parameters: unknown[]) {
    super(...(parameters as [string, PipelineLike, BlobClientConfig?]));
  }

  /**
   * Creates a client for a snapshot of this blob.
   *
   * @param snapshot - The timestamp of the snapshot. An empty string creates a client for the base blob.
   */
  override withSnapshot(snapshot: string): BlockBlobClient {
    return new BlockBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Writes the blob with one request. An existing blob is overwritten, including its metadata.
   *
   * A stream is sent while it is read. What was sent is kept in memory until the response arrives, so that the request
   * can be retried. A function that returns a stream is called again instead, and nothing is kept.
   *
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that returns a stream.
   * @param contentLength - The length of the body in bytes: `Buffer.byteLength(text)` for a string. Ignored for a
   * string or a Buffer that is not empty.
   * @param options - HTTP headers, metadata, tags, access tier, conditions and progress.
   * @throws RangeError with both numbers when the length of the body differs from `contentLength`. Nothing is stored
   * then.
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
    return await runWithBody(this.target(), 'BlockBlobUpload', body, contentLength, options);
  }

  /**
   * Creates the blob from the content of a URL. The service reads the URL, so the content does not pass through this
   * process. The promise resolves when the blob is complete, whatever its size. An existing blob is overwritten.
   *
   * @param sourceURL - Any URL that can be read with GET, up to 5,000 MiB. Unless the source is public, it needs a
   * shared access signature or `sourceAuthorization`.
   * @param options - Properties of the new blob, conditions for destination and source, checksum and authorization of
   * the source, customer-provided key.
   * @throws RestError with code `CannotVerifyCopySource` when the service cannot read the source. The message says why.
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
    return await run(this.target(), 'BlockBlobPutBlobFromURL', options, {
      sourceURL: requireSource(sourceURL, 'sourceURL'),
    });
  }

  /**
   * Uploads a block. It stays uncommitted until {@link commitBlockList} makes it part of the blob. The service discards
   * uncommitted blocks after a week.
   *
   * @param blockId - The id of the block, in base64. All ids of a blob must have the same length. A block with the same
   * id is replaced.
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that returns a stream.
   * @param contentLength - The length of the body in bytes, up to 4,000 MiB. Ignored for a string or a Buffer that
   * is not empty.
   * @param options - Lease id, checksums, progress, customer-provided key and encryption scope.
   * @throws RangeError with both numbers when the length of the body differs from `contentLength`. Nothing is stored
   * then.
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
    return await runWithBody(this.target(), 'BlockBlobStageBlock', body, contentLength, options, { blockId });
  }

  /**
   * Creates an uncommitted block that the service reads from another blob or file. {@link commitBlockList} makes it
   * part of the blob.
   *
   * @param blockId - The id of the block, in base64. All ids of a blob must have the same length.
   * @param sourceURL - The URL of the source. Unless the source is public, it needs a shared access signature or
   * `sourceAuthorization`.
   * @param offset - The position of the first byte in the source. Default 0.
   * @param count - The number of bytes, up to 4,000 MiB. Default: up to the end of the source.
   * @param options - Lease id, checksums and authorization of the source, customer-provided key and encryption scope.
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
    // To read the whole source, no range is sent.
    const sourceRange = range.offset === 0 && !range.count ? undefined : range;
    return await run(this.target(), 'BlockBlobStageBlockFromURL', options, {
      blockId,
      sourceURL: requireSource(sourceURL, 'sourceURL'),
      sourceRange,
    });
  }

  /**
   * Writes the blob from a list of blocks: uncommitted blocks, and blocks that are already part of the blob. Blocks
   * that are not in the list are removed.
   *
   * @param blocks - The ids of the blocks in the order of the content, up to 50,000.
   * @param options - HTTP headers, metadata, tags, access tier, conditions, customer-provided key and encryption scope.
   * @throws RestError with code `InvalidBlockList` when a block does not exist.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block-list
   */
  async commitBlockList(
    blocks: string[],
    options: BlockBlobCommitBlockListOptions = {},
  ): Promise<BlockBlobCommitBlockListResponse> {
    return await run(this.target(), 'BlockBlobCommitBlockList', options, {
      blocks: requireStringList(blocks, 'blocks'),
    });
  }

  /**
   * Returns the committed and the uncommitted blocks of the blob.
   *
   * @param listType - `committed`, `uncommitted` or `all`.
   * @param options - Lease id, and a condition on tags.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-block-list
   */
  async getBlockList(
    listType: BlockListType,
    options: BlockBlobGetBlockListOptions = {},
  ): Promise<BlockBlobGetBlockListResponse> {
    requireKnown(requireString(listType, 'listType'), 'listType');
    return await runList(this.target(), 'BlockBlobGetBlockList', options, { listType }, { lists: BLOCKS });
  }

  /**
   * Selects rows of a CSV, JSON or Parquet blob with an SQL expression. The service reads the blob and sends the selected
   * rows only. A query is not resumed when its connection breaks: then the stream fails.
   *
   * @param query - The expression, such as `SELECT * FROM BlobStorage WHERE _2 > 250`.
   * @param options - The formats of the blob and of the result, conditions, progress, and a callback for rows that cannot
   * be read.
   * @returns `readableStreamBody` has the rows.
   * @throws RestError when the service rejects the query.
   * @see https://learn.microsoft.com/rest/api/storageservices/query-blob-contents
   *
   * @example
   * ```js
   * const { readableStreamBody } = await blob.query('SELECT name FROM BlobStorage WHERE age > 40', {
   *   inputTextConfiguration: { kind: 'csv', recordSeparator: '\n', hasHeaders: true },
   *   outputTextConfiguration: { kind: 'json', recordSeparator: '\n' },
   *   onError: ({ name, position, description }) => console.warn(name, position, description),
   * });
   * for await (const chunk of readableStreamBody) process.stdout.write(chunk);
   * ```
   */
  async query(query: string, options: BlockBlobQueryOptions = {}): Promise<BlobDownloadResponseModel> {
    return await queryBlob(this.target(), query, options);
  }

  /**
   * Uploads data from memory to the blob. Up to `maxSingleShotSize`, one request is sent. Larger data is sent in blocks,
   * several at once, and then committed. If the upload fails, an existing blob is unchanged.
   *
   * @param data - A Buffer, an ArrayBuffer, a view of one, or a Blob, up to 190.7 TiB. It is not copied: do not change it
   * until the promise settles.
   * @param options - The sizes of blocks, concurrency, progress, HTTP headers, metadata, tags, access tier, conditions,
   * customer-provided key and encryption scope.
   * @throws RangeError when the data would need more than 50,000 blocks.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   *
   * @example
   * ```js
   * await blob.uploadData(buffer, {
   *   blockSize: 16 * 1024 * 1024,
   *   concurrency: 8,
   *   onProgress: ({ loadedBytes }) => console.log(`${loadedBytes} of ${buffer.length} bytes`),
   * });
   * ```
   */
  async uploadData(
    data: Buffer | Blob | ArrayBuffer | ArrayBufferView,
    options: BlockBlobParallelUploadOptions = {},
  ): Promise<BlobUploadCommonResponse> {
    return await inSpans(['BlockBlobClient-uploadData', SEEKABLE_SPAN], options, (given) =>
      uploadData(this.target(), data, given, uploaderOf(this, OF_UPLOADS), 'data'),
    );
  }

  /**
   * Same as {@link uploadData}. In `@azure/storage-blob`, this method is for browsers.
   *
   * @param browserData - A Blob, an ArrayBuffer, or a view of one.
   * @param options - See {@link uploadData}.
   * @deprecated Use {@link uploadData}.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async uploadBrowserData(
    browserData: Blob | ArrayBuffer | ArrayBufferView,
    options: BlockBlobParallelUploadOptions = {},
  ): Promise<BlobUploadCommonResponse> {
    return await inSpans(['BlockBlobClient-uploadBrowserData', SEEKABLE_SPAN], options, (given) =>
      uploadData(this.target(), browserData, given, uploaderOf(this, OF_UPLOADS), 'browserData'),
    );
  }

  /**
   * Uploads a file. Its bytes do not pass through JavaScript. Up to `maxSingleShotSize`, one request is sent. Larger
   * files are sent in blocks, several at once, and then committed. If the upload fails, an existing blob is
   * unchanged.
   *
   * @param filePath - The path of the file. A Buffer or a `file:` URL works too, as in `node:fs`.
   * @param options - The sizes of blocks, concurrency, progress, HTTP headers, metadata, tags, access tier, conditions,
   * customer-provided key and encryption scope.
   * @throws Error with the code of `node:fs` when the file cannot be read, such as `ENOENT`; with the code `FileChanged`
   * when it grew, shrank, was written to or was replaced during the upload. Nothing is stored then.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block
   *
   * @example
   * ```js
   * await blob.uploadFile('/var/backups/monday.tar', { tier: 'Cool', concurrency: 10 });
   * ```
   */
  async uploadFile(
    filePath: string | Buffer | URL,
    options: BlockBlobParallelUploadOptions = {},
  ): Promise<BlobUploadCommonResponse> {
    return await inSpans(['BlockBlobClient-uploadFile', SEEKABLE_SPAN], options, (given) =>
      uploadFile(this.target(), filePath, given, uploaderOf(this, OF_UPLOADS)),
    );
  }

  /**
   * Uploads a stream, of any length, in blocks. At most `maxConcurrency` blocks are in memory, plus the one that is being
   * filled. The stream is read no faster than its blocks are sent. If the stream or the upload fails, an existing blob
   * is unchanged. The stream belongs to the caller: it is paused when the upload fails, and never destroyed.
   *
   * @param stream - A Node.js stream. A web `ReadableStream`, a Blob or an async iterable works too. Chunks are bytes or
   * strings, which are sent as UTF-8.
   * @param bufferSize - The size of a block in bytes, up to 4,000 MiB. Default: 8 MiB. A blob has at most 50,000 blocks.
   * @param maxConcurrency - The number of blocks that are sent at once. Default: 5.
   * @param options - Progress, HTTP headers, metadata, tags, access tier, conditions, customer-provided key and
   * encryption scope.
   * @throws The error of the stream, if it fails. Error with code `ERR_STREAM_PREMATURE_CLOSE` when it is destroyed.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block-list
   *
   * @example
   * ```js
   * await blob.uploadStream(createReadStream('log.txt').pipe(createGzip()), undefined, undefined, {
   *   blobHTTPHeaders: { blobContentType: 'text/plain', blobContentEncoding: 'gzip' },
   * });
   * ```
   */
  async uploadStream(
    stream: UploadStreamSource,
    bufferSize: number = DEFAULT_STREAM_BLOCK_SIZE,
    maxConcurrency = 5,
    options: BlockBlobUploadStreamOptions = {},
  ): Promise<BlobUploadCommonResponse> {
    return await inSpans(['BlockBlobClient-uploadStream'], options, (given) =>
      hasReplaced(this, OF_STREAMS)
        ? stageStream(this, this.target(), stream, bufferSize, maxConcurrency, given)
        : uploadStream(this.target(), stream, bufferSize, maxConcurrency, given),
    );
  }
}

/**
 * A client for a page blob, the type that virtual disks use. Its content is written in pages of 512 bytes at any
 * position. The client also has all methods of {@link BlobClient}.
 */
export class PageBlobClient extends BlobClient {
  /** Creates a client from a connection string, a container name and a blob name. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: PageBlobClientOptions);
  /** Creates a client from the URL of the blob. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: PageBlobClientOptions,
  );
  /** Creates a client from the URL of the blob and an existing pipeline. */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  /** @internal The form that a parent client uses. */
  constructor(url: ClientUrl, pipeline: PipelineLike, options?: BlobClientConfig);
  // The base class distinguishes the forms.
  constructor(...parameters: unknown[]) {
    super(...(parameters as [string, PipelineLike, BlobClientConfig?]));
  }

  /**
   * Creates a client for a snapshot of this blob.
   *
   * @param snapshot - The timestamp of the snapshot. An empty string creates a client for the base blob.
   */
  override withSnapshot(snapshot: string): PageBlobClient {
    return new PageBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Creates a page blob whose pages are all clear, which means that they read as zeros. An existing blob is
   * overwritten.
   *
   * @param size - The size in bytes, a multiple of 512, up to 8 TiB.
   * @param options - HTTP headers, metadata, tags, access tier, sequence number, conditions, customer-provided key and
   * encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async create(size: number, options: PageBlobCreateOptions = {}): Promise<PageBlobCreateResponse> {
    requireInteger(size, 'size', 0);
    return await run(this.target(), 'PageBlobCreate', options, { size });
  }

  /**
   * Creates a page blob if no blob of this name exists. `succeeded` says whether it was created.
   *
   * @param size - The size in bytes, a multiple of 512.
   * @param options - HTTP headers, metadata, access tier, sequence number, customer-provided key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async createIfNotExists(
    size: number,
    options: PageBlobCreateIfNotExistsOptions = {},
  ): Promise<PageBlobCreateIfNotExistsResponse> {
    const given = pickOptions('PageBlobCreate', options);
    return await inSpan('PageBlobClient-createIfNotExists', given, ({ ...traced }) =>
      withSucceeded(
        () => this.create(size, { ...given, ...traced, conditions: { ifNoneMatch: '*' } }),
        'BlobAlreadyExists',
      ),
    );
  }

  /**
   * Writes pages.
   *
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that returns a stream.
   * @param offset - The position of the first byte in the blob, a multiple of 512.
   * @param count - The length of the body in bytes, a multiple of 512, up to 4 MiB. Ignored for a string or a Buffer
   * that is not empty.
   * @param options - Conditions, checksums, progress, customer-provided key and encryption scope.
   * @throws RangeError with both numbers when the length of the body differs from `count`. Nothing is stored then.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-page
   */
  async uploadPages(
    body: HttpRequestBody,
    offset: number,
    count: number,
    options: PageBlobUploadPagesOptions = {},
  ): Promise<PageBlobUploadPagesResponse> {
    requireBody(body, 'body');
    const range = { ...requireRange(offset, count), count: requireInteger(count, 'count', 0) };
    return await runWithBody(this.target(), 'PageBlobUploadPages', body, count, options, { range });
  }

  /**
   * Writes pages that the service reads from another blob or file.
   *
   * @param sourceURL - The URL of the source. Unless the source is public, it needs a shared access signature or
   * `sourceAuthorization`.
   * @param sourceOffset - The position of the first byte in the source.
   * @param destOffset - The position of the first byte in this blob, a multiple of 512.
   * @param count - The number of bytes, a multiple of 512, up to 4 MiB.
   * @param options - Conditions for destination and source, checksums, authorization of the source, customer-provided
   * key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-page-from-url
   */
  async uploadPagesFromURL(
    sourceURL: string,
    sourceOffset: number,
    destOffset: number,
    count: number,
    options: PageBlobUploadPagesFromURLOptions = {},
  ): Promise<PageBlobUploadPagesFromURLResponse> {
    return await run(this.target(), 'PageBlobUploadPagesFromURL', options, {
      sourceURL: requireSource(sourceURL, 'sourceURL'),
      sourceRange: requireRange(sourceOffset, count, 'sourceOffset'),
      range: requireRange(destOffset, count, 'destOffset'),
    });
  }

  /**
   * Clears pages. Cleared pages read as zeros and take no storage.
   *
   * @param offset - The position of the first byte, a multiple of 512. Default 0.
   * @param count - The number of bytes, a multiple of 512. Default: up to the end of the blob.
   * @param options - Conditions, customer-provided key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-page
   */
  async clearPages(
    offset = 0,
    count?: number,
    options: PageBlobClearPagesOptions = {},
  ): Promise<PageBlobClearPagesResponse> {
    return await run(this.target(), 'PageBlobClearPages', options, { range: requireRange(offset, count) });
  }

  /**
   * Returns the page ranges that have content.
   *
   * @param offset - The position of the first byte. Default 0.
   * @param count - The number of bytes. Default: up to the end of the blob.
   * @param options - Conditions.
   * @returns `pageRange` has offsets and counts. As in `@azure/storage-blob`, a count is one less than the number of
   * bytes.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-page-ranges
   */
  async getPageRanges(
    offset = 0,
    count?: number,
    options: PageBlobGetPageRangesOptions = {},
  ): Promise<PageBlobGetPageRangesResponse> {
    return await getPageRanges(this.target(), { range: requireRange(offset, count) }, options);
  }

  /**
   * Lists the page ranges that have content. The iterator yields ranges; `byPage()` yields one response of the service
   * at a time.
   *
   * @param offset - The position of the first byte. Default 0.
   * @param count - The number of bytes. Default: up to the end of the blob.
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
    const given = pickOptions('PageBlobGetPageRanges', options, 'maxPageSize');
    return listPageRanges(this.target(), { range: requireRange(offset, count) }, given);
  }

  /**
   * Returns the page ranges that changed since a snapshot: those with new content, and those that were cleared.
   *
   * @param offset - The position of the first byte.
   * @param count - The number of bytes.
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
    return await getPageRanges(this.target(), { range: requireRange(offset, count), prevSnapshot }, options);
  }

  /**
   * Lists the page ranges that changed since a snapshot. The iterator yields ranges; `byPage()` yields one response of
   * the service at a time.
   *
   * @param offset - The position of the first byte.
   * @param count - The number of bytes.
   * @param prevSnapshot - The timestamp of the snapshot to compare with.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-page-ranges
   *
   * @example
   * ```js
   * const { snapshot } = await blob.createSnapshot();
   * await blob.clearPages(512, 512);
   * await blob.uploadPages(Buffer.alloc(512, 'a'), 1024, 512);
   * for await (const { start, end, isClear } of blob.listPageRangesDiff(0, 2048, snapshot)) {
   *   console.log(isClear ? 'cleared' : 'written', start, end);
   * }
   * ```
   */
  listPageRangesDiff(
    offset: number,
    count: number,
    prevSnapshot: string,
    options: PageBlobListPageRangesDiffOptions = {},
  ): PagedAsyncIterableIterator<PageRangeInfo, PageBlobGetPageRangesDiffResponseModel> {
    const given = pickOptions('PageBlobGetPageRanges', options, 'maxPageSize');
    requireString(prevSnapshot, 'prevSnapshot');
    return listPageRanges(this.target(), { range: requireRange(offset, count), prevSnapshot }, given);
  }

  /**
   * Returns the page ranges of a managed disk that changed since a snapshot, which is given by its URL.
   *
   * @param offset - The position of the first byte.
   * @param count - The number of bytes.
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
    return await getPageRanges(this.target(), query, options);
  }

  /**
   * Resizes the page blob. Pages beyond a smaller size are removed; added pages are clear.
   *
   * @param size - The new size in bytes, a multiple of 512.
   * @param options - Conditions and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-properties
   */
  async resize(size: number, options: PageBlobResizeOptions = {}): Promise<PageBlobResizeResponse> {
    return await run(this.target(), 'PageBlobResize', options, { size: requireInteger(size, 'size', 0) });
  }

  /**
   * Updates the sequence number, which writes can use as a condition. An `increment` is not retried when it may have
   * reached the service.
   *
   * @param sequenceNumberAction - `max` (the larger of both numbers), `update` (the given number) or `increment` (by
   * one).
   * @param sequenceNumber - The number. Leave it out for `increment`.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-properties
   */
  async updateSequenceNumber(
    sequenceNumberAction: SequenceNumberActionType,
    sequenceNumber?: number,
    options: PageBlobUpdateSequenceNumberOptions = {},
  ): Promise<PageBlobUpdateSequenceNumberResponse> {
    requireKnown(requireString(sequenceNumberAction, 'sequenceNumberAction'), 'sequenceNumberAction');
    return await run(this.target(), 'PageBlobUpdateSequenceNumber', options, {
      sequenceNumberAction,
      sequenceNumber: optionalInteger(sequenceNumber, 'sequenceNumber', 0),
    });
  }

  /**
   * Starts an incremental copy of a page blob snapshot. Only the changes since the previous copy are transferred. The
   * promise resolves when the service has accepted the copy. `getProperties` then returns its status, and the snapshot
   * that it created (`destinationSnapshot`).
   *
   * @param copySource - The URL of the snapshot. Unless it is public, it needs a shared access signature.
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/incremental-copy-blob
   */
  async startCopyIncremental(
    copySource: string,
    options: PageBlobStartCopyIncrementalOptions = {},
  ): Promise<PageBlobCopyIncrementalResponse> {
    return await run(this.target(), 'PageBlobCopyIncremental', options, {
      copySource: requireSource(copySource, 'copySource'),
    });
  }
}

/** The methods that larger ones call: those of copies, of downloads of a known and an unknown length, of uploads of streams and of other content. */
const OF_COPIES = methodsOf(BlobClient.prototype, ['startCopyFromURL', 'getProperties', 'abortCopyFromURL']);
const OF_RANGES = methodsOf(BlobClient.prototype, ['download']);
const OF_DOWNLOADS = methodsOf(BlobClient.prototype, ['download', 'getProperties']);
const OF_STREAMS = methodsOf(BlockBlobClient.prototype, ['stageBlock', 'commitBlockList']);
const OF_UPLOADS = methodsOf(BlockBlobClient.prototype, ['upload', 'stageBlock', 'commitBlockList']);

import type { AnonymousCredential } from './AnonymousCredential';
import { optionalInteger, requireInteger, requireRange, requireString, requireSource } from './arguments';
import { BlobClient } from './BlobClient';
import { blobClientClasses } from './blobClientClasses';
import { withParameter } from './clientArguments';
import type { HttpRequestBody, PagedAsyncIterableIterator } from './common';
import { orNotThere } from './conditional';
import type {
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
} from './generated/models';
import type { PageBlobClientOptions, BlobClientConfig } from './options';
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
} from './pageBlobTypes';
import { getPageRanges, listPageRanges } from './pageRanges';
import type { PipelineLike } from './Pipeline';
import { requireKnown } from './knownValues';
import { run } from './run';
import { runWithBody } from './runWithBody';
import { requireBody } from './uploadBody';
import type { StorageSharedKeyCredential } from './StorageSharedKeyCredential';
import type { TokenCredential } from './TokenCredential';
import { pickOptions } from './serialize';

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

blobClientClasses.page = PageBlobClient;

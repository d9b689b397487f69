/** Options and results of page blobs that the engine has no struct for. */

import type { Range, ResponseWithBody, TransferProgressEvent, WithResponse } from './common';
import type {
  PageBlobCreateOptions,
  PageBlobCreateResponse,
  PageBlobGetPageRangesHeaders,
  PageBlobGetPageRangesOptions,
  PageBlobUploadPagesParameters,
  PageListInternal,
} from '../generated/models';
import type { StorageChecksumAlgorithm } from './models';

/** Options of {@link PageBlobClient.createIfNotExists}. */
export type PageBlobCreateIfNotExistsOptions = Omit<PageBlobCreateOptions, 'conditions' | 'tags'>;

/** The result of {@link PageBlobClient.createIfNotExists}. */
export type PageBlobCreateIfNotExistsResponse = PageBlobCreateResponse & {
  /** Whether the blob was created. False if a blob already existed. */
  succeeded: boolean;
};

/** Options of {@link PageBlobClient.uploadPages}. */
export interface PageBlobUploadPagesOptions extends PageBlobUploadPagesParameters {
  /**
   * Called with the number of bytes handed to the connection so far, at most ten times a second, and a last time with
   * the whole length. When the request is retried, the count starts again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** The checksum that protects the transfer. Default: that of the client. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** Options of {@link PageBlobClient.listPageRanges}. */
export type PageBlobListPageRangesOptions = PageBlobGetPageRangesOptions;

/** Options of {@link PageBlobClient.getPageRangesDiff}. */
export interface PageBlobGetPageRangesDiffOptions extends PageBlobGetPageRangesOptions {
  /** Accepted and ignored, as in `@azure/storage-blob`. The arguments `offset` and `count` select the range. */
  range?: string;
}

/** Options of {@link PageBlobClient.listPageRangesDiff}. */
export type PageBlobListPageRangesDiffOptions = PageBlobGetPageRangesOptions;

/** Page ranges as offsets and counts. As in `@azure/storage-blob`, a count is one less than the number of bytes. */
export interface PageList {
  /** Ranges that have content. */
  pageRange?: Range[];
  /** Ranges that were cleared. */
  clearRange?: Range[];
}

/** The response headers of {@link PageBlobClient.getPageRangesDiff}. */
export type PageBlobGetPageRangesDiffHeaders = PageBlobGetPageRangesHeaders;

/** The result of {@link PageBlobClient.getPageRanges}. */
export interface PageBlobGetPageRangesResponse
  extends PageList, PageBlobGetPageRangesHeaders, ResponseWithBody<PageBlobGetPageRangesHeaders, PageList> {}

/** The result of {@link PageBlobClient.getPageRangesDiff}. */
export interface PageBlobGetPageRangesDiffResponse
  extends PageList, PageBlobGetPageRangesHeaders, ResponseWithBody<PageBlobGetPageRangesHeaders, PageList> {}

/** A page of {@link PageBlobClient.listPageRanges}, in the format of the service. */
export type PageBlobGetPageRangesResponseModel = WithResponse<
  PageBlobGetPageRangesHeaders & PageListInternal,
  PageBlobGetPageRangesHeaders,
  PageListInternal
>;

/** A page of {@link PageBlobClient.listPageRangesDiff}, in the format of the service. */
export type PageBlobGetPageRangesDiffResponseModel = PageBlobGetPageRangesResponseModel;

/** An item of {@link PageBlobClient.listPageRanges}. */
export interface PageRangeInfo {
  /** The position of the first byte. */
  start: number;
  /** The position of the last byte, inclusive. */
  end: number;
  /** True if the range was cleared, false if it has content. */
  isClear: boolean;
}

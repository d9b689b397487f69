/** The options and results of page blobs that have no struct in the engine. */

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
  /** Whether the blob was made; false when one was there. */
  succeeded: boolean;
};

/** Options of {@link PageBlobClient.uploadPages}. */
export interface PageBlobUploadPagesOptions extends PageBlobUploadPagesParameters {
  /**
   * Called with the number of bytes handed to the connection so far: ten times a second at most, and at last with all. Begins again when
   * the request has to be sent again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** Which checksum protects the transfer. `StorageCrc64` is not supported. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** Options of {@link PageBlobClient.listPageRanges}. */
export type PageBlobListPageRangesOptions = PageBlobGetPageRangesOptions;

/** Options of {@link PageBlobClient.getPageRangesDiff}. */
export interface PageBlobGetPageRangesDiffOptions extends PageBlobGetPageRangesOptions {
  /** Accepted and ignored, as in `@azure/storage-blob`: the arguments `offset` and `count` say which part is looked at. */
  range?: string;
}

/** Options of {@link PageBlobClient.listPageRangesDiff}. */
export type PageBlobListPageRangesDiffOptions = PageBlobGetPageRangesOptions;

/** Page ranges, as offsets and counts. As in `@azure/storage-blob`, a count is one less than the number of bytes. */
export interface PageList {
  /** Pages that hold data. */
  pageRange?: Range[];
  /** Pages that are clear now. */
  clearRange?: Range[];
}

/** What the headers of {@link PageBlobGetPageRangesDiffResponse} tell. */
export type PageBlobGetPageRangesDiffHeaders = PageBlobGetPageRangesHeaders;

/** The result of {@link PageBlobClient.getPageRanges}. */
export interface PageBlobGetPageRangesResponse
  extends PageList, PageBlobGetPageRangesHeaders, ResponseWithBody<PageBlobGetPageRangesHeaders, PageList> {}

/** The result of {@link PageBlobClient.getPageRangesDiff}. */
export interface PageBlobGetPageRangesDiffResponse
  extends PageList, PageBlobGetPageRangesHeaders, ResponseWithBody<PageBlobGetPageRangesHeaders, PageList> {}

/** A page of {@link PageBlobClient.listPageRanges}, as the service lists ranges. */
export type PageBlobGetPageRangesResponseModel = WithResponse<
  PageBlobGetPageRangesHeaders & PageListInternal,
  PageBlobGetPageRangesHeaders,
  PageListInternal
>;

/** A page of {@link PageBlobClient.listPageRangesDiff}, as the service lists ranges. */
export type PageBlobGetPageRangesDiffResponseModel = PageBlobGetPageRangesResponseModel;

/** An item of {@link PageBlobClient.listPageRanges}. */
export interface PageRangeInfo {
  /** The first byte. */
  start: number;
  /** The last byte. */
  end: number;
  /** Whether the pages are clear now, rather than hold data. */
  isClear: boolean;
}

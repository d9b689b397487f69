/** Options and results of block blobs that the engine has no struct for. */

import type { Range, TransferProgressEvent, WithResponse } from './common';
import type {
  BlockBlobGetBlockListHeaders,
  BlockBlobStageBlockFromURLParameters,
  BlockBlobStageBlockParameters,
  BlockList,
} from '../generated/models';
import type { StorageChecksumAlgorithm } from './models';

/** Options of {@link BlockBlobClient.stageBlock}. */
export interface BlockBlobStageBlockOptions extends BlockBlobStageBlockParameters {
  /**
   * Called with the number of bytes handed to the connection so far, at most ten times a second, and a last time with
   * the whole length. When the request is retried, the count starts again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** The checksum that protects the transfer. Default: that of the client. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** Options of {@link BlockBlobClient.stageBlockFromURL}. */
export interface BlockBlobStageBlockFromURLOptions extends BlockBlobStageBlockFromURLParameters {
  /** Accepted and ignored, as in `@azure/storage-blob`. The arguments `offset` and `count` select the range. */
  range?: Range;
}

/** The result of {@link BlockBlobClient.getBlockList}. */
export type BlockBlobGetBlockListResponse = WithResponse<
  BlockBlobGetBlockListHeaders & BlockList,
  BlockBlobGetBlockListHeaders
>;

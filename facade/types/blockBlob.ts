/** The options and results of block blobs that have no struct in the engine. */

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
   * Called with the number of bytes handed to the connection so far: ten times a second at most, and at last with all. Begins again when
   * the request has to be sent again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** Which checksum protects the transfer. `StorageCrc64` is not supported. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** Options of {@link BlockBlobClient.stageBlockFromURL}. */
export interface BlockBlobStageBlockFromURLOptions extends BlockBlobStageBlockFromURLParameters {
  /** Accepted and ignored, as in `@azure/storage-blob`: the arguments `offset` and `count` say which part is read. */
  range?: Range;
}

/** The result of {@link BlockBlobClient.getBlockList}. */
export type BlockBlobGetBlockListResponse = WithResponse<
  BlockBlobGetBlockListHeaders & BlockList,
  BlockBlobGetBlockListHeaders
>;

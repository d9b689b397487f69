/** The options and results of append blobs that have no struct in the engine. */

import type { TransferProgressEvent } from './common';
import type {
  AppendBlobAppendBlockParameters,
  AppendBlobCreateOptions,
  AppendBlobCreateResponse,
} from '../generated/models';
import type { StorageChecksumAlgorithm } from './models';

/** Options of {@link AppendBlobClient.createIfNotExists}. */
export type AppendBlobCreateIfNotExistsOptions = Omit<AppendBlobCreateOptions, 'conditions' | 'tags'>;

/** The result of {@link AppendBlobClient.createIfNotExists}. */
export type AppendBlobCreateIfNotExistsResponse = AppendBlobCreateResponse & {
  /** Whether the blob was made; false when one was there. */
  succeeded: boolean;
};

/** Options of {@link AppendBlobClient.appendBlock}. */
export interface AppendBlobAppendBlockOptions extends AppendBlobAppendBlockParameters {
  /**
   * Called with the number of bytes handed to the connection so far: ten times a second at most, and at last with all. Begins again when
   * the request has to be sent again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** Which checksum protects the transfer. `StorageCrc64` is not supported. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

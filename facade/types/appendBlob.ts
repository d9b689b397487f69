/** Options and results of append blobs that the engine has no struct for. */

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
  /** Whether the blob was created. False if a blob already existed. */
  succeeded: boolean;
};

/** Options of {@link AppendBlobClient.appendBlock}. */
export interface AppendBlobAppendBlockOptions extends AppendBlobAppendBlockParameters {
  /**
   * Called with the number of bytes handed to the connection so far, at most ten times a second, and a last time with
   * the whole length. When the request is retried, the count starts again.
   */
  onProgress?: (progress: TransferProgressEvent) => void;
  /** The checksum that protects the transfer. Default: that of the client. */
  contentChecksumAlgorithm?: StorageChecksumAlgorithm;
}

/** Options of `beginCopyFromAccount`. */

import type { BeginCopyFromContainerOptions } from './containerCopy';

/** Options of {@link BlobServiceClient.beginCopyFromAccount}. The options of a container copy apply to each container. */
export interface BeginCopyFromAccountOptions extends BeginCopyFromContainerOptions {
  /** Copies only containers whose names begin with this text. */
  containerPrefix?: string;
  /** Copies only containers whose names match one of these globs. */
  includeContainers?: string[];
  /** Excludes containers whose names match one of these globs. */
  excludeContainers?: string[];
  /**
   * Copies `$web` and `$root` too. Otherwise they are copied only if `includeContainers` has their exact name. `$logs` and
   * `$blobchangefeed` are never copied: the service writes them.
   */
  includeSystem?: boolean;
  /** Gives the containers that are created the public access of those at the source. Default: they have none. */
  copyPublicAccess?: boolean;
}

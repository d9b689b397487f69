/** Options of `planContainerCopy` and `verifyContainer`, which write nothing. */

import type { BeginCopyFromContainerOptions } from './containerCopy';
import type { BlobCopyEvent } from './containerCopyEvents';

/** Options of {@link ContainerClient.planContainerCopy}: those of the copy that is planned. */
export interface PlanContainerCopyOptions extends Omit<
  BeginCopyFromContainerOptions,
  'dryRun' | 'resumeFrom' | 'journal' | 'manifest' | 'failed'
> {
  /** Called with the event that a copy would have for each blob. The plan waits for what it returns. */
  onEvent?: (event: BlobCopyEvent) => void | Promise<void>;
}

/** Options of {@link ContainerClient.verifyContainer}. */
export interface VerifyContainerOptions extends Pick<
  BeginCopyFromContainerOptions,
  | 'prefix'
  | 'destinationPrefix'
  | 'include'
  | 'exclude'
  | 'modifiedSince'
  | 'modifiedBefore'
  | 'minSize'
  | 'maxSize'
  | 'accessTiers'
  | 'blobTypes'
  | 'concurrency'
  | 'customerProvidedKey'
  | 'sourceCustomerProvidedKey'
  | 'pageSize'
  | 'onProgress'
  | 'abortSignal'
  | 'tracingOptions'
> {
  /**
   * What is compared: type and length (`length`), everything that a copy preserves (`properties`, the default), or the content as
   * well (`content`). Content is compared by the MD5 hashes that are stored with it. If one side has none, `content` reads
   * both sides through this process.
   */
  compare?: 'length' | 'properties' | 'content';
  /**
   * Called with each result: `equal`, `different`, `missing`, `extra` or `unproven`. The comparison waits for what it
   * returns.
   */
  onEvent?: (event: BlobCopyEvent) => void | Promise<void>;
}

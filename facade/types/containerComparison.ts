/** Options of `planContainerCopy` and `verifyContainer`, which write nothing. */

import type { BeginCopyFromContainerOptions } from './containerCopy';
import type { BlobCopyEvent } from './containerCopyEvents';

/** Options of {@link ContainerClient.planContainerCopy}: those of the copy that is planned. */
export interface PlanContainerCopyOptions extends Omit<
  BeginCopyFromContainerOptions,
  'dryRun' | 'resumeFrom' | 'journal' | 'manifest' | 'failed'
> {
  /** Called with the event that a copy would have for each blob. The plan waits for the returned promise. */
  onEvent?: (event: BlobCopyEvent) => unknown;
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
   * well. `content` reads both sides through this process. `hash` does so only if one side has no stored MD5 hash, and compares the hashes
   * otherwise: a copy has the hash of its source, so the hashes can be equal although the copy was damaged.
   */
  compare?: 'length' | 'properties' | 'hash' | 'content';
  /**
   * Called with each result: `equal`, `different`, `missing`, `extra` or `unproven`. The comparison waits for the returned
   * promise.
   */
  onEvent?: (event: BlobCopyEvent) => unknown;
}

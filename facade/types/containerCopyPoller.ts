/** The poller of a container copy, and its state. */

import type { NeededCredentials } from './containerCopyCredentials';
import type { BlobCopyEvent } from './containerCopyEvents';
import type { ContainerCopySummary } from './containerCopySummary';
import type { PollerLikeWithCancellation, PollOperationState } from './poller';

/** The state of a job. */
export interface ContainerCopyState extends PollOperationState<ContainerCopySummary> {
  /** The URL of the source, without its signature; empty for an iterable. */
  copySource: string;
  /** The progress: "blobs that are done/blobs that were listed". */
  copyProgress?: string;
  /** What the job has done so far. */
  summary: ContainerCopySummary;
  /** The credential that the job waits for. */
  needsCredentials?: NeededCredentials;
}

/**
 * Watches a copy of many blobs. It has the protocol of the poller of a single copy. Beyond that it can be paused, and it can be iterated
 * over once, for one event per blob.
 *
 * `pollUntilDone` resolves if everything that was to be copied was copied. Otherwise it rejects; the state has the summary.
 */
export interface ContainerCopyPoller
  extends PollerLikeWithCancellation<ContainerCopyState, ContainerCopySummary>, AsyncIterable<BlobCopyEvent> {
  /** Starts to copy no further blob until `resume()`. Copies that are under way are finished. */
  pause(): void;
  /** Continues after `pause()`. */
  resume(): void;
}

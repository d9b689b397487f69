/** The poller of a container copy, and its state. */

import type { NeededCredentials } from './containerCopyCredentials';
import type { BlobCopyEvent } from './containerCopyEvents';
import type { ContainerCopySummary } from './containerCopySummary';
import type { PollerLikeWithCancellation, PollOperationState } from './poller';

/** The state of a job. */
export interface ContainerCopyState extends PollOperationState<ContainerCopySummary> {
  /** The URL of the source, without its signature; empty for an iterable. */
  copySource: string;
  /** The progress: "blobs done/blobs listed". */
  copyProgress?: string;
  /** What the job has done so far. */
  summary: ContainerCopySummary;
  /** The credential that the job waits for. */
  needsCredentials?: NeededCredentials;
}

/**
 * Watches a copy of many blobs. It has the methods of the poller of a single copy. In addition, it can be paused, and you can iterate over it
 * once, for one event per blob.
 *
 * `pollUntilDone` resolves if every blob was copied or skipped. Otherwise it rejects, and the state has the summary.
 */
export interface ContainerCopyPoller
  extends PollerLikeWithCancellation<ContainerCopyState, ContainerCopySummary>, AsyncIterable<BlobCopyEvent> {
  /** Starts no further copy until `resume()`. Copies in flight are finished. */
  pause(): void;
  /** Continues after `pause()`. */
  resume(): void;
}

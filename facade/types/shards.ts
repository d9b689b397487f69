/** A copy of a container in parts that many processes run. They exchange plain JSON. */

import type { BeginCopyFromContainerOptions } from './containerCopy';
import type { BlobCopyEvent } from './containerCopyEvents';
import type { ContainerCopyState } from './containerCopyPoller';
import type { ContainerCopySummary } from './containerCopySummary';

/**
 * Options for the copies of a plan: those of one copy, without the options that concern one process, and without `snapshots` and `versions`, which
 * overwrite.
 */
export type ShardCopyOptions = Omit<
  BeginCopyFromContainerOptions,
  | 'abortSignal'
  | 'customerProvidedKey'
  | 'dryRun'
  | 'failed'
  | 'journal'
  | 'leaseIds'
  | 'manifest'
  | 'onDeletedAtDestination'
  | 'maxDuration'
  | 'onNeedsCredentials'
  | 'onProgress'
  | 'resumeFrom'
  | 'snapshots'
  | 'sourceCustomerProvidedKey'
  | 'tracingOptions'
  | 'versions'
>;

/** A range of names: at or after `from`, or after `after`, and before `to`. */
export interface ShardRange {
  /** The first name of the range, inclusive. */
  from?: string;
  /** The lower bound of the range, exclusive. */
  after?: string;
  /** The upper bound of the range, exclusive. */
  to?: string;
}

/** A part of a copy, as plain JSON without a secret. */
export interface Shard {
  /** Identifies the object, for example in a queue. */
  kind: 'blobferry shard';
  /** The version of this format. */
  schema: 1;
  /** Derived from the plan and the range, so that the same part always has the same id. */
  id: string;
  /** The plan that it is a part of. */
  plan: string;
  /** Whether it copies a range, or is the last step after all ranges: deletes, and the second half of a move. */
  step: 'copy' | 'last';
  /** The source container, without a signature. */
  source: string;
  /** The destination container, without a signature. */
  destination: string;
  /** When the plan was made, by the clock of the destination or of the planning machine, whichever is earlier. Newer blobs are not deleted. */
  beganAt: string;
  /** The order of the source's listing; `unknown` if the account does not say. */
  order: 'flat' | 'hierarchical' | 'unknown';
  /** Its range of names. */
  range: ShardRange;
  /** The number of blobs after which it returns the rest. */
  maxBlobs: number;
  /** The number of bytes after which it returns the rest. */
  maxBytes: number;
  /** The options of the copy. */
  options: Record<string, unknown>;
}

/** The result of {@link planShards}, as plain JSON without a secret. */
export interface ShardPlan {
  /** Identifies the object, for example in a queue. */
  kind: 'blobferry shard plan';
  /** The version of this format. */
  schema: 1;
  /** The id of the plan. */
  id: string;
  /** The first shards. Together they cover every name once. */
  shards: Shard[];
}

/** Options of {@link runShard}, which concern the worker. */
export interface RunShardOptions extends Pick<
  BeginCopyFromContainerOptions,
  | 'abortSignal'
  | 'concurrency'
  | 'customerProvidedKey'
  | 'leaseIds'
  | 'maxBytesPerSecond'
  | 'maxDuration'
  | 'maxRequestsPerSecond'
  | 'onNeedsCredentials'
  | 'sourceCustomerProvidedKey'
> {
  /** Called with each event. The shard waits for the returned promise. */
  onEvent?: (event: BlobCopyEvent) => unknown;
  /** Called when the shard has progressed, at most ten times a second, for example to send a heartbeat. */
  onProgress?: (state: ContainerCopyState) => void;
}

/** A blob of a shard that could not be copied. As a line of JSON, it is an entry of a manifest. */
export interface FailedShardBlob {
  /** The name of the blob at the source. */
  source: string;
  /** The name of the blob at the destination, if it has one. */
  destination?: string;
  /** The error code. */
  code?: string;
  /** The HTTP status. */
  statusCode?: number;
  /** What happened, and what to do. */
  message: string;
  /** The request id of the service. */
  requestId?: string;
}

/** The result of a shard, as plain JSON. */
export interface ShardResult {
  /** Identifies the object, for example in a queue. */
  kind: 'blobferry shard result';
  /** The version of this format. */
  schema: 1;
  /** The shard. */
  shard: Shard;
  /** The rest that the shard returned: run these shards too. */
  rest: Shard[];
  /** The summary of the copy. */
  summary: ContainerCopySummary;
  /** All blobs that could not be copied. */
  failed: FailedShardBlob[];
}

/** The numbers of a summary that can be added up. */
export type ShardTotals = Pick<
  ContainerCopySummary,
  | 'listed'
  | 'filtered'
  | 'copied'
  | 'copiedBytes'
  | 'leftSnapshots'
  | 'moved'
  | 'skipped'
  | 'notKept'
  | 'failed'
  | 'failedByCode'
  | 'conflicts'
  | 'throttled'
>;

/** The combined results of all shards. */
export interface MergedShardResults {
  /** Whether every name was in a shard that has a result. */
  complete: boolean;
  /** The shards without a result: run these. */
  missing: Shard[];
  /** The totals. A shard that ran twice counts once. */
  totals: ShardTotals;
  /** All blobs that could not be copied. */
  failed: FailedShardBlob[];
  /** The last step of a mirror or a move. Run it like any shard. Present once nothing is missing and nothing has failed. */
  last?: Shard;
  /** Why `last` is absent although the plan has a last step. */
  withheldBecause?: string;
}

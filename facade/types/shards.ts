/** A copy of a container in parts that many processes run: what they hand each other is plain JSON. */

import type { BeginCopyFromContainerOptions } from './containerCopy';
import type { BlobCopyEvent } from './containerCopyEvents';
import type { ContainerCopyState } from './containerCopyPoller';
import type { ContainerCopySummary } from './containerCopySummary';

/** Options of the copies of a plan: those of one copy, but for what belongs to one process. */
export type ShardCopyOptions = Omit<
  BeginCopyFromContainerOptions,
  | 'abortSignal'
  | 'customerProvidedKey'
  | 'dryRun'
  | 'failed'
  | 'journal'
  | 'manifest'
  | 'onDeletedAtDestination'
  | 'maxDuration'
  | 'onNeedsCredentials'
  | 'onProgress'
  | 'resumeFrom'
  | 'sourceCustomerProvidedKey'
  | 'tracingOptions'
>;

/** A part of the names: from `from` on or behind `after`, and before `to`. */
export interface ShardRange {
  /** The first name that may be in it. */
  from?: string;
  /** The last name before it. */
  after?: string;
  /** The first name behind it. */
  to?: string;
}

/** A part of a copy, as plain JSON without a secret. */
export interface Shard {
  /** What it is, for whoever finds it in a queue. */
  kind: 'blobferry shard';
  /** The version of this form. */
  schema: 1;
  /** Made of the plan and the range, so the same part has the same id. */
  id: string;
  /** The plan that it is a part of. */
  plan: string;
  /** Whether it copies a range, or is what comes after all ranges: deletes, and the second half of a move. */
  step: 'copy' | 'last';
  /** The source container, without a signature. */
  source: string;
  /** The destination container, without a signature. */
  destination: string;
  /** When the plan was made, by the clock of the destination. Nothing that is newer is deleted. */
  beganAt: string;
  /** The order of the source's listing; `unknown` if the account did not tell. */
  order: 'flat' | 'hierarchical' | 'unknown';
  /** Its part of the names. */
  range: ShardRange;
  /** After how many blobs it hands the rest back. */
  maxBlobs: number;
  /** After how many bytes it hands the rest back. */
  maxBytes: number;
  /** The options of the copy. */
  options: Record<string, unknown>;
}

/** What {@link planShards} gives, as plain JSON without a secret. */
export interface ShardPlan {
  /** What it is, for whoever finds it in a queue. */
  kind: 'blobferry shard plan';
  /** The version of this form. */
  schema: 1;
  /** The id of the plan. */
  id: string;
  /** The shards that it begins with. Together they have every name once. */
  shards: Shard[];
}

/** Options of {@link runShard}: what belongs to the worker. */
export interface RunShardOptions extends Pick<
  BeginCopyFromContainerOptions,
  | 'abortSignal'
  | 'concurrency'
  | 'customerProvidedKey'
  | 'maxBytesPerSecond'
  | 'maxDuration'
  | 'maxRequestsPerSecond'
  | 'onNeedsCredentials'
  | 'sourceCustomerProvidedKey'
> {
  /** Called with what became of each blob. The shard waits for what it returns. */
  onEvent?: (event: BlobCopyEvent) => void | Promise<void>;
  /** Called when the shard has progressed, at most ten times a second: a place for a heartbeat. */
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
  /** The id that the service gave the request. */
  requestId?: string;
}

/** What a shard has done, as plain JSON. */
export interface ShardResult {
  /** What it is, for whoever finds it in a queue. */
  kind: 'blobferry shard result';
  /** The version of this form. */
  schema: 1;
  /** The shard. */
  shard: Shard;
  /** What the shard left to others: run these too. */
  rest: Shard[];
  /** What was done. */
  summary: ContainerCopySummary;
  /** All blobs that could not be copied. */
  failed: FailedShardBlob[];
}

/** The numbers of a summary that can be added. */
export type ShardTotals = Pick<
  ContainerCopySummary,
  | 'listed'
  | 'filtered'
  | 'copied'
  | 'copiedBytes'
  | 'moved'
  | 'skipped'
  | 'notKept'
  | 'failed'
  | 'failedByCode'
  | 'conflicts'
  | 'throttled'
>;

/** What all shards have done. */
export interface MergedShardResults {
  /** Whether every name was in a shard that ended. */
  complete: boolean;
  /** The shards without a result: run these. */
  missing: Shard[];
  /** The sums. A shard that ran twice counts once. */
  totals: ShardTotals;
  /** All blobs that could not be copied. */
  failed: FailedShardBlob[];
  /** The last step of a mirror or a move, to be run like any shard, once nothing is missing and nothing failed. */
  last?: Shard;
  /** Why there is no last step although the plan has one. */
  withheldBecause?: string;
}

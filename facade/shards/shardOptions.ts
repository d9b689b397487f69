/** The options of a shard: which options of a copy concern the process, the last step, and single blobs. */

import { SHAPES } from '../generated/shapes';
import type { CopyFrom } from '../copy/copyFrom';
import type { Target } from '../pipeline/run';
import type { BeginCopyFromContainerOptions } from '../types/containerCopy';
import type { RunShardOptions, Shard } from '../types/shards';

/** A shard, with the containers and the options of the process that runs it. */
export interface ShardRun {
  shard: Shard;
  source: CopyFrom;
  target: Target;
  options: RunShardOptions;
}

/** The options for which every shard must have ended. */
export const IN_LAST_STEP = [
  'deleteExtraneous',
  'deleteExcluded',
  'maxDeletes',
  'allowMassDeletes',
  'deleteSnapshots',
  'move',
];

/** The options of the process that runs a shard. */
export const OF_PROCESS = [
  'abortSignal',
  'concurrency',
  'customerProvidedKey',
  'leaseIds',
  'maxBytesPerSecond',
  'maxDuration',
  'maxRequestsPerSecond',
  'onNeedsCredentials',
  'onProgress',
  'sourceCustomerProvidedKey',
] as const;

/** The options that no plan has, because they concern one process. */
export const OF_ONE_PROCESS = [
  'customerProvidedKey',
  'dryRun',
  'failed',
  'journal',
  'leaseIds',
  'manifest',
  'maxDuration',
  'onDeletedAtDestination',
  'sourceCustomerProvidedKey',
];

/** The option of a shard that this version would not apply as planned: one that it does not know, or that no plan has. */
export function unknownOption(options: object): string | undefined {
  const others = ['compare', 'snapshots', 'versions', ...OF_ONE_PROCESS];
  return Object.keys(options).find((name) => !(name in SHAPES.BeginCopyFromContainerOptions) || others.includes(name));
}

/** The options that apply to a blob however it was selected. */
const OF_ENTRIES = [
  'archived',
  'archivedDestination',
  'blobType',
  'changed',
  'encryptionScope',
  'invalidMetadata',
  'keepImmutability',
  'keepReplaced',
  'keepTimes',
  'leased',
  'leftovers',
  'onTagsForbidden',
  'overwrite',
  'strategy',
  'typeConflict',
  'verify',
];

/** The options of a process that are given. */
export function ofProcess(options: RunShardOptions): BeginCopyFromContainerOptions {
  return given(options, OF_PROCESS);
}

/** The options of a shard that apply to its blobs when they are copied one by one. */
export function ofEntries({ options }: Shard): BeginCopyFromContainerOptions {
  return given(options, OF_ENTRIES);
}

function given(options: object, names: readonly string[]): BeginCopyFromContainerOptions {
  const all = names.map((name) => [name, (options as Record<string, unknown>)[name]] as const);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

/** Blobs that failed because another run of the same shard wrote them at the same time. */

import { beginCopyFromEntries } from '../bulk/copyFromContainer';
import type { CopyFrom } from '../copy/copyFrom';
import { messageOf } from '../errors/messageOf';
import type { BlobCopyEntry } from '../types/containerCopyEntries';
import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import type { FailedShardBlob, Shard } from '../types/shards';
import { beginShard } from './beginShard';
import { compareNames } from './ranges';
import { ofEntries, ofProcess, type ShardRun } from './shardOptions';
import { ShardError } from './ShardError';
import { codeOf, HAS_FAILED, LEFT, watchToEnd } from './watchToEnd';

/** The codes of a blob that another client writes at the same time. */
const RACES = [
  'ConditionNotMet',
  'TargetConditionNotMet',
  'BlobAlreadyExists',
  'InvalidBlockList',
  'InvalidBlobOrBlock',
];

/** How often a blob is checked again after another client wrote it. */
const CHECKS = 3;

/** The failed blobs of a shard by their names at the source, and the summary that counts them. */
export interface Failed {
  blobs: Map<string, FailedShardBlob>;
  summary: ContainerCopySummary;
}

/** Copies such blobs again. What the other run has written is then skipped, and no longer a failure. */
export async function retryRacedBlobs(run: ShardRun, failed: Failed): Promise<void> {
  const { shard, options } = run;
  if (shard.step !== 'copy') return;
  for (let check = 0; check < CHECKS; check += 1) {
    const raced = [...failed.blobs.values()].filter(
      ({ code, destination }) => RACES.includes(code ?? '') && destination,
    );
    if (raced.length === 0) return;
    const { poller, nameOf } = await copyAgain(run, raced);
    const error = await watchToEnd(poller, options.onEvent, (event) => {
      if (event.event === 'copied' || event.event === 'skipped') cured(failed, nameOf(event.source), event);
    });
    if (error === undefined || [HAS_FAILED, ...LEFT].includes((error as { code?: string }).code ?? '')) continue;
    if (codeOf(error, true) === 130) throw new ShardError(messageOf(error), 130, error);
    return;
  }
}

/** Copies these blobs once more, and says which name an event is about. */
async function copyAgain(
  run: ShardRun,
  raced: readonly FailedShardBlob[],
): Promise<{ poller: ContainerCopyPoller; nameOf: (source: string) => string | undefined }> {
  const { shard, source, target, options } = run;
  if (shard.options.asOf !== undefined) {
    // Only a listing shows which version of a blob is meant.
    const [first] = raced.map((blob) => blob.source).sort((one, other) => compareNames(one, other, shard.order));
    const { to } = shard.range;
    const range = { ...(first !== undefined && { from: first }), ...(to !== undefined && { to }) };
    return { poller: await beginShard(run, range), nameOf: (name) => name };
  }
  const names = new Map(raced.map((blob) => [urlOf(shard, blob.source), blob.source]));
  const copies = { ...ofProcess(options), ...ofEntries(shard) };
  const poller = await beginCopyFromEntries(target, entriesOf(shard, source, raced), copies);
  return { poller, nameOf: (url) => names.get(url) };
}

function cured(
  { blobs, summary }: Failed,
  name: string | undefined,
  event: Extract<BlobCopyEvent, { event: 'copied' | 'skipped' }>,
): void {
  const failure = name === undefined ? undefined : blobs.get(name);
  if (name === undefined || failure === undefined) return;
  blobs.delete(name);
  summary.failed -= 1;
  const code = failure.code ?? '';
  summary.failedByCode[code] = (summary.failedByCode[code] ?? 1) - 1;
  if (summary.failedByCode[code] === 0) Reflect.deleteProperty(summary.failedByCode, code);
  summary.failures = summary.failures.filter(({ source }) => source !== name);
  if (event.event === 'copied') {
    summary.copied += 1;
    summary.copiedBytes += event.bytes;
  } else {
    summary.skipped[event.reason] = (summary.skipped[event.reason] ?? 0) + 1;
  }
}

function urlOf(shard: Shard, name: string): string {
  return `${shard.source}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

function* entriesOf(
  shard: Shard,
  { url: container, pipeline }: CopyFrom,
  raced: readonly FailedShardBlob[],
): Generator<BlobCopyEntry> {
  const query = new URL(container).search;
  for (const { source, destination = source } of raced) {
    const url = urlOf(shard, source);
    const client = { url, pipeline };
    yield { source: pipeline ? client : `${url}${query}`, destination };
  }
}

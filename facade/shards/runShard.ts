/** `runShard`: copies one part, in any process. */

import type { ContainerClient } from '../clients/ContainerClient';
import type { CopyFrom } from '../copy/copyFrom';
import { messageOf } from '../errors/messageOf';
import { isClient } from '../pipeline/isClient';
import type { Target } from '../pipeline/run';
import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { FailedShardBlob, RunShardOptions, Shard, ShardResult } from '../types/shards';
import { requireCallback, requireUrl } from '../validation/arguments';
import { pickKnown } from '../validation/knownOptions';
import { optionsOf } from '../validation/serialize';
import { beginShard } from './beginShard';
import { retryRacedBlobs } from './racedBlobs';
import { cutOff, restOf, type SavedPosition } from './ranges';
import { readShard, containerUrl, withRange } from './shard';
import { ShardError } from './ShardError';
import { OF_PROCESS, type ShardRun } from './shardOptions';
import { codeOf, HAS_FAILED, LEFT, watchToEnd } from './watchToEnd';

/** The clients of a worker, so that no shard contains a credential. */
export interface ShardCredentials {
  /** The client of the source container, or its URL. */
  source: ContainerClient | string | URL;
  /** The client of the destination container. */
  destination: ContainerClient;
}

/**
 * Runs a shard. It may run twice, also at the same time. Blobs that cannot be copied are listed in the result, and do not fail the shard.
 *
 * @param shard - A shard of a plan, of another result's `rest`, or the `last` step; an object or its JSON.
 * @param credentials - The clients of this process for both containers.
 * @param options - The options of this process. With `maxDuration`, the shard ends in time and returns the rest.
 * @throws ShardError whose `code` says whether to run the shard again (75) or not.
 * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
 *
 * @example
 * ```js
 * const result = await runShard(shard, { source: photos, destination: backup }, { maxDuration: 5 * 60_000 });
 * for (const rest of result.rest) await queue.add('shard', rest, { jobId: rest.id });
 * ```
 */
export async function runShard(
  shard: Shard | string,
  credentials: ShardCredentials,
  options?: RunShardOptions,
): Promise<ShardResult> {
  let run: Run | undefined;
  try {
    const read = readShard(shard);
    const sides = sidesOf(read, credentials);
    // Each option is read once.
    const picked: RunShardOptions = pickKnown(options, [...OF_PROCESS, 'onEvent']);
    requireCallback(picked.onEvent, 'options.onEvent');
    run = new Run({ ...sides, shard: read, options: picked });
    return await run.toEnd();
  } catch (error) {
    if (error instanceof ShardError) throw error;
    throw new ShardError(messageOf(error), codeOf(error, run?.hasStarted ?? false), error);
  }
}

/** Checks that the clients are those of the shard. */
function sidesOf(shard: Shard, credentials: ShardCredentials): { source: CopyFrom; target: Target } {
  const { source, destination: given } = optionsOf(credentials, 'credentials');
  if (!isClient(given)) throw new ShardError('credentials.destination must be the client of a container.', 2);
  const from: CopyFrom = isClient(source)
    ? { url: source.url, pipeline: source.pipeline }
    : { url: requireUrl(source, 'credentials.source') };
  const sides = [
    ['source', from.url, shard.source],
    ['destination', given.url, shard.destination],
  ] as const;
  for (const [side, url, planned] of sides) {
    if (containerUrl(url) === planned) continue;
    throw new ShardError(
      `credentials.${side} is of ${containerUrl(url)}, and the shard of ${planned}. Pass that container.`,
      2,
    );
  }
  return { source: from, target: { url: given.url, pipeline: given.pipeline } };
}

/** The codes of a job that did not delete. */
const DELETES = ['DeletesWithheld', 'DeletesRefused'];

class Run {
  readonly #run: ShardRun;
  readonly #shard: Shard;
  /** What could not be copied, by the name at the source. */
  readonly #failed = new Map<string, FailedShardBlob>();
  /** Whether the job started, which means that both containers exist. */
  hasStarted = false;

  constructor(run: ShardRun) {
    this.#run = run;
    this.#shard = run.shard;
  }

  async toEnd(): Promise<ShardResult> {
    const poller = await beginShard(this.#run);
    this.hasStarted = true;
    const error = await watchToEnd(poller, this.#run.options.onEvent, (event) => {
      this.#note(event);
    });
    const summary = poller.getOperationState().summary;
    const { code } = (error ?? {}) as { code?: string };
    const rest: Shard[] = [];
    if (LEFT.includes(code ?? '') && this.#shard.step === 'copy') {
      const saved = JSON.parse(poller.toString()) as SavedPosition;
      const { range, order } = this.#shard;
      const failed = new Set(this.#failed.keys());
      rest.push(withRange(this.#shard, restOf(range, saved, failed, order)));
      // The rest lists them again.
      summary.listed -= cutOff(saved, failed, order).length;
    } else if (error !== undefined && code !== HAS_FAILED) {
      // A code with which all blobs failed is not a network failure.
      const alike = code !== undefined && code in summary.failedByCode && codeOf(error, true) === 75;
      const result = DELETES.includes(code ?? '') ? this.#result(summary, []) : undefined;
      throw new ShardError(messageOf(error), alike ? 1 : codeOf(error, true), error, result);
    }
    await retryRacedBlobs(this.#run, { blobs: this.#failed, summary });
    return this.#result(summary, rest);
  }

  #result(summary: ContainerCopySummary, rest: Shard[]): ShardResult {
    const failed = [...this.#failed.values()];
    return { kind: 'blobferry shard result', schema: 1, shard: this.#shard, rest, summary, failed };
  }

  #note(event: BlobCopyEvent): void {
    if (event.event !== 'failed' && event.event !== 'conflict') return;
    const { source, destination, code, statusCode, message, requestId } = event;
    this.#failed.set(source, {
      source,
      ...(destination !== undefined && { destination }),
      ...(code !== undefined && { code }),
      ...(statusCode !== undefined && { statusCode }),
      message,
      ...(requestId !== undefined && { requestId }),
    });
  }
}

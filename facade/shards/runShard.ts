/** `runShard`: copies one part, in any process. */

import { beginCopyFromContainer, beginCopyFromEntries } from '../bulk/copyFromContainer';
import { exitCodeOf } from '../bulk/exitCodes';
import type { ContainerClient } from '../clients/ContainerClient';
import type { CopyFrom } from '../copy/copyFrom';
import { messageOf } from '../errors/messageOf';
import { isClient } from '../pipeline/isClient';
import type { Target } from '../pipeline/run';
import type { BeginCopyFromContainerOptions } from '../types/containerCopy';
import type { BlobCopyEntry } from '../types/containerCopyEntries';
import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { FailedShardBlob, RunShardOptions, Shard, ShardResult } from '../types/shards';
import { requireCallback, requireUrl } from '../validation/arguments';
import { optionsOf, pick } from '../validation/serialize';
import { compareNames, restOf, type SavedPosition } from './ranges';
import { readShard, withoutQuery, withRange } from './shard';
import { ShardError } from './ShardError';

/** The clients of a worker, so that no shard contains a credential. */
export interface ShardCredentials {
  /** The client of the source container, or its URL. */
  source: ContainerClient | string | URL;
  /** The client of the destination container. */
  destination: ContainerClient;
}

/**
 * Runs a shard. It may run twice, also at the same time. Blobs that cannot be copied are in the result, and do not make it fail.
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
    const { source, target } = sidesOf(read, credentials);
    // Each option is read once.
    const picked: RunShardOptions = pick(optionsOf(options), [...OF_PROCESS, 'onEvent']);
    requireCallback(picked.onEvent, 'options.onEvent');
    run = new Run(read, source, target, picked);
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
    if (withoutQuery(url) === planned) continue;
    throw new ShardError(
      `credentials.${side} is of ${withoutQuery(url)}, and the shard of ${planned}. Pass that container.`,
      2,
    );
  }
  return { source: from, target: { url: given.url, pipeline: given.pipeline } };
}

/** The codes of a job that left work to others, or in which some blobs failed. */
const LEFT = ['ShareTaken', 'MaxDurationReached'];
const HAS_FAILED = 'ContainerCopyIncomplete';
const DELETES = ['DeletesWithheld', 'DeletesRefused'];

/** The codes of a blob that another client writes at the same time. */
const RACES = [
  'ConditionNotMet',
  'TargetConditionNotMet',
  'BlobAlreadyExists',
  'InvalidBlockList',
  'InvalidBlobOrBlock',
];

/** How often a blob is checked again after another client wrote it. */
const LOOKS = 3;

class Run {
  readonly #shard: Shard;
  readonly #source: CopyFrom;
  readonly #target: Target;
  readonly #options: RunShardOptions;
  /** What could not be copied, by the name at the source. */
  readonly #failed = new Map<string, FailedShardBlob>();
  /** Whether the job started, which means that both containers exist. */
  hasStarted = false;

  constructor(shard: Shard, source: CopyFrom, target: Target, options: RunShardOptions) {
    this.#shard = shard;
    this.#source = source;
    this.#target = target;
    this.#options = options;
  }

  async toEnd(): Promise<ShardResult> {
    const poller = await this.#begin();
    this.hasStarted = true;
    const error = await this.#watch(poller, (event) => {
      this.#note(event);
    });
    const summary = poller.getOperationState().summary;
    const { code } = (error ?? {}) as { code?: string };
    const rest: Shard[] = [];
    if (LEFT.includes(code ?? '') && this.#shard.step === 'copy') {
      const saved = JSON.parse(poller.toString()) as SavedPosition;
      const { range, order } = this.#shard;
      rest.push(withRange(this.#shard, restOf(range, saved, new Set(this.#failed.keys()), order)));
    } else if (error !== undefined && code !== HAS_FAILED) {
      // A code with which all blobs failed is not a network failure.
      const alike = code !== undefined && code in summary.failedByCode && codeOf(error, true) === 75;
      const result = DELETES.includes(code ?? '') ? this.#result(summary, []) : undefined;
      throw new ShardError(messageOf(error), alike ? 1 : codeOf(error, true), error, result);
    }
    await this.#lookAgain(summary);
    return this.#result(summary, rest);
  }

  #result(summary: ContainerCopySummary, rest: Shard[]): ShardResult {
    const failed = [...this.#failed.values()];
    return { kind: 'blobferry shard result', schema: 1, shard: this.#shard, rest, summary, failed };
  }

  #begin(range = this.#shard.range): Promise<ContainerCopyPoller> {
    const { step, options, order, maxBlobs, maxBytes, beganAt } = this.#shard;
    const copies: Record<string, unknown> = { ...options, ...this.#ofProcess() };
    if (step === 'copy') for (const name of IN_LAST_STEP) Reflect.deleteProperty(copies, name);
    const isPart = step === 'copy' && order !== 'unknown';
    const values = {
      beganAt,
      ...(isPart && {
        range: { ...range, isHierarchical: order === 'hierarchical' },
        mostListed: maxBlobs,
        mostBytes: maxBytes,
      }),
    };
    return beginCopyFromContainer(this.#target, this.#source, copies, { names: [], read: () => values });
  }

  #ofProcess(): BeginCopyFromContainerOptions {
    const own: Record<string, unknown> = {};
    for (const name of OF_PROCESS) if (this.#options[name] !== undefined) own[name] = this.#options[name];
    return own;
  }

  /** Waits for the end, and returns the error. */
  async #watch(poller: ContainerCopyPoller, note: (event: BlobCopyEvent) => void): Promise<unknown> {
    const done = poller.pollUntilDone();
    // The events may end with an error of their own, before it is awaited.
    done.catch(() => undefined);
    try {
      for await (const event of poller) {
        note(event);
        await this.#options.onEvent?.(event);
      }
    } catch (error) {
      if (!poller.isDone()) await poller.cancelOperation();
      await done.catch(() => undefined);
      throw error;
    }
    return await done.then(
      () => undefined,
      (error: unknown) => error,
    );
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

  /** Another run of the same shard may have written the blob meanwhile. Then it is done. */
  async #lookAgain(summary: ContainerCopySummary): Promise<void> {
    for (let look = 0; look < LOOKS; look += 1) {
      const raced = [...this.#failed.values()].filter(
        ({ code, destination }) => RACES.includes(code ?? '') && destination,
      );
      if (raced.length === 0 || this.#shard.step !== 'copy') return;
      const { poller, nameOf } = await this.#copyAgain(raced);
      const error = await this.#watch(poller, (event) => {
        if (event.event === 'copied' || event.event === 'skipped') this.#cured(nameOf(event.source), event, summary);
      });
      if (error === undefined || [HAS_FAILED, ...LEFT].includes((error as { code?: string }).code ?? '')) continue;
      if (codeOf(error, true) === 130) throw new ShardError(messageOf(error), 130, error);
      return;
    }
  }

  /** Copies these blobs once more, and says which name an event is about. */
  async #copyAgain(
    raced: readonly FailedShardBlob[],
  ): Promise<{ poller: ContainerCopyPoller; nameOf: (source: string) => string | undefined }> {
    const { options, range, order } = this.#shard;
    if (options.asOf !== undefined) {
      // Only a listing shows which version of a blob is meant.
      const [first] = raced.map(({ source }) => source).sort((one, other) => compareNames(one, other, order));
      const { to } = range;
      return {
        poller: await this.#begin({ ...(first !== undefined && { from: first }), ...(to !== undefined && { to }) }),
        nameOf: (source) => source,
      };
    }
    const names = new Map(raced.map(({ source }) => [this.#urlOf(source), source]));
    const ofEntries: Record<string, unknown> = { ...this.#ofProcess() };
    for (const name of OF_ENTRIES) if (options[name] !== undefined) ofEntries[name] = options[name];
    const poller = await beginCopyFromEntries(this.#target, this.#entries(raced), ofEntries);
    return { poller, nameOf: (source) => names.get(source) };
  }

  #cured(
    name: string | undefined,
    event: Extract<BlobCopyEvent, { event: 'copied' | 'skipped' }>,
    summary: ContainerCopySummary,
  ): void {
    const failure = name === undefined ? undefined : this.#failed.get(name);
    if (name === undefined || failure === undefined) return;
    this.#failed.delete(name);
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

  #urlOf(name: string): string {
    return `${this.#shard.source}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  *#entries(raced: readonly FailedShardBlob[]): Generator<BlobCopyEntry> {
    const query = new URL(this.#source.url).search;
    for (const { source, destination = source } of raced) {
      const url = this.#urlOf(source);
      const { pipeline } = this.#source;
      const client = { url, pipeline };
      yield { source: pipeline ? client : `${url}${query}`, destination };
    }
  }
}

/** The options for which every shard must have ended. */
const IN_LAST_STEP = [
  'deleteExtraneous',
  'deleteExcluded',
  'maxDeletes',
  'allowMassDeletes',
  'deleteSnapshots',
  'move',
];

const OF_PROCESS = [
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

function codeOf(error: unknown, hasStarted: boolean): ShardError['code'] {
  const { name } = (error ?? {}) as { name?: unknown };
  return name === 'AbortError' || name === 'PollerCancelledError' ? 130 : exitCodeOf(error, hasStarted);
}

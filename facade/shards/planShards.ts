/** `planShards`: divides the copy of a container into shards, without listing it. */

import { randomUUID } from '../engine/lazyModules';
import { native } from '../engine/native';

import type { ContainerClient } from '../clients/ContainerClient';
import { requireZones } from '../bulk/copyFromContainer';
import { readPatterns } from '../bulk/namePatterns';
import type { RestError } from '../errors/errors';
import { callNative } from '../errors/failure';
import { SHAPES } from '../generated/shapes';
import { isClient } from '../pipeline/isClient';
import type { AbortSignalLike } from '../types/common';
import type { BeginCopyFromContainerOptions } from '../types/containerCopy';
import type { Shard, ShardCopyOptions, ShardPlan } from '../types/shards';
import { optionalInteger, shown } from '../validation/arguments';
import { pickKnown } from '../validation/knownOptions';
import { readShape, signalOf, toJson } from '../validation/serialize';
import { cutAt } from './ranges';
import { containerUrl, withRange } from './shard';
import { OF_ONE_PROCESS } from './shardOptions';

/** Options of {@link planShards}. */
export interface PlanShardsOptions {
  /** The source container. */
  source: ContainerClient;
  /** The destination container. */
  destination: ContainerClient;
  /**
   * Options of the copies. `overwrite` is `ifDifferent` by default, and `never` with `move`; `always` is rejected, because a shard may run
   * twice.
   */
  copy?: ShardCopyOptions;
  /** The number of blobs that one shard lists before it returns the rest. Default: 100,000. */
  maxBlobs?: number;
  /** The number of bytes that one shard copies before it returns the rest. Default: 200 GiB. A larger blob gets a shard of its own. */
  maxBytes?: number;
  /** The largest number of shards in the plan. Default: 256. With 1, no page is listed. */
  maxShards?: number;
  /**
   * Whether the source's account has a hierarchical namespace, for a credential without the permission to query it. If it is unknown, there is
   * only one shard, which can only return its whole range.
   */
  isHierarchicalNamespace?: boolean;
  /** Aborts the requests. */
  abortSignal?: AbortSignalLike;
}

/**
 * Divides the copy of a container into shards, which a queue can distribute to many processes. The container is not listed first: the plan is
 * divided at the prefixes of one page, and a shard that turns out to be large returns its rest.
 *
 * @param options - Both containers, the options of the copy, and the size of a shard.
 * @throws RangeError for options that do not fit a copy in parts. RestError when the source cannot be listed.
 * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
 *
 * @example
 * ```js
 * const plan = await planShards({ source: photos, destination: backup, copy: { prefix: '2026/' } });
 * for (const shard of plan.shards) await queue.add('shard', shard, { jobId: shard.id });
 * ```
 */
export async function planShards(options: PlanShardsOptions): Promise<ShardPlan> {
  // Each option is read once.
  const given = pickKnown(options, OPTIONS) as Partial<PlanShardsOptions>;
  const source = requireContainer(given.source, 'options.source');
  const destination = requireContainer(given.destination, 'options.destination');
  const { copyOptions, prefix } = readCopyOptions(given.copy);
  const maxBlobs = optionalInteger(given.maxBlobs, 'options.maxBlobs', 1) ?? 100_000;
  const maxBytes = optionalInteger(given.maxBytes, 'options.maxBytes', 1) ?? 200 * 1024 ** 3;
  const maxShards = optionalInteger(given.maxShards, 'options.maxShards', 1) ?? 256;
  const said: unknown = given.isHierarchicalNamespace ?? undefined;
  if (said !== undefined && typeof said !== 'boolean') {
    throw new TypeError(`options.isHierarchicalNamespace must be a boolean, not ${shown(said)}`);
  }
  const abortSignal = signalOf(given);
  const order = await orderOf(source, said, abortSignal);
  const names = order === 'unknown' || maxShards === 1 ? [] : await prefixesOf(source, prefix, abortSignal);
  const id = randomUUID();
  const common: Omit<Shard, 'id'> = {
    kind: 'blobferry shard',
    schema: 1,
    plan: id,
    step: 'copy',
    source: containerUrl(source.url),
    destination: containerUrl(destination.url),
    beganAt: await timeOf(destination, abortSignal),
    order,
    range: {},
    maxBlobs,
    maxBytes,
    options: copyOptions,
  };
  const shards = cutAt(names, order, maxShards).map((range) => withRange(common, range));
  return { kind: 'blobferry shard plan', schema: 1, id, shards };
}

/** The names of {@link PlanShardsOptions}. */
const OPTIONS: (keyof PlanShardsOptions)[] = [
  'source',
  'destination',
  'copy',
  'maxBlobs',
  'maxBytes',
  'maxShards',
  'isHierarchicalNamespace',
  'abortSignal',
];

/** The methods of a client that a plan calls. Clients of another copy of the package have them too. */
const CALLED = ['getAccountInfo', 'getProperties', 'listBlobsByHierarchy'];

function requireContainer(given: unknown, path: string): ContainerClient {
  const isContainer =
    isClient(given) && CALLED.every((name) => typeof (given as Record<string, unknown>)[name] === 'function');
  if (!isContainer) throw new TypeError(`${path} must be the client of a container, not ${shown(given)}`);
  return given as unknown as ContainerClient;
}

function readCopyOptions(given: ShardCopyOptions | undefined): {
  copyOptions: Record<string, unknown>;
  prefix: string | undefined;
} {
  const known = Object.keys(SHAPES.BeginCopyFromContainerOptions);
  const copy: ShardCopyOptions = pickKnown(given, [...known, ...OF_ONE_PROCESS], 'options.copy');
  for (const name of OF_ONE_PROCESS) {
    if ((copy as Record<string, unknown>)[name] === undefined) continue;
    throw new RangeError(`options.copy.${name} belongs to one process, and not to a plan for many`);
  }
  for (const name of ['snapshots', 'versions'] as const) {
    // They need the `overwrite` that no shard may have.
    if ((copy as BeginCopyFromContainerOptions)[name] !== true) continue;
    throw new RangeError(
      `options.copy.${name} cannot be part of a plan: each state overwrites the one before it, and a shard may run twice. Use beginCopyFromContainer`,
    );
  }
  const safe = copy.move === true ? ['never'] : ['ifDifferent', 'ifSourceNewer', 'never'];
  const overwrite = copy.overwrite ?? (copy.move === true ? 'never' : 'ifDifferent');
  if (!safe.includes(overwrite)) {
    const allowed = copy.move === true ? 'never, with move' : 'ifDifferent, ifSourceNewer or never';
    throw new RangeError(`options.copy.overwrite must be ${allowed}, because a shard may run twice`);
  }
  requireZones(copy, 'options.copy');
  if (copy.move === true && copy.deleteExtraneous === true) {
    throw new RangeError('options.copy.move and options.copy.deleteExtraneous cannot be combined in shards');
  }
  if (typeof copy.rename === 'string' && !copy.rename.includes('{name}')) {
    throw new RangeError('options.copy.rename must have {name}: no shard sees whether another one gives the same name');
  }
  const { globs, inOrder } = readPatterns(copy, 'options.copy');
  const values = { ...readShape('BeginCopyFromContainerOptions', { ...copy, ...globs }, 'options.copy'), overwrite };
  // The last step alone has all options, and would find too late that they contradict each other.
  callNative(() => {
    native().checkContainerCopy(toJson(values));
  });
  const copyOptions = JSON.parse(toJson({ ...values, ...inOrder })) as Record<string, unknown>;
  return { copyOptions, prefix: copy.prefix };
}

async function orderOf(
  source: ContainerClient,
  said: boolean | undefined,
  abortSignal: AbortSignalLike | undefined,
): Promise<Shard['order']> {
  let isHierarchical = said;
  if (isHierarchical === undefined) {
    try {
      const properties = await source.getAccountInfo(abortSignal && { abortSignal });
      isHierarchical = properties.isHierarchicalNamespaceEnabled;
    } catch (error) {
      if (![400, 401, 403].includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
    }
  }
  if (isHierarchical === undefined) return 'unknown';
  return isHierarchical ? 'hierarchical' : 'flat';
}

/** The prefixes of one page. Their number changes the shards, but not the copy. */
async function prefixesOf(
  source: ContainerClient,
  prefix: string | undefined,
  abortSignal: AbortSignalLike | undefined,
): Promise<string[]> {
  const options = { ...(prefix !== undefined && { prefix }), ...(abortSignal && { abortSignal }) };
  for await (const page of source.listBlobsByHierarchy('/', options).byPage({ maxPageSize: 5000 })) {
    return (page.segment.blobPrefixes ?? []).map(({ name }) => name);
  }
  return [];
}

/**
 * The time of the destination's service, by whose clock its blobs are dated, or of this machine if that is earlier: blobs that are written from
 * then on are newer than the plan.
 */
async function timeOf(destination: ContainerClient, abortSignal: AbortSignalLike | undefined): Promise<string> {
  const sent = Math.floor(Date.now() / 1000) * 1000;
  let date: Date | undefined;
  try {
    ({ date } = await destination.getProperties(abortSignal && { abortSignal }));
  } catch (error) {
    // A credential that may write need not be allowed to read.
    const { statusCode = 0, response } = error as RestError;
    if (![401, 403].includes(statusCode)) throw error;
    const reported = Date.parse(response?.headers.get('date') ?? '');
    if (!Number.isNaN(reported)) date = new Date(reported);
  }
  return new Date(Math.min(date?.getTime() ?? sent, sent)).toISOString();
}

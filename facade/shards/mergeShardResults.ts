/** `mergeShardResults`: adds up the results of a plan's shards, and determines what comes next. Pure. */

import type { FailedShardBlob, MergedShardResults, Shard, ShardPlan, ShardResult, ShardTotals } from '../types/shards';
import { shown } from '../validation/arguments';
import { compareNames } from './ranges';
import { withRange } from './shard';

/**
 * Adds up the results of a plan's shards, in any order. A shard that ran twice counts once. The deletes of a mirror and the source deletes of
 * a move are in `last`, which is present only if every name was in a shard that ended, and nothing failed.
 *
 * @param plan - The plan.
 * @param results - All results so far, objects or JSON.
 * @throws TypeError for a value that is not a result of this plan.
 * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
 *
 * @example
 * ```js
 * const { complete, missing, failed, last } = mergeShardResults(plan, results);
 * for (const shard of missing) await queue.add('shard', shard, { jobId: shard.id });
 * if (last) await runShard(last, { source: photos, destination: backup });
 * ```
 */
export function mergeShardResults(plan: ShardPlan, results: Iterable<ShardResult | string>): MergedShardResults {
  requirePlan(plan);
  const byShard = new Map<string, ShardResult[]>();
  for (const given of requireIterable(results)) {
    const result = readResult(given, plan.id);
    const known = byShard.get(result.shard.id) ?? [];
    byShard.set(result.shard.id, [...known, result]);
  }
  const chains = plan.shards.map((shard) => chainOf(shard, byShard));
  const used = chains.flatMap(resultsOf);
  const missing = chains.flatMap((chain) => chain.missing ?? []);
  const failed: FailedShardBlob[] = used.flatMap((result) => result.failed);
  const complete = missing.length === 0;
  return { complete, missing, totals: totalsOf(used), failed, ...lastStep(plan, missing.length, failed.length) };
}

function requirePlan(plan: unknown): void {
  const { kind, id, shards } = Object(plan) as Partial<Record<keyof ShardPlan, unknown>>;
  if (kind === 'blobferry shard plan' && typeof id === 'string' && Array.isArray(shards)) return;
  throw new TypeError('plan must be what planShards() gave, as an object');
}

function requireIterable(results: unknown): Iterable<unknown> {
  if (typeof results === 'object' && results !== null && Symbol.iterator in results)
    return results as Iterable<unknown>;
  throw new TypeError(`results must be iterable, such as an array, not ${shown(results)}`);
}

/** Reads a result that came through a queue, and may be any value. */
function readResult(given: unknown, plan: string): ShardResult {
  let result = given;
  try {
    if (typeof given === 'string') result = JSON.parse(given);
  } catch {
    // The error is thrown below.
  }
  const { kind, shard, rest, failed, summary } = Object(result) as Partial<Record<keyof ShardResult, unknown>>;
  const { plan: ofPlan, id } = Object(shard) as Partial<Record<keyof Shard, unknown>>;
  const isWhole = Array.isArray(rest) && Array.isArray(failed) && typeof summary === 'object' && summary !== null;
  if (kind === 'blobferry shard result' && ofPlan === plan && typeof id === 'string' && isWhole) {
    return result as ShardResult;
  }
  throw new TypeError(`results must be what runShard() gave for shards of the plan ${plan}`);
}

/** The results for a part of the names: that of a shard, that of the rest that it returned, and so on. */
interface Chain {
  /** The first shard without a result; none if the part is done. */
  readonly missing?: Shard;
  readonly failed: number;
  readonly copied: number;
  /** The result of this shard, and what follows. */
  readonly step?: { readonly result: ShardResult; readonly next: Chain };
}

const NOTHING_LEFT: Chain = { failed: 0, copied: 0 };

/**
 * Runs of one shard may have stopped at different names, each with its own rest, or have seen different failures. Any run whose rests
 * have all ended is sufficient, so one is chosen that does not depend on the order of the results. Chains may be long, so this is not recursive.
 */
function chainOf(shard: Shard, byShard: ReadonlyMap<string, ShardResult[]>): Chain {
  const known = new Map<string, Chain>();
  const entered = new Set<string>();
  const open = [shard];
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    const results = byShard.get(at.id) ?? [];
    const isNew = !entered.has(at.id);
    entered.add(at.id);
    const rests = isNew ? results.flatMap(({ rest }) => rest.filter(({ id }) => !entered.has(id))) : [];
    if (rests.length > 0) {
      open.push(...rests);
      continue;
    }
    open.pop();
    if (!known.has(at.id)) known.set(at.id, bestOf(at, results, known));
  }
  return known.get(shard.id) ?? { ...NOTHING_LEFT, missing: shard };
}

function bestOf(shard: Shard, results: readonly ShardResult[], known: ReadonlyMap<string, Chain>): Chain {
  let best: Chain = { ...NOTHING_LEFT, missing: shard };
  for (const result of results) {
    const [rest] = result.rest;
    // A shard that returned all of its range has done nothing.
    const next = rest === undefined ? NOTHING_LEFT : known.get(rest.id);
    if (next === undefined) continue;
    const chain = {
      ...(next.missing !== undefined && { missing: next.missing }),
      failed: next.failed + result.failed.length,
      copied: next.copied + result.summary.copied,
      step: { result, next },
    };
    if (isBetter(chain, best)) best = chain;
  }
  return best;
}

/** Complete results come first, then those that got further, failed less, and copied more. The text decides between equals. */
function isBetter(one: Chain, other: Chain): boolean {
  const differences = [
    Number(other.missing !== undefined) - Number(one.missing !== undefined),
    one.missing && other.missing ? compareStarts(one.missing, other.missing) : 0,
    other.failed - one.failed,
    one.copied - other.copied,
  ];
  const decided = differences.find((difference) => difference !== 0);
  if (decided !== undefined) return decided > 0;
  return JSON.stringify(one.step?.result ?? null) < JSON.stringify(other.step?.result ?? null);
}

function compareStarts(one: Shard, other: Shard): number {
  const [start, otherStart] = [one, other].map(({ range }) => range.after ?? range.from ?? '') as [string, string];
  const difference = compareNames(start, otherStart, one.order);
  if (difference !== 0) return difference;
  return Number(one.range.after !== undefined) - Number(other.range.after !== undefined);
}

/** The results of a chain, the first one first. */
function resultsOf(chain: Chain): ShardResult[] {
  const results: ShardResult[] = [];
  for (let at = chain.step; at !== undefined; at = at.next.step) results.push(at.result);
  return results;
}

function lastStep(
  plan: ShardPlan,
  missing: number,
  failed: number,
): Pick<MergedShardResults, 'last' | 'withheldBecause'> {
  const [first] = plan.shards;
  if (first === undefined || (first.options.deleteExtraneous !== true && first.options.move !== true)) return {};
  if (missing > 0) return { withheldBecause: `${String(missing)} shards have not reported their end` };
  if (failed > 0) return { withheldBecause: `${String(failed)} blobs could not be copied` };
  return { last: withRange({ ...first, step: 'last' }, {}) };
}

const COUNTS = [
  'listed',
  'filtered',
  'copied',
  'copiedBytes',
  'leftSnapshots',
  'moved',
  'failed',
  'conflicts',
] as const;
const COUNTS_BY = ['skipped', 'notKept', 'failedByCode', 'throttled'] as const;

function totalsOf(results: readonly ShardResult[]): ShardTotals {
  const totals = Object.fromEntries([
    ...COUNTS.map((name) => [name, 0]),
    ...COUNTS_BY.map((name) => [name, {}]),
  ]) as ShardTotals;
  for (const { summary } of results) {
    for (const name of COUNTS) totals[name] += summary[name];
    for (const name of COUNTS_BY) {
      const sums: Record<string, number> = totals[name];
      for (const [key, count] of Object.entries(summary[name])) sums[key] = (sums[key] ?? 0) + count;
    }
  }
  return totals;
}

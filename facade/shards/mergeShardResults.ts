/** `mergeShardResults`: adds up what the shards of a plan have done, and says what comes next. Pure. */

import type { FailedShardBlob, MergedShardResults, Shard, ShardPlan, ShardResult, ShardTotals } from '../types/shards';
import { withRange } from './shard';

/**
 * Adds up the results of a plan's shards, in any order. A shard that ran twice counts once. The deletes of a mirror and the source deletes of
 * a move are in `last`, which is there only if every name was in a shard that ended, and nothing failed.
 *
 * @param plan - The plan.
 * @param results - All results so far, objects or JSON.
 * @throws TypeError for something that is no result of this plan.
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
  const byShard = new Map<string, ShardResult[]>();
  for (const given of results) {
    const result = typeof given === 'string' ? (JSON.parse(given) as ShardResult) : given;
    // What came through a queue may be anything.
    const { kind, shard } = result as { kind?: unknown; shard?: Shard };
    if (kind !== 'blobferry shard result' || shard?.plan !== plan.id) {
      throw new TypeError(`results must be what runShard() gave for shards of the plan ${plan.id}`);
    }
    const known = byShard.get(shard.id) ?? [];
    byShard.set(shard.id, [...known, result]);
  }
  const chains = plan.shards.map((shard) => chainOf(shard, byShard));
  const used = chains.flatMap((chain) => chain.results);
  const missing = chains.flatMap((chain) => chain.missing ?? []);
  const failed: FailedShardBlob[] = used.flatMap((result) => result.failed);
  const complete = missing.length === 0;
  return { complete, missing, totals: totalsOf(used), failed, ...lastStep(plan, missing.length, failed.length) };
}

/** A shard's result, that of what it left, and so on. */
interface Chain {
  results: ShardResult[];
  /** The first shard without a result. */
  missing?: Shard;
}

/**
 * Two runs of one shard may have stopped at different names, each with its own rest. Any run will do whose rests have all ended: so a rest
 * that one of them left need not run. Chains may be long, hence no recursion.
 */
function chainOf(shard: Shard, byShard: ReadonlyMap<string, ShardResult[]>): Chain {
  const reached = new Map<string, { result: ShardResult; before: string | undefined }>();
  const seen = new Set([shard.id]);
  const open: { shard: Shard; before: string | undefined }[] = [{ shard, before: undefined }];
  const back = (from: string | undefined) => {
    const results: ShardResult[] = [];
    for (let at = from; at !== undefined;) {
      const step = reached.get(at);
      if (step === undefined) break;
      results.unshift(step.result);
      at = step.before;
    }
    return results;
  };
  let deepest: { chain: Chain; length: number } | undefined;
  let keys = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const results = byShard.get(next.shard.id) ?? [];
    let goesOn = false;
    for (const result of results) {
      const key = String((keys += 1));
      reached.set(key, { result, before: next.before });
      const [rest] = result.rest;
      if (rest === undefined) return { results: back(key) };
      if (seen.has(rest.id)) continue;
      seen.add(rest.id);
      open.push({ shard: rest, before: key });
      goesOn = true;
    }
    if (goesOn) continue;
    const done = back(next.before);
    if (deepest === undefined || done.length > deepest.length) {
      deepest = { chain: { results: done, missing: next.shard }, length: done.length };
    }
  }
  return deepest?.chain ?? { results: [], missing: shard };
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

const COUNTS = ['listed', 'filtered', 'copied', 'copiedBytes', 'moved', 'failed', 'conflicts'] as const;
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

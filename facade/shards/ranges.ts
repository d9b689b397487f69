/** The ranges of shards: how names are compared, where a container is cut, and what a shard leaves undone. Pure. */

import type { Shard, ShardRange } from '../types/shards';

/** Compares two names as the service lists them: by UTF-16 code units; with a hierarchical namespace, `/` comes before all others. */
export function compareNames(one: string, other: string, order: Shard['order']): number {
  if (order !== 'hierarchical') return one < other ? -1 : Number(one > other);
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right) return (left === SLASH ? -1 : left) - (right === SLASH ? -1 : right);
  }
  return one.length - other.length;
}

const SLASH = '/'.charCodeAt(0);

/** Ranges that contain every name exactly once, cut at some of these names. Any names will do. */
export function cutAt(names: readonly string[], order: Shard['order'], most: number): ShardRange[] {
  const sorted = [...new Set(names)]
    .filter((name) => name !== '')
    .sort((one, other) => compareNames(one, other, order));
  const count = Math.min(sorted.length, most - 1);
  const cuts = Array.from({ length: count }, (_, at) => sorted[Math.floor((at * sorted.length) / count)] ?? '');
  return Array.from({ length: count + 1 }, (_, at) => ({
    ...(at > 0 && { from: cuts[at - 1] ?? '' }),
    ...(at < count && { to: cuts[at] ?? '' }),
  }));
}

/** How far a copy got, according to its saved state. */
export interface SavedPosition {
  /** The last name that was started. */
  last?: string;
  /** The names before it that are not done. */
  open: readonly string[];
}

/** The names that were started and have no result, in the order of the listing. */
export function cutOff({ open }: SavedPosition, failed: ReadonlySet<string>, order: Shard['order']): string[] {
  return open.filter((name) => !failed.has(name)).sort((one, other) => compareNames(one, other, order));
}

/**
 * The ranges that a copy that ended early leaves undone. Names that failed have a result, and are not left. If copies were cut off, the rest starts with the
 * first of them, and has some names that are done.
 */
export function restOf(
  range: ShardRange,
  saved: SavedPosition,
  failed: ReadonlySet<string>,
  order: Shard['order'],
): ShardRange {
  const { last } = saved;
  // If the order is unknown, so is which names come after another.
  if (last === undefined || order === 'unknown') return range;
  const to = range.to === undefined ? {} : { to: range.to };
  const [first] = cutOff(saved, failed, order);
  return first === undefined ? { after: last, ...to } : { from: first, ...to };
}

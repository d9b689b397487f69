/** The copy of a shard's containers, or of a part of its range. */

import { beginCopyFromContainer } from '../bulk/copyFromContainer';
import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import { IN_LAST_STEP, ofProcess, type ShardRun } from './shardOptions';

/** Begins the copy of a shard: of all of its range, or of this part. */
export function beginShard(
  { shard, source, target, options: given }: ShardRun,
  range = shard.range,
): Promise<ContainerCopyPoller> {
  const { step, options, order, maxBlobs, maxBytes, beganAt } = shard;
  const copies: Record<string, unknown> = { ...options, ...ofProcess(given) };
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
  return beginCopyFromContainer(target, source, copies, { names: [], read: () => values });
}

/** The JSON of a shard: how it is made and read. */

import { createHash } from '../engine/lazyModules';

import type { Shard, ShardRange } from '../types/shards';
import { ShardError } from './ShardError';
import { unknownOption } from './shardOptions';

/** The same shard with another range. */
export function withRange(shard: Omit<Shard, 'id'>, range: ShardRange): Shard {
  const { from, after, to } = range;
  return { ...shard, range, id: idOf([shard.plan, shard.step, from ?? null, after ?? null, to ?? null]) };
}

/** A short text that identifies a value. */
export function idOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** A URL without its query, which may be secret. */
export function containerUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Reads a shard that came through a queue. */
export function readShard(given: Shard | string): Shard {
  let shard: unknown = given;
  if (typeof given === 'string') {
    try {
      shard = JSON.parse(given);
    } catch {
      throw notAShard();
    }
  }
  if (typeof shard !== 'object' || shard === null) throw notAShard();
  const { kind, schema } = shard as { kind?: unknown; schema?: unknown };
  if (kind !== 'blobferry shard') throw notAShard();
  if (schema !== 1) {
    throw new ShardError(
      `The shard was made by another version of blobferry (schema ${String(schema)}). Run it with that version.`,
      2,
    );
  }
  const { range, options, ...texts } = shard as Shard;
  const isWhole =
    STEPS.includes(texts.step) &&
    ORDERS.includes(texts.order) &&
    TEXTS.every((name) => typeof texts[name] === 'string') &&
    [texts.maxBlobs, texts.maxBytes].every((number) => typeof number === 'number') &&
    [range, options].every((part: unknown) => typeof part === 'object' && part !== null);
  if (!isWhole || withRange(shard as Shard, range).id !== texts.id) {
    throw new ShardError('The shard is not as planShards() or runShard() made it. Pass on their JSON unchanged.', 2);
  }
  const unknown = unknownOption(options);
  if (unknown !== undefined) {
    throw new ShardError(
      `The shard has the option "${unknown}", which this version of blobferry does not know in shards. Run it with the version that planned it.`,
      2,
    );
  }
  return shard as Shard;
}

const STEPS: readonly string[] = ['copy', 'last'] satisfies Shard['step'][];

const ORDERS: readonly string[] = ['flat', 'hierarchical', 'unknown'] satisfies Shard['order'][];

const TEXTS = ['id', 'plan', 'step', 'source', 'destination', 'beganAt', 'order'] as const;

function notAShard(): ShardError {
  return new ShardError(
    'The first argument must be a shard of planShards() or runShard(), as an object or as JSON.',
    2,
  );
}

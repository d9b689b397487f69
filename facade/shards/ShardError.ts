import type { ShardResult } from '../types/shards';

/**
 * Why a shard failed as a whole. Blobs that could not be copied are no such cause: they are in the result.
 *
 * `code` says what to do about it, and is the exit code of the command: 2, 3 and 4 concern every shard, so another attempt does not help
 * (wrong options, rejected credentials, a container that is missing); 75 does not last, so run the shard again; 130 was wanted. 5 is a limit
 * of the options or withheld deletes; 1 are deletes that were refused, or blobs that all failed alike.
 */
export class ShardError extends Error {
  /** Always `ShardError`. */
  override readonly name = 'ShardError';
  /** What to do about it. */
  readonly code: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 75 | 130;
  /** What the last step has done all the same. */
  readonly result?: ShardResult;

  /**
   * @param message - What happened.
   * @param code - What to do about it.
   * @param cause - The error of the copy.
   * @param result - What the last step has done all the same.
   */
  constructor(message: string, code: ShardError['code'], cause?: unknown, result?: ShardResult) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (result !== undefined) this.result = result;
  }
}

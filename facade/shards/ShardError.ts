import type { ShardResult } from '../types/shards';

/**
 * The failure of a shard. Blobs that could not be copied do not cause it; the result lists them.
 *
 * `code` is the exit code of the command. 2, 3 and 4 concern every shard, so another attempt does not help (wrong options, rejected
 * credentials, a missing container). 75 is temporary: run the shard again. 130 is an abort by the caller. 5 is a limit of the options, or
 * withheld deletes. 1 means that deletes failed, or that all blobs failed with the same code.
 */
export class ShardError extends Error {
  /** Always `ShardError`. */
  override readonly name = 'ShardError';
  /** The exit code, which determines what to do. */
  readonly code: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 75 | 130;
  /** What the last step had done when it failed. */
  readonly result?: ShardResult;

  /**
   * @param message - What happened.
   * @param code - The exit code, which determines what to do.
   * @param cause - The error of the copy.
   * @param result - What the last step had done when it failed.
   */
  constructor(message: string, code: ShardError['code'], cause?: unknown, result?: ShardResult) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (result !== undefined) this.result = result;
  }
}

import type { ExitCode } from '../cli/exitCodes';
import type { ShardResult } from '../types/shards';

/**
 * Why a shard failed as a whole. Blobs that could not be copied are no such cause: they are in the result.
 *
 * `code` says what to do about it, and is the exit code of the command: 2, 3 and 4 concern every shard, so another attempt does not help
 * (wrong options, rejected credentials, a container that is missing); 75 does not last, so run the shard again; 130 was wanted. 5 is a limit
 * of the options or withheld deletes; 1 are deletes that were refused, or blobs that all failed alike.
 */
export class ShardError extends Error {
  override readonly name = 'ShardError';
  /** What to do about it. */
  readonly code: ExitCode;
  /** What the last step has done all the same. */
  readonly result?: ShardResult;

  constructor(message: string, code: ExitCode, cause?: unknown, result?: ShardResult) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (result !== undefined) this.result = result;
  }
}

/** The one way in which an operation is run: options across, the result back, or the real error thrown. */

import { withAbort } from './abort';
import type { AbortSignalLike } from './common';
import { errorFromJson } from './failure';
import { nativePipelineOf, type PipelineLike } from './Pipeline';
import type { NativeOutcome } from './native';
import { revive } from './revive';
import { toNativeOptions } from './serialize';

/** Where an operation goes: a client's URL and pipeline. */
export interface Target {
  url: string;
  pipeline: PipelineLike;
  /** The client's `uploadContentChecksumAlgorithm`. */
  uploadChecksum?: unknown;
}

/** Runs an operation that answers with headers. */
export async function run<Response>(
  target: Target,
  operation: string,
  options: object,
  toResult: (json: string, head: string | undefined) => object = revive,
): Promise<Response> {
  const json = toNativeOptions(options);
  const { abortSignal } = options as { abortSignal?: AbortSignalLike };
  const outcome = await withAbort(abortSignal, (cancel) =>
    nativePipelineOf(target.pipeline, target.url).run(operation, target.url, json, cancel),
  );
  return toResult(requireOk(outcome), outcome.head) as Response;
}

/** The result's JSON, or the failure as an error. Called after an await in an async function, it has the caller's stack. */
export function requireOk(outcome: NativeOutcome): string {
  if (outcome.failure !== undefined) throw errorFromJson(outcome.failure, requireOk);
  return outcome.ok ?? '{}';
}

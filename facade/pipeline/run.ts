/** The one way in which an operation is run: options across, the result back, or the real error thrown. */

import { withAbort } from './abort';
import { requireAuthorization, requireHttpsForKey, requireHttpsForSourceKey } from '../validation/arguments';
import { errorFromJson } from '../errors/failure';
import { nativePipelineOf } from './Pipeline';
import type { PipelineLike } from '../types/pipeline';
import type { NativeOutcome } from '../engine/nativeModule';
import { revive, type ToResult } from './decode';
import { readOptions, toJson, type Given, type Operation, type Values } from '../validation/serialize';

/** Where an operation goes: a client's URL and pipeline. */
export interface Target {
  url: string;
  pipeline: PipelineLike;
  /** The client's `uploadContentChecksumAlgorithm`. */
  uploadChecksum?: unknown;
}

/** Runs an operation that answers with headers. `parameters` are what the caller passed beside the options, ready for JSON. */
export async function run<Response>(
  target: Target,
  operation: Operation,
  options: unknown,
  parameters: Values = {},
  toResult: ToResult = revive,
): Promise<Response> {
  return runGiven(target, operation, readOptions(operation, options), parameters, toResult);
}

/** As {@link run}, with options that are read already. */
export async function runGiven<Response>(
  target: Target,
  operation: Operation,
  { values, abortSignal }: Given,
  parameters: Values = {},
  toResult: ToResult = revive,
): Promise<Response> {
  const json = callJson(target, values, parameters);
  const outcome = await withAbort(abortSignal, (cancel) =>
    nativePipelineOf(target.pipeline, target.url).run(operation, target.url, json, cancel),
  );
  return toResult(requireOk(outcome), outcome.head, outcome.attachment as Buffer | undefined) as Response;
}

/** What crosses for a call: the arguments by their names, and the options among them. */
export function callJson(target: Target, values: Values, parameters: Values): string {
  return toJson({ ...parameters, options: checked(target, values) });
}

/** Checks what no operation may send: half an authorization, and keys that everybody on the way could read. */
export function checked(target: Target, values: Values): Values {
  const isHttps = target.url.startsWith('https:');
  requireHttpsForKey(values.customerProvidedKey, isHttps);
  requireHttpsForSourceKey(values.sourceCustomerProvidedKey, isHttps);
  requireAuthorization(values.sourceAuthorization);
  return values;
}

/** The result's JSON, or the failure as an error. Called after an await in an async function, it has the caller's stack. */
export function requireOk(outcome: NativeOutcome): string {
  if (outcome.failure !== undefined) throw errorFromJson(outcome.failure, requireOk);
  return outcome.ok ?? '{}';
}

/** Runs operations: passes options to the engine, and returns the result or throws the error. */

import { withAbort } from './abort';
import { requireAuthorization, requireHttpsForKey, requireHttpsForSourceKey } from '../validation/arguments';
import { errorFromJson } from '../errors/failure';
import { observed } from './observe';
import type { PipelineLike } from '../types/pipeline';
import type { NativeResult } from '../engine/nativeModule';
import { decodeResult, type ResultDecoder } from './decode';
import { prepareCall, withOnResponse, withRequestProgress } from './requestOptions';
import { readOptions, toJson, type CallOptions, type Operation, type Values } from '../validation/serialize';

/** The target of an operation: the URL and pipeline of a client. */
export interface Target {
  url: string;
  pipeline: PipelineLike;
  /** The `uploadContentChecksumAlgorithm` of the client. */
  uploadChecksum?: unknown;
  /** The `downloadContentChecksumAlgorithm` of the client. */
  downloadChecksum?: unknown;
}

/**
 * Runs an operation whose response has headers only. `parameters` are the arguments besides the options, ready for
 * JSON.
 */
export async function run<Response>(
  target: Target,
  operation: Operation,
  options: unknown,
  parameters: Values = {},
  decode: ResultDecoder = decodeResult,
): Promise<Response> {
  return await runWithOptions(target, operation, readOptions(operation, options), parameters, decode);
}

/** Same as {@link run}, with options that are already read. */
export async function runWithOptions<Response>(
  target: Target,
  operation: Operation,
  { values, abortSignal, tracingOptions, request }: CallOptions,
  parameters: Values = {},
  decode: ResultDecoder = decodeResult,
): Promise<Response> {
  const { url, json } = prepareCall(target.url, callJson(target, values, parameters), request);
  const outcome = await withAbort(abortSignal, (extras) =>
    withRequestProgress(request, {}, extras, (all) => observed(target, tracingOptions).run(operation, url, json, all)),
  );
  const read = (): object =>
    decode(operation, requireOk(outcome), outcome.head, outcome.attachment as Buffer | undefined);
  return (request?.onResponse ? await withOnResponse(request, read) : read()) as Response;
}

/** The arguments of a call as JSON, by their names, with the options among them. */
export function callJson(target: Target, values: Values, parameters: Values): string {
  return toJson({ ...parameters, options: checked(target, values) });
}

/** Checks that keys are sent over HTTPS only, and that a source authorization is complete. */
export function checked(target: Target, values: Values): Values {
  const isHttps = target.url.startsWith('https:');
  requireHttpsForKey(values.customerProvidedKey, isHttps);
  requireHttpsForSourceKey(values.sourceCustomerProvidedKey, isHttps);
  requireAuthorization(values.sourceAuthorization);
  return values;
}

/**
 * Returns the JSON of the result, or throws the failure. After an await in an async function, the stack is that of the
 * caller.
 */
export function requireOk(outcome: NativeResult): string {
  if (outcome.failure !== undefined) throw outcome.error ?? errorFromJson(outcome.failure, requireOk);
  return outcome.ok ?? '{}';
}

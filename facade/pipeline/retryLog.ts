/** The lines of the retry policy in the log, as the reference writes them. The engine retries, so a line about a retry appears when that begins. */

import { redact } from '../errors/errors';
import { retryLogger } from '../engine/logger';
import type { PipelineRequest, PipelineResponse } from '../types/corePipeline';

/** The earlier attempts of a request. */
interface Attempts {
  count: number;
  /** Where the first one went. */
  readonly host: string;
  /** Why there may be another. */
  failure?: string;
}

const attemptsOf = new WeakMap<PipelineRequest, Attempts>();

/** Logs an attempt that `send` makes, and its error. */
export async function attempted(
  request: PipelineRequest,
  send: () => Promise<PipelineResponse>,
): Promise<PipelineResponse> {
  const { info, error: logError } = retryLogger;
  const { host } = new URL(request.url);
  const attempts = attemptsOf.get(request) ?? { count: 0, host };
  attemptsOf.set(request, attempts);
  attempts.count += 1;
  if (attempts.failure !== undefined) info(`RetryPolicy: ${attempts.failure}`);
  info(`RetryPolicy: =====> Try=${String(attempts.count)} ${host === attempts.host ? 'Primary' : 'Secondary'}`);
  try {
    const response = await send();
    const { status } = response;
    // A policy may send a request again that has succeeded. Its attempts are counted from one again.
    if (status < 400) attemptsOf.delete(request);
    attempts.failure = `Will retry for status code ${String(status)}.`;
    return response;
  } catch (error) {
    const { name, message, code } = (error ?? {}) as { name?: unknown; message?: unknown; code?: unknown };
    const codeText = name === 'RestError' ? `, code: ${String(code)}` : '';
    logError(`RetryPolicy: Caught error, message: ${redact(String(message))}${codeText}`);
    attempts.failure = `Network error ${String(code ?? name)} found, will retry.`;
    throw error;
  }
}

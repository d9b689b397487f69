/** Logs the retries of the engine as the reference logs its own. The engine retries, so a line about a retry appears when that begins. */

import type { PipelineRequest, PipelineResponse } from '../types/corePipeline';
import {
  logAttempt,
  logCaught,
  logDelay,
  logNoFurtherTry,
  logReason,
  networkReason,
  statusReason,
} from '../policies/retryLines';
import { networkErrorOf } from '../policies/retriable';

/** The earlier attempts of a request. */
interface Attempts {
  count: number;
  /** Where the first one went. */
  readonly host: string;
  /** Why there may be another, and when that was known. */
  failure?: { reason: string; since: number };
}

const attemptsOf = new WeakMap<PipelineRequest, Attempts>();

/** Logs an attempt that `send` makes, and its error. */
export async function attempted(
  request: PipelineRequest,
  maxTries: number,
  send: () => Promise<PipelineResponse>,
): Promise<PipelineResponse> {
  const { host } = new URL(request.url);
  const attempts = attemptsOf.get(request) ?? { count: 0, host };
  attemptsOf.set(request, attempts);
  attempts.count += 1;
  const isPrimary = host === attempts.host;
  const { failure } = attempts;
  if (failure !== undefined) {
    logReason(failure.reason);
    logDelay(Date.now() - failure.since);
  }
  logAttempt(attempts.count, isPrimary);
  try {
    const response = await send();
    const { status } = response;
    // A policy may send a request again that has succeeded. Its attempts are counted from one again.
    if (status < 400) attemptsOf.delete(request);
    ended(attempts, maxTries, statusReason(status, isPrimary));
    return response;
  } catch (error) {
    const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
    logCaught(error, name === 'RestError');
    ended(attempts, maxTries, networkReason(networkErrorOf(error) ?? String(code ?? name)));
    throw error;
  }
}

function ended(attempts: Attempts, maxTries: number, reason: string): void {
  if (attempts.count >= maxTries) logNoFurtherTry(attempts.count, maxTries);
  attempts.failure = { reason, since: Date.now() };
}

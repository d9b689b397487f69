/** The lines of retry policies in the log, word for word those of the reference. */

import { retryLogger } from '../engine/logger';
import { redact } from '../errors/errors';
import { UNCLOSED } from './retriable';

/** The members of errors that are read. */
interface ErrorLike {
  name?: unknown;
  message?: unknown;
  code?: unknown;
}

const say = (text: string): void => {
  retryLogger.info(`RetryPolicy: ${text}`);
};

/** An attempt begins. */
export function logAttempt(attempt: number, isPrimary: boolean): void {
  say(`=====> Try=${String(attempt)} ${isPrimary ? 'Primary' : 'Secondary'}`);
}

/** An attempt failed without a response. `withCode` is whether the line has the code. */
export function logCaught(error: unknown, withCode: boolean): void {
  // The redaction is the engine's, which is not loaded for lines that nobody sees.
  if (!retryLogger.error.enabled) return;
  const { message, code } = (error ?? {}) as ErrorLike;
  const codeText = withCode ? `, code: ${String(code)}` : '';
  retryLogger.error(`RetryPolicy: Caught error, message: ${redact(String(message))}${codeText}`);
}

/** There is no attempt left. */
export function logNoFurtherTry(attempt: number, maxTries: number): void {
  say(`Attempt(s) ${String(attempt)} >= maxTries ${String(maxTries)}, no further try.`);
}

/** Why there is another attempt. */
export function logReason(reason: string): void {
  say(reason);
}

/** How long the next attempt waits. */
export function logDelay(milliseconds: number): void {
  say(`Delay for ${String(milliseconds)}ms`);
}

/** The reason to retry after a response. */
export function statusReason(status: unknown, isPrimary: boolean): string {
  return !isPrimary && status === 404
    ? 'Secondary access with 404, will retry.'
    : `Will retry for status code ${String(status)}.`;
}

/** The reason to retry after an error of the network. `found` is the part of the error that says so. */
export function networkReason(found: string): string {
  return found === UNCLOSED
    ? 'Incomplete XML response likely due to service timeout, will retry.'
    : `Network error ${found} found, will retry.`;
}

/** The exit codes of the command and of shards, with their meaning. Queues and scripts rely on the numbers. */

import type { ContainerCopySummary } from '../types/containerCopySummary';

/** The exit codes with their meaning. */
export const EXIT_CODES = {
  0: 'everything that was wanted is done',
  1: 'finished, but some blobs failed',
  2: 'wrong or contradictory options',
  3: 'credentials were rejected or have expired; can be resumed',
  4: 'a container is missing or cannot be listed',
  5: 'stopped by a limit',
  6: 'the journal is unusable or in use',
  7: 'no blob matched',
  75: 'stopped for a temporary cause; run it again',
  130: 'interrupted; can be resumed',
} as const;

/** One of the codes. */
export type ExitCode = keyof typeof EXIT_CODES;

/** The members of an error that are read. */
interface ErrorMembers {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

/** Error codes that are more specific than their status. */
const CODES: Readonly<Record<string, ExitCode>> = {
  ContainerCopyIncomplete: 1,
  AccountCopyIncomplete: 1,
  DeletesRefused: 1,
  NeedsCredentials: 3,
  MissingPermission: 3,
  TooManyErrors: 5,
  MaxDurationReached: 5,
  DeletesWithheld: 5,
  JournalInUse: 6,
  JournalUnusable: 6,
  AuthenticationFailed: 3,
  InvalidAuthenticationInfo: 3,
  NoAuthenticationInformation: 3,
  ContainerNotFound: 4,
  ContainerBeingDeleted: 4,
  PARSE_ERROR: 75,
};

/** The names of errors of `@azure/identity`. */
const CREDENTIAL_ERRORS = ['AuthenticationError', 'AggregateAuthenticationError', 'CredentialUnavailableError'];

/** The statuses after which another attempt may succeed. */
const TEMPORARY = [408, 429, 500, 502, 503, 504];

/** The exit code for an error. `hasStarted`: the job had started, so both containers exist. */
export function exitCodeOf(error: unknown, hasStarted: boolean): ExitCode {
  const { name, code, statusCode } = (error ?? {}) as ErrorMembers;
  if (name === 'UsageError') return 2;
  const known = typeof code === 'string' ? CODES[code] : undefined;
  if (known !== undefined) return known;
  if (typeof name === 'string' && CREDENTIAL_ERRORS.includes(name)) return 3;
  if (typeof code === 'string' && code.startsWith('Authorization')) return hasStarted ? 3 : 4;
  if (statusCode === 401) return 3;
  if (statusCode === 403) return hasStarted ? 3 : 4;
  if (statusCode === 404) return 4;
  if (typeof statusCode === 'number') return TEMPORARY.includes(statusCode) ? 75 : 1;
  // A wrong argument causes a TypeError or a RangeError. Other failures without a status are network failures.
  if (error instanceof TypeError || error instanceof RangeError) {
    return error.message.startsWith('The option "journal"') ? 6 : 2;
  }
  if (name === 'RestError') return 75;
  // A file of an option that cannot be opened has the system's code, and so has one that cannot be written any more.
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return hasStarted ? 75 : 2;
  return 1;
}

/** The exit codes after which the same command continues where it stopped. */
export const RESUMABLE: readonly ExitCode[] = [1, 3, 4, 5, 75, 130];

/** The exit code of a job that ended without an error. */
export function exitCodeOfSummary(summary: ContainerCopySummary, allowEmpty: boolean): ExitCode {
  return summary.listed === summary.filtered && !allowEmpty ? 7 : 0;
}

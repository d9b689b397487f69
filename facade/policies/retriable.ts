/** Which outcomes are worth another attempt, as in the reference. Pure. */

/** Parts of the names, messages and codes of errors of the network. */
const RETRIABLE_ERRORS = [
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'TIMEOUT',
  'EPIPE',
  'REQUEST_SEND_ERROR',
];

/** Error codes of a copy source that is busy. */
const BUSY_SOURCES = ['InternalError', 'OperationTimedOut', 'ServerBusy'];

/** The members of errors that are read. */
interface ErrorLike {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  statusCode?: unknown;
}

/** Stands for the error of a parser whose XML was cut off. */
export const UNCLOSED = 'unclosed';

/** The part of an error that says that the network failed, or {@link UNCLOSED}. */
export function networkErrorOf(error: unknown): string | undefined {
  const { name, message, code } = (error ?? {}) as ErrorLike;
  const [upperName, upperMessage, upperCode] = [name, message, code].map(upperCaseOf) as [string, string, string];
  const found = RETRIABLE_ERRORS.find(
    (part) => upperName.includes(part) || upperMessage.includes(part) || upperCode === part,
  );
  if (found !== undefined) return found;
  const isUnclosed =
    code === 'PARSE_ERROR' && typeof message === 'string' && message.startsWith('Error "Error: Unclosed root tag');
  return isUnclosed ? UNCLOSED : undefined;
}

/** Whether an error says that the network failed, or that an XML body was cut off. */
export function isNetworkError(error: unknown): boolean {
  return networkErrorOf(error) !== undefined;
}

function upperCaseOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).toUpperCase() : '';
}

/** Whether the retry policy retries after an error. */
export function isRetriableError(error: unknown): boolean {
  const { statusCode } = (error ?? {}) as ErrorLike;
  return isNetworkError(error) || statusCode === 503 || statusCode === 500;
}

/** Whether a status, of the primary or the secondary host, is one after which the retry policy retries. */
export function isRetriableStatus(status: unknown, isPrimary: boolean): boolean {
  return status === 503 || status === 500 || (!isPrimary && status === 404);
}

/** Whether the source of a copy was busy. */
export function isBusySource(status: number, code: string | undefined): boolean {
  return status >= 400 && code !== undefined && BUSY_SOURCES.includes(code);
}

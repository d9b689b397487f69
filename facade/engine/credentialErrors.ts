/**
 * Errors that users' `getToken` threw. The engine knows each by a number. The number leads back to the same object, so
 * that `error === mine` holds in every `catch`, for each of the thousands of calls that may fail because of one token.
 *
 * An entry is stored while the engine refers to it, or while a result that refers to it has not been read.
 */

interface StoredError {
  thrown: unknown;
  /** Whether the engine no longer refers to it. */
  isForgotten: boolean;
  /** The number of unread results that refer to it. */
  unread: number;
}

const errors = new Map<number, StoredError>();
let lastNumber = 0;

/** Stores a thrown value, and returns its number. */
export function keepCredentialError(thrown: unknown): number {
  lastNumber += 1;
  errors.set(lastNumber, { thrown, isForgotten: false, unread: 0 });
  return lastNumber;
}

/** Finds a thrown value. It is wrapped, because `undefined` can be thrown too. */
export function findCredentialError(number: number | undefined): { thrown: unknown } | undefined {
  return number === undefined ? undefined : errors.get(number);
}

/** Keeps the error at least until the result that refers to it is garbage collected. */
export function holdCredentialError(number: number, result: object): void {
  const stored = errors.get(number);
  if (!stored) return;
  stored.unread += 1;
  readResults.register(result, number);
}

/** Called when the engine no longer refers to the error. */
export function forgetCredentialError(number: number): void {
  const stored = errors.get(number);
  if (!stored) return;
  stored.isForgotten = true;
  dropIfUnused(number, stored);
}

const readResults = new FinalizationRegistry((number: number) => {
  const stored = errors.get(number);
  if (!stored) return;
  stored.unread -= 1;
  dropIfUnused(number, stored);
});

function dropIfUnused(number: number, stored: StoredError): void {
  if (stored.isForgotten && stored.unread === 0) errors.delete(number);
}

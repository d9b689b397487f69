/**
 * What users' `getToken` threw. The engine knows each only by its number; here the number leads back to the very object
 * that was thrown, so that `catch (error) { error === mine }` holds.
 */

/**
 * How many are kept. One failed token can fail many requests that waited for it, so an entry is not removed when it is
 * first asked for; the bound is what frees it.
 */
const LIMIT = 64;

const errors = new Map<number, { thrown: unknown }>();
let lastNumber = 0;

/** Keeps what was thrown, and gives the number under which it can be found. */
export function keepCredentialError(thrown: unknown): number {
  lastNumber += 1;
  errors.set(lastNumber, { thrown });
  if (errors.size > LIMIT) {
    const oldest = errors.keys().next().value;
    if (oldest !== undefined) errors.delete(oldest);
  }
  return lastNumber;
}

/** Finds what was thrown; wrapped, because a script may throw `undefined`. */
export function findCredentialError(number: number | undefined): { thrown: unknown } | undefined {
  return number === undefined ? undefined : errors.get(number);
}

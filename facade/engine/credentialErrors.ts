/**
 * What users' `getToken` threw. The engine knows each only by its number; here the number leads back to the very object
 * that was thrown, so that `catch (error) { error === mine }` holds, for each of the thousands of calls that one failed
 * token can fail.
 *
 * An entry is kept for as long as an error of the engine's names it, or an answer that has crossed is not read yet.
 */

interface Kept {
  thrown: unknown;
  /** The engine names it no more. */
  isForgotten: boolean;
  /** How many answers that name it are still in somebody's hands. */
  answers: number;
}

const errors = new Map<number, Kept>();
let lastNumber = 0;

/** Keeps what was thrown, and gives the number under which it can be found. */
export function keepCredentialError(thrown: unknown): number {
  lastNumber += 1;
  errors.set(lastNumber, { thrown, isForgotten: false, answers: 0 });
  return lastNumber;
}

/** Finds what was thrown; wrapped, because a script may throw `undefined`. */
export function findCredentialError(number: number | undefined): { thrown: unknown } | undefined {
  return number === undefined ? undefined : errors.get(number);
}

/** An answer names the error: it is kept at least for as long as the answer can still be read. */
export function holdCredentialError(number: number, answer: object): void {
  const kept = errors.get(number);
  if (!kept) return;
  kept.answers += 1;
  readAnswers.register(answer, number);
}

/** The engine names the error no more. */
export function forgetCredentialError(number: number): void {
  const kept = errors.get(number);
  if (!kept) return;
  kept.isForgotten = true;
  dropIfUnused(number, kept);
}

const readAnswers = new FinalizationRegistry((number: number) => {
  const kept = errors.get(number);
  if (!kept) return;
  kept.answers -= 1;
  dropIfUnused(number, kept);
});

function dropIfUnused(number: number, kept: Kept): void {
  if (kept.isForgotten && kept.answers === 0) errors.delete(number);
}

/** The error of a list that cannot be read. */

/** Creates the error of a line. */
export function manifestError(place: string, line: number, why: string): RangeError {
  return Object.assign(new RangeError(`Line ${String(line)} of ${place} ${why}.`), { code: 'InvalidManifest', line });
}

/** The most changed, added or lost letters of a typing error. */
const MOST_ERRORS = 2;

/** The name that was probably meant: the same letters in another spelling, or the one with the fewest typing errors. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const letters = plain(given);
  let nearest: { name: string; errors: number } | undefined;
  for (const name of names) {
    const errors = distance(letters, plain(name));
    // A short text is near to many names.
    if (errors <= MOST_ERRORS && errors * 4 <= letters.length && errors < (nearest?.errors ?? Infinity)) {
      nearest = { name, errors };
    }
  }
  return nearest?.name;
}

/** `maxErrors`, `max_errors` and `max-errors` are the same. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** The Levenshtein distance of two texts. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 0; row < from.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (previous[column] ?? 0) + (from[row] === to[column] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

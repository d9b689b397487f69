/** The most typing errors. */
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

/** The number of letters that were changed, added, lost or swapped with the next one. */
function distance(from: string, to: string): number {
  let [before, previous]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let row = 0; row < from.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const changed = at(previous, column) + (from[row] === to[column] ? 0 : 1);
      const isSwapped = column > 0 && from[row] === to[column - 1] && from[row - 1] === to[column];
      const swapped = isSwapped ? at(before, column - 1) + 1 : Infinity;
      current.push(Math.min(changed, swapped, at(previous, column + 1) + 1, at(current, column) + 1));
    }
    [before, previous] = [previous, current];
  }
  return at(previous, to.length);
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? Infinity;
}

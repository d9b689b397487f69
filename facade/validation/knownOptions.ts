/**
 * Options of calls that `@azure/storage-blob` does not have. A misspelled one is an error there: a copy with `dryrun` would write, and a
 * mirror with `maxDelete` would delete. Other unknown options are ignored, as elsewhere: one object may serve several calls.
 */

import { nearestName } from './nearestName';
import { optionsOf, pick, type Values } from './serialize';

/** Reads options once, of which there are these. Undefined members count as absent. */
export function pickKnown(options: unknown, names: readonly string[], argument = 'options'): Values {
  const bag = optionsOf(options, argument);
  rejectMisspelled(bag, names, argument);
  return pick(bag, names);
}

/** Rejects members whose names are nearly one of these. Inherited members do not count. What is no object is checked elsewhere. */
export function rejectMisspelled(bag: unknown, names: readonly string[], argument: string): void {
  if (typeof bag !== 'object' || bag === null) return;
  for (const name of Object.keys(bag)) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    if (nearest === undefined || (bag as Values)[name] === undefined) continue;
    throw new TypeError(`There is no option ${argument}.${name}. Did you mean "${nearest}"?`);
  }
}

// Records which members a run of the tests called, and where.

/** Where a member can have been called, in the order in which the places are written. */
export const PLACES = ['parity', 'azurite', 'simulator'];

/** The places by member, of what the processes of a run noted. */
export function membersByPlace(notes) {
  const found = new Map();
  for (const { places, members } of notes) {
    for (const member of members) {
      if (!found.has(member)) found.set(member, new Set());
      for (const place of places) found.get(member).add(place);
    }
  }
  return found;
}

/**
 * The names that a surface (tools/lib/surface.mjs) has, as tests note them. What else tests call is for nobody to rely on: it may go away.
 */
export function publicNames({ classes, values }) {
  const members = [...classes].flatMap(([name, own]) => own.map((member) => `${name}.${member}`));
  return new Set([...classes.keys(), ...members, ...values]);
}

/** The entries of those members that were called against something. */
export function calledSomewhere(found) {
  return [...found].filter(([, places]) => places.size > 0);
}

/** What was known to be called, and was not found: `member: place`. */
export function fallen(known, found) {
  return Object.entries(known).flatMap(([member, places]) =>
    places
      .split(' ')
      .filter((place) => !found.get(member)?.has(place))
      .map((place) => `${member}: ${place}`),
  );
}

/** What was found to be called, and was not known. */
export function risen(known, found) {
  return calledSomewhere(found).flatMap(([member, places]) =>
    [...places].filter((place) => !known[member]?.split(' ').includes(place)).map((place) => `${member}: ${place}`),
  );
}

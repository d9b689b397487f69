/**
 * Permissions, services and kinds of resources are sets of letters: each is a field of a class, and the class writes the
 * letters in the order in which the service wants them.
 */

import { requireObject, requireText } from './checks';

/** The letter of each field, in order. */
export type Letters<Field extends string> = Readonly<Record<Field, string>>;

type Flags<Field extends string> = Record<Field, boolean>;

/** Sets the field of every letter of a text. */
export function setLetters<Field extends string, Target extends Flags<Field>>(
  target: Target,
  letters: Letters<Field>,
  text: string,
  argument: string,
  complaint: string,
): Target {
  const entries = Object.entries(letters) as [Field, string][];
  for (const letter of requireText(text, argument)) {
    const field = entries.find(([, own]) => own === letter)?.[0];
    if (field === undefined) throw new RangeError(`${complaint}${letter}`);
    (target as Flags<Field>)[field] = true;
  }
  return target;
}

/** Sets the fields that another object has as true. */
export function setFields<Field extends string, Target extends Flags<Field>>(
  target: Target,
  letters: Letters<Field>,
  like: Partial<Flags<Field>>,
): Target {
  requireObject(like, 'permissionLike');
  for (const field of Object.keys(letters) as Field[]) {
    if (like[field]) (target as Flags<Field>)[field] = true;
  }
  return target;
}

/** The letters of the fields that are true. */
export function writeLetters<Field extends string>(flags: Flags<Field>, letters: Letters<Field>): string {
  return (Object.keys(letters) as Field[]).map((field) => (flags[field] ? letters[field] : '')).join('');
}

/**
 * Permissions, services and kinds of resources are sets of letters: each is a field of a class, and the class writes the letters in the order
 * that the service requires. The classes share this description of the letter of each field, and of how letters are read and written.
 */

import { requireObject, requireText } from './checks';

/** The letter of each field. */
const LETTERS = {
  read: 'r',
  add: 'a',
  create: 'c',
  write: 'w',
  delete: 'd',
  deleteVersion: 'x',
  list: 'l',
  tag: 't',
  move: 'm',
  execute: 'e',
  setImmutabilityPolicy: 'i',
  permanentDelete: 'y',
  filter: 'f',
  filterByTags: 'f',
  update: 'u',
  process: 'p',
  service: 's',
  container: 'c',
  object: 'o',
  blob: 'b',
  table: 't',
  queue: 'q',
  file: 'f',
} as const;

type Fields = Partial<Record<keyof typeof LETTERS, boolean>>;

/** How the fields of a class are read from letters and written as letters. The class itself defines the fields. */
export class Flags<Target extends Fields & { toString(): string }> {
  /**
   * @param make - Creates an object that has no field set.
   * @param order - The letters, in the order that the service requires.
   * @param argument - The name of the caller's argument with the letters.
   * @param complaint - The text before an unknown letter in an error message.
   */
  constructor(
    private readonly make: () => Target,
    private readonly order: string,
    private readonly argument: string,
    private readonly complaint: string,
  ) {}

  /** Sets the field of every letter of a text. As in the reference, it may be a list of letters. */
  parse(text: string): Target {
    const target = this.make();
    const fields = fieldsOf(target);
    const given: unknown = text;
    const letters = requireText(Array.isArray(given) ? given.join('') : given, this.argument);
    for (const letter of letters) {
      const field = fields.find((field) => LETTERS[field] === letter);
      if (field === undefined) throw new RangeError(`${this.complaint}${letter}`);
      (target as Fields)[field] = true;
    }
    return target;
  }

  /** Sets the fields that another object has as true. */
  from(like: Fields): Target {
    requireObject(like, 'permissionLike');
    const target = this.make();
    for (const field of fieldsOf(target)) if (like[field]) (target as Fields)[field] = true;
    return target;
  }

  /** The letters of the fields that are true. */
  write(values: Target): string {
    const written = fieldsOf(this.make()).filter((field) => values[field]);
    const place = (field: keyof Fields) => this.order.indexOf(LETTERS[field]);
    return written
      .sort((one, other) => place(one) - place(other))
      .map((field) => LETTERS[field])
      .join('');
  }
}

function fieldsOf(target: Fields): (keyof Fields)[] {
  return Object.keys(target) as (keyof Fields)[];
}

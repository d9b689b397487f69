/** Checks of what a shared access signature is made from. */

import { types } from 'node:util';

/** A string, which may be empty. */
export function requireText(value: unknown, argument: string): string {
  if (typeof value !== 'string') throw new TypeError(`${argument} must be a string`);
  // Neither a signature nor a URL can hold one: both are made of UTF-8.
  if (!value.isWellFormed()) throw new URIError(`${argument} contains half of a surrogate pair`);
  return value;
}

/** A string that may be left out; an empty one, too, says nothing. */
export function optionalText(value: unknown, argument: string): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : requireText(value, argument);
}

/** An object that must be there. */
export function requireObject(value: unknown, argument: string): void {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${argument} must be an object`);
}

/**
 * A time in milliseconds since 1970. What looks like a `Date` is one: there are libraries whose times do, and contexts
 * with a `Date` of their own.
 */
export function optionalTime(value: unknown, argument: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const { toISOString } = value as { toISOString?: () => string };
  if (typeof toISOString !== 'function') throw new TypeError(`${argument} must be a Date`);
  const milliseconds = types.isDate(value) ? Date.prototype.getTime.call(value) : Date.parse(toISOString.call(value));
  if (Number.isNaN(milliseconds)) throw new RangeError(`${argument} is an invalid Date`);
  return milliseconds;
}

/** A time as a signature writes it: whole seconds. */
export function toSeconds(time: Date | undefined): string | undefined {
  return time && `${time.toISOString().slice(0, -'.000Z'.length)}Z`;
}

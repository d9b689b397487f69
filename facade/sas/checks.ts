/** Checks of the values of a shared access signature. */

import { types } from 'node:util';

import { textOf } from '../validation/arguments';

/** Requires a string, which may be empty, or an object that has a text, such as the id of a database. */
export function requireText(given: unknown, argument: string): string {
  const value = textOf(given);
  if (typeof value !== 'string') throw new TypeError(`${argument} must be a string`);
  // Neither a signature nor a URL can contain a lone surrogate, because both are UTF-8.
  if (!value.isWellFormed()) throw new URIError(`${argument} contains half of a surrogate pair`);
  return value;
}

/** Requires a string, or undefined. An empty string counts as undefined. */
export function optionalText(value: unknown, argument: string): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : requireText(value, argument);
}

/** Requires true, false or undefined: a truthy value must not create a signature for something else. */
export function optionalBoolean(value: unknown, argument: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw new TypeError(`${argument} must be a boolean`);
  return value;
}

/** Requires an object. */
export function requireObject(value: unknown, argument: string): void {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${argument} must be an object`);
}

/**
 * Reads a time in milliseconds since 1970. Any object that looks like a `Date` is accepted, because libraries and other
 * realms have their own.
 */
export function optionalTime(value: unknown, argument: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const { toISOString } = value as { toISOString?: () => string };
  if (typeof toISOString !== 'function') throw new TypeError(`${argument} must be a Date`);
  const milliseconds = types.isDate(value) ? Date.prototype.getTime.call(value) : Date.parse(toISOString.call(value));
  if (Number.isNaN(milliseconds)) throw new RangeError(`${argument} is an invalid Date`);
  return milliseconds;
}

/** Formats a time for a signature, in whole seconds. */
export function toSeconds(time: Date | undefined): string | undefined {
  return time && `${time.toISOString().slice(0, -'.000Z'.length)}Z`;
}

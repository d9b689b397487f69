/**
 * Checks of arguments. A wrong one throws a TypeError or RangeError that names it, before anything is sent. Where the reference has
 * a message of its own for it, it is that message, because scripts compare messages.
 */

import { types } from 'node:util';

/** Describes a value for an error message. The text of a string is never shown, because it may be a secret. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  // An object may have no prototype, and then no constructor.
  const maker = value.constructor as { name?: string } | undefined;
  return `an instance of ${maker?.name ?? 'Object'}`;
}

/** The string of a String object. Any other value is returned as it is. */
export function unboxed(value: unknown): unknown {
  return types.isStringObject(value) ? value.valueOf() : value;
}

/** The text of an object that has one of its own, such as an id of a database. Any other value is returned as it is. */
export function textOf(given: unknown): unknown {
  if (types.isStringObject(given)) return unboxed(given);
  if (typeof given !== 'object' || given === null) return given;
  // An object may have no prototype, and then no text.
  if (typeof (given as { toString?: unknown }).toString !== 'function') return given;
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- that text is what is looked for here
  const text = String(given);
  return text.startsWith('[object ') ? given : text;
}

/** Requires a string that is not empty. */
export function requireString(given: unknown, argument: string): string {
  const value = unboxed(given);
  if (typeof value !== 'string') throw new TypeError(`${argument} must be a string, not ${shown(value)}`);
  if (value === '') throw new RangeError(`${argument} must not be empty`);
  return value;
}

/** Same as {@link requireString}, but optional. */
export function optionalString(given: unknown, argument: string): string | undefined {
  return given === undefined || given === null ? undefined : requireString(given, argument);
}

/** Requires the name of a container or blob. A lone surrogate cannot be part of a URL. */
export function requireName(value: unknown, argument: string): string {
  const name = requireString(value, argument);
  if (!name.isWellFormed()) {
    throw new URIError(`${argument} contains half of a surrogate pair, which cannot be part of a URL`);
  }
  return name;
}

/** Requires the name of a container. As in the reference, it may be a number, such as the id of a customer, or an object that has a text. */
export function requireContainerName(value: unknown): string {
  const isNumber = typeof value === 'bigint' || Number.isFinite(value);
  return requireName(isNumber ? String(value) : textOf(value), 'containerName');
}

/** The text of a URL: a string, or a URL object of any realm. */
function urlText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { href } = value as { href?: unknown };
  return typeof href === 'string' ? href : value;
}

/** Requires a URL, as a string or as an object that has the text of one. */
export function requireUrl(value: unknown, argument: string): string {
  try {
    const text = requireString(textOf(urlText(value)), argument);
    if (URL.canParse(text)) return text;
    throw new TypeError(`${argument} must be an absolute URL, such as https://account.blob.core.windows.net/container`);
  } catch (error) {
    // The code of Node.js for a URL that cannot be parsed.
    throw Object.assign(error as Error, { code: 'ERR_INVALID_URL' });
  }
}

/** Characters that an HTTP header can contain. */
const SENDABLE = /^[\x21-\x7e]*$/;

/**
 * Requires the URL of a source. It is sent unchanged, except for characters that no header can contain: they are
 * removed or encoded, as in any URL. The service decides about relative URLs.
 */
export function requireSource(value: unknown, argument: string): string {
  try {
    const text = requireString(urlText(value), argument).trim();
    if (SENDABLE.test(text)) return text;
    if (URL.canParse(text)) return new URL(text).href;
    return text.replace(/[\t\n\r]/g, '').replace(/[^\x20-\x7e]+/g, encodeURIComponent);
  } catch (error) {
    throw Object.assign(error as Error, { code: 'ERR_INVALID_URL' });
  }
}

/** Requires a number. */
export function requireNumber(value: unknown, argument: string): number {
  if (typeof value !== 'number') throw new TypeError(`${argument} must be a number, not ${shown(value)}`);
  return value;
}

/** Whether a number, or a Number object, is below a limit. For errors that have the message of the reference. */
export function isBelow(given: unknown, minimum: number): boolean {
  const value = types.isNumberObject(given) ? given.valueOf() : given;
  return typeof value === 'number' && value < minimum;
}

/** Requires an integer that is at least `minimum`. */
export function requireInteger(given: unknown, argument: string, minimum: number): number {
  const value = types.isNumberObject(given) ? given.valueOf() : given;
  if (typeof value !== 'number') throw new TypeError(`${argument} must be a number, not ${shown(value)}`);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${argument} must be a whole number of at least ${String(minimum)}, not ${String(value)}`);
  }
  return value;
}

/** Same as {@link requireInteger}, but optional. */
export function optionalInteger(value: unknown, argument: string, minimum: number): number | undefined {
  return value === undefined || value === null ? undefined : requireInteger(value, argument, minimum);
}

/** Requires an object of options. A falsy value counts as an empty one. */
export function requireOptions<T extends object>(value: T | undefined, argument = 'options'): Partial<T> {
  // JavaScript callers often pass null in place of undefined, and `condition && options`.
  if (!value) return {};
  if (typeof value !== 'object') throw new TypeError(`${argument} must be an object, not ${shown(value)}`);
  return value;
}

/** Requires metadata or tags: an object whose values are strings. */
export function requireStrings(value: unknown, argument: string): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new TypeError(`${argument} must be an object whose values are strings, not ${shown(value)}`);
  }
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') throw new TypeError(`${argument}.${key} must be a string, not ${shown(entry)}`);
  }
}

/** Requires an array of strings. */
export function requireStringList(value: unknown, argument: string): string[] {
  if (!Array.isArray(value)) throw new TypeError(`${argument} must be an array of strings, not ${shown(value)}`);
  // By index, because holes are missing entries too.
  return Array.from({ length: value.length }, (_, index) => {
    const given: unknown = value[index];
    const entry = unboxed(given);
    if (typeof entry === 'string') return entry;
    throw new TypeError(`${argument}[${String(index)}] must be a string, not ${shown(entry)}`);
  });
}

/** Requires a range. Without a count, or with a count of 0, it extends to the end. */
export function requireRange(
  offset: unknown,
  count: unknown,
  offsetArgument = 'offset',
): { offset: number; count: number | undefined } {
  if (isBelow(offset, 0)) throw new RangeError('Range.offset cannot be smaller than 0.');
  if (isBelow(count, 0)) {
    throw new RangeError(
      'Range.count must be larger than 0. Leave it undefined if you want a range from offset to the end.',
    );
  }
  return { offset: requireInteger(offset, offsetArgument, 0), count: optionalInteger(count, 'count', 0) };
}

/** Requires a boolean. */
export function requireBoolean(value: unknown, argument: string): boolean {
  if (typeof value !== 'boolean') throw new TypeError(`${argument} must be a boolean, not ${shown(value)}`);
  return value;
}

/** Requires a callback, or undefined. */
export function requireCallback(value: unknown, argument: string): void {
  if (value !== undefined && value !== null && typeof value !== 'function') {
    throw new TypeError(`${argument} must be a function, not ${shown(value)}`);
  }
}

/**
 * Requires a complete `sourceAuthorization`. An incomplete one would not be sent, and the service would report a missing
 * permission.
 */
export function requireAuthorization(value: unknown): void {
  if (value === undefined || value === null) return;
  const argument = 'options.sourceAuthorization';
  if (typeof value !== 'object') throw new TypeError(`${argument} must be an object, not ${shown(value)}`);
  const { scheme, value: secret } = value as { scheme?: unknown; value?: unknown };
  requireString(scheme, `${argument}.scheme`);
  requireString(secret, `${argument}.value`);
}

/** Requires HTTPS for a customer-provided key, which would otherwise be sent in clear text. */
export function requireHttpsForKey(key: unknown, isHttps: boolean): void {
  if (key !== undefined && key !== null && !isHttps) {
    throw new RangeError('Customer-provided encryption key must be used over HTTPS.');
  }
}

/** Same as {@link requireHttpsForKey}, for the key of a copy source. */
export function requireHttpsForSourceKey(key: unknown, isHttps: boolean): void {
  if (key !== undefined && key !== null && !isHttps) {
    throw new RangeError(
      'options.sourceCustomerProvidedKey can be used over HTTPS only: the URL of the client is not HTTPS',
    );
  }
}

/**
 * Checks of arguments. A wrong one is a TypeError or RangeError that names it, before anything is sent.
 */

import { types } from 'node:util';

/** A short description of a value for an error message; never the value of a string, which may be secret. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  // An object may come without a prototype, and then without a constructor.
  const maker = value.constructor as { name?: string } | undefined;
  return `an instance of ${maker?.name ?? 'Object'}`;
}

/** A string that is not empty. */
export function requireString(given: unknown, argument: string): string {
  const value = types.isStringObject(given) ? given.valueOf() : given;
  if (typeof value !== 'string') throw new TypeError(`${argument} must be a string, not ${shown(value)}`);
  if (value === '') throw new RangeError(`${argument} must not be empty`);
  return value;
}

/** The name of a container or blob. A lone surrogate cannot be written into a URL, so it could never arrive. */
export function requireName(value: unknown, argument: string): string {
  const name = requireString(value, argument);
  if (!name.isWellFormed()) {
    throw new URIError(`${argument} contains half of a surrogate pair, which cannot be part of a URL`);
  }
  return name;
}

/** The text of a URL: a string, or a URL object of any realm. */
function urlText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { href } = value as { href?: unknown };
  return typeof href === 'string' ? href : value;
}

/** A URL, as a string or a URL object. */
export function requireUrl(value: unknown, argument: string): string {
  try {
    const text = requireString(urlText(value), argument);
    if (URL.canParse(text)) return text;
    throw new TypeError(`${argument} must be an absolute URL, such as https://account.blob.core.windows.net/container`);
  } catch (error) {
    // The code that Node.js gives to a URL that it cannot parse.
    throw Object.assign(error as Error, { code: 'ERR_INVALID_URL' });
  }
}

/** What an HTTP header can hold as it stands. */
const SENDABLE = /^[\x21-\x7e]*$/;

/**
 * The URL that the service reads from. It is sent as it was given, but for what no header can hold: that is left out or escaped, as in
 * every other URL. What the service thinks of a relative one, it says itself.
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

/** A number of whatever value. */
export function requireNumber(value: unknown, argument: string): number {
  if (typeof value !== 'number') throw new TypeError(`${argument} must be a number, not ${shown(value)}`);
  return value;
}

/** A whole number that is at least `minimum`. */
export function requireInteger(given: unknown, argument: string, minimum: number): number {
  const value = types.isNumberObject(given) ? given.valueOf() : given;
  if (typeof value !== 'number') throw new TypeError(`${argument} must be a number, not ${shown(value)}`);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${argument} must be a whole number of at least ${String(minimum)}, not ${String(value)}`);
  }
  return value;
}

/** As {@link requireInteger}, but the number may be left out. */
export function optionalInteger(value: unknown, argument: string, minimum: number): number | undefined {
  return value === undefined || value === null ? undefined : requireInteger(value, argument, minimum);
}

/** An object of options; leaving it out is the same as an empty one. */
export function requireOptions<T extends object>(value: T | undefined, argument = 'options'): Partial<T> {
  // Plain JavaScript passes null as often as undefined.
  if (value === undefined || (value as unknown) === null) return {};
  if (typeof value !== 'object') throw new TypeError(`${argument} must be an object, not ${shown(value)}`);
  return value;
}

/** Metadata or tags: an object whose values are strings. */
export function requireStrings(value: unknown, argument: string): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new TypeError(`${argument} must be an object whose values are strings, not ${shown(value)}`);
  }
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') throw new TypeError(`${argument}.${key} must be a string, not ${shown(entry)}`);
  }
}

/** A list of strings. */
export function requireStringList(value: unknown, argument: string): string[] {
  if (!Array.isArray(value)) throw new TypeError(`${argument} must be an array of strings, not ${shown(value)}`);
  // By place: holes are missing entries, too.
  return Array.from({ length: value.length }, (_, index) => {
    const given: unknown = value[index];
    const entry = types.isStringObject(given) ? given.valueOf() : given;
    if (typeof entry === 'string') return entry;
    throw new TypeError(`${argument}[${String(index)}] must be a string, not ${shown(entry)}`);
  });
}

/** A part of a blob: where it begins, and how many bytes it has. Without a count, or with 0, it goes to the end. */
export function requireRange(
  offset: unknown,
  count: unknown,
  offsetArgument = 'offset',
): { offset: number; count: number | undefined } {
  return { offset: requireInteger(offset, offsetArgument, 0), count: optionalInteger(count, 'count', 0) };
}

/** Yes or no. */
export function requireBoolean(value: unknown, argument: string): boolean {
  if (typeof value !== 'boolean') throw new TypeError(`${argument} must be a boolean, not ${shown(value)}`);
  return value;
}

/** A callback that may be left out. */
export function requireCallback(value: unknown, argument: string): void {
  if (value !== undefined && value !== null && typeof value !== 'function') {
    throw new TypeError(`${argument} must be a function, not ${shown(value)}`);
  }
}

/** What opens the source of a copy: half of it would be sent as nothing, and the service would say that it may not read. */
export function requireAuthorization(value: unknown): void {
  if (value === undefined || value === null) return;
  const argument = 'options.sourceAuthorization';
  if (typeof value !== 'object') throw new TypeError(`${argument} must be an object, not ${shown(value)}`);
  const { scheme, value: secret } = value as { scheme?: unknown; value?: unknown };
  requireString(scheme, `${argument}.scheme`);
  requireString(secret, `${argument}.value`);
}

/** A key that comes with the request would be readable by everybody on the way, were it sent without TLS. */
export function requireHttpsForKey(key: unknown, isHttps: boolean): void {
  if (key !== undefined && key !== null && !isHttps) {
    throw new RangeError('options.customerProvidedKey can be used over HTTPS only: the URL of the client is not HTTPS');
  }
}

/** As {@link requireHttpsForKey}, for the key of a copy's source. */
export function requireHttpsForSourceKey(key: unknown, isHttps: boolean): void {
  if (key !== undefined && key !== null && !isHttps) {
    throw new RangeError(
      'options.sourceCustomerProvidedKey can be used over HTTPS only: the URL of the client is not HTTPS',
    );
  }
}

/** The CRC64 framing of bodies is not there yet; to ignore a request for it would be a false promise. */
export function requireKnownChecksum(algorithm: unknown, argument: string): void {
  if (algorithm === 'StorageCrc64') {
    throw new RangeError(`${argument} "StorageCrc64" is not supported; leave it out or use "Auto" or "None"`);
  }
}

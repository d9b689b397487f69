/** Reads one value that a caller passed, by its kind. Dates become ISO 8601 strings, bytes base64. */

import { types } from 'node:util';

import { shown, unboxed } from './arguments';

/** Reads a string, or a String object. */
export function readText(value: unknown, path: string): unknown {
  return types.isStringObject(value) ? value.valueOf() : readPrimitive(value, path, 'a string');
}

/** Same as {@link readText}, but optional. */
export function readOptionalText(value: unknown, path: string): unknown {
  return value === undefined || value === null ? undefined : readText(value, path);
}

/** Reads a JSON value. The engine checks its type. */
export function readPrimitive(value: unknown, path: string, wanted: string): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // JSON would silently turn these into null.
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${path} must be a finite number, not ${String(value)}`);
  }
  if (typeof value === 'number') return value;
  throw new TypeError(`${path} must be ${wanted}, not ${shown(value)}`);
}

/** Reads a count. Numbers above 2^53 are not exact, so the service would get a different number. */
export function readNumber(given: unknown, path: string): unknown {
  const value = types.isNumberObject(given) ? given.valueOf() : given;
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value)) {
    throw new RangeError(`${path} must be a whole number up to 2^53 - 1, not ${String(value)}`);
  }
  return readPrimitive(value, path, 'a number');
}

/** Reads a number of milliseconds. The engine checks its range. */
export function readInterval(given: unknown, path: string): unknown {
  const value = types.isNumberObject(given) ? given.valueOf() : given;
  if (typeof value !== 'number') throw new TypeError(`${path} must be a number, not ${shown(value)}`);
  return readPrimitive(value, path, 'a number');
}

/** The last year of dates in headers and documents, which have four digits for it. */
const LAST_YEAR = 9999;

/** Reads a time as an ISO 8601 string. As in the reference, it may be a string already. */
export function readDate(value: unknown, path: string): string {
  const time = new Date(timeOf(value, path));
  if (Number.isNaN(time.getTime())) throw new RangeError(`${path} is an invalid Date`);
  const year = time.getUTCFullYear();
  if (year < 1 || year > LAST_YEAR) {
    throw new RangeError(`${path} must be in a year from 1 to ${String(LAST_YEAR)}, not in ${String(year)}`);
  }
  return time.toISOString();
}

/** Same as {@link readDate}, but requires a Date: the reference accepts no string there. */
export function requireTime(value: unknown, path: string): string {
  if (typeof value !== 'object') throw new TypeError(`${path} must be a Date, not ${shown(value)}`);
  return readDate(value, path);
}

function timeOf(value: unknown, path: string): number {
  // This works for a Date of another realm, and ignores an overridden method.
  if (types.isDate(value)) return Date.prototype.getTime.call(value);
  const text = unboxed(value);
  if (typeof text === 'string') return Date.parse(text);
  // Some libraries have times that look like a Date. A Date behind a Proxy cannot be read.
  const { toISOString } = (value ?? {}) as { toISOString?: () => string };
  if (typeof toISOString === 'function' && !types.isProxy(value)) return Date.parse(toISOString.call(value));
  throw new TypeError(`${path} must be a Date, not ${shown(value)}`);
}

/** Reads bytes as base64, from an ArrayBuffer or any view of one. */
export function readBytes(value: unknown, path: string): string {
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (types.isAnyArrayBuffer(value)) return Buffer.from(value).toString('base64');
  throw new TypeError(`${path} must be a Uint8Array, not ${shown(value)}`);
}

/** Reads metadata or tags. No name is special, not even names of inherited properties. */
export function readNames(
  value: unknown,
  path: string,
  read: (entry: unknown, place: string) => string = readNamed,
): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Symbol.iterator in value) {
    throw new TypeError(`${path} must be an object whose values are strings, not ${shown(value)}`);
  }
  const names = Object.create(null) as Record<string, string>;
  for (const name of Object.keys(value))
    names[name] = read((value as Readonly<Record<string, unknown>>)[name], `${path}.${name}`);
  return names;
}

/** Reads the tags of options. As in the reference, numbers and booleans are converted to strings. */
export function readTags(value: unknown, path: string): Record<string, string> | undefined {
  return readNames(value, path, (entry, place) => {
    const isPlain = typeof entry === 'boolean' || typeof entry === 'bigint' || Number.isFinite(entry);
    return isPlain ? String(entry) : readNamed(entry, place);
  });
}

/** Same as {@link readNames}, but required. */
export function requireNames(value: unknown, path: string): Record<string, string> {
  const names = readNames(value, path);
  if (names === undefined)
    throw new TypeError(`${path} must be an object whose values are strings, not ${shown(value)}`);
  return names;
}

function readNamed(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (types.isStringObject(value)) return value.valueOf();
  throw new TypeError(`${path} must be a string, not ${shown(value)}`);
}

/** Requires an array. Its entries are read by index, so an array of another realm or behind a Proxy works too. */
export function listOf(value: unknown, path: string, of: string): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${path} must be an array of ${of}, not ${shown(value)}`);
  return Array.from({ length: value.length }, (_, index) => value[index] as unknown);
}

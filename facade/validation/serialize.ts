/**
 * Reads what callers pass, and converts it to JSON for the engine. This is the only place that reads options. It reads
 * the names that an operation knows, by property access, each once, and nothing else. The values that were read are the
 * ones that are checked and sent. Dates become ISO 8601 strings, bytes base64.
 */

import { types } from 'node:util';

import { shown } from './arguments';
import type { AbortSignalLike } from '../types/common';
import { OPERATION_OPTIONS, SHAPES, type Kind } from '../generated/shapes';
import { requireKnownOptions } from './knownValues';

/** The operations of the engine that take options. */
export type Operation = keyof typeof OPERATION_OPTIONS;

/** The kinds of objects that callers pass. */
export type ShapeName = keyof typeof SHAPES;

/** Values that were read, ready for JSON. */
export type Values = Record<string, unknown>;

/** The options of one call. */
export interface CallOptions {
  values: Values;
  abortSignal: AbortSignalLike | undefined;
  /** The trace that the call belongs to. Only `@azure/core-tracing` looks into it. */
  tracingOptions?: unknown;
  /** Headers that the caller adds. */
  customHeaders?: Readonly<Record<string, string>> | undefined;
  /** The time in milliseconds after which an attempt without a response is aborted. */
  timeout?: number | undefined;
}

/** The operations whose methods pass on all of their options in the reference, so that `requestOptions` reach the request. */
const WITH_REQUEST_OPTIONS: readonly Operation[] = [
  'BlockBlobPutBlobFromURL',
  'ContainerCreate',
  'ContainerListBlobFlatSegment',
  'ContainerListBlobHierarchySegment',
  'ServiceListContainersSegment',
];

type Bag = Readonly<Record<string, unknown>>;

/** Reads the options of an operation. */
export function readOptions(operation: Operation, options: unknown): CallOptions {
  const bag = optionsOf(options);
  const shape = OPERATION_OPTIONS[operation];
  const values = shape === undefined ? {} : readMembers(shape, bag, 'options');
  requireKnownOptions(values);
  const given: CallOptions = { values, abortSignal: signalOf(bag), tracingOptions: bag.tracingOptions };
  if (WITH_REQUEST_OPTIONS.includes(operation)) {
    given.customHeaders = customHeadersOf(bag.requestOptions);
    given.timeout = timeoutOf(bag.requestOptions);
  }
  return given;
}

/** The options that every operation accepts, and `requestOptions`, which the typings do not have. */
export function handedOn(bag: object): { abortSignal?: AbortSignalLike; tracingOptions?: unknown } {
  return pick(bag, ['abortSignal', 'requestOptions', 'tracingOptions']);
}

/** Reads the headers of `requestOptions`, an option that the typings do not have. */
function customHeadersOf(requestOptions: unknown): CallOptions['customHeaders'] {
  const { customHeaders } = (requestOptions ?? {}) as { customHeaders?: unknown };
  if (!customHeaders) return undefined;
  const bag = optionsOf(customHeaders, 'options.requestOptions.customHeaders');
  return Object.fromEntries(Object.entries(bag).map(([name, value]) => [name, String(value as number)]));
}

/** Reads the time limit of `requestOptions`. */
function timeoutOf(requestOptions: unknown): number | undefined {
  const { timeout } = (requestOptions ?? {}) as { timeout?: unknown };
  return wholeMilliseconds(timeout);
}

/** A time limit in milliseconds, or undefined for none. */
export function wholeMilliseconds(timeout: unknown): number | undefined {
  const milliseconds = Number(timeout);
  return milliseconds > 0 && milliseconds <= Number.MAX_SAFE_INTEGER ? Math.ceil(milliseconds) : undefined;
}

/** Reads the members of an object that is an argument itself. Undefined for a falsy value. */
export function readShape(name: ShapeName, value: unknown, path: string): Values | undefined {
  const bag = objectOf(value, path);
  return bag && readMembers(name, bag, path);
}

/**
 * Reads the options of an operation once, into an object that can be passed on. Spreading them would omit members of
 * the prototype.
 */
export function pickOptions(operation: Operation, options: unknown, ...others: string[]): Values {
  const bag = optionsOf(options);
  const shape = OPERATION_OPTIONS[operation];
  const names = [
    ...(shape === undefined ? [] : Object.keys(SHAPES[shape])),
    'abortSignal',
    'tracingOptions',
    ...others,
  ];
  return pick(bag, names);
}

/** Reads some members of an object once, and leaves out undefined ones. */
export function pick(bag: object, names: readonly string[]): Values {
  const picked: Values = {};
  for (const name of names) {
    const value = (bag as Bag)[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

/** Requires an object of options. Undefined counts as an empty one. */
export function optionsOf(options: unknown, argument = 'options'): Bag {
  // JavaScript callers often pass null in place of undefined.
  if (options === undefined || options === null) return {};
  if (typeof options !== 'object') throw new TypeError(`${argument} must be an object, not ${shown(options)}`);
  return requireBag(options, argument);
}

/** Reads the signal of options. As in the reference, a falsy value counts as undefined. */
export function signalOf(bag: { readonly abortSignal?: unknown }): AbortSignalLike | undefined {
  const { abortSignal } = bag;
  return abortSignal ? (abortSignal as AbortSignalLike) : undefined;
}

/** Requires an object whose members are read. As in the reference, a falsy value counts as undefined. */
function objectOf(value: unknown, path: string): Bag | undefined {
  if (!value) return undefined;
  if (typeof value !== 'object' && typeof value !== 'function') {
    throw new TypeError(`${path} must be an object, not ${shown(value)}`);
  }
  return requireBag(value, path);
}

/**
 * Rejects collections such as Map: they have no members of the expected names, so their content would be lost silently.
 */
function requireBag(value: object, path: string): Bag {
  if (Array.isArray(value) || types.isMap(value) || types.isSet(value)) {
    throw new TypeError(`${path} must be an object, not ${shown(value)}`);
  }
  return value as Bag;
}

function readMembers(name: ShapeName, bag: Bag, path: string): Values {
  const values: Values = {};
  for (const [member, kind] of Object.entries<Kind>(SHAPES[name])) {
    const place = `${path}.${member}`;
    const value = member === 'tags' ? readTags(bag[member], place) : readValue(kind, bag[member], place);
    if (value !== undefined) values[member] = value;
  }
  return values;
}

function readValue(kind: Kind, value: unknown, path: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof kind === 'object') {
    if ('one' in kind) return readShape(kind.one as ShapeName, value, path);
    return listOf(value, path, 'objects').map((entry, index) => {
      const place = `${path}[${String(index)}]`;
      const values = readShape(kind.many as ShapeName, entry, place);
      if (values === undefined) throw new TypeError(`${place} must be an object, not ${shown(entry)}`);
      return values;
    });
  }
  switch (kind) {
    case 'text':
      return readText(value, path);
    case 'texts':
      return listOf(value, path, 'strings').map((entry, index) => readText(entry, `${path}[${String(index)}]`));
    case 'number':
      return readNumber(value, path);
    case 'interval':
      return readInterval(value, path);
    case 'flag':
      return readPrimitive(value, path, 'a boolean');
    case 'date':
      return readDate(value, path);
    case 'bytes':
      return readBytes(value, path);
    case 'names':
      return readNames(value, path);
  }
}

/** Reads a string, or a String object. */
export function readText(value: unknown, path: string): unknown {
  return types.isStringObject(value) ? value.valueOf() : readPrimitive(value, path, 'a string');
}

/** Same as {@link readText}, but optional. */
export function readOptionalText(value: unknown, path: string): unknown {
  return value === undefined || value === null ? undefined : readText(value, path);
}

/** Reads a JSON value. The engine checks its type. */
function readPrimitive(value: unknown, path: string, wanted: string): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // JSON would silently turn these into null.
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${path} must be a finite number, not ${String(value)}`);
  }
  if (typeof value === 'number') return value;
  throw new TypeError(`${path} must be ${wanted}, not ${shown(value)}`);
}

/** Reads a count. Numbers above 2^53 are not exact, so the service would get a different number. */
function readNumber(given: unknown, path: string): unknown {
  const value = types.isNumberObject(given) ? given.valueOf() : given;
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value)) {
    throw new RangeError(`${path} must be a whole number up to 2^53 - 1, not ${String(value)}`);
  }
  return readPrimitive(value, path, 'a number');
}

/** Reads a number of milliseconds. The engine checks its range. */
function readInterval(given: unknown, path: string): unknown {
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
  const text = types.isStringObject(value) ? value.valueOf() : value;
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
  for (const name of Object.keys(value)) names[name] = read((value as Bag)[name], `${path}.${name}`);
  return names;
}

/** Reads the tags of options. As in the reference, numbers and booleans are converted to strings. */
function readTags(value: unknown, path: string): Record<string, string> | undefined {
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

/** Converts to JSON. */
export function toJson(values: Values): string {
  return JSON.stringify(values);
}

/**
 * Reads what callers pass, and converts it to JSON for the engine. This is the only place that reads options. It reads
 * the names that an operation knows, by property access, each once, and nothing else. The values that were read are the
 * ones that are checked and sent. `values.ts` reads the values by their kinds.
 */

import { types } from 'node:util';

import { shown } from './arguments';
import type { AbortSignalLike } from '../types/common';
import { OPERATION_OPTIONS, SHAPES, type Kind } from '../generated/shapes';
import { requireKnownOptions } from './knownValues';
import { readRequestOptions, REQUEST_OPTIONS, type Bag, type RequestOptions } from './requestOptions';
import {
  listOf,
  readBytes,
  readDate,
  readInterval,
  readNames,
  readNumber,
  readPrimitive,
  readTags,
  readText,
} from './values';

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
  /** The options that are about the request and its response, which the typings do not have. */
  request?: RequestOptions | undefined;
}

/**
 * The operations whose methods pass on all of their options in the reference, so that these reach the request, and whether the hash of a
 * body that they do not have is among these.
 */
const WITH_REQUEST_OPTIONS: Partial<Record<Operation, { hasHash: boolean }>> = {
  BlockBlobPutBlobFromURL: { hasHash: true },
  ContainerCreate: { hasHash: false },
  ContainerListBlobFlatSegment: { hasHash: false },
  ContainerListBlobHierarchySegment: { hasHash: false },
  ServiceListContainersSegment: { hasHash: false },
  ServiceSubmitBatch: { hasHash: false },
};

/** The options that every operation accepts. */
const OF_ALL_OPERATIONS = ['abortSignal', 'tracingOptions'];

/** The members of the shapes that were read so far. Every call reads some. */
const shapeMembers = new Map<ShapeName, [string, Kind][]>();

function membersOf(shape: ShapeName): [string, Kind][] {
  let members = shapeMembers.get(shape);
  if (members === undefined) shapeMembers.set(shape, (members = Object.entries<Kind>(SHAPES[shape])));
  return members;
}

/** Reads the options of an operation. */
export function readOptions(operation: Operation, options: unknown): CallOptions {
  const bag = optionsOf(options);
  const shape = OPERATION_OPTIONS[operation];
  const values = shape === undefined ? {} : readMembers(shape, bag, 'options');
  requireKnownOptions(values);
  const given: CallOptions = { values, abortSignal: signalOf(bag), tracingOptions: bag.tracingOptions };
  const more = WITH_REQUEST_OPTIONS[operation];
  if (more) given.request = readRequestOptions(bag, shape === undefined ? {} : SHAPES[shape], more.hasHash);
  return given;
}

/** The options that every operation accepts, and those that the typings do not have. */
export function handedOn(bag: object): { abortSignal?: AbortSignalLike; tracingOptions?: unknown } {
  return pick(bag, [...OF_ALL_OPERATIONS, ...REQUEST_OPTIONS]);
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
  const picked: Values = {};
  if (shape !== undefined) for (const [name] of membersOf(shape)) pickMember(picked, bag, name);
  for (const name of OF_ALL_OPERATIONS) pickMember(picked, bag, name);
  for (const name of others) pickMember(picked, bag, name);
  return picked;
}

/** Reads some members of an object once, and leaves out undefined ones. */
export function pick(bag: object, names: readonly string[]): Values {
  const picked: Values = {};
  for (const name of names) pickMember(picked, bag as Bag, name);
  return picked;
}

function pickMember(picked: Values, bag: Bag, name: string): void {
  const value = bag[name];
  if (value !== undefined) picked[name] = value;
}

/** Requires an object of options. Undefined counts as an empty one. */
export function optionsOf(options: unknown, argument = 'options'): Bag {
  // JavaScript callers often pass null in place of undefined, and `condition && options`.
  if (!options) return {};
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
  const isHeaders = name === 'BlobHTTPHeaders';
  for (const [member, kind] of membersOf(name)) {
    const given = bag[member];
    if (given === undefined) continue;
    const value = readMember(member, kind, given, `${path}.${member}`);
    // As in the reference, white space at the edges is not sent. The engine keeps a no-break space, for copies.
    if (value !== undefined) values[member] = isHeaders && typeof value === 'string' ? value.trim() : value;
  }
  return values;
}

function readMember(member: string, kind: Kind, value: unknown, path: string): unknown {
  if (member === 'tags') return readTags(value, path);
  return readValue(kind, member === 'maxRetryRequests' ? retryCount(value) : value, path);
}

/** A number of retries, as the reference counts them: a negative number counts as absent, and infinity as no limit. */
function retryCount(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return value < 0 ? undefined : atMost(Math.ceil(value));
}

/** A number for which infinity means as many as there can be. */
export function atMost(value: number, most = Number.MAX_SAFE_INTEGER): number {
  return value > most ? most : value;
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

/** Converts to JSON. */
export function toJson(values: Values): string {
  return JSON.stringify(values);
}

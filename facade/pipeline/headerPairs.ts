/** Headers of any class: of this package, of `@azure/core-rest-pipeline`, of its older forms, and plain objects. */

import { HttpHeaderList } from '../engine/HttpHeaderList';

interface AnyHeaders {
  toJSON?: (options: object) => Record<string, unknown>;
  toJson?: (options: object) => Record<string, unknown>;
  rawHeaders?: () => Record<string, unknown>;
}

/** The names and values of headers. */
export function headerPairs(headers: unknown): [string, string][] {
  if (typeof headers !== 'object' || headers === null) return [];
  const { toJSON, toJson, rawHeaders } = headers as AnyHeaders;
  const options = { preserveCase: true };
  if (typeof toJSON === 'function') return texts(toJSON.call(headers, options));
  if (typeof toJson === 'function') return texts(toJson.call(headers, options));
  if (typeof rawHeaders === 'function') return texts(rawHeaders.call(headers));
  return texts(headers as Record<string, unknown>);
}

function texts(headers: Record<string, unknown>): [string, string][] {
  const pairs = Object.entries(headers).filter(([, value]) => value !== undefined && value !== null);
  // Such as numbers.
  return pairs.map(([name, value]) => [name, String(value as number)]);
}

/** A copy of headers of any class. */
export function copyHeaders(headers: unknown): HttpHeaderList {
  return new HttpHeaderList(headerPairs(headers));
}

/** The usual casing of names that every request or response has. HTTP does not care, but logs and snapshots do. */
const CASING = new Map(
  ['Accept', 'Authorization', 'Content-Length', 'Content-Type', 'User-Agent'].map((name) => [name.toLowerCase(), name]),
);

/** Converts names to their usual casing. */
export function withUsualCasing(pairs: readonly (readonly [string, string])[]): [string, string][] {
  return pairs.map(([name, value]) => [CASING.get(name) ?? name, value]);
}

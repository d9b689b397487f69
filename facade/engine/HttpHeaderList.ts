import { INSPECT } from './inspect';
import type { HttpHeader, HeaderCollection, RawHttpHeaders } from '../types/httpHeaders';

/** A header with its lower-case name. */
interface Entry extends HttpHeader {
  key: string;
}

const ENTRIES = Symbol('entries');

/** The {@link HeaderCollection} that the facade creates from the engine's data. */
export class HttpHeaderList implements HeaderCollection {
  /** @internal A plain list under a symbol: a Proxy can reach it, and clones copy it. */
  readonly [ENTRIES]: Entry[] = [];

  /** Creates a collection from a plain object or from pairs. */
  constructor(headers?: Readonly<Record<string, string | number>> | Iterable<readonly [string, string]>) {
    if (headers === undefined) return;
    const pairs = Symbol.iterator in headers ? headers : Object.entries(headers);
    for (const [name, value] of pairs as Iterable<readonly [string, string]>) this.set(name, value);
  }

  set(headerName: string, headerValue: string | number | boolean): void {
    const header = { key: headerName.toLowerCase(), name: headerName, value: String(headerValue).trim() };
    const known = this[ENTRIES].find(({ key }) => key === header.key);
    if (known) Object.assign(known, header);
    else this[ENTRIES].push(header);
  }

  get(headerName: string): string | undefined {
    const wanted = headerName.toLowerCase();
    return this[ENTRIES].find(({ key }) => key === wanted)?.value;
  }

  has(headerName: string): boolean {
    return this.get(headerName) !== undefined;
  }

  contains(headerName: string): boolean {
    return this.has(headerName);
  }

  delete(headerName: string): void {
    this.remove(headerName);
  }

  remove(headerName: string): boolean {
    const wanted = headerName.toLowerCase();
    const place = this[ENTRIES].findIndex(({ key }) => key === wanted);
    if (place !== -1) this[ENTRIES].splice(place, 1);
    return place !== -1;
  }

  rawHeaders(): RawHttpHeaders {
    return this.toJSON({ preserveCase: true });
  }

  headersArray(): HttpHeader[] {
    return this[ENTRIES].map(({ name, value }) => ({ name, value }));
  }

  headerNames(): string[] {
    return this[ENTRIES].map(({ name }) => name);
  }

  headerValues(): string[] {
    return this[ENTRIES].map(({ value }) => value);
  }

  clone(): HttpHeaderList {
    return new HttpHeaderList(this);
  }

  toJSON(options: { preserveCase?: boolean } = {}): RawHttpHeaders {
    // `fromEntries` is safe for headers named like inherited properties of objects.
    return Object.fromEntries(
      this[ENTRIES].map(({ key, name, value }) => [options.preserveCase === true ? name : key, value]),
    );
  }

  toJson(options?: { preserveCase?: boolean }): RawHttpHeaders {
    return this.toJSON(options);
  }

  toString(): string {
    return JSON.stringify(this.toJSON({ preserveCase: true }));
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (const { name, value } of this[ENTRIES]) yield [name, value];
  }

  /** @internal Makes `console.log` show the headers, not the internal list. */
  [INSPECT](): RawHttpHeaders {
    return this.toJSON();
  }
}

// The name that scripts know from the reference, and that a bundler might change.
Object.defineProperty(HttpHeaderList, 'name', { value: 'HttpHeaders' });

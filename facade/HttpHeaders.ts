/** The name and value of one header. */
export interface HttpHeader {
  /** The name, as it was written. */
  name: string;
  /** The value. */
  value: string;
}

/** Headers as a plain object. */
export type RawHttpHeaders = Record<string, string>;

/** A header under the name that it is found by. */
interface Entry extends HttpHeader {
  key: string;
}

const ENTRIES = Symbol('entries');

/**
 * A collection of HTTP headers. Names are compared without regard to case.
 *
 * It answers to both sets of method names that scripts use: those of `_response.headers` (`contains`, `remove`,
 * `rawHeaders`, `toJson`, …) and those of `error.response.headers` (`has`, `delete`, `toJSON`, iteration).
 */
export class HttpHeaders implements Iterable<[string, string]> {
  /** @internal A plain list under a symbol: it is reached behind a Proxy, and goes into clones. */
  readonly [ENTRIES]: Entry[] = [];

  /** Makes a collection from a plain object or from pairs. */
  constructor(headers?: Readonly<Record<string, string | number>> | Iterable<readonly [string, string]>) {
    if (headers === undefined) return;
    const pairs = Symbol.iterator in headers ? headers : Object.entries(headers);
    for (const [name, value] of pairs as Iterable<readonly [string, string]>) this.set(name, value);
  }

  /** Sets a header; an earlier value is replaced. */
  set(headerName: string, headerValue: string | number | boolean): void {
    const header = { key: headerName.toLowerCase(), name: headerName, value: String(headerValue).trim() };
    const known = this[ENTRIES].find(({ key }) => key === header.key);
    if (known) Object.assign(known, header);
    else this[ENTRIES].push(header);
  }

  /** The value of a header, or undefined. */
  get(headerName: string): string | undefined {
    const wanted = headerName.toLowerCase();
    return this[ENTRIES].find(({ key }) => key === wanted)?.value;
  }

  /** Whether there is such a header. */
  has(headerName: string): boolean {
    return this.get(headerName) !== undefined;
  }

  /** The same as {@link has}. */
  contains(headerName: string): boolean {
    return this.has(headerName);
  }

  /** Removes a header. */
  delete(headerName: string): void {
    this.remove(headerName);
  }

  /** Removes a header, and says whether it was there. */
  remove(headerName: string): boolean {
    const wanted = headerName.toLowerCase();
    const place = this[ENTRIES].findIndex(({ key }) => key === wanted);
    if (place !== -1) this[ENTRIES].splice(place, 1);
    return place !== -1;
  }

  /** All headers as a plain object, with the names as they were written. */
  rawHeaders(): RawHttpHeaders {
    return this.toJSON({ preserveCase: true });
  }

  /** All headers as an array. */
  headersArray(): HttpHeader[] {
    return this[ENTRIES].map(({ name, value }) => ({ name, value }));
  }

  /** All names. */
  headerNames(): string[] {
    return this[ENTRIES].map(({ name }) => name);
  }

  /** All values. */
  headerValues(): string[] {
    return this[ENTRIES].map(({ value }) => value);
  }

  /** A copy that does not share anything with this one. */
  clone(): HttpHeaders {
    return new HttpHeaders(this);
  }

  /** All headers as a plain object; names are in lower case unless `preserveCase` is set. */
  toJSON(options: { preserveCase?: boolean } = {}): RawHttpHeaders {
    // From entries: a header may be called as a property that every object has.
    return Object.fromEntries(
      this[ENTRIES].map(({ key, name, value }) => [options.preserveCase === true ? name : key, value]),
    );
  }

  /** The same as {@link toJSON}. */
  toJson(options?: { preserveCase?: boolean }): RawHttpHeaders {
    return this.toJSON(options);
  }

  /** The headers as JSON text. */
  toString(): string {
    return JSON.stringify(this.toJSON({ preserveCase: true }));
  }

  /** Iterates over pairs of name and value. */
  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (const { name, value } of this[ENTRIES]) yield [name, value];
  }

  /** @internal Shows the headers in `console.log`; without it the list would be shown. */
  [Symbol.for('nodejs.util.inspect.custom')](): RawHttpHeaders {
    return this.toJSON();
  }
}

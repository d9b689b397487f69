/** The name and value of one header. */
export interface HttpHeader {
  /** The name, as it was written. */
  name: string;
  /** The value. */
  value: string;
}

/** Headers as a plain object. */
export type RawHttpHeaders = Record<string, string>;

/**
 * A collection of HTTP headers. Names are compared without regard to case.
 *
 * It answers to both sets of method names that scripts use: those of `_response.headers` (`contains`, `remove`,
 * `rawHeaders`, `toJson`, …) and those of `error.response.headers` (`has`, `delete`, `toJSON`, iteration).
 */
export class HttpHeaders implements Iterable<[string, string]> {
  readonly #headers = new Map<string, HttpHeader>();

  /** Makes a collection from a plain object or from pairs. */
  constructor(headers?: Readonly<Record<string, string | number>> | Iterable<readonly [string, string]>) {
    if (headers === undefined) return;
    const pairs = Symbol.iterator in headers ? headers : Object.entries(headers);
    for (const [name, value] of pairs as Iterable<readonly [string, string]>) this.set(name, value);
  }

  /** Sets a header; an earlier value is replaced. */
  set(headerName: string, headerValue: string | number | boolean): void {
    this.#headers.set(headerName.toLowerCase(), { name: headerName, value: String(headerValue).trim() });
  }

  /** The value of a header, or undefined. */
  get(headerName: string): string | undefined {
    return this.#headers.get(headerName.toLowerCase())?.value;
  }

  /** Whether there is such a header. */
  has(headerName: string): boolean {
    return this.#headers.has(headerName.toLowerCase());
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
    return this.#headers.delete(headerName.toLowerCase());
  }

  /** All headers as a plain object, with the names as they were written. */
  rawHeaders(): RawHttpHeaders {
    return this.toJSON({ preserveCase: true });
  }

  /** All headers as an array. */
  headersArray(): HttpHeader[] {
    return Array.from(this.#headers.values(), (header) => ({ ...header }));
  }

  /** All names. */
  headerNames(): string[] {
    return Array.from(this.#headers.values(), (header) => header.name);
  }

  /** All values. */
  headerValues(): string[] {
    return Array.from(this.#headers.values(), (header) => header.value);
  }

  /** A copy that does not share anything with this one. */
  clone(): HttpHeaders {
    return new HttpHeaders(this);
  }

  /** All headers as a plain object; names are in lower case unless `preserveCase` is set. */
  toJSON(options: { preserveCase?: boolean } = {}): RawHttpHeaders {
    const plain: RawHttpHeaders = {};
    for (const [key, { name, value }] of this.#headers) plain[options.preserveCase === true ? name : key] = value;
    return plain;
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
    for (const { name, value } of this.#headers.values()) yield [name, value];
  }

  /** @internal Shows the headers in `console.log`; without it the private map would make the collection look empty. */
  [Symbol.for('nodejs.util.inspect.custom')](): RawHttpHeaders {
    return this.toJSON();
  }
}

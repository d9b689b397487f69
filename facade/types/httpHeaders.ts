/** HTTP headers, as `_response` and errors expose them. */

/** The name and value of one header. */
export interface HttpHeader {
  /** The name, with its original casing. */
  name: string;
  /** The value. */
  value: string;
}

/** Headers as a plain object. */
export type RawHttpHeaders = Record<string, string>;

/**
 * A collection of HTTP headers. Names are case-insensitive.
 *
 * It has both sets of method names that scripts use: those of `_response.headers` (`contains`, `remove`, `rawHeaders`,
 * `toJson`, …) and those of `error.response.headers` (`has`, `delete`, `toJSON`, iteration).
 */
export interface HeaderCollection extends Iterable<[string, string]> {
  /** Sets a header, and replaces an earlier value. */
  set(headerName: string, headerValue: string | number | boolean): void;
  /** Returns the value of a header, or undefined. */
  get(headerName: string): string | undefined;
  /** Returns whether the header is present. */
  has(headerName: string): boolean;
  /** Same as {@link has}. */
  contains(headerName: string): boolean;
  /** Removes a header. */
  delete(headerName: string): void;
  /** Removes a header, and returns whether it was present. */
  remove(headerName: string): boolean;
  /** Returns all headers as a plain object, with the original casing of names. */
  rawHeaders(): RawHttpHeaders;
  /** Returns all headers as an array. */
  headersArray(): HttpHeader[];
  /** Returns all names. */
  headerNames(): string[];
  /** Returns all values. */
  headerValues(): string[];
  /** Returns an independent copy. */
  clone(): HeaderCollection;
  /** Returns all headers as a plain object. Names are in lower case unless `preserveCase` is set. */
  toJSON(options?: { preserveCase?: boolean }): RawHttpHeaders;
  /** Same as {@link toJSON}. */
  toJson(options?: { preserveCase?: boolean }): RawHttpHeaders;
  /** Returns the headers as JSON. */
  toString(): string;
  /** Iterates over pairs of name and value. */
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

/** The headers of a request or a response, as policies see them. {@link HeaderCollection} has all of these members. */
export interface HttpHeaders {
  /** Sets a header, and replaces an earlier value. */
  set(headerName: string, headerValue: string | number): void;
  /** Returns the value of a header, or undefined. */
  get(headerName: string): string | undefined;
  /** Returns whether the header is present. */
  contains(headerName: string): boolean;
  /** Removes a header, and returns whether it was present. */
  remove(headerName: string): boolean;
  /** Returns all headers as a plain object, with the original casing of names. */
  rawHeaders(): RawHttpHeaders;
  /** Returns all headers as an array. */
  headersArray(): HttpHeader[];
  /** Returns all names. */
  headerNames(): string[];
  /** Returns all values. */
  headerValues(): string[];
  /** Returns an independent copy. */
  clone(): HttpHeaders;
  /** Returns all headers as a plain object. Names are in lower case unless `preserveCase` is set. */
  toJson(options?: { preserveCase?: boolean }): RawHttpHeaders;
}

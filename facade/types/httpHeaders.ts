/** HTTP headers as `_response` and errors show them. */

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
 * It has both sets of method names that scripts use: those of `_response.headers` (`contains`, `remove`, `rawHeaders`,
 * `toJson`, …) and those of `error.response.headers` (`has`, `delete`, `toJSON`, iteration).
 */
export interface HttpHeaders extends Iterable<[string, string]> {
  /** Sets a header; an earlier value is replaced. */
  set(headerName: string, headerValue: string | number | boolean): void;
  /** The value of a header, or undefined. */
  get(headerName: string): string | undefined;
  /** Whether there is such a header. */
  has(headerName: string): boolean;
  /** The same as {@link has}. */
  contains(headerName: string): boolean;
  /** Removes a header. */
  delete(headerName: string): void;
  /** Removes a header, and says whether it was there. */
  remove(headerName: string): boolean;
  /** All headers as a plain object, with the names as they were written. */
  rawHeaders(): RawHttpHeaders;
  /** All headers as an array. */
  headersArray(): HttpHeader[];
  /** All names. */
  headerNames(): string[];
  /** All values. */
  headerValues(): string[];
  /** A copy that does not share anything with this one. */
  clone(): HttpHeaders;
  /** All headers as a plain object; names are in lower case unless `preserveCase` is set. */
  toJSON(options?: { preserveCase?: boolean }): RawHttpHeaders;
  /** The same as {@link toJSON}. */
  toJson(options?: { preserveCase?: boolean }): RawHttpHeaders;
  /** The headers as JSON text. */
  toString(): string;
  /** Iterates over pairs of name and value. */
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

/** How a container copy selects blobs: patterns of names, and entries of iterables. */

/** A JavaScript regular expression as plain JSON. */
export interface BlobNameExpression {
  /** The text of the expression, as `source` of a `RegExp`. */
  regex: string;
  /** Its flags, such as `iu`. Default: none. */
  flags?: string;
}

/** A pattern for names of blobs: a glob that matches the full name, or a regular expression. */
export type BlobNamePattern = string | RegExp | BlobNameExpression;

/** A blob to copy, as an iterable yields it to {@link ContainerClient.beginCopyFromContainer}. */
export interface BlobCopyEntry {
  /**
   * The source: the client of a blob, or a URL. A URL may be outside of Azure. A URL of the destination's account without a
   * signature is read with the credential of the destination.
   */
  source: string | URL | { readonly url: string };
  /** The name of the blob in the destination container. */
  destination: string;
  /** The size in bytes, if it is known. With it and an `etag` of Blob Storage, the copy needs no HEAD request. */
  length?: number;
  /** The `ETag`, if it is known. With a `length` as well, the tier of the source is not: the copy has the default tier of its account. */
  etag?: string;
}

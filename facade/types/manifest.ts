/** Lists of blobs in files. */

import type { BlobCopyEntry } from './containerCopyEntries';

/**
 * The format of a list of blobs, in UTF-8 with or without a byte-order mark, with lines that end in LF or CRLF:
 * - `ndjson`: one JSON object for each blob, such as a `manifest` or a `failed` file of a copy.
 * - `csv`: a header with the names of the columns, and one record for each blob, as in RFC 4180.
 * - `lines`: one name for each line, as it is.
 */
export type ManifestFormat = 'ndjson' | 'csv' | 'lines';

/** A client of the container that the listed blobs are in. */
export interface ManifestContainer {
  /** The URL of the container. */
  readonly url: string;
  /** The name of the container. */
  readonly containerName: string;
  /** Returns the client of a blob in the container. */
  getBlobClient(blobName: string): { readonly url: string };
}

/** Options of {@link readManifest}. */
export interface ReadManifestOptions {
  /**
   * The container that the listed names are in, or a function that returns the source for a listed text. Without it, the texts are
   * URLs.
   */
  source?: ManifestContainer | ((text: string) => BlobCopyEntry['source']);
  /** Returns the name at the destination for lines that have none. Default: the name at the source. */
  destination?: (name: string) => string;
  /** The format. Default: by the name of the file (`.ndjson`, `.jsonl`, `.json` or `.csv`), and otherwise `lines`. */
  format?: ManifestFormat;
}

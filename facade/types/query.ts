/** Options and results of queries. */

import type { BlobQueryHeaders, BlobRequestConditions, CpkInfo } from '../generated/models';
import type {
  AbortSignalLike,
  CommonOptions,
  NodeJSReadableStream,
  TransferProgressEvent,
  WithResponse,
} from './common';

/** JSON: one document per row. */
export interface BlobQueryJsonTextConfiguration {
  /** The kind of the configuration. */
  kind: 'json';
  /** The separator of rows. */
  recordSeparator: string;
}

/** Text with separated columns, such as CSV. */
export interface BlobQueryCsvTextConfiguration {
  /** The kind of the configuration. */
  kind: 'csv';
  /** The separator of rows. */
  recordSeparator: string;
  /** The separator of the columns of a row. Default: a comma. */
  columnSeparator?: string;
  /** The character that encloses a value. Default: nothing. */
  fieldQuote?: string;
  /** The character that escapes a quote within a value. Default: nothing. */
  escapeCharacter?: string;
  /** Whether the first row has the names of the columns. Default: false. */
  hasHeaders?: boolean;
}

/** The type of a column in the Arrow format. */
export type BlobQueryArrowFieldType = 'int64' | 'bool' | 'timestamp[ms]' | 'string' | 'double' | 'decimal';

/** A column in the Arrow format. */
export interface BlobQueryArrowField {
  /** The type. */
  type: BlobQueryArrowFieldType;
  /** The name. Default: none. */
  name?: string;
  /** The number of digits. Required for `decimal`. */
  precision?: number;
  /** The number of digits after the decimal point. Required for `decimal`. */
  scale?: number;
}

/** The Arrow format. Only for the result of a query. */
export interface BlobQueryArrowConfiguration {
  /** The kind of the configuration. */
  kind: 'arrow';
  /** The columns. */
  schema: BlobQueryArrowField[];
}

/** The Parquet format. Only for the blob. */
export interface BlobQueryParquetConfiguration {
  /** The kind of the configuration. */
  kind: 'parquet';
}

/** An error that the service encountered while it read the blob. */
export interface BlobQueryError {
  /** Whether the error ended the query. */
  isFatal: boolean;
  /** The kind of error, such as `ParseError`. */
  name: string;
  /** The position in the blob, in bytes. */
  position: number;
  /** What happened. */
  description: string;
}

/** Options of {@link BlockBlobClient.query}. */
export interface BlockBlobQueryOptions extends CommonOptions {
  /** Aborts the request, and afterwards the stream. */
  abortSignal?: AbortSignalLike;
  /** The format of the blob. Default: CSV as the service defines it. */
  inputTextConfiguration?:
    BlobQueryJsonTextConfiguration | BlobQueryCsvTextConfiguration | BlobQueryParquetConfiguration;
  /** The format of the result. Default: the format of the blob. */
  outputTextConfiguration?:
    BlobQueryJsonTextConfiguration | BlobQueryCsvTextConfiguration | BlobQueryArrowConfiguration;
  /** Called with the number of bytes of the blob that the service has read. */
  onProgress?: (progress: TransferProgressEvent) => void;
  /**
   * Called with errors that the service encountered. Without it, rows that could not be read are omitted silently, and a
   * fatal error destroys the stream.
   */
  onError?: (error: BlobQueryError) => void;
  /** Conditions on the blob. */
  conditions?: BlobRequestConditions;
  /** The customer-provided key that the blob is encrypted with. */
  customerProvidedKey?: CpkInfo;
}

/** The headers and the rows of a query. */
export type BlobQueryResponseInternal = BlobQueryHeaders & {
  /** For browsers. Always undefined in Node.js. */
  blobBody?: Promise<Blob>;
  /** The selected rows. No data is received before the stream is read. */
  readableStreamBody?: NodeJSReadableStream;
};

/** The headers and the rows of a query, with the HTTP response. */
export type BlobQueryResponseModel = WithResponse<BlobQueryResponseInternal, BlobQueryHeaders>;

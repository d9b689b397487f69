/** The engine's handles of bytes: bodies that are sent or received on demand, piece by piece. */

import type { NativeResult } from './nativeResult';

/** Counts the bytes of a body that were written to the connection, for one call. */
export interface NativeTransferProgress {
  /** The number of bytes, once it has changed. Undefined after the call has ended and the last number was returned. */
  next(): Promise<number | undefined>;
}

/** The body of one request, piece by piece. */
export interface NativeUploadSource {
  /** The next bytes to supply, once the engine can take them. Undefined when the request is over. */
  next(): Promise<{ offset: number; room: number; attempt: number } | undefined>;
  /** Resolves when a different attempt requests bytes, or when the request is over. */
  another(attempt: number): Promise<void>;
  /** Copies a piece. Returns false if it is no longer wanted. */
  give(offset: number, piece: Uint8Array): boolean;
  /** Aborts the request, because there are no more bytes. */
  breakOff(): void;
}

/** The next bytes of a part to supply. */
export interface NativeRequestedRange {
  /** The first byte of the part. */
  part: number;
  offset: number;
  room: number;
}

/** Bytes in memory or of a Blob, which are uploaded in parts. */
export interface NativeOwnedBytes {
  /** The addon's own object. */
  readonly handle: object;
  /** The next bytes to supply, once the engine can take them. Undefined when the upload is over. */
  next(): Promise<NativeRequestedRange[] | undefined>;
  /** Copies a piece of a part. Returns false if it is no longer wanted. */
  give(part: number, offset: number, piece: Uint8Array): boolean;
  /** Reports that all requested bytes of a part were supplied. */
  supplied(part: number): void;
  /** Fails the upload, because there are no more bytes. */
  breakOff(): void;
}

/** A stream of unknown length, which is cut into blocks. */
export interface NativeStreamBlocks {
  /** The addon's own object. */
  readonly handle: object;
  /** Copies the first bytes of a chunk, as many as fit, and returns their number. */
  give(chunk: Uint8Array): number;
  /** Waits until more bytes fit. False when the upload is over. */
  room(): Promise<boolean>;
  /** Reports that the stream has ended. */
  end(): void;
  /** Fails the upload, because the stream failed. */
  breakOff(): void;
}

/** A response body, which is received on demand. */
export interface NativeBody {
  /**
   * Waits until `wanted` bytes have arrived, or no more will, and returns how many can be taken. 0 at the end, which may
   * be reported with the last bytes.
   */
  wait(wanted: number): Promise<{ length: number; isEnd?: boolean; failure?: string }>;
  /** Copies available bytes to the start of the target, as many as fit, and returns their number. */
  take(target: Uint8Array): number;
  /** Receives everything into new memory, which is the attachment. `received` counts the bytes. */
  read(blockSize: number, concurrency: number, received?: NativeTransferProgress): Promise<NativeResult>;
  /** Receives everything for `place`. Resolves when there will be no more, or with the failure. */
  handOver(blockSize: number, concurrency: number): Promise<NativeResult>;
  /** Waits for bytes to place, and returns their number. 0 at the end. */
  handedOver(): Promise<number>;
  /** Copies available bytes to their places in memory for the whole content, and returns their number. */
  place(target: Uint8Array): number;
  /**
   * Receives everything into a file. Without `ok` and failure, nothing was received, because the path is not that of a
   * file.
   */
  save(path: string, blockSize: number, concurrency: number, received?: NativeTransferProgress): Promise<NativeResult>;
  close(): void;
}

/** The rows of a query, which are received on demand. */
export interface NativeQuery {
  /** Waits for rows or an event. Returns how many bytes can be taken, or the JSON of the event. Neither at the end. */
  wait(): Promise<{ length: number; event?: string; failure?: string }>;
  /** Copies available bytes to the start of the target, as many as fit, and returns their number. */
  take(target: Uint8Array): number;
  close(): void;
}

/** Bytes that arrive piece by piece. The outcome of `next` has a piece as its attachment, or none at the end. */
export interface NativeByteStream {
  next(): Promise<NativeResult>;
  close(): void;
}

/** Bytes that are supplied piece by piece. */
export interface NativeByteFeed {
  /** Supplies a piece, and resolves when the next one may follow. False if no more is wanted. */
  give(piece: Uint8Array): Promise<boolean>;
  /** Ends the bytes. A message reports a failure. */
  end(failure?: string): Promise<void>;
}

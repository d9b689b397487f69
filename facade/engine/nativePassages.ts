/** The types that cross when a request passes through policies in JavaScript. */

import type { AbortSignalLike, TransferProgressEvent } from '../types/common';
import type { NativeByteFeed, NativeByteStream } from './nativeBodies';
import type { NativeCancel, NativeResult } from './nativeResult';

/** One passage of a request through the policies of a pipeline at one place. */
export interface NativePassage {
  /** The request, as JSON. */
  readonly shown: string;
  /** The body of the request, if all of it is there. */
  body(): Buffer | undefined;
  /** The body of the request, piece by piece. */
  readBody(): NativeByteStream;
  /** Reads a successful response, with its headers as JSON, as its operation does. The result is JSON. */
  parse(headers: string, body: string): string | undefined;
  /** The long lists of a response, in slices. */
  parseLists(headers: string, body: string): Uint8Array | undefined;
  /** Sends the request on, with changes as JSON, and a body if that is another one. */
  next(change: string, body?: Uint8Array): Promise<NativeResult>;
  /** Ends the passage, with JSON and the body of the response. */
  respond(ending: string, requestBody?: Uint8Array, body?: Uint8Array, feed?: NativeByteFeed): void;
  /** Creates the body of a response. */
  feed(): NativeByteFeed;
}

/** The policies of one pipeline. */
export interface LayerSource {
  readonly number: number;
  /** Takes a request through the policies. It never rejects. */
  pass(passage: NativePassage, hints: CallHints): Promise<void>;
}

/** The parts of a call that the engine does not know, but its policies see. */
export interface CallHints {
  /** The signal of the call. */
  signal?: AbortSignalLike | undefined;
  /** The body as the caller passed it. */
  body?: unknown;
  /** The request, if another package created it. */
  request?: object;
  /** The progress callbacks of the call. */
  onUploadProgress?: (progress: TransferProgressEvent) => void;
  onDownloadProgress?: (progress: TransferProgressEvent) => void;
  /** Whether the engine divides the body of the call into blocks if it is large. */
  isDivided?: boolean;
  /** The HTTP client, if the call has its own. */
  client?: object;
  /** The place of the call in a trace. */
  tracingOptions?: unknown;
  /** Whether the call is part of a larger one, whose requests have the spans of methods. */
  isPart?: boolean;
  /** The place in a trace of the parts that follow a call, if it differs. */
  parts?: unknown;
}

/** The extras of a call besides its arguments: its cancellation for the engine, and everything else for its policies. */
export interface CallExtras extends CallHints {
  cancel?: NativeCancel;
}

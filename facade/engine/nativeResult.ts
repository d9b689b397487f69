/** How a call to the engine ends, and what cancels it. */

/** The result of an asynchronous call: JSON of the result, or JSON of a failure. A failure of a copy comes with its state. */
export interface NativeResult {
  ok?: string;
  /** The HTTP exchange of the result, for `_response`. */
  head?: string;
  failure?: string;
  /** The error for the failure, if it was created already. */
  error?: unknown;
  /** The bytes that came with the result, or a handle. */
  attachment?: unknown;
}

/** Cancels the calls that it was passed to. */
export interface NativeCancel {
  cancel(): void;
}

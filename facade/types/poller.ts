/** The types of pollers, under their usual names. */

import type { AbortSignalLike } from './common';
import type {
  BlobAbortCopyFromURLOptions,
  BlobAbortCopyFromURLResponse,
  BlobGetPropertiesOptions,
  BlobGetPropertiesResponse,
  BlobStartCopyFromURLOptions,
  BlobStartCopyFromURLResponse,
} from '../generated/models';

/** Removes a progress callback. */
export type CancelOnProgress = () => void;

/** The state of a long-running operation. */
export interface PollOperationState<TResult> {
  /** Whether the operation has started. */
  isStarted?: boolean;
  /** Whether the operation has ended, successfully or not. */
  isCompleted?: boolean;
  /** Whether the operation was canceled. */
  isCancelled?: boolean;
  /** Why the operation failed. */
  error?: Error;
  /** The result, once the operation has succeeded. */
  result?: TResult;
}

/** Watches a long-running operation. */
export interface PollerLike<TState extends PollOperationState<TResult>, TResult> {
  /** Polls the service once. A call while a poll is running returns the same promise. */
  poll(options?: { abortSignal?: AbortSignalLike }): Promise<void>;
  /** Waits until the operation has ended, and returns its result. */
  pollUntilDone(pollOptions?: { abortSignal?: AbortSignalLike }): Promise<TResult>;
  /** Adds a progress callback. The returned function removes it. */
  onProgress(callback: (state: TState) => void): CancelOnProgress;
  /** Returns whether the operation has ended: it succeeded, failed or was canceled. */
  isDone(): boolean;
  /** Stops waiting. The operation itself continues. Pending `pollUntilDone` calls reject with `PollerStoppedError`. */
  stopPolling(): void;
  /** Returns whether no call of `pollUntilDone` is waiting. */
  isStopped(): boolean;
  /** Cancels the operation. */
  cancelOperation(options?: { abortSignal?: AbortSignalLike }): Promise<void>;
  /** Returns the current state. */
  getOperationState(): TState;
  /** Returns the result, or undefined if there is none yet. Throws `PollerCancelledError` after a cancel. */
  getResult(): TResult | undefined;
  /** Returns the saved state of the operation, for `resumeFrom`. */
  toString(): string;
}

/** A poller whose operation can be canceled. */
export type PollerLikeWithCancellation<TState extends PollOperationState<TResult>, TResult> = PollerLike<
  TState,
  TResult
>;

/** The result of a copy that `BlobClient.beginCopyFromURL` started. */
export type BlobBeginCopyFromURLResponse = BlobStartCopyFromURLResponse;

/** The members of the destination's client that a poller needs. */
export interface CopyPollerBlobClient {
  /** Aborts a pending copy. */
  abortCopyFromURL(copyId: string, options?: BlobAbortCopyFromURLOptions): Promise<BlobAbortCopyFromURLResponse>;
  /** Returns the properties of the destination, including the copy status. */
  getProperties(options?: BlobGetPropertiesOptions): Promise<BlobGetPropertiesResponse>;
  /** Starts a copy, and returns the response of the service. */
  startCopyFromURL(copySource: string, options?: BlobStartCopyFromURLOptions): Promise<BlobBeginCopyFromURLResponse>;
}

/** The state of a copy. */
export interface BlobBeginCopyFromUrlPollState extends PollOperationState<BlobBeginCopyFromURLResponse> {
  /** The client of the destination. Not enumerable. */
  readonly blobClient: CopyPollerBlobClient;
  /** The id of the copy. */
  copyId?: string;
  /** The copy progress: "bytes copied/total bytes". */
  copyProgress?: string;
  /** The URL of the source. Its signature is removed once the copy has started. */
  copySource: string;
  /** The options that the copy was started with. */
  readonly startCopyFromURLOptions?: BlobStartCopyFromURLOptions;
}

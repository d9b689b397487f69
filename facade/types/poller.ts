/** The types of pollers, under the names that scripts already use. */

import type { AbortSignalLike } from './common';
import type {
  BlobAbortCopyFromURLOptions,
  BlobAbortCopyFromURLResponse,
  BlobGetPropertiesOptions,
  BlobGetPropertiesResponse,
  BlobStartCopyFromURLOptions,
  BlobStartCopyFromURLResponse,
} from '../generated/models';

/** Stops the updates of one progress callback. */
export type CancelOnProgress = () => void;

/** What is known about an operation that takes its time. */
export interface PollOperationState<TResult> {
  /** Whether the operation was started. */
  isStarted?: boolean;
  /** Whether the operation has ended, well or badly. */
  isCompleted?: boolean;
  /** Whether the operation was cancelled. */
  isCancelled?: boolean;
  /** Why the operation ended badly. */
  error?: Error;
  /** The result, once there is one. */
  result?: TResult;
}

/** A poller: it watches an operation that takes its time. */
export interface PollerLike<TState extends PollOperationState<TResult>, TResult> {
  /** Asks the service once. While a poll is running, the same promise is returned. */
  poll(options?: { abortSignal?: AbortSignalLike }): Promise<void>;
  /** Waits until the operation has ended, and gives its result. */
  pollUntilDone(pollOptions?: { abortSignal?: AbortSignalLike }): Promise<TResult>;
  /** Adds a callback for progress; the returned function removes it. */
  onProgress(callback: (state: TState) => void): CancelOnProgress;
  /** Whether the operation has ended: well, badly, or by being cancelled. */
  isDone(): boolean;
  /** Ends the waiting, not the operation: pending `pollUntilDone` calls reject with `PollerStoppedError`. */
  stopPolling(): void;
  /** Whether nobody waits in `pollUntilDone`. */
  isStopped(): boolean;
  /** Cancels the operation. */
  cancelOperation(options?: { abortSignal?: AbortSignalLike }): Promise<void>;
  /** What is known now. */
  getOperationState(): TState;
  /** The result, or undefined while there is none; throws `PollerCancelledError` after a cancel. */
  getResult(): TResult | undefined;
  /** The state as text, for `resumeFrom`. */
  toString(): string;
}

/** A poller whose operation can be cancelled. */
export type PollerLikeWithCancellation<TState extends PollOperationState<TResult>, TResult> = PollerLike<
  TState,
  TResult
>;

/** The result of a copy that `BlobClient.beginCopyFromURL` started. */
export type BlobBeginCopyFromURLResponse = BlobStartCopyFromURLResponse;

/** The client of the copy's destination, as far as a poller needs it. */
export interface CopyPollerBlobClient {
  /** Aborts a copy that is still pending. */
  abortCopyFromURL(copyId: string, options?: BlobAbortCopyFromURLOptions): Promise<BlobAbortCopyFromURLResponse>;
  /** The properties of the destination, with how the copy stands. */
  getProperties(options?: BlobGetPropertiesOptions): Promise<BlobGetPropertiesResponse>;
  /** Starts a copy and answers with what the service said. */
  startCopyFromURL(copySource: string, options?: BlobStartCopyFromURLOptions): Promise<BlobBeginCopyFromURLResponse>;
}

/** What is known about a copy. */
export interface BlobBeginCopyFromUrlPollState extends PollOperationState<BlobBeginCopyFromURLResponse> {
  /** The client of the copy's destination. Not enumerable. */
  readonly blobClient: CopyPollerBlobClient;
  /** The id of the copy. */
  copyId?: string;
  /** How far it is: "bytes copied/bytes in all". */
  copyProgress?: string;
  /** The source's URL; once the copy has started, without its signature. */
  copySource: string;
  /** The options that the copy was started with. */
  readonly startCopyFromURLOptions?: BlobStartCopyFromURLOptions;
}

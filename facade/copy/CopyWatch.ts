/** The data and the work of a poller. Scripts may wrap and clone the pollers, but not this. */

import { onAbort, throwIfAborted, withCancel } from '../pipeline/abort';
import type { AbortSignalLike } from '../types/common';
import { AbortError, PollerCancelledError, PollerStoppedError } from '../errors/errors';
import { errorFromJson } from '../errors/failure';
import type { NativeCopyPoller, NativeResult } from '../engine/nativeModule';
import type { CancelOnProgress } from '../types/poller';
import { reportProgress } from '../pipeline/progress';
import { CurrentState, type StateReader, type WatchedState } from './CurrentState';
import { followFakedClock } from './fakedClock';

/** Wakes one call of `pollUntilDone`. The function that it takes returns the result or throws. */
type Wake<TResult> = (conclude: () => TResult) => void;

/** The options of a copy that its poller uses. */
export interface PollerOptions<TState> {
  intervalInMs?: number;
  onProgress?: (state: TState) => void;
}

/** The options of one call. */
export interface PollOptions {
  abortSignal?: AbortSignalLike;
}

/**
 * Watches one copy. The engine polls and keeps time. This class keeps the promises, the callbacks and the errors.
 *
 * All calls of `pollUntilDone` share one loop, which runs only while one of them waits. A failed poll rejects the calls that wait;
 * the poller stays usable.
 */
export class CopyWatch<TState extends WatchedState<TResult>, TResult> {
  readonly #native: NativeCopyPoller;
  readonly #state: CurrentState<TState, TResult>;
  readonly #options: PollerOptions<TState>;
  readonly #wakes = new Set<Wake<TResult>>();
  #callbacks: ((state: TState) => void)[] = [];
  #stopped = true;
  #loop: Promise<void> | undefined;
  #polling: Promise<void> | undefined;
  #cancelling: Promise<void> | undefined;
  #cancelPending = false;
  #onEnd: (() => void) | undefined;

  /** `onEnd` is called once, when the copy has ended. */
  constructor(
    poller: NativeCopyPoller,
    reader: StateReader<TState, TResult>,
    options: PollerOptions<TState>,
    onEnd?: () => void,
  ) {
    this.#onEnd = onEnd;
    this.#native = poller;
    this.#options = options;
    this.#state = new CurrentState(reader);
    if (options.onProgress) this.#callbacks.push(options.onProgress);
  }

  /** Takes the first state. A resumed copy may have progressed since it was saved. */
  begin(stateJson: string, head: string | undefined): void {
    this.#setState(stateJson, head);
    if (this.#native.hasProgressed()) this.#fireProgress();
    this.#throwIfEndedBadly();
  }

  /** The given interval between two polls, in milliseconds. */
  get intervalInMs(): number | undefined {
    return this.#options.intervalInMs;
  }

  poll(options: PollOptions = {}): Promise<void> {
    return (this.#polling ??= this.#pollOnce(options).finally(() => {
      this.#polling = undefined;
    }));
  }

  async pollUntilDone(options: PollOptions = {}): Promise<TResult> {
    if (this.isDone()) {
      this.#stopped = false;
      return this.#conclude();
    }
    const conclude = await this.#wait(options.abortSignal);
    // Called here, so that an error that is created now has this caller's stack.
    return conclude();
  }

  onProgress(callback: (state: TState) => void): CancelOnProgress {
    if (typeof callback !== 'function') throw new TypeError('callback must be a function');
    this.#callbacks.push(callback);
    return () => {
      this.#callbacks = this.#callbacks.filter((other) => other !== callback);
    };
  }

  isDone(): boolean {
    return this.#state.isDone();
  }

  stopPolling(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#wakeAll(() => {
      throw new PollerStoppedError();
    });
    this.#native.stopPolling();
  }

  isStopped(): boolean {
    return this.#stopped;
  }

  cancelOperation(options: PollOptions = {}): Promise<void> {
    if (this.#cancelPending && options.abortSignal) throw new Error('A cancel request is currently pending');
    return (this.#cancelling ??= this.#cancelOnce(options));
  }

  getOperationState(): TState {
    return this.#state.shown;
  }

  getResult(): TResult | undefined {
    const { isCancelled, result } = this.#state.shown;
    if (isCancelled === true) throw new PollerCancelledError();
    return result;
  }

  toString(): string {
    return this.#native.toString();
  }

  async #pollOnce({ abortSignal }: PollOptions): Promise<void> {
    if (!this.isDone()) this.#take(await withCancel(abortSignal, (extras) => this.#native.poll(extras)));
    this.#throwIfEndedBadly();
  }

  async #cancelOnce({ abortSignal }: PollOptions): Promise<void> {
    this.#cancelPending = true;
    try {
      this.#take(await withCancel(abortSignal, (extras) => this.#native.cancelOperation(extras)));
      // Otherwise the loop would sleep until its next poll.
      if (this.#loop) this.#native.stopPolling();
    } catch (error) {
      // The caller can cancel again.
      this.#cancelling = undefined;
      throw error;
    } finally {
      this.#cancelPending = false;
    }
  }

  /** Waits for the end, a failure, a stop or the caller's signal, whichever comes first. */
  async #wait(abortSignal: AbortSignalLike | undefined): Promise<() => TResult> {
    throwIfAborted(abortSignal);
    let wake: Wake<TResult> = () => undefined;
    const woken = new Promise<() => TResult>((resolve) => {
      wake = resolve;
    });
    const stopListening =
      abortSignal &&
      onAbort(abortSignal, () => {
        wake(() => {
          throw new AbortError();
        });
      });
    this.#wakes.add(wake);
    this.#stopped = false;
    this.#startLoop();
    try {
      return await woken;
    } finally {
      stopListening?.();
      this.#wakes.delete(wake);
      // No call is waiting any more. The loop must end, so that it does not keep the process alive.
      if (this.#wakes.size === 0 && this.#loop && !this.isDone()) {
        this.#stopped = true;
        this.#native.stopPolling();
      }
    }
  }

  #startLoop(): void {
    this.#loop ??= this.#runLoop().finally(() => {
      this.#loop = undefined;
      // Another call may have started to wait while the loop was ending.
      if (this.#wakes.size > 0 && !this.#stopped) this.#startLoop();
    });
  }

  /** Polls until no call is waiting. It never rejects: a failure goes to the calls that wait. */
  async #runLoop(): Promise<void> {
    const stopFollowing = followFakedClock(this.intervalInMs, async () => {
      await this.#settleWaiting(this.#native.poll());
      const waits = this.#wakes.size > 0;
      // Otherwise the loop would sleep until its next poll.
      if (!waits) this.#native.stopPolling();
      return waits;
    });
    while (this.#wakes.size > 0 && !this.isDone()) await this.#settleWaiting(this.#native.pollUntilChange());
    stopFollowing();
    if (this.isDone()) this.#wakeAll(() => this.#conclude());
  }

  /** Reads the outcome of a poll. A failed poll rejects all waiting calls. */
  async #settleWaiting(polling: Promise<NativeResult>): Promise<void> {
    try {
      const failure = this.#update(await polling);
      if (failure !== undefined) this.#giveUp(() => errorFromJson(failure));
    } catch (error) {
      this.#giveUp(() => error);
    }
  }

  #giveUp(reason: () => unknown): void {
    this.#stopped = true;
    this.#wakeAll(() => {
      throw reason();
    });
  }

  #wakeAll(conclude: () => TResult): void {
    for (const wake of this.#wakes) wake(conclude);
    this.#wakes.clear();
  }

  /** Returns the result of a copy that has ended, or throws its error. */
  #conclude(): TResult {
    this.#throwIfEndedBadly();
    return this.#state.conclude();
  }

  #throwIfEndedBadly(): void {
    if (this.#state.hasEndedBadly()) this.#stopped = true;
    this.#state.throwIfEndedBadly();
  }

  /** Reads the outcome of a call, and throws its failure. */
  #take(outcome: NativeResult): void {
    const failure = this.#update(outcome);
    if (failure === undefined) return;
    this.#throwIfEndedBadly();
    throw errorFromJson(failure);
  }

  /** Reads the outcome of a call, and returns its failure. A failure that ended the copy is in the state too. */
  #update(outcome: NativeResult): string | undefined {
    const before = this.#state.shown.copyProgress;
    if (outcome.ok !== undefined) this.#setState(outcome.ok, outcome.head);
    if (this.isDone()) this.#wakeAll(() => this.#conclude());
    else if (this.#state.shown.copyProgress !== before) this.#fireProgress();
    return outcome.failure;
  }

  #setState(json: string, head: string | undefined): void {
    this.#state.read(json, head);
    if (!this.isDone()) return;
    this.#onEnd?.();
    this.#onEnd = undefined;
  }

  #fireProgress(): void {
    if (this.isDone()) return;
    for (const callback of this.#callbacks) reportProgress(callback, this.#state.shown);
  }
}

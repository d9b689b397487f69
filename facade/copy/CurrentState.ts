/** The state of a copy as scripts see it, read from what the engine returns. */

import { PollerCancelledError } from '../errors/errors';
import { toError, type Failure } from '../errors/failure';
import type { PollOperationState } from '../types/poller';

/** A state that can be watched. */
export interface WatchedState<TResult> extends PollOperationState<TResult> {
  copyProgress?: string;
}

/** Creates the state of one kind of copy from what the engine returns. */
export interface StateReader<TState, TResult> {
  /** The state before the engine has returned any. */
  initial: TState;
  /** Reads a result. */
  result(saved: unknown, head: string | undefined): TResult;
  /** Adds to a state what the engine does not know. */
  complete(state: TState): void;
}

/** A state as in JSON. The result and the error are not yet converted for users. */
interface SavedState {
  result?: unknown;
  error?: unknown;
}

/** The current state of one copy. Its result and its error are the same objects in all states. */
export class CurrentState<TState extends WatchedState<TResult>, TResult> {
  readonly #reader: StateReader<TState, TResult>;
  #state: TState;
  #json = '';
  #hasFailed = false;
  #errorWasThrown = false;

  constructor(reader: StateReader<TState, TResult>) {
    this.#reader = reader;
    this.#state = reader.initial;
  }

  /** The state that scripts get. */
  get shown(): TState {
    return this.#state;
  }

  isDone(): boolean {
    return this.#state.isCompleted === true || this.hasEndedBadly();
  }

  /** Whether the copy has failed or was canceled. */
  hasEndedBadly(): boolean {
    return this.#hasFailed || this.#state.isCancelled === true;
  }

  /** Reads a state. */
  read(json: string, head: string | undefined): void {
    // An unchanged state keeps its identity.
    if (json === this.#json) return;
    const saved = JSON.parse(json) as SavedState;
    const { result, error } = saved;
    if (result !== undefined) saved.result = this.#state.result ?? this.#reader.result(result, head);
    if (error !== undefined) {
      const failure = error as Failure;
      saved.error = this.#hasFailed ? this.#state.error : toError(failure);
      this.#hasFailed = true;
      // A value that the caller's own code threw keeps its own stack.
      if (failure.credentialError !== undefined) this.#errorWasThrown = true;
    }
    const state = saved as TState;
    this.#reader.complete(state);
    this.#state = state;
    this.#json = json;
  }

  /** Returns the result of a copy that has ended, or throws its error. */
  conclude(): TResult {
    this.throwIfEndedBadly();
    const { result } = this.#state;
    if (!result) throw new Error('blobferry: the engine ended a copy without a result');
    return result;
  }

  throwIfEndedBadly(): void {
    if (!this.hasEndedBadly()) return;
    const { error } = this.#state;
    if (error instanceof Error && !this.#errorWasThrown) {
      // The error was created when the outcome arrived. Its stack shows the first caller that gets it.
      this.#errorWasThrown = true;
      Error.captureStackTrace(error);
    }
    // The caller's own code may throw any value.
    if (this.#hasFailed) throw error as unknown as Error;
    throw new PollerCancelledError();
  }
}

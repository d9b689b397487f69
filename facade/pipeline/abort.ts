/**
 * Abort signals. The engine never sees a signal; each call has a cancel handle. No matter how many calls share a
 * signal, it has one listener, which is removed when no call needs it.
 */

import type { AbortSignalLike } from '../types/common';
import { AbortError } from '../errors/errors';
import { QUIET_TURNS } from '../engine/calls';
import { native } from '../engine/native';
import type { CallExtras, NativeCancel } from '../engine/nativeModule';

/** Throws an AbortError if the signal has fired, and a TypeError if it is not a signal. */
export function throwIfAborted(signal: AbortSignalLike | null | undefined): void {
  if (signal === undefined || signal === null) return;
  if (!isSignal(signal)) {
    throw new TypeError('options.abortSignal must be an AbortSignal: an object with aborted and addEventListener');
  }
  if (signal.aborted) throw new AbortError(ALREADY_CANCELED);
}

/** The reference's message if nothing was sent. */
const ALREADY_CANCELED = 'The operation was aborted. Request has already been canceled.';

/** The listeners of a signal. */
interface SignalListeners {
  readonly listeners: Set<Listener>;
  readonly stop: () => void;
}

/** An object for each registration, because a function may be registered twice. */
interface Listener {
  readonly call: () => void;
}

const waiting = new WeakMap<AbortSignalLike, SignalListeners>();

/** Listens until the returned function is called. The callback must not throw. */
export function onAbort(signal: AbortSignalLike, call: () => void): () => void {
  const { listeners } = waiting.get(signal) ?? listen(signal);
  const listener = { call };
  listeners.add(listener);
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return;
    // The signal may have fired already, and new listeners been registered.
    const current = waiting.get(signal);
    if (current?.listeners === listeners) forget(signal, current);
  };
}

function listen(signal: AbortSignalLike): SignalListeners {
  const listeners = new Set<Listener>();
  const fire = (): void => {
    // The signal does not fire again. Later calls see `aborted`.
    forget(signal, now);
    for (const listener of [...listeners]) if (listeners.has(listener)) listener.call();
  };
  const stop = (): void => {
    signal.removeEventListener('abort', fire);
  };
  const now = { listeners, stop };
  signal.addEventListener('abort', fire);
  waiting.set(signal, now);
  return now;
}

function forget(signal: AbortSignalLike, now: SignalListeners): void {
  if (waiting.get(signal) === now) waiting.delete(signal);
  now.stop();
}

/** The part of a result that is not read yet. */
interface Closeable {
  close(): void;
}

/**
 * Runs a call that the signal can cancel. As in the reference, the call rejects also if the signal fires when the engine has a result that was
 * not delivered yet: whoever aborted does not expect one.
 */
export function withAbort<T extends object>(
  signal: AbortSignalLike | null | undefined,
  call: (extras: CallExtras | undefined) => Promise<T>,
): Promise<T> {
  return signal === undefined || signal === null ? call(undefined) : withSignal(signal, call);
}

async function withSignal<T extends object>(
  signal: AbortSignalLike,
  call: (extras: CallExtras) => Promise<T>,
): Promise<T> {
  const seen = { hasFired: false };
  const outcome = await cancellable(signal, call, () => {
    seen.hasFired = true;
  });
  const { failure, body, rows } = outcome as { failure?: unknown; body?: Closeable; rows?: Closeable };
  // The failure may have a better reason, such as what a policy threw.
  if (!seen.hasFired || failure !== undefined) return outcome;
  (body ?? rows)?.close();
  throw new AbortError();
}

/** Same as {@link withAbort}, for calls whose result is of use after an abort: a copy that has begun is not begun again. */
export function withCancel<T>(
  signal: AbortSignalLike | null | undefined,
  call: (extras: CallExtras | undefined) => Promise<T>,
): Promise<T> {
  return signal === undefined || signal === null ? call(undefined) : cancellable(signal, call, () => undefined);
}

async function cancellable<T>(
  signal: AbortSignalLike,
  call: (extras: CallExtras) => Promise<T>,
  onFired: () => void,
): Promise<T> {
  throwIfAborted(signal);
  const cancel = new (native().NativeCancel)();
  const turn = endOfTurn();
  const fired = { beforeSending: false };
  const stopListening = onAbort(signal, () => {
    onFired();
    fired.beforeSending = !turn.isOver;
    cancel.cancel();
  });
  try {
    const outcome = await call({ cancel, signal });
    return fired.beforeSending ? neverSent(outcome) : outcome;
  } catch (error) {
    throw fired.beforeSending && error instanceof AbortError ? new AbortError(ALREADY_CANCELED) : error;
  } finally {
    stopListening();
  }
}

/** Becomes over when calls made in this turn have left it (see `Calls`): after the promises that are already resolved. */
function endOfTurn(): { readonly isOver: boolean } {
  const turn = { isOver: false };
  const wait = async (): Promise<void> => {
    // eslint-disable-next-line @typescript-eslint/await-thenable -- turns of native promises, which tests do not replace
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) await undefined;
    turn.isOver = true;
  };
  void wait();
  return turn;
}

/** Gives the failure of a call the message of the reference for a request that was aborted before it was sent. */
function neverSent<T>(outcome: T): T {
  const { failure } = outcome as { failure?: unknown };
  if (typeof failure !== 'string') return outcome;
  const read = JSON.parse(failure) as { kind?: string; message?: string };
  if (read.kind !== 'aborted') return outcome;
  return Object.assign(outcome as object, { failure: JSON.stringify({ ...read, message: ALREADY_CANCELED }) }) as T;
}

/**
 * A handle that the signal cancels until `stopListening` is called. For work that continues after the call that started it. Without a signal,
 * there is no handle. Policies do not get the signal: an HTTP client would interrupt requests that the engine completes, such as the last one.
 */
export function cancelOnAbort(signal: AbortSignalLike | undefined): {
  extras?: { cancel: NativeCancel };
  stopListening?: () => void;
} {
  if (!signal) return {};
  const cancel = new (native().NativeCancel)();
  const stopListening = onAbort(signal, () => {
    cancel.cancel();
  });
  return { extras: { cancel }, stopListening };
}

/** Waits for work of other code, which may ignore the signal. */
export async function untilAborted<T>(signal: AbortSignalLike | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return await work;
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopListening = onAbort(signal, () => {
      reject(new AbortError());
    });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stopListening();
  }
}

function isSignal(value: unknown): value is AbortSignalLike {
  if (typeof value !== 'object' || value === null) return false;
  const { addEventListener, removeEventListener } = value as Partial<AbortSignalLike>;
  return typeof addEventListener === 'function' && typeof removeEventListener === 'function';
}

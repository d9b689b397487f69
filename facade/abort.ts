/**
 * Abort signals. The engine never sees a signal: it gets a handle, and the one listener that pulls it is removed when
 * the call ends.
 */

import type { AbortSignalLike } from './common';
import { AbortError } from './errors';
import { native, type NativeCancel } from './native';

/** Throws an AbortError when the signal has fired, and a TypeError when it is no signal. */
export function throwIfAborted(signal: AbortSignalLike | null | undefined): void {
  if (signal === undefined || signal === null) return;
  if (!isSignal(signal)) {
    throw new TypeError('options.abortSignal must be an AbortSignal: an object with aborted and addEventListener');
  }
  if (signal.aborted) throw new AbortError('The operation was aborted. Request has already been canceled.');
}

/** Listens until the returned function is called. */
export function onAbort(signal: AbortSignalLike, listener: () => void): () => void {
  const once = (): void => {
    listener();
  };
  signal.addEventListener('abort', once);
  return () => {
    signal.removeEventListener('abort', once);
  };
}

/** Runs a call that the signal can stop. */
export function withAbort<T>(
  signal: AbortSignalLike | null | undefined,
  call: (cancel: NativeCancel | undefined) => Promise<T>,
): Promise<T> {
  return signal === undefined || signal === null ? call(undefined) : withSignal(signal, call);
}

async function withSignal<T>(
  signal: AbortSignalLike,
  call: (cancel: NativeCancel | undefined) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const cancel = new (native().NativeCancel)();
  const stopListening = onAbort(signal, () => {
    cancel.cancel();
  });
  try {
    return await call(cancel);
  } finally {
    stopListening();
  }
}

function isSignal(value: unknown): value is AbortSignalLike {
  if (typeof value !== 'object' || value === null) return false;
  const { aborted, addEventListener, removeEventListener } = value as Partial<AbortSignalLike>;
  return (
    typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function'
  );
}

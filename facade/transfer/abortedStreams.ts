/** Ends a stream when its caller's signal fires, without keeping an unread stream in memory. */

import type { Readable } from 'node:stream';

import { AbortError } from '../errors/errors';
import { turn } from '../engine/turns';
import { onAbort } from '../pipeline/abort';
import type { AbortSignalLike } from '../types/common';

/** Removes the listener of one stream. It is empty without a signal. */
export interface Listening {
  stop?: () => void;
}

/**
 * Destroys a stream when the signal fires. A signal often outlives the streams that it was passed to, and a stream may be
 * dropped unread. So the signal holds the stream weakly, and the listener is removed when the stream is collected.
 */
export function endOnAbort(readable: Readable, signal: AbortSignalLike, listening: Listening): void {
  listening.stop = destroyOnAbort(new WeakRef(readable), signal);
  forgotten.register(readable, listening.stop, listening);
  if (signal.aborted) destroySoon(readable);
}

/** Removes the listener of a stream that has ended, or that has all of its content. */
export function stopListening(listening: Listening): void {
  listening.stop?.();
  forgotten.unregister(listening);
}

/** A separate function that cannot see the stream, because closures of one scope share what they hold. */
function destroyOnAbort(reference: WeakRef<Readable>, signal: AbortSignalLike): () => void {
  return onAbort(signal, () => {
    const readable = reference.deref();
    if (readable) destroySoon(readable);
  });
}

/** Streams whose signal has fired. */
const ending: Readable[] = [];

/**
 * Destroys a stream in a later turn, as the reference does. Scripts abort a download and then destroy its stream, which
 * nobody listens to: were the abort first, its error would end the process.
 */
function destroySoon(readable: Readable): void {
  if (ending.push(readable) === 1) void turn().then(destroyAll);
}

function destroyAll(): void {
  for (const readable of ending.splice(0)) readable.destroy(new AbortError());
}

const forgotten = new FinalizationRegistry((stop: () => void) => {
  stop();
});

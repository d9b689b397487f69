/** Reads streams of every kind, chunk by chunk, no faster than they are uploaded. */

import type { Readable } from 'node:stream';

/** Receives chunks. */
export interface ChunkSink {
  /** Takes a chunk. Returns false if no more should come before `room` resolves. */
  take(chunk: unknown): boolean;
  /** Resolves when more chunks may come. False when no more chunks are wanted. */
  room(): Promise<boolean>;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

/** A stream that is being read. */
export interface Reading {
  /** Stops reading. `isComplete` says whether the stream was read to its end. */
  stop(isComplete: boolean): void;
}

/** The members of a stream that are used. Streams of the oldest kind cannot be paused: what they emit in the meantime waits in memory. */
type EventSource = Pick<Readable, 'on' | 'removeListener' | 'errored'> & Partial<Pick<Readable, 'pause' | 'resume'>>;

const KINDS = 'a readable stream, a web ReadableStream, a Blob, or an async iterable';

/** Starts to read a stream. Throws if it cannot be read. */
export function readStream(source: unknown, sink: ChunkSink): Reading {
  if (typeof source === 'object' && source !== null) {
    if (isEmitter(source)) return readEvents(source, sink);
    if ('getReader' in source) return readWebStream(source as ReadableStream, sink);
    if (Symbol.asyncIterator in source) return readIterable(source as AsyncIterable<unknown>, sink);
    if ('stream' in source && 'size' in source) return readWebStream((source as Blob).stream(), sink);
  }
  throw new TypeError(`stream must be ${KINDS}`);
}

function isEmitter(source: object): source is EventSource {
  return typeof (source as Partial<Readable>).on === 'function';
}

/** The number of uploads that read a stream now, and whether they have its first chunk. */
interface Shared {
  readers: number;
  hasStarted: boolean;
}

const sharedStreams = new WeakMap<object, Shared>();

/**
 * Reads a Node.js stream by its events, as the reference does. So other listeners get every chunk too, among them
 * another upload that starts in the same tick. The stream belongs to the caller: it is never destroyed, only paused.
 */
function readEvents(source: EventSource, sink: ChunkSink): Reading {
  requireUnread(source);
  const shared = sharedStreams.get(source) ?? { readers: 0, hasStarted: false };
  shared.readers += 1;
  sharedStreams.set(source, shared);
  let isWaiting = false;
  let hasEnded = false;
  const wait = async (): Promise<void> => {
    isWaiting = true;
    const isWanted = await sink.room();
    isWaiting = false;
    if (!isWanted) return;
    if (hasEnded) sink.end();
    else source.resume?.();
  };
  const onData = (chunk: unknown): void => {
    shared.hasStarted = true;
    try {
      if (sink.take(chunk)) return;
    } catch (error) {
      sink.fail(error);
      return;
    }
    source.pause?.();
    if (!isWaiting) wait().catch(sink.fail);
  };
  const onEnd = (): void => {
    hasEnded = true;
    if (!isWaiting) sink.end();
  };
  const onClose = (): void => {
    if (!hasEnded) sink.fail(source.errored ?? prematureClose());
  };
  const listeners = { data: onData, end: onEnd, close: onClose, error: sink.fail };
  for (const [name, listener] of Object.entries(listeners)) source.on(name, listener);
  // A stream that was paused explicitly does not flow because of a listener.
  source.resume?.();
  return {
    stop(isComplete) {
      shared.readers -= 1;
      if (shared.readers === 0) sharedStreams.delete(source);
      for (const [name, listener] of Object.entries(listeners)) source.removeListener(name, listener);
      // An error event without a listener would end the process, also after the end.
      source.removeListener('error', ignore).on('error', ignore);
      if (!isComplete) source.pause?.();
    },
  };
}

function requireUnread(source: object): void {
  const { errored, readableEnded, destroyed } = source as Partial<Readable>;
  if (errored) throw errored;
  if (readableEnded === true) throw new TypeError('stream has no bytes any more: it was read to its end before');
  if (destroyed === true) throw prematureClose();
  if (sharedStreams.get(source)?.hasStarted === true) {
    throw new TypeError(
      'stream is being uploaded already, and its first bytes are gone. Create a stream for each upload, or start both uploads at once',
    );
  }
}

function prematureClose(): Error {
  return Object.assign(new Error('Premature close: stream was destroyed before its end'), {
    code: 'ERR_STREAM_PREMATURE_CLOSE',
  });
}

function ignore(): void {
  // The upload is over already.
}

function readWebStream(source: ReadableStream, sink: ChunkSink): Reading {
  const reader = source.getReader();
  const isStopped = pull(() => reader.read(), sink);
  return {
    stop(isComplete) {
      isStopped();
      if (isComplete) reader.releaseLock();
      else reader.cancel().catch(ignore);
    },
  };
}

/** The iterators that are being read. A generator is its own iterator, and would split its chunks among the uploads. */
const iterators = new WeakSet();

function readIterable(source: AsyncIterable<unknown>, sink: ChunkSink): Reading {
  const iterator = source[Symbol.asyncIterator]();
  if (iterators.has(iterator)) {
    throw new TypeError('stream is being uploaded already: its chunks would be divided between both uploads');
  }
  iterators.add(iterator);
  const isStopped = pull(() => iterator.next(), sink);
  return {
    stop(isComplete) {
      isStopped();
      iterators.delete(iterator);
      // A running generator continues until its next chunk.
      if (!isComplete) Promise.resolve(iterator.return?.()).catch(ignore);
    },
  };
}

/** Pulls chunks until there are no more, or the returned function is called. */
function pull(next: () => Promise<{ done?: boolean; value?: unknown }>, sink: ChunkSink): () => void {
  let isStopped = false;
  const run = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await next();
      if (isStopped) return;
      if (done === true) break;
      if (!sink.take(value) && !(await sink.room())) return;
    }
    sink.end();
  };
  run().catch((error: unknown) => {
    if (!isStopped) sink.fail(error);
  });
  return () => {
    isStopped = true;
  };
}

/**
 * Streams that are one end of a connection, such as the request that a server received. To destroy one would close the connection, and nothing
 * could be sent on it any more: not even the response that says why the upload failed.
 */

import type { Readable } from 'node:stream';

import { readStream, type ChunkSink, type Reading } from './streamSources';

/** Whether a stream is a request that a server received, a stream of HTTP/2, or a socket. No response is sent to the response of a request. */
export function isConnection(source: object): boolean {
  const { socket, method } = source as { socket?: unknown; method?: unknown };
  const isRequest = socket !== undefined && typeof method === 'string';
  return 'on' in source && (isRequest || 'session' in source || 'remoteAddress' in source);
}

/** The chunks of such a stream, each when it is wanted. It is never destroyed. */
export class ConnectionChunks implements AsyncIterator<unknown, undefined>, ChunkSink {
  readonly #reading: Reading | undefined;
  readonly #chunks: unknown[] = [];
  #outcome: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;
  #wanted: ((isWanted: boolean) => void) | undefined;

  constructor(source: object) {
    // A request without content may have ended before anything read from it.
    if ((source as Partial<Readable>).readableEnded === true) {
      this.#outcome = {};
      return;
    }
    try {
      this.#reading = readStream(source, this);
    } catch (error) {
      this.#outcome = { error };
    }
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    while (this.#chunks.length === 0 && this.#outcome === undefined) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#chunks.length > 0) {
      const value = this.#chunks.shift();
      if (this.#chunks.length === 0) this.#wanted?.(true);
      return { done: false, value };
    }
    if (this.#outcome && 'error' in this.#outcome) throw this.#outcome.error;
    return { done: true, value: undefined };
  }

  take(chunk: unknown): boolean {
    this.#chunks.push(chunk);
    this.#wake?.();
    return false;
  }

  async room(): Promise<boolean> {
    return this.#chunks.length === 0 || (await new Promise<boolean>((resolve) => (this.#wanted = resolve)));
  }

  readonly end = (): void => {
    this.#settle({});
  };

  readonly fail = (error: unknown): void => {
    this.#settle({ error });
  };

  /** Reads no further. The stream is paused. */
  stop(): void {
    this.#reading?.stop(this.#outcome !== undefined);
    this.#chunks.length = 0;
    this.#settle({});
    this.#wanted?.(false);
  }

  #settle(outcome: { error?: unknown }): void {
    this.#outcome ??= outcome;
    this.#wake?.();
  }
}
